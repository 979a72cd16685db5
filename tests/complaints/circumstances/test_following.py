"""What followed what. Pure."""

from datetime import date

import pytest

from complaints.circumstances.following import (
    Step,
    days_between,
    days_waiting,
    endings_after_withdrawals,
    last_requests,
    unanswered,
)
from complaints.dates import UNKNOWN, PartialDate
from complaints.happenings import Happening
from institutions.choices import Effect, Exit
from institutions.queries import world as current_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return current_world()


def entries(world, *effects, days=None):
    stages = {}
    for stage in world.stages.values():
        if stage.effect != Effect.CLOSES or stage.exit == Exit.TERMINATED:
            stages.setdefault(stage.effect, stage)
    days = days or [date(2026, 3, number) for number in range(1, len(effects) + 1)]
    return [
        Happening(number, number, stages[effect], PartialDate(day) if day else UNKNOWN)
        for number, (effect, day) in enumerate(zip(effects, days, strict=True), start=1)
    ]


def found(world, *effects, **more):
    endings = endings_after_withdrawals(entries(world, *effects, **more), world)
    return [(ending.withdrawal.id, ending.termination.id, ending.days) for ending in endings]


def test_the_first_termination_after_a_withdrawal_follows_it(world):
    path = [Effect.SUBMITS, Effect.WITHDRAWS, Effect.CLOSES, Effect.REOPENS, Effect.CLOSES]
    assert found(world, *path) == [(2, 3, 1)]


def test_nothing_follows_where_the_case_goes_on_or_was_closed_before(world):
    assert found(world, Effect.SUBMITS, Effect.WITHDRAWS) == []
    assert found(world, Effect.CLOSES, Effect.WITHDRAWS) == []


def test_a_complaint_that_was_filed_again_does_not_end_by_its_withdrawal(world):
    assert found(world, Effect.WITHDRAWS, Effect.REFILES, Effect.CLOSES) == []


def test_days_are_told_only_where_both_are_known(world):
    path = [Effect.WITHDRAWS, Effect.CLOSES]
    assert found(world, *path, days=[None, date(2026, 3, 9)]) == [(1, 2, None)]


def test_a_withdrawal_from_a_body_abroad_ends_nothing_at_home(world):
    abroad = next(code for code, kind in world.body_kinds.items() if kind == "international")
    withdrawal, closing = entries(world, Effect.WITHDRAWS, Effect.CLOSES)
    assert endings_after_withdrawals([withdrawal._replace(addressee=abroad), closing], world) == []


def step(number: int, about: int | None, is_request: bool) -> Step:
    return Step(number, about, PartialDate(date(2026, 3, number)), is_request)


def test_a_request_waits_from_its_first_day_until_something_answers_it():
    asked, again, other = step(1, 7, True), step(2, 7, True), step(3, None, True)
    assert unanswered([asked, again, other]) == [asked, other]
    assert unanswered([asked, again, other, step(4, 7, False)]) == [other]
    assert unanswered([asked, step(4, 7, False), again]) == [again]


def test_only_the_last_step_before_a_body_can_wait():
    assert last_requests([step(1, 7, True), step(2, 7, True)]) == [step(2, 7, True)]
    assert last_requests([step(1, 7, True), step(2, 7, False), step(3, 8, True)]) == [step(3, 8, True)]


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        (PartialDate(date(2026, 3, 1)), PartialDate(date(2026, 3, 1)), 0),
        (PartialDate(date(2026, 3, 1)), PartialDate(date(2026, 4, 1)), 31),
        (PartialDate(date(2026, 3, 2)), PartialDate(date(2026, 3, 1)), None),
        (PartialDate(date(2026, 3, 1), "month"), PartialDate(date(2026, 4, 1)), None),
        (UNKNOWN, PartialDate(date(2026, 4, 1)), None),
    ],
)
def test_days_between_two_days(first, second, days):
    assert days_between(first, second) == days


def test_waiting_counts_from_the_last_day_it_can_have_begun():
    today = date(2026, 4, 10)
    assert days_waiting(PartialDate(date(2026, 3, 1), "month"), today) == 10
    assert days_waiting(PartialDate(date(2026, 3, 1), "not_before"), today) is None
    assert days_waiting(UNKNOWN, today) is None
    assert days_waiting(PartialDate(date(2026, 4, 11)), today) is None
