"""What is overdue or high: from both sides of every border."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from complaints.work import rules

DAYS = st.dates(date(1990, 1, 1), date(2200, 1, 1))


@given(DAYS, DAYS, st.booleans(), st.booleans())
def test_a_duty_is_overdue_from_the_day_after_its_last_one(due, today, has_ended, is_right):
    expected = today > due and not has_ended and not is_right
    assert rules.is_overdue(due, today, has_ended=has_ended, is_right=is_right) == expected


def test_a_clock_without_a_day_is_never_overdue():
    today = date(2026, 11, 2)
    assert not rules.is_overdue(None, today)


@given(st.lists(st.integers(1, 9), min_size=1, unique=True))
def test_the_highest_of_several_levels_is_high_and_the_lowest_is_not(ranks):
    found = [rank for rank in ranks if rules.is_high(rank, ranks)]
    assert (max(ranks) in found) == (len(ranks) > 1)
    assert min(ranks) not in found
    assert sorted(found) == sorted(ranks)[len(ranks) - len(found) :]


def test_a_scale_of_four_has_two_high_levels_and_one_of_three_has_one():
    assert [rank for rank in (1, 2, 3, 4) if rules.is_high(rank, [1, 2, 3, 4])] == [3, 4]
    assert [rank for rank in (1, 2, 3) if rules.is_high(rank, [1, 2, 3])] == [3]
    assert not rules.is_high(1, [])
