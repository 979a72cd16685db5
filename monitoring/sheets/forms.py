"""For whom a report is and in which language; what of a visit may stand in the public one."""

from collections.abc import Iterable, Sequence

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from monitoring.sheets.levels import Level


class ReportForm(forms.Form):
    """The level, and the language of what is printed around the words."""

    level = forms.ChoiceField(label=_("For whom is the report?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("In which language?"),
        help_text=_("What was written about the visit stays in the language in which it was written."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, levels: Sequence[Level], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.value, level.label) for level in levels]


class ClearForm(forms.Form):
    """The findings and recommendations that may stand in the public report, by number."""

    findings = forms.TypedMultipleChoiceField(coerce=int, required=False)
    recommendations = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(
        self, *args: object, findings: Iterable[int], recommendations: Iterable[int], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].choices = [(number, number) for number in findings]
        self.fields["recommendations"].choices = [(number, number) for number in recommendations]
