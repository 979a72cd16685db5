"""Partial dates: what they bound and what they prove."""

from datetime import date

import pytest

from complaints.choices import Precision
from complaints.dates import PartialDate
from tests.complaints.toyland import on


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "counted_on"),
    [
        ("2020-03-04", "2020-03-04", "2020-03-04", "2020-03-04"),
        ("2020-02", "2020-02-01", "2020-02-29", "2020-02-01"),
        ("2021-02", "2021-02-01", "2021-02-28", "2021-02-01"),
        ("2020-12", "2020-12-01", "2020-12-31", "2020-12-01"),
        ("2020", "2020-01-01", "2020-12-31", "2020-01-01"),
        (">2020-03-04", "2020-03-04", None, "2020-03-04"),
        ("<2020-03-04", None, "2020-03-04", "2020-03-04"),
        ("?", None, None, None),
    ],
)
def test_bounds_follow_the_precision(text, earliest, latest, counted_on):
    expected = [bound and date.fromisoformat(bound) for bound in (earliest, latest, counted_on)]
    assert [on(text).earliest, on(text).latest, on(text).counted_on] == expected


def test_any_day_of_the_month_or_year_stands_for_it():
    assert PartialDate(date(2020, 3, 17), "month").earliest == date(2020, 3, 1)
    assert PartialDate(date(2020, 3, 17), "year").latest == date(2020, 12, 31)


@pytest.mark.parametrize(
    ("one", "other", "is_certain"),
    [
        ("2020-03-04", "2020-03-05", True),
        ("2020-03-04", "2020-03-04", False),
        ("2020-03", "2020-04-01", True),
        ("2020-03", "2020-03-31", False),
        ("2019", "2020", True),
        ("2020", "2020-12-31", False),
        ("<2020-01-01", "2020-01-02", True),
        (">2020-01-01", "2030-01-01", False),
        ("2019-12-31", ">2020-01-01", True),
        ("2019-12-31", "<2020-01-01", False),
        ("?", "2020-01-01", False),
        ("2020-01-01", "?", False),
    ],
)
def test_only_certain_dates_prove_an_order(one, other, is_certain):
    assert on(one).certainly_before(on(other)) is is_certain
    assert not on(other).certainly_before(on(one))


def test_every_precision_of_the_database_is_understood():
    for precision in Precision.values:
        day = None if precision == Precision.UNKNOWN else date(2020, 5, 5)
        assert PartialDate(day, precision).is_exact is (precision == Precision.DAY)
