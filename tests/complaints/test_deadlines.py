"""Clocks: calendar, interruptions, extensions, and the three answers."""

from datetime import date, timedelta

import pytest

from complaints.choices import DeadlineStatus
from complaints.deadlines import Clock, clocks, due_day, status
from complaints.happenings import CaseFacts
from complaints.milestones import continued
from institutions.choices import TimeUnit
from tests.complaints.toyland import CLOCKS, TOYLAND, story

D = date.fromisoformat
NOTHING_KNOWN = CaseFacts()


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2020-01-01", 3, TimeUnit.HOURS, "2020-01-02"),
        ("2020-01-01", 24, TimeUnit.HOURS, "2020-01-02"),
        ("2020-01-01", 25, TimeUnit.HOURS, "2020-01-03"),
        ("2020-01-01", 72, TimeUnit.HOURS, "2020-01-04"),
        ("2020-02-27", 3, TimeUnit.DAYS, "2020-03-01"),
        ("2020-01-31", 1, TimeUnit.MONTHS, "2020-02-29"),
        ("2021-01-31", 1, TimeUnit.MONTHS, "2021-02-28"),
        ("2020-12-31", 2, TimeUnit.MONTHS, "2021-02-28"),
        ("2020-11-30", 13, TimeUnit.MONTHS, "2021-12-30"),
        ("2020-02-29", 1, TimeUnit.YEARS, "2021-02-28"),
        ("2020-02-29", 4, TimeUnit.YEARS, "2024-02-29"),
        ("2020-01-03", 1, TimeUnit.WORKING_DAYS, "2020-01-06"),
        ("2020-01-04", 1, TimeUnit.WORKING_DAYS, "2020-01-06"),
        ("2020-01-06", 5, TimeUnit.WORKING_DAYS, "2020-01-13"),
        ("2020-01-06", 15, TimeUnit.WORKING_DAYS, "2020-01-27"),
    ],
)
def test_limits_are_counted_on_the_calendar(start, amount, unit, due):
    assert due_day(D(start), amount, unit) == D(due)


def test_promptness_has_no_last_day():
    with pytest.raises(ValueError, match="prompt"):
        due_day(D("2020-01-01"), 1, TimeUnit.PROMPT)


def running(*chapters, facts=NOTHING_KNOWN, absorber=()):
    """(rule, starts, due, met, days it stood still) of every clock of the case."""
    found = clocks(continued(story(*chapters), absorber), facts, TOYLAND)
    return {
        one.rule.code: (one.starts_on.isoformat(), _text(one.due_on), _text(one.met_on), one.paused_days)
        for one in found
    }


def _text(day):
    return day and day.isoformat()


def test_a_clock_starts_and_is_met():
    assert running(("submit", "2020-01-01"), ("register", "2020-01-03"))["book"] == (
        "2020-01-01", "2020-01-02", "2020-01-03", 0,
    )  # fmt: skip


def test_promptness_runs_without_a_last_day():
    assert running(("submit", "2020-01-01"))["prompt"] == ("2020-01-01", None, None, 0)


def test_what_came_before_the_start_does_not_meet_the_clock():
    assert running(("register", "2020-01-01"), ("submit", "2020-02-01"))["book"][2] is None


@pytest.mark.parametrize(
    ("when", "started"),
    [
        ("2020-01", "2020-01-31"),
        ("2020", "2020-12-31"),
        ("<2020-05-05", "2020-05-05"),
        (">2020-01-01", None),
        ("?", None),
    ],
)
def test_a_vague_start_counts_from_the_last_day_it_can_have_been(when, started):
    assert running(("submit", when)).get("book", (None,))[0] == started


@pytest.mark.parametrize(
    ("when", "met"),
    [("2020-02", "2020-02-01"), ("2020", "2020-01-01"), ("<2020-05-05", "2020-01-01"), (">2020-03-03", "2020-03-03"),
     ("?", "2020-01-01")],
)  # fmt: skip
def test_a_vague_answer_counts_from_the_first_day_it_can_have_been(when, met):
    assert running(("submit", "2020-01-01"), ("register", when))["book"][2] == met


@pytest.mark.parametrize(
    ("facts", "chapters", "is_running"),
    [
        (CaseFacts(offence_kind="torture"), [("name", "2020-01-01")], True),
        (CaseFacts(offence_kind="office"), [("name", "2020-01-01")], False),
        (CaseFacts(), [("name", "2020-01-01")], False),
        (CaseFacts(), [("name", "2020-01-01", {"offence": "torture"})], True),
        (CaseFacts(offence_kind="torture"), [("name", "2014-12-31")], False),
    ],
)
def test_a_clock_runs_only_for_its_offences_and_in_its_time(facts, chapters, is_running):
    assert ("torture_only" in running(*chapters, facts=facts)) is is_running


# --- interruptions ----------------------------------------------------------------------------------------------------

REGISTERED = ("register", "2020-01-01")


@pytest.mark.parametrize(
    ("chapters", "due", "paused"),
    [
        ([], "2020-03-01", 0),
        ([("pause", "2020-02-01"), ("resume", "2020-02-11")], "2020-03-11", 10),
        ([("pause", "2020-02-01"), ("resume", "2020-02-11"), ("pause", "2020-03-05"), ("resume", "2020-03-06")],
         "2020-03-12", 11),
        ([("pause", "2020-02-01")], None, 0),
        ([("pause", "2020-03-02"), ("resume", "2020-03-11")], "2020-03-01", 0),
        ([("pause", "2020-03-02")], "2020-03-01", 0),
        ([("pause", "2020-03-01"), ("resume", "2020-03-11")], "2020-03-11", 10),
        ([("pause", "2019-12-01"), ("resume", "2019-12-15")], "2020-03-01", 0),
        ([("pause", "2019-12-01"), ("resume", "2020-01-11")], "2020-03-01", 0),
        ([("pause", "2020-02-01"), ("name", "2020-02-11")], "2020-03-11", 10),
        ([("pause", "2020-02-01"), ("drop", "2020-02-11")], "2020-03-11", 10),
        ([("pause", "2020-02-01"), ("pause", "2020-02-03"), ("resume", "2020-02-11")], "2020-03-11", 10),
        ([("pause", "2020-02-01"), ("resume", "2020-02")], "2020-03-29", 28),
        ([("pause", "2020-02-01"), "resume"], None, 0),
        ([("drop", "2020-01-20"), ("pause", "2020-02-01")], "2020-03-01", 0),
    ],
)  # fmt: skip
def test_a_clock_stands_still_while_limits_are_interrupted(chapters, due, paused):
    clock = running(REGISTERED, *chapters)["ordinary"]
    assert (clock[1], clock[3]) == (due, paused)


def test_a_clock_that_does_not_pause_goes_on():
    assert running(("submit", "2020-01-01"), ("pause", "2020-01-01"))["book"][1] == "2020-01-02"


# --- extensions -------------------------------------------------------------------------------------------------------


def test_an_extension_hands_over_to_the_longer_clock_of_the_same_start():
    found = running(REGISTERED, ("extend", "2020-02-20"), ("send", "2020-06-01"))
    assert found["ordinary"][1:3] == ("2020-03-01", "2020-02-20")
    assert found["longest"][1:3] == ("2021-01-01", "2020-06-01")


def test_an_extension_that_came_too_late_does_not_save_the_clock():
    found = clocks(continued(story(REGISTERED, ("extend", "2020-03-02"))), CaseFacts(), TOYLAND)
    assert {one.rule.code: status(one, D("2020-04-01")) for one in found} == {
        "ordinary": DeadlineStatus.MISSED,
        "longest": DeadlineStatus.RUNNING,
        "other_end": DeadlineStatus.RUNNING,
    }


# --- implied steps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "met", "answer"),
    [
        (("sit", "2020-02-20"), "2020-02-20", DeadlineStatus.MET),
        (("sit", "2020-06-01"), None, DeadlineStatus.NOT_KNOWN),
        (("sit", "2020-02"), "2020-02-29", DeadlineStatus.MET),
        (("sit", "?"), None, DeadlineStatus.NOT_KNOWN),
        (("send", "2020-06-01"), "2020-06-01", DeadlineStatus.MISSED),
        (("drop", "2020-06-01"), "2020-06-01", DeadlineStatus.MISSED),
        (("name", "2020-06-01"), None, DeadlineStatus.MISSED),
    ],
)
def test_a_step_that_is_only_implied_never_proves_that_a_clock_was_missed(later, met, answer):
    (clock,) = [
        one
        for one in clocks(continued(story(("submit", "2019-12-31"), REGISTERED, later)), NOTHING_KNOWN, TOYLAND)
        if one.rule.code == "ordinary"
    ]
    assert (_text(clock.met_on), status(clock, D("2021-01-01"))) == (met, answer)


def test_a_step_recorded_after_the_one_that_implies_it_changes_nothing():
    found = clocks(continued(story(REGISTERED, ("sit", "2020-06-01"), ("send", "2020-07-01"))), NOTHING_KNOWN, TOYLAND)
    assert {one.rule.code: status(one, D("2021-06-01")) for one in found if one.rule.code != "other_end"} == {
        "ordinary": DeadlineStatus.NOT_KNOWN,
        "longest": DeadlineStatus.MET,
    }


def test_a_clock_that_does_not_wait_for_a_step_is_met_by_its_own_events_only():
    assert running(("submit", "2020-01-01"), ("note", "2020-01-02"))["book"][2] is None


# --- joined cases -----------------------------------------------------------------------------------------------------


def test_the_absorbing_case_can_meet_a_clock_but_starts_none():
    theirs = story(("register", "2020-02-01"), ("send", "2020-02-20"))
    absorber = continued([event._replace(id=event.id + 900) for event in theirs]).events
    found = running(REGISTERED, ("join", "2020-01-15", {"other_case": 7}), absorber=absorber)
    assert found["ordinary"] == ("2020-01-01", "2020-03-01", "2020-02-20", 0)


# --- the three answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "met", "today", "answer"),
    [
        ("2020-03-01", None, "2020-03-01", DeadlineStatus.RUNNING),
        ("2020-03-01", None, "2020-03-02", DeadlineStatus.MISSED),
        ("2020-03-01", "2020-03-01", "2025-01-01", DeadlineStatus.MET),
        ("2020-03-01", "2020-03-02", "2025-01-01", DeadlineStatus.MISSED),
        (None, None, "2025-01-01", DeadlineStatus.RUNNING),
        (None, "2020-03-01", "2025-01-01", DeadlineStatus.MET),
    ],
)
def test_a_clock_is_met_missed_or_running(due, met, today, answer):
    clock = Clock(CLOCKS[0], 1, D("2020-02-01"), due and D(due), None, met and D(met))
    assert status(clock, D(today)) == answer


def test_working_days_are_monday_to_friday():
    for offset in range(14):
        start = D("2020-01-06") + timedelta(days=offset)
        assert due_day(start, 5, TimeUnit.WORKING_DAYS).weekday() < 5
