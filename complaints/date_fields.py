"""Form fields for dates that are known to a day, a month, a year, or only from one side."""

from calendar import monthrange
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.choices import Precision
from complaints.dates import UNKNOWN, PartialDate

EARLIEST_YEAR = 1930

_WRONG = _("Write day, month and year in digits, or leave them empty.")
_AS_WRITTEN = ""
_HOW_EXACTLY = [
    (_AS_WRITTEN, pgettext_lazy("how exactly a date is known", "As far as written here")),
    (Precision.NOT_BEFORE, pgettext_lazy("how exactly a date is known", "Not before this date")),
    (Precision.NOT_AFTER, pgettext_lazy("how exactly a date is known", "Not after this date")),
    (Precision.UNKNOWN, pgettext_lazy("how exactly a date is known", "The date is not known")),
]


def _parts(value: PartialDate | None) -> list[int | None]:
    if value is None or value.day is None:
        return [None, None, None]
    day = value.day
    if value.precision == Precision.YEAR:
        return [None, None, day.year]
    return [None if value.precision == Precision.MONTH else day.day, day.month, day.year]


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year apart."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: PartialDate | None) -> list[int | None]:
        """The parts that are known."""
        return _parts(value)


class PartialDateWidget(forms.MultiWidget):
    """Day, month and year apart, and how exactly they are known."""

    template_name = "django/forms/widgets/partial_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        texts = [forms.TextInput({"autocomplete": "off"}) for _part in range(3)]
        super().__init__([*texts, forms.Select(choices=_HOW_EXACTLY)], attrs)

    def decompress(self, value: PartialDate | None) -> list[object]:
        """The parts that are known, and how exactly. Nothing is said of a date that nobody gave yet."""
        is_said = value is not None and value.precision in (
            *(Precision.NOT_BEFORE, Precision.NOT_AFTER, Precision.UNKNOWN),
        )
        return [*_parts(value), value.precision if is_said else _AS_WRITTEN]


class DayMonthYearField(forms.MultiValueField):
    """A day, a month or a year; nothing at all where it is not known. Cleans to a PartialDate."""

    widget = DatePartsWidget

    def __init__(self, **kwargs: object) -> None:
        super().__init__(_part_fields(), require_all_fields=False, required=False, **kwargs)

    def compress(self, values: list[int | None]) -> PartialDate:
        """The date with the exactness it is known to. Raises ValidationError for a day that is none, or to come."""
        found = _dated(*(values or (None, None, None)))
        _not_to_come(found)
        return found


class PartialDateField(forms.MultiValueField):
    """A date as far as it is known. Cleans to a PartialDate, `dates.UNKNOWN` where somebody said it is not known.

    A required field left empty is a mistake: not knowing is said, not skipped. One that is not required cleans to
    UNKNOWN when left empty. A date to come is refused unless `may_be_future`.
    """

    widget = PartialDateWidget
    default_error_messages = {"required": _("Give a date, if only the year, or say that it is not known.")}

    def __init__(self, *, may_be_future: bool = False, **kwargs: object) -> None:
        self.may_be_future = may_be_future
        how = forms.ChoiceField(choices=_HOW_EXACTLY, required=False)
        super().__init__([*_part_fields(), how], require_all_fields=False, **kwargs)

    def prepare_value(self, value: object) -> object:
        """A PartialDate is a tuple, which a MultiWidget would take for its parts."""
        return self.widget.decompress(value) if isinstance(value, PartialDate) else value

    def compress(self, values: list[object]) -> PartialDate:
        """The date with its precision. Raises ValidationError where the parts do not fit together."""
        *parts, how = values or (None, None, None, _AS_WRITTEN)
        written = _dated(*parts)
        if how == Precision.UNKNOWN:
            if written.day is not None:
                raise ValidationError(_("Either write a date, or say that it is not known."))
            return UNKNOWN
        if how and written.day is None:
            raise ValidationError(_("Write the date that it was not before or not after."))
        if not self.may_be_future:
            _not_to_come(written)
        if how == Precision.NOT_BEFORE:
            return PartialDate(written.earliest, Precision.NOT_BEFORE)
        if how == Precision.NOT_AFTER:
            return PartialDate(self._upper_bound(written), Precision.NOT_AFTER)
        return written

    def _upper_bound(self, written: PartialDate) -> date:
        # "Not after November", said in the middle of November, cannot mean a day to come.
        return written.latest if self.may_be_future else min(written.latest, timezone.localdate())


def _part_fields() -> list[forms.IntegerField]:
    return [
        forms.IntegerField(
            min_value=low,
            max_value=high,
            required=False,
            error_messages={"invalid": _WRONG, "min_value": _WRONG, "max_value": _WRONG},
        )
        for low, high in [(1, 31), (1, 12), (EARLIEST_YEAR, 9999)]
    ]


def _dated(day: int | None, month: int | None, year: int | None) -> PartialDate:
    if day is None and month is None and year is None:
        return UNKNOWN
    if year is None:
        raise ValidationError(_("Give the year too, or leave everything empty if you do not know."))
    if month is None and day is not None:
        raise ValidationError(_("Give the month too, or only the year."))
    if day is not None and day > monthrange(year, month)[1]:
        raise ValidationError(_("There is no such day. Check the date, or give only month and year."))
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return PartialDate(date(year, month or 1, day or 1), precision)


def _not_to_come(written: PartialDate) -> None:
    if written.day is not None and written.day > timezone.localdate():
        raise ValidationError(_("This date lies in the future."))
