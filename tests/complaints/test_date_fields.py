"""Dates as people know them: to the day, the month, the year, from one side, or not at all."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints.date_fields import PartialDateField
from complaints.dates import UNKNOWN, PartialDate


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["3", "4", "2024", ""], PartialDate(date(2024, 4, 3), "day")),
        (["", "4", "2024", ""], PartialDate(date(2024, 4, 1), "month")),
        (["", "", "2024", ""], PartialDate(date(2024, 1, 1), "year")),
        (["3", "4", "2024", "not_before"], PartialDate(date(2024, 4, 3), "not_before")),
        (["", "4", "2024", "not_before"], PartialDate(date(2024, 4, 1), "not_before")),
        (["", "2", "2024", "not_after"], PartialDate(date(2024, 2, 29), "not_after")),
        (["", "", "2024", "not_after"], PartialDate(date(2024, 12, 31), "not_after")),
        (["", "", "", "unknown"], UNKNOWN),
    ],
)
def test_what_is_typed_is_kept_as_exactly_as_it_is_known(typed, meant):
    assert PartialDateField().clean(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        ["", "", "", ""],
        ["31", "2", "2024", ""],
        ["3", "", "2024", ""],
        ["3", "4", "", ""],
        ["3", "4", "2024", "unknown"],
        ["", "", "", "not_after"],
        ["3", "4", "2024", "perhaps"],
        ["3", "4", "20024", ""],
        ["3", "4", "9" * 5000, ""],
        ["3", "4\x00", "2024", ""],
        ["-3", "4", "2024", ""],
        ["third", "4", "2024", ""],
        ["1", "1", "9998", ""],
        "2024",
    ],
)
def test_what_makes_no_date_is_refused(typed):
    with pytest.raises(ValidationError):
        PartialDateField().clean(typed)


def test_a_field_that_need_not_be_filled_takes_nothing_as_not_known():
    assert PartialDateField(required=False).clean(["", "", "", ""]) == UNKNOWN
    assert PartialDateField(required=False).clean([]) == UNKNOWN


def test_a_day_to_come_is_taken_only_where_the_field_says_so():
    assert PartialDateField(may_be_future=True).clean(["", "", "9998", ""]) == PartialDate(date(9998, 1, 1), "year")


def test_not_after_this_month_is_not_after_today():
    today = timezone.localdate()
    assert PartialDateField().clean(["", str(today.month), str(today.year), "not_after"]).day == today


@pytest.mark.parametrize(
    "known",
    [
        PartialDate(date(2024, 4, 3), "day"),
        PartialDate(date(2024, 4, 1), "month"),
        PartialDate(date(2024, 1, 1), "year"),
        PartialDate(date(2024, 4, 3), "not_before"),
        PartialDate(date(2024, 4, 3), "not_after"),
        UNKNOWN,
    ],
)
def test_a_date_survives_being_shown_and_sent_back(known):
    field = PartialDateField()
    shown = field.widget.decompress(known)
    assert field.clean(["" if part is None else str(part) for part in shown]) == known


def test_the_parts_of_the_field_have_labels_of_their_own():
    class When(forms.Form):
        day = PartialDateField(initial=PartialDate(date(2024, 4, 1), "month"))

    page = str(When())
    assert [f'for="id_day_{number}"' in page for number in range(4)] == [True] * 4
    assert 'value="2024"' in page
    assert 'name="day_3"' in page
