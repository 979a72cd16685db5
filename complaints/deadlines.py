"""Legal clocks: when they fall due, how long they stood still, and whether they were kept. Pure.

Rules of counting
- A clock runs in calendar days from the last day its start can have been; a limit is missed only when that is certain.
- Hours are counted in whole days, rounded up, because events carry days: 24 hours from a day end with the next day.
- A later step of the procedure implies an earlier one that nobody recorded. It then shows that a clock was kept on its
  day at the latest; that the clock was missed is not certain.
- Months and years end on the same day of the month, or on its last day where there is no such day.
- Working days are Monday to Friday. Public holidays are not known; they can only move the true limit later.
- While the limits of the case are interrupted, a clock that pauses stands still: the days of every interruption that
  begins before the clock falls due are added, and without an end of the interruption there is no day it falls due.
- An extension ends an extendable clock in favour of the longer clock that runs from the same event to the same end
  (the ordinary limit yields to the extended one). Without such a clock the extended limit is not known, and an
  extension changes nothing.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Protocol

from complaints.choices import DeadlineStatus
from complaints.guards import qualification
from complaints.happenings import CaseFacts, Happening
from complaints.milestones import Course
from institutions.choices import Effect, Milestone, TimeUnit, Track
from institutions.world import ClockRule, World

_ENDS_INTERRUPTION = frozenset({Effect.RESUMES, Effect.REOPENS, Effect.CLOSES, Effect.CONVICTS, Effect.ACQUITS})


class Running(Protocol):
    """Whatever has the two days that decide about a clock."""

    due_on: date | None
    met_on: date | None

    @property
    def has_ended(self) -> bool:
        """Whether some event shows that the clock no longer runs, on whatever day it was met."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that an event started. `due_on` is empty while it stands still or where the law has no number.

    `met_by` without `met_on`: an event that implies the step which met the clock, so late itself that nobody knows
    whether the step was.
    """

    rule: ClockRule
    started_by: int
    starts_on: date
    due_on: date | None
    met_by: int | None = None
    met_on: date | None = None
    paused_days: int = 0

    @property
    def has_ended(self) -> bool:
        """Whether some event shows that the clock no longer runs."""
        return self.met_by is not None or self.met_on is not None


@dataclass(frozen=True, slots=True)
class _Ending:
    """The event that ends a clock; `is_implied` where the step that met it has no event of its own."""

    event: Happening
    is_implied: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """Days on which limits were interrupted; `ends_on` is empty while they still are."""

    starts_on: date
    ends_on: date | None


def status(clock: Running, today: date) -> DeadlineStatus:
    """Met, missed, running, or not known; missed only where that is certain."""
    if clock.met_on is not None:
        is_late = clock.due_on is not None and clock.met_on > clock.due_on
        return DeadlineStatus.MISSED if is_late else DeadlineStatus.MET
    if clock.has_ended:
        return DeadlineStatus.NOT_KNOWN
    if clock.due_on is not None and today > clock.due_on:
        return DeadlineStatus.MISSED
    return DeadlineStatus.RUNNING


def next_due(found: Sequence[Clock]) -> date | None:
    """The earliest day due among the duties that nothing has ended, past or to come; a right is nobody's duty."""
    days = [clock.due_on for clock in found if clock.due_on and not clock.has_ended and not clock.rule.is_right]
    return min(days, default=None)


# --- calendar ---------------------------------------------------------------------------------------------------------


def due_day(start: date, amount: int, unit: TimeUnit) -> date:
    """The last day of a limit of `amount` units that begins on `start`. Raises ValueError for a unit without days."""
    if unit == TimeUnit.HOURS:
        return start + timedelta(days=ceil(amount / 24))
    if unit == TimeUnit.DAYS:
        return start + timedelta(days=amount)
    if unit == TimeUnit.WORKING_DAYS:
        return _working_days_later(start, amount)
    if unit == TimeUnit.MONTHS:
        return _months_later(start, amount)
    if unit == TimeUnit.YEARS:
        return _months_later(start, 12 * amount)
    raise ValueError(f"{unit} is not counted in days")


def _months_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _working_days_later(start: date, amount: int) -> date:
    day = start
    while amount:
        day += timedelta(days=1)
        amount -= day.weekday() < 5
    return day


# --- clocks of a case -------------------------------------------------------------------------------------------------


def clocks(course: Course, facts: CaseFacts, world: World) -> list[Clock]:
    """Every clock that the case's own events started; events of an absorbing case can meet them."""
    rules, own = _rules_by_start(world), course.own_ids
    started = [
        (position, rule)
        for position, event in enumerate(course.events)
        for rule in rules.get(event.stage.code, ())
        if event.id in own and _applies(rule, event, course.events, facts, world)
    ]
    if not started:
        return []
    pauses = interruptions(course.events)
    by_stage, extensions = _positions(course.events)
    found = []
    for position, rule in started:
        places = [by_stage.get(code, []) for code in rule.meets]
        if _yields(rule, position, started, course.events):
            places.append(extensions)
        ending = _ending(rule, position, _first_after(position, places), course.events, world)
        found.append(_clock(rule, course.events[position], ending, pauses))
    return found


def interruptions(ordered: Sequence[Happening]) -> list[Interval]:
    """Intervals in which limits were interrupted, in order; as wide as the dates allow."""
    intervals: list[Interval] = []
    begun: Happening | None = None
    for event in ordered:
        if event.stage.track != Track.PROCEDURE:
            continue
        if begun is None:
            begun = event if event.stage.effect == Effect.INTERRUPTS else None
        elif _ends(begun, event):
            intervals.append(Interval(_first_day(begun), event.when.latest or event.when.counted_on))
            begun = None
    return [*intervals, Interval(_first_day(begun), None)] if begun else intervals


def _first_day(event: Happening) -> date:
    return event.when.earliest or date.min


def _ends(begun: Happening, event: Happening) -> bool:
    if event.stage.effect in _ENDS_INTERRUPTION:
        return True
    # A milestone certainly later shows that the case went on, as in complaints.standing.
    goes_on = event.stage.milestone is not None and event.stage.effect != Effect.INTERRUPTS
    return goes_on and begun.when.certainly_before(event.when)


def _rules_by_start(world: World) -> dict[str, list[ClockRule]]:
    rules: dict[str, list[ClockRule]] = {}
    for rule in world.clocks:
        for code in rule.starts:
            rules.setdefault(code, []).append(rule)
    return rules


def _applies(rule: ClockRule, event: Happening, ordered: Sequence[Happening], facts: CaseFacts, world: World) -> bool:
    day = event.when.latest
    if day is None or day not in rule.validity:
        return False
    return rule.offence_kind is None or qualification(ordered, event, facts, world) == rule.offence_kind


def _positions(ordered: Sequence[Happening]) -> tuple[dict[str, list[int]], list[int]]:
    by_stage: dict[str, list[int]] = {}
    for position, event in enumerate(ordered):
        by_stage.setdefault(event.stage.code, []).append(position)
    return by_stage, [position for position, event in enumerate(ordered) if event.stage.effect == Effect.EXTENDS]


def _yields(
    rule: ClockRule, position: int, started: Sequence[tuple[int, ClockRule]], ordered: Sequence[Happening]
) -> bool:
    day = ordered[position].when.latest
    if not rule.is_extendable or rule.amount is None or day is None:
        return False
    own_due = due_day(day, rule.amount, rule.unit)
    return any(
        place == position and other.meets & rule.meets and due_day(day, other.amount, other.unit) > own_due
        for place, other in started
        if other.amount is not None
    )


def _first_after(position: int, places: Sequence[list[int]]) -> int | None:
    later = [found[number] for found in places if (number := bisect_right(found, position)) < len(found)]
    return min(later, default=None)


def _ending(
    rule: ClockRule, position: int, meeting: int | None, ordered: Sequence[Happening], world: World
) -> _Ending | None:
    """What ends the clock that began at `position`: the event at `meeting`, or an earlier one that implies its step."""
    reached = _reached(ordered[: position + 1])
    steps = [stage.milestone for code in rule.meets if (stage := world.stages.get(code)) and stage.milestone]
    awaited = min((step for step in steps if step > reached), default=None)
    implying = range(position + 1, len(ordered) if meeting is None else meeting + 1)
    for place in implying if awaited else ():
        if (ordered[place].stage.milestone or 0) > awaited:
            return _Ending(ordered[place], is_implied=True)
    return None if meeting is None else _Ending(ordered[meeting], is_implied=False)


def _reached(ordered: Sequence[Happening]) -> int:
    """The furthest step since the case was last reopened; a reopened case stays registered."""
    furthest = 0
    for event in ordered:
        if event.stage.effect == Effect.REOPENS:
            furthest = min(furthest, Milestone.REGISTERED)
        furthest = max(furthest, event.stage.milestone or 0)
    return furthest


def _clock(rule: ClockRule, start: Happening, ending: _Ending | None, pauses: Sequence[Interval]) -> Clock:
    starts_on = start.when.latest
    if starts_on is None:
        raise ValueError("A clock needs a last day on which it can have started.")
    met_on = max(starts_on, ending.event.when.earliest or starts_on) if ending else None
    due_on = None if rule.amount is None else due_day(starts_on, rule.amount, rule.unit)
    paused_days = 0
    for pause in pauses if rule.is_paused else ():
        begins_on = max(pause.starts_on, starts_on)
        is_past = pause.ends_on is not None and pause.ends_on <= begins_on
        if due_on is None or begins_on > due_on or (met_on is not None and begins_on >= met_on):
            break
        if is_past:
            continue
        if pause.ends_on is None:
            due_on = None
            break
        paused_days += (pause.ends_on - begins_on).days
        due_on += timedelta(days=(pause.ends_on - begins_on).days)
    if ending and ending.is_implied:
        met_on = _met_at_the_latest(ending.event, due_on)
    return Clock(rule, start.id, starts_on, due_on, ending.event.id if ending else None, met_on, paused_days)


def _met_at_the_latest(implying: Happening, due_on: date | None) -> date | None:
    """The last day of the implying event where that is in time, else None: the step itself may have been in time."""
    latest = implying.when.latest
    return latest if latest and (due_on is None or latest <= due_on) else None
