"""The filters of the audit, kept in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import Act
from accounts.models import Organisation, User

_SOMEBODY = {"who": "…", "subject": "…"}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class OwnAuditFilterForm(forms.Form):
    """What was done, and when."""

    act = forms.ChoiceField(label=_("Act"), required=False)
    day_from = _day(pgettext_lazy("day", "From"))
    day_to = _day(pgettext_lazy("day", "To"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", _("all")), *((act.value, str(act.label) % _SOMEBODY) for act in Act)]


class AuditFilterForm(OwnAuditFilterForm):
    """Besides, who did it, and where somebody may look at several organisations, in which."""

    field_order = ["organisation", "who", "act", "day_from", "day_to"]

    who = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), required=False, to_field_name="uuid", empty_label=_("everybody")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, to_field_name="uuid", empty_label=_("all")
    )

    def __init__(self, *args: object, organisations: object, people: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people
        self.fields["organisation"].queryset = organisations
        if len(organisations) < 2:
            del self.fields["organisation"]
