"""The fold: from the events of a case to its one row of milestones. Pure; the same events always give the same row.

A later milestone implies the earlier ones, and `reached[k-1]` is the first day on which the case had demonstrably got
at least to milestone k, so that no mistake in the papers can make a count grow along the funnel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from complaints.custody import custody
from complaints.happenings import CaseFacts, Happening
from complaints.ordering import effective, in_order, steps_of
from complaints.standing import Standing
from institutions.choices import Effect, Exit, Independence, Milestone, OffenceKind, Track
from institutions.world import World

STEPS = len(Milestone)
_NEVER: tuple[date | None, ...] = (None,) * STEPS
_ENDS_A_TRIAL = frozenset({Effect.CONVICTS, Effect.ACQUITS, Effect.CLOSES, Effect.REOPENS, Effect.DECIDES_APPEAL})
_NO_NEW_TRIAL = _ENDS_A_TRIAL | {Effect.INTERRUPTS, Effect.RESUMES}


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """What `CaseMilestones` stores of the events; bodies and grounds as codes, cases as identifiers."""

    furthest: int | None = None
    reached: tuple[date | None, ...] = _NEVER
    recorded_on: tuple[date | None, ...] = _NEVER
    is_vague: bool = False
    position: str = ""
    state: Exit = Exit.OPEN
    state_on: date | None = None
    state_ground: str | None = None
    withdrawn_on: date | None = None
    is_withdrawn: bool = False
    is_torture_conviction: bool | None = None
    is_final: bool = False
    absorbed_by: int | None = None
    trials: int = 0
    reopenings: int = 0
    transfers: int = 0
    officials_convicted: int = 0
    last_event_on: date | None = None
    offence_kind: str = ""
    first_body: str | None = None
    body_now: str | None = None
    independence: Independence = Independence.UNKNOWN
    last_sequence: int = 0


def fold(
    happenings: Sequence[Happening], facts: CaseFacts, world: World, absorber: Sequence[Happening] = ()
) -> MilestoneRow:
    """The row of a case with these events; `absorber` holds the events of the case it was joined to, if any."""
    course = continued(happenings, absorber)
    return fold_course(course, facts, world, last_sequence=max((h.sequence for h in happenings), default=0))


def fold_course(course: "Course", facts: CaseFacts, world: World, *, last_sequence: int) -> MilestoneRow:
    """The row for events that are already in force and in order."""
    events = course.events
    standing = Standing(world)
    for event in events:
        standing.take(event)
    recorded_on, furthest = recorded_dates(events)
    procedure = [event for event in events if event.stage.track == Track.PROCEDURE]
    moving = steps_of(events)
    held = custody(events, facts, world)
    return MilestoneRow(
        furthest=furthest,
        reached=first_days(recorded_on),
        recorded_on=recorded_on,
        is_vague=any(event.stage.milestone is not None and not event.when.is_exact for event in procedure),
        position=moving[-1].stage.code if moving else "",
        state=standing.outcome,
        state_on=standing.since.when.counted_on if standing.since else None,
        state_ground=standing.since.ground if standing.since else None,
        withdrawn_on=_first_withdrawal(events, world),
        is_withdrawn=standing.is_withdrawn,
        is_torture_conviction=_is_torture_conviction(events, world),
        is_final=standing.is_final,
        absorbed_by=course.absorbed_by,
        trials=_trials(procedure),
        reopenings=sum(event.stage.effect == Effect.REOPENS for event in procedure),
        transfers=sum(event.stage.effect == Effect.TRANSFERS for event in procedure),
        officials_convicted=_officials_convicted(events),
        last_event_on=max((day for event in events if (day := event.when.counted_on)), default=None),
        offence_kind=facts.offence_kind or _first_offence_kind(events, world),
        first_body=held.first_body,
        body_now=held.body_now,
        independence=held.independence,
        last_sequence=last_sequence,
    )


# --- dates ------------------------------------------------------------------------------------------------------------


def recorded_dates(events: Sequence[Happening]) -> tuple[tuple[date | None, ...], int | None]:
    """For each milestone its earliest recorded day (t_k), and the furthest milestone recorded, dated or not."""
    days: list[date | None] = [None] * STEPS
    furthest = 0
    for event in events:
        milestone = event.stage.milestone
        if milestone is None:
            continue
        furthest = max(furthest, milestone)
        day, known = event.when.counted_on, days[milestone - 1]
        if day is not None and (known is None or day < known):
            days[milestone - 1] = day
    return tuple(days), furthest or None


def first_days(recorded_on: Sequence[date | None]) -> tuple[date | None, ...]:
    """T_k = min of t_j over j >= k: never decreasing in k. Empty above the furthest dated milestone."""
    earliest: date | None = None
    days: list[date | None] = []
    for day in reversed(recorded_on):
        if day is not None and (earliest is None or day < earliest):
            earliest = day
        days.append(earliest)
    return tuple(reversed(days))


# --- joined cases -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that happened to a case in order: its `own` events, and those of the case that absorbed it."""

    events: list[Happening]
    own: list[Happening]
    absorbed_by: int | None = None

    @property
    def own_ids(self) -> frozenset[int]:
        """Identifiers of the case's own events."""
        return frozenset(event.id for event in self.own)


def joined_to(happenings: Sequence[Happening]) -> int | None:
    """The case whose events the fold of this one needs: the one it was last joined to, severed again or not."""
    if not any(_joins(event) for event in happenings):
        return None
    join = next((event for event in reversed(in_order(effective(happenings))) if _joins(event)), None)
    return join.other_case if join else None


def continued(happenings: Sequence[Happening], absorber: Sequence[Happening] = ()) -> Course:
    """Own events, and from the joining on (until a severing) the procedure of the case that absorbed this one."""
    own = in_order(effective(happenings))
    join = next((event for event in reversed(own) if _joins(event)), None)
    if join is None:
        return Course(own, own)
    later = own[own.index(join) + 1 :]
    severing = next(
        (event for event in later if event.stage.effect == Effect.SEVERS and event.other_case == join.other_case), None
    )
    taken = [event for event in absorber if event.stage.track == Track.PROCEDURE and _within(event, join, severing)]
    offset = max(event.place or event.sequence for event in own)
    shifted = [event._replace(place=offset + number) for number, event in enumerate(taken, start=1)]
    return Course(in_order([*own, *shifted]) if shifted else own, own, None if severing else join.other_case)


def _joins(event: Happening) -> bool:
    return event.stage.effect == Effect.JOINS and event.other_case is not None


def _within(event: Happening, join: Happening, severing: Happening | None) -> bool:
    day, since = event.when.counted_on, join.when.counted_on
    until = severing.when.counted_on if severing else None
    if day is None:
        return severing is None
    return (since is None or since <= day) and (until is None or day < until)


# --- counts and marks -------------------------------------------------------------------------------------------------


def _first_withdrawal(events: Sequence[Happening], world: World) -> date | None:
    days = [event.when.counted_on for event in events if event.withdraws_case(world)]
    return min((day for day in days if day is not None), default=None)


def _is_torture_conviction(events: Sequence[Happening], world: World) -> bool | None:
    kinds = {
        world.offences[event.offence].kind
        for event in events
        if event.offence is not None and event.stage.effect in (Effect.CONVICTS, Effect.CONVICTS_PERSON)
    }
    return OffenceKind.TORTURE in kinds if kinds else None


def _trials(procedure: Sequence[Happening]) -> int:
    # A hearing that goes on after a pause is the same trial; one after a verdict or a return is another.
    count, is_open = 0, False
    for event in procedure:
        if event.stage.milestone == Milestone.TRIED and event.stage.effect not in _NO_NEW_TRIAL:
            count += not is_open
            is_open = True
        elif event.stage.effect in _ENDS_A_TRIAL:
            is_open = False
    return count


def _officials_convicted(events: Sequence[Happening]) -> int:
    named, nameless = set(), 0
    for event in events:
        if event.respondent_id is not None and event.stage.effect in (Effect.CONVICTS, Effect.CONVICTS_PERSON):
            named.add(event.respondent_id)
        elif event.stage.effect == Effect.CONVICTS_PERSON:
            nameless += 1
    return len(named) + nameless


def _first_offence_kind(events: Sequence[Happening], world: World) -> str:
    first = next((event.offence for event in events if event.offence is not None), None)
    return world.offences[first].kind if first else ""
