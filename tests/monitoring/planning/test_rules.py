"""Months of the calendar, standings, signals and notice: pure rules, held for every day there is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.choices import FollowUp
from monitoring.planning.rules import (
    Coverage,
    Signals,
    Standing,
    add_months,
    attention,
    coverage,
    due_on,
    lapses_on,
    notice_duty,
    page_after,
    promised_return,
    runs_since,
    standing,
    told_complaints,
    whole_months,
)

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
MONTHS = st.integers(min_value=0, max_value=600)
TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2022, 11, 2), 48, date(2026, 11, 2)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2096, 2, 29), 48, date(2100, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 1, 15), 0, date(2025, 1, 15)),
        (date(9998, 6, 1), 48, date.max),
    ],
)
def test_months_are_added_as_the_calendar_has_them(day, months, expected):
    assert add_months(day, months) == expected


@given(DAYS, MONTHS)
def test_months_land_in_the_right_month_and_never_behind_the_day(day, months):
    there = add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day <= day.day
    assert there.day == day.day or (there + timedelta(days=1)).day == 1


@given(DAYS, DAYS, MONTHS)
def test_a_later_day_is_never_due_earlier(one, other, months):
    earlier, later = sorted((one, other))
    assert add_months(earlier, months) <= add_months(later, months)


@given(DAYS, MONTHS)
def test_whole_months_undo_what_was_added(day, months):
    assert whole_months(day, add_months(day, months)) == months


@given(DAYS, DAYS)
def test_whole_months_are_never_more_than_there_are(one, other):
    earlier, later = sorted((one, other))
    months = whole_months(earlier, later)
    assert add_months(earlier, months) <= later < add_months(earlier, months + 1)
    assert earlier == later or whole_months(later, earlier) == 0


@given(DAYS, st.integers(min_value=1, max_value=120), DAYS)
def test_a_place_is_overdue_exactly_when_its_day_is_over(last, interval, today):
    found = standing(last, interval, today)
    assert (found == Standing.OVERDUE) == (due_on(last, interval, None) < today)


def test_the_last_day_of_the_interval_is_still_in_time():
    last = date(2022, 11, 2)
    assert standing(last, 48, date(2026, 11, 2)) == Standing.SOON
    assert standing(last, 48, date(2026, 11, 3)) == Standing.OVERDUE
    assert standing(last, 48, date(2026, 5, 1)) == Standing.MET
    assert standing(last, 48, date(2026, 5, 2)) == Standing.SOON


def test_never_seen_and_no_interval_are_no_standing_in_time():
    assert standing(None, 48, TODAY) == Standing.NEVER
    assert standing(None, None, TODAY) == standing(TODAY, None, TODAY) == Standing.NO_INTERVAL


def test_a_place_never_seen_is_late_only_when_its_day_is_over():
    assert standing(None, 48, TODAY, date(2022, 11, 1)) == Standing.NEVER
    assert standing(None, 48, TODAY, date(2022, 11, 2)) == Standing.NOT_YET


def test_a_place_that_was_never_seen_is_due_from_when_place_and_terms_are_there():
    terms, place = date(2014, 1, 1), date(2025, 3, 1)
    assert due_on(None, 48, runs_since(None, terms)) == date(2018, 1, 1)
    assert due_on(None, 48, runs_since(place, terms)) == date(2029, 3, 1)
    assert due_on(None, 48, runs_since(None, None)) is None
    assert due_on(TODAY, None, terms) is None


@given(st.lists(st.sampled_from(list(Standing))))
def test_coverage_counts_every_place_once(standings):
    found = coverage(standings)
    without_interval = standings.count(Standing.NO_INTERVAL)
    assert found.covered + found.overdue + found.not_yet + without_interval == found.places == len(standings)
    assert found.soon <= found.covered
    assert found.never <= found.overdue
    assert (found.share is None) == (set(standings) <= {Standing.NOT_YET})


def test_places_whose_first_day_lies_ahead_do_not_lower_the_share():
    found = coverage([Standing.MET, Standing.SOON, Standing.OVERDUE, Standing.NEVER, Standing.NOT_YET])
    assert (found.places, found.counted, found.covered, found.overdue, found.never) == (5, 4, 2, 2, 1)
    assert found.share == 0.5


def test_coverage_of_nothing_has_no_share():
    assert coverage([]) == Coverage()
    assert Coverage().share is None


def test_a_return_without_a_day_names_none_and_contact_promises_none():
    later = date(2026, 12, 1)
    assert promised_return(FollowUp.VISIT, None) == (True, None)
    assert promised_return(FollowUp.URGENT, later) == (True, later)
    assert promised_return(FollowUp.CONTACT, None) == (False, None)
    assert promised_return(FollowUp.NONE, later) == (True, later)


def test_a_return_is_due_on_its_day_and_missed_after_it():
    signals, day = Signals(is_return_promised=True, return_due_on=TODAY), timedelta(days=1)
    assert [signals.is_return_due(TODAY + n * day) for n in (-1, 0, 1)] == [False, True, True]
    assert [signals.is_return_overdue(TODAY + n * day) for n in (-1, 0, 1)] == [False, False, True]
    assert not Signals(return_due_on=TODAY).is_return_due(TODAY)
    without = Signals(is_return_promised=True)
    assert without.is_return_due(TODAY)
    assert not without.is_return_overdue(TODAY)


def test_few_complaints_are_not_told_by_number():
    assert [told_complaints(n, sees_all=False) for n in (None, 0, 1, 4, 5)] == [
        *((None, False), (0, False), (1, True), (1, True), (5, False)),
    ]
    assert told_complaints(3, sees_all=True) == (3, False)


def test_interviews_that_were_not_counted_have_no_share():
    assert Signals(private=None, held=None).private_share is None
    assert Signals(private=0, held=0).private_share is None
    assert Signals(private=None, held=4).private_share == 0
    assert Signals(private=3, held=4).private_share == 0.75


def test_the_order_looks_at_one_signal_after_the_other():
    last = date(2026, 10, 1)
    pressed = attention(Signals(reprisals=1), last, TODAY)
    promised = attention(Signals(is_return_promised=True, return_due_on=last), last, TODAY)
    refused = attention(Signals(refused=(1,)), last, TODAY)
    urgent = attention(Signals(urgent=9), last, TODAY)
    complained = attention(Signals(complaints=99), last, TODAY)
    unseen = attention(Signals(), None, TODAY)
    quiet = attention(Signals(), last, TODAY)
    withheld = attention(Signals(complaints=None, reprisals=None), last, TODAY)
    assert pressed > promised > refused > urgent > complained > unseen > quiet == withheld


@pytest.mark.parametrize(
    ("hours", "by"),
    [(24, date(2026, 11, 1)), (1, date(2026, 11, 1)), (48, date(2026, 10, 31)), (25, date(2026, 10, 31))],
)
def test_notice_is_given_whole_days_before(hours, by):
    duty = notice_duty("ahead", hours, TODAY)
    assert duty.by == by
    assert not duty.is_too_late(by)
    assert duty.is_too_late(by + timedelta(days=1))


@pytest.mark.parametrize("rule", ["none", "permission", "agreement", "undefined"])
def test_terms_without_hours_have_no_last_day_of_notice(rule):
    duty = notice_duty(rule, 24, TODAY)
    assert duty.by is None
    assert not duty.is_too_late(date.max)


def test_notice_ahead_without_hours_has_no_day():
    assert notice_duty("ahead", None, TODAY).by is None


def test_a_body_lapses_some_months_after_its_last_visit():
    assert lapses_on(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert lapses_on(None, 6) is None
    assert lapses_on(TODAY, None) is None


@given(st.integers(min_value=0, max_value=40), st.integers(min_value=1, max_value=7))
def test_pages_walk_through_every_row_once_and_back(number, size):
    codes = [f"c{n}" for n in range(number)]
    seen, after, ways = [], "", []
    for _page in range(number + 1):
        shown, previous, following = page_after(codes, after, size)
        seen += codes[shown]
        ways.append((after, previous))
        if not following:
            break
        after = following
    assert seen == codes
    assert [previous for _after, previous in ways] == [None, *(after for after, _previous in ways[:-1])]


def test_an_unknown_code_begins_at_the_front():
    assert page_after(["a", "b", "c"], "\x00", 2) == (slice(0, 2), None, "b")
