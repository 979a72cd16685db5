"""Where a recommendation stands, worked out from the steps that were recorded; what is open, due, overdue. Pure.

Rules of reading
- Steps stand in the order of their days; on one day in the order they were entered. A correction takes the place of
  what it corrects.
- What an authority *said* last and what a monitor *verified* last are kept apart; neither ever overwrites the other.
- The status is the last step that counts. A monitor's step always counts, and so does noting that events overtook the
  recommendation. What an authority says counts until the matter is settled: no letter undoes what was seen. That it
  was sent, or that no answer came, counts only while nothing else has been said or seen.
- Open is whatever is not settled. A rejected recommendation stays open: a "no" ends no danger, and the next visit
  looks again. It ends when a monitor finds it done, or when we note ourselves that it is overtaken.
- "No answer in time" needs no entry: once the day due has passed without any answer, it is so. It can be noted too,
  and an answer that comes late still counts. When the day due moves, what was noted waits until the new day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from complaints.deadlines import due_day
from institutions.choices import TimeUnit
from institutions.visit_choices import SETTLED, RecommendationState
from monitoring.choices import SaidBy
from monitoring.recommendations.choices import Column, Gap

_BEFORE_ANYTHING_IS_SAID = (RecommendationState.SENT, RecommendationState.NO_REPLY)
_COLUMN_OF = {
    RecommendationState.ACCEPTED: Column.AGREED,
    RecommendationState.PARTLY_ACCEPTED: Column.AGREED,
    RecommendationState.IN_PROGRESS: Column.AGREED,
    RecommendationState.REJECTED: Column.REJECTED,
    RecommendationState.SAID_DONE: Column.SAID_DONE,
    RecommendationState.VERIFIED_DONE: Column.DONE,
    RecommendationState.NOT_DONE: Column.NOT_DONE,
    RecommendationState.OVERTAKEN: Column.OVERTAKEN,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded step; `state` is a value of RecommendationState.

    `entry` grows with the order of recording; a correction has that of what it corrects.
    """

    entry: int
    state: str
    said_by: str
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The steps that decide: the one that counts, the authority's last word, the monitor's last look."""

    status: Step | None = None
    said: Step | None = None
    verified: Step | None = None


def standing(steps: Iterable[Step]) -> Standing:
    """Where a recommendation stands after these steps, given in any order."""
    status = said = verified = None
    for step in in_order(steps):
        if step.said_by == SaidBy.AUTHORITY:
            said = step
        if step.said_by == SaidBy.MONITOR:
            verified = step
        if status is None or _counts(step, status.state):
            status = step
    return Standing(status, said, verified)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By day, on one day by entry."""
    return sorted(steps, key=lambda step: (step.on, step.entry))


def _counts(step: Step, state_before: str) -> bool:
    if step.said_by == SaidBy.MONITOR or step.state == RecommendationState.OVERTAKEN:
        return True
    if step.said_by == SaidBy.AUTHORITY:
        return state_before not in SETTLED
    return state_before in _BEFORE_ANYTHING_IS_SAID


def is_open(state: str) -> bool:
    """Whether it is still to be followed; an empty state is one that was never sent."""
    return state not in SETTLED


def is_overdue(due_on: date | None, state: str, *, has_reply: bool, today: date) -> bool:
    """Whether the day due has passed without any answer, and the matter is not settled otherwise."""
    return due_on is not None and due_on < today and not has_reply and is_open(state)


def column(state: str, *, is_late: bool) -> Column:
    """The column of the board; `is_late` as `is_overdue` says."""
    if not state:
        return Column.NOT_SENT
    if state in _BEFORE_ANYTHING_IS_SAID:
        # Silence that was noted is none any more when the day due moved, as receipt became known later.
        return Column.NO_REPLY if is_late else Column.WAITING
    return _COLUMN_OF[RecommendationState(state)]


def gap(said: Step | None, verified: Step | None) -> Gap | None:
    """How what was said agrees with what was seen; None where there is nothing to compare.

    Having found it done answers whatever is said later; having found it not done answers only what was said before.
    """
    is_said_done = said is not None and said.state == RecommendationState.SAID_DONE
    if verified is not None and verified.state == RecommendationState.VERIFIED_DONE:
        return Gap.CONFIRMED if is_said_done else Gap.UNSAID
    if said is None or not is_said_done:
        return None
    return Gap.CONTRADICTED if verified is not None and verified.on >= said.on else Gap.UNVERIFIED


def answer_due(amount: int | None, unit: str, sent_on: date, received_on: date | None) -> date | None:
    """The day by which an authority answers, from receipt of the letter, else from the day it was sent.

    None where the terms of the visit set no time, or one that has no number.
    """
    if amount is None or unit in ("", TimeUnit.PROMPT):
        return None
    return due_day(received_on or sent_on, amount, TimeUnit(unit))
