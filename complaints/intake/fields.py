"""Fields of the public form."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Precision
from complaints.dates import UNKNOWN, PartialDate

EARLIEST_YEAR = 1930


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year apart."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: PartialDate | None) -> list[int | None]:
        """The parts that are known."""
        if value is None or value.day is None:
            return [None, None, None]
        day = value.day
        return {
            Precision.DAY: [day.day, day.month, day.year],
            Precision.MONTH: [None, day.month, day.year],
        }.get(Precision(value.precision), [None, None, day.year])


class PartialDateField(forms.MultiValueField):
    """A day, a month or a year; nothing at all where it is not known."""

    widget = DatePartsWidget

    def __init__(self, **kwargs: object) -> None:
        wrong = _("Write day, month and year in digits, or leave them empty.")
        parts = [
            forms.IntegerField(
                min_value=low,
                max_value=high,
                required=False,
                error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
            )
            for low, high in [(1, 31), (1, 12), (EARLIEST_YEAR, 9999)]
        ]
        super().__init__(parts, require_all_fields=False, required=False, **kwargs)

    def compress(self, values: list[int | None]) -> PartialDate:
        """The date with the exactness it is known to. Raises ValidationError for a day that is none, or to come."""
        day, month, year = values or (None, None, None)
        if day is None and month is None and year is None:
            return UNKNOWN
        if year is None:
            raise ValidationError(_("Give the year too, or leave everything empty if you do not know."))
        if month is None and day is not None:
            raise ValidationError(_("Give the month too, or only the year."))
        try:
            found = date(year, month or 1, day or 1)
        except ValueError as error:
            raise ValidationError(_("There is no such day. Check the date, or give only month and year.")) from error
        if found > timezone.localdate():
            raise ValidationError(_("This date lies in the future."))
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        return PartialDate(found, precision)
