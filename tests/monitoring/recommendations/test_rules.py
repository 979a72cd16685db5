"""Standing of a recommendation against a slow, obvious model; what is open, due and overdue."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from institutions.choices import TimeUnit
from institutions.visit_choices import REPLIES, SETTLED, VERIFIED, RecommendationState
from monitoring.choices import SaidBy
from monitoring.recommendations.choices import Column, Gap
from monitoring.recommendations.rules import Standing, Step, answer_due, column, gap, is_open, is_overdue, standing

State = RecommendationState
DAY_ONE = date(2026, 3, 2)
NOTES = (State.SENT, State.NO_REPLY, State.OVERTAKEN)
SPEAKERS = {SaidBy.AUTHORITY: REPLIES, SaidBy.MONITOR: VERIFIED, SaidBy.OWN: NOTES}


@st.composite
def histories(draw) -> list[Step]:
    """Steps of few days, so that many share one, entered in any order."""
    entries = draw(st.permutations(range(1, draw(st.integers(0, 7)) + 1)))
    steps = []
    for entry in entries:
        said_by = draw(st.sampled_from(list(SPEAKERS)))
        state = draw(st.sampled_from(SPEAKERS[said_by]))
        steps.append(Step(entry, state, said_by, DAY_ONE + timedelta(days=draw(st.integers(0, 4)))))
    return steps


def newest(steps: list[Step]) -> Step | None:
    """The one after which no other stands."""
    return next((one for one in steps if not any((o.on, o.entry) > (one.on, one.entry) for o in steps)), None)


def slow(steps: list[Step]) -> Standing:
    """Every step is asked whether anything before it takes its weight away; then the newest with weight is looked for.

    Nothing is folded: what came before a step is looked up anew for each.
    """
    firm = [one for one in steps if one.said_by == SaidBy.MONITOR or one.state == State.OVERTAKEN]

    def has_weight(one: Step) -> bool:
        before = [other for other in steps if (other.on, other.entry) < (one.on, one.entry)]
        if one in firm:
            return True
        if one.said_by == SaidBy.AUTHORITY:
            last_firm = newest([other for other in before if other in firm])
            return last_firm is None or last_firm.state not in SETTLED
        return all(other.state in (State.SENT, State.NO_REPLY) for other in before)

    return Standing(
        newest([one for one in steps if has_weight(one)]),
        newest([one for one in steps if one.said_by == SaidBy.AUTHORITY]),
        newest([one for one in steps if one.said_by == SaidBy.MONITOR]),
    )


@settings(max_examples=400, deadline=None)
@given(histories())
def test_the_standing_is_what_the_slow_model_says_in_whatever_order_steps_are_given(steps):
    assert standing(steps) == standing(reversed(steps)) == slow(steps)


@settings(max_examples=200, deadline=None)
@given(histories())
def test_no_word_of_an_authority_undoes_or_makes_what_was_seen(steps):
    without = [one for one in steps if one.said_by != SaidBy.AUTHORITY]
    found, silent = standing(steps), standing(without)
    assert found.verified == silent.verified
    if found.status is not None and found.status.state in SETTLED:
        assert found.status.said_by != SaidBy.AUTHORITY


def history(*told: tuple[str, str, int]) -> Standing:
    return standing([Step(n, state, by, DAY_ONE + timedelta(days=day)) for n, (state, by, day) in enumerate(told, 1)])


SENT = (State.SENT, SaidBy.OWN, 0)


def test_said_to_be_done_is_not_verified():
    found = history(SENT, (State.SAID_DONE, SaidBy.AUTHORITY, 30))
    assert (found.status.state, found.said.state, found.verified) == (State.SAID_DONE, State.SAID_DONE, None)
    assert gap(found.said, found.verified) == Gap.UNVERIFIED
    assert column(found.status.state, is_late=False) == Column.SAID_DONE


def test_a_visit_that_finds_otherwise_contradicts_until_something_new_is_said():
    found = history(SENT, (State.SAID_DONE, SaidBy.AUTHORITY, 30), (State.NOT_DONE, SaidBy.MONITOR, 40))
    assert (found.status.state, gap(found.said, found.verified)) == (State.NOT_DONE, Gap.CONTRADICTED)
    later = history(SENT, (State.NOT_DONE, SaidBy.MONITOR, 40), (State.SAID_DONE, SaidBy.AUTHORITY, 50))
    assert (later.status.state, gap(later.said, later.verified)) == (State.SAID_DONE, Gap.UNVERIFIED)


def test_no_letter_reopens_what_was_seen_done_but_another_visit_does():
    seen = (SENT, (State.VERIFIED_DONE, SaidBy.MONITOR, 40))
    assert history(*seen, (State.REJECTED, SaidBy.AUTHORITY, 50)).status.state == State.VERIFIED_DONE
    assert history(*seen, (State.NOT_DONE, SaidBy.MONITOR, 60)).status.state == State.NOT_DONE
    assert gap(history(*seen).said, history(*seen).verified) == Gap.UNSAID


def test_an_answer_found_late_stands_over_a_silence_noted_before():
    found = history(SENT, (State.NO_REPLY, SaidBy.OWN, 100), (State.ACCEPTED, SaidBy.AUTHORITY, 20))
    assert found.status.state == State.ACCEPTED


@pytest.mark.parametrize("state", ["", *State.values])
def test_only_what_was_seen_done_or_overtaken_is_closed(state):
    assert is_open(state) == (state not in (State.VERIFIED_DONE, State.OVERTAKEN))


def test_silence_counts_from_the_day_after_the_day_due():
    due = date(2026, 6, 2)
    said = {day: is_overdue(due, State.SENT, has_reply=False, today=date(2026, 6, day)) for day in (1, 2, 3)}
    assert said == {1: False, 2: False, 3: True}
    assert not is_overdue(due, State.ACCEPTED, has_reply=True, today=date(2027, 1, 1))
    assert not is_overdue(due, State.OVERTAKEN, has_reply=False, today=date(2027, 1, 1))
    assert not is_overdue(None, State.SENT, has_reply=False, today=date(2027, 1, 1))
    assert column(State.SENT, is_late=True) == column(State.NO_REPLY, is_late=True) == Column.NO_REPLY


def test_silence_that_was_noted_waits_again_when_the_day_due_moved():
    assert column(State.NO_REPLY, is_late=False) == Column.WAITING


@pytest.mark.parametrize("state", ["", *State.values])
@pytest.mark.parametrize("is_late", [True, False])
def test_every_state_has_a_column(state, is_late):
    assert column(state, is_late=is_late) in Column


@pytest.mark.parametrize(
    ("amount", "unit", "received", "due"),
    [
        (3, TimeUnit.MONTHS, None, date(2026, 2, 28)),  # from 30 November: February has no thirtieth
        (3, TimeUnit.MONTHS, date(2026, 1, 31), date(2026, 4, 30)),
        (15, TimeUnit.WORKING_DAYS, None, date(2025, 12, 19)),
        (15, TimeUnit.WORKING_DAYS, date(2025, 12, 1), date(2025, 12, 22)),
        (None, "", None, None),
        (1, TimeUnit.PROMPT, None, None),
    ],
)
def test_an_answer_is_due_from_receipt_else_from_sending(amount, unit, received, due):
    assert answer_due(amount, unit, date(2025, 11, 30), received) == due
