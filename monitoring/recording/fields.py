"""The fields of the form of a visit. None is demanded while one types; each says what of it may lie in the open.

A draft keeps codes, figures, days and hours as they are. Anything else that was typed into such a field could be a
name, so it is sealed like words are.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from monitoring.recording.clock import Unreadable, read_day, read_hour

MOST_PEOPLE = 99_999
LONGEST_WORDS = 20_000
_EARLIEST = date(1990, 1, 1)
BLANK = ("", "–")


class CodedMixin(ABC):
    """What every field of this form has: nothing is compulsory, and nothing is called optional eighty times."""

    is_conditional = True

    @abstractmethod
    def lies_open(self, values: Sequence[str]) -> bool:
        """Whether all of what was typed may lie in the open."""


class PickField(CodedMixin, forms.ChoiceField):
    """One answer of a list; `default` where nobody gave one."""

    default_error_messages = {"invalid_choice": _("Choose one of the list.")}

    def __init__(self, *, choices: Iterable, default: str = "", **kwargs: object) -> None:
        listed = list(choices)
        self.default = default
        super().__init__(choices=listed if default else [BLANK, *listed], initial=default, required=False, **kwargs)

    def clean(self, value: object) -> str:
        """The answer, the default where nothing came. Raises ValidationError for what is none of the list."""
        return super().clean(value) or self.default

    def lies_open(self, values: Sequence[str]) -> bool:
        """Answers of the list, and nothing else."""
        return all(not value or self.valid_value(value) for value in values)


class TicksField(CodedMixin, forms.MultipleChoiceField):
    """Several answers of a list."""

    default_error_messages = {"invalid_choice": _("Choose from the list.")}

    def __init__(self, **kwargs: object) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small is-many"})
        super().__init__(required=False, widget=widget, **kwargs)

    def lies_open(self, values: Sequence[str]) -> bool:
        """Answers of the list, and nothing else."""
        return all(self.valid_value(value) for value in values)


class FigureField(CodedMixin, forms.IntegerField):
    """A number of people; empty is not counted."""

    default_error_messages = {
        "invalid": _("Write a whole number, or leave it empty."),
        "min_value": _("There are not fewer than 0."),
        "max_value": _("This number is too large. Check it."),
    }

    def __init__(self, **kwargs: object) -> None:
        widget = forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=MOST_PEOPLE, required=False, widget=widget, **kwargs)

    def lies_open(self, values: Sequence[str]) -> bool:
        """A few digits."""
        return all(_few(value, "0123456789", 5) for value in values)


class DayField(CodedMixin, forms.CharField):
    """A day, typed in digits. Cleans to a date or None."""

    def __init__(self, *, may_be_future: bool = False, **kwargs: object) -> None:
        self.may_be_future = may_be_future
        widget = forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "decimal", "autocomplete": "off"}
        )
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: object) -> date | None:
        """The day. Raises ValidationError for what is none, and for days that no visit can have."""
        text = super().clean(value)
        if not text:
            return None
        try:
            day = read_day(text)
        except Unreadable as error:
            raise ValidationError(_("Write the day as 20.10.2026 or 201026.")) from error
        if day < _EARLIEST:
            raise ValidationError(_("This day is too long ago. Check the year."))
        return day

    def lies_open(self, values: Sequence[str]) -> bool:
        """What reads as a day: other digits could be the number of a telephone."""
        return all(not value.strip() or self._is_day(value) for value in values)

    def _is_day(self, value: str) -> bool:
        try:
            return self.clean(value) is not None
        except ValidationError:
            return False


class HourField(CodedMixin, forms.CharField):
    """A time of day. Cleans to a time or None."""

    def __init__(self, **kwargs: object) -> None:
        widget = forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: object) -> time | None:
        """The hour. Raises ValidationError for what is none."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_hour(text)
        except Unreadable as error:
            raise ValidationError(_("Write the time as 9:35 or 0935.")) from error

    def lies_open(self, values: Sequence[str]) -> bool:
        """Digits and what stands between them."""
        return all(_few(value, "0123456789:. ", 5) for value in values)


class YesField(CodedMixin, forms.BooleanField):
    """A tick."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(required=False, **kwargs)

    def lies_open(self, values: Sequence[str]) -> bool:
        """A tick, and nothing else."""
        return all(value in ("", "on") for value in values)


class WordsField(CodedMixin, forms.CharField):
    """Words. They never lie in the open."""

    def __init__(self, *, lines: int = 3, **kwargs: object) -> None:
        widget = forms.Textarea(attrs={"rows": lines + 1, "autocomplete": "off"})
        super().__init__(required=False, max_length=LONGEST_WORDS, widget=widget, **kwargs)

    def lies_open(self, values: Sequence[str]) -> bool:
        """Only where there are none."""
        return not any(value.strip() for value in values)


def _few(value: str, signs: str, most: int) -> bool:
    text = value.strip()
    return len(text) <= most and not set(text) - set(signs)
