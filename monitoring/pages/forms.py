"""The form about the way of a report."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.circumstances.choosing import one_day
from monitoring.actions import ReportDates
from monitoring.models import VisitAfterwards


class ReportDatesForm(forms.Form):
    """When the report was written, sent and published; empty where it has not gone so far."""

    reported_on = one_day(_("Report written on"), _("Days as 03.04.2026. Leave empty what has not happened yet."))
    sent_on = one_day(_("Report sent on"))
    published_on = one_day(_("Report published on"))
    is_anonymised = forms.BooleanField(
        label=_("Nobody can be recognised in what was published"),
        help_text=_("Somebody has read it again with this question."),
        required=False,
    )

    @classmethod
    def of(cls, sent: object, afterwards: VisitAfterwards | None, *, may_publish: bool) -> "ReportDatesForm":
        """The form as sent, or with what is recorded. Without `may_publish` what is said of publishing stays."""
        names = cls.base_fields
        form = cls(sent, initial={name: getattr(afterwards, name) for name in names} if afterwards else None)
        for name in ("published_on", "is_anonymised"):
            form.fields[name].disabled = not may_publish
        return form

    @property
    def dates(self) -> ReportDates:
        """What was typed."""
        known: dict[str, date | bool | None] = {name: self.cleaned_data[name] for name in self.fields}
        return ReportDates(**known)
