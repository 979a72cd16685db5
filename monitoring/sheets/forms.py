"""For whom a report is and in which language; what of a visit may stand in the public one."""

from collections.abc import Iterable, Sequence

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from monitoring.models import Finding, Recommendation
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


_LONGEST_MARK = 18  # digits, so that it fits the columns of the database


def mark_of(row: Finding | Recommendation) -> str:
    """The value of a box: the number of the row, and which words stand beside the box."""
    return f"{row.number}-{row.words_id or 0}"


class _ReadField(forms.TypedMultipleChoiceField):
    """Boxes by `mark_of`; that the words are still the same is asked when they are cleared."""

    def valid_value(self, value: object) -> bool:
        """Whether the number is one of the choices."""
        number, _dash, words = str(value).partition("-")
        is_mark = words.isascii() and words.isdecimal() and len(words) <= _LONGEST_MARK
        return is_mark and super().valid_value(number)


def _read(value: str) -> tuple[int, int]:
    number, _dash, words = value.partition("-")
    return int(number), int(words)


class ClearForm(forms.Form):
    """What may stand in the public report: number of a finding or recommendation -> words read, 0 for none."""

    findings = _ReadField(coerce=_read, required=False)
    recommendations = _ReadField(coerce=_read, required=False)

    def __init__(
        self, *args: object, findings: Iterable[int], recommendations: Iterable[int], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].choices = [(number, number) for number in findings]
        self.fields["recommendations"].choices = [(number, number) for number in recommendations]

    def clean_findings(self) -> dict[int, int]:
        """As `clear_for_public` takes them."""
        return dict(self.cleaned_data["findings"])

    def clean_recommendations(self) -> dict[int, int]:
        """As `clear_for_public` takes them."""
        return dict(self.cleaned_data["recommendations"])
