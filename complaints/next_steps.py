"""What may be recorded next: lawful steps first, then what happens beside, then what should not have been. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from complaints.dates import PartialDate
from complaints.guards import offence_in_force, qualification
from complaints.happenings import CaseFacts, Happening
from complaints.ordering import effective, in_order, steps_of
from complaints.paths import paths
from complaints.suspicions import competence
from institutions.choices import Act, Answer, BodyKind, Effect, GroundKind, OffenceKind, Track
from institutions.world import GroundMeaning, StageMeaning, World

# What is written down elsewhere: a complaint has a channel and a language, and a page of its own.
_ELSEWHERE = frozenset({Effect.SUBMITS})
# On the track of the procedure, yet no step of it.
_NO_STEP = frozenset({Effect.INCIDENT})

_KINDS_OF_BODIES: Mapping[Act, frozenset[BodyKind]] = {
    Act.TRIAL: frozenset({BodyKind.COURT}),
    Act.REVIEW: frozenset({BodyKind.PROSECUTION, BodyKind.COURT}),
    Act.EXAMINATION: frozenset({BodyKind.MEDICAL}),
}


@dataclass(frozen=True, slots=True)
class Offers:
    """Codes of stages, each once. `position` is the step after which they were looked for."""

    position: str | None
    lawful: tuple[str, ...]
    beside: Mapping[Track, tuple[str, ...]]
    unlawful: tuple[str, ...]


def position(history: Sequence[Happening], world: World, on: date) -> Happening | None:
    """The last step of the procedure that can have been taken by `on`; `None` where there is none."""
    ways, day = paths(world), PartialDate(on)
    taken = [event for event in steps_of(in_order(effective(history))) if ways.knows(event.stage.code)]
    return next((event for event in reversed(taken) if not day.certainly_before(event.when)), None)


def offers(history: Sequence[Happening], world: World, on: date) -> Offers:
    """What can be recorded for `on`, by how it would stand to the law. Stages the law did not know are left out."""
    last = position(history, world, on)
    stages = {
        code: stage for code, stage in world.stages.items() if on in stage.validity and stage.effect not in _ELSEWHERE
    }
    lawful = [code for code in _lawful(last, world, on) if code in stages]
    steps = [code for code, stage in stages.items() if stage.track == Track.PROCEDURE and stage.effect not in _NO_STEP]
    beside: dict[Track, tuple[str, ...]] = {}
    for code, stage in stages.items():
        if code not in steps:
            track = Track.CONTEXT if stage.track == Track.PROCEDURE else stage.track
            beside[track] = (*beside.get(track, ()), code)
    if last is None and not lawful:
        return Offers(
            None, tuple(steps), beside, ()
        )  # nothing has happened yet that a step could be out of order after
    unlawful = tuple(code for code in steps if code not in lawful)
    return Offers(last.stage.code if last else None, tuple(lawful), beside, unlawful)


def _lawful(last: Happening | None, world: World, on: date) -> list[str]:
    return world.lawful_next(last.stage.code, on) if last else []


# --- who may do it, and on what ground --------------------------------------------------------------------------------


def competent(stage: StageMeaning, kind: str, facts: CaseFacts, world: World, on: date) -> frozenset[str]:
    """Codes of the bodies that may do this on the day; empty where the law's table says nothing of it.

    `kind` is the kind of the offence as qualified then.
    """
    existing = [body for body in world.body_ids if world.hierarchy.exists(body, on)]
    if stage.act == Act.INVESTIGATION:
        if not any(rule.offence_kind == kind and on in rule.validity for rule in world.jurisdiction):
            return frozenset()
        act = Happening(0, 0, stage, PartialDate(on))
        return frozenset(body for body in existing if not competence(act._replace(body=body), kind, facts, world))
    kinds = _KINDS_OF_BODIES.get(stage.act, frozenset())
    if stage.track == Track.INTERNATIONAL:
        kinds = frozenset({BodyKind.INTERNATIONAL})
    return frozenset(body for body in existing if world.kind_of(body) in kinds)


def kind_of_offence(history: Sequence[Happening], facts: CaseFacts, world: World) -> str:
    """Kind of the offence as last qualified; empty where nobody said."""
    ordered = in_order(effective(history))
    return qualification(ordered, ordered[-1], facts, world) if ordered else facts.offence_kind


def offence_now(history: Sequence[Happening]) -> str | None:
    """Code of the offence as last qualified by an event."""
    ordered = in_order(effective(history))
    return offence_in_force(ordered, ordered[-1]) if ordered else None


def is_doubtful(ground: GroundMeaning, kind: str) -> bool:
    """Whether the law excludes the ground, or disputes it, for an offence of `kind`."""
    if ground.kind == GroundKind.NON_REGISTRATION:
        return ground.lawful_for_torture in (Answer.NO, Answer.DISPUTED)
    return ground.lawful_for_torture == Answer.NO and kind in (OffenceKind.TORTURE, "")


# --- what it can answer -----------------------------------------------------------------------------------------------

_ANSWERED: Mapping[Effect, frozenset[Effect]] = {
    Effect.REOPENS: frozenset({Effect.CLOSES, Effect.INTERRUPTS, Effect.CONVICTS, Effect.ACQUITS}),
    Effect.RESUMES: frozenset({Effect.INTERRUPTS}),
    Effect.CLOSES: frozenset({Effect.WITHDRAWS}),
    Effect.REFILES: frozenset({Effect.WITHDRAWS}),
    Effect.APPEALS: frozenset({Effect.CONVICTS, Effect.ACQUITS}),
    Effect.DECIDES_APPEAL: frozenset({Effect.APPEALS}),
}


def may_answer(stage: StageMeaning) -> bool:
    """Whether one asks of such an event which earlier one it answers."""
    return stage.effect in _ANSWERED or stage.act == Act.REVIEW or _is_complaint_about_a_decision(stage)


def answerable(stage: StageMeaning, history: Sequence[Happening]) -> list[Happening]:
    """The events in force that it can answer, latest first; those that it usually does before the others."""
    latest_first = list(reversed(in_order(effective(history))))
    usual = _ANSWERED.get(stage.effect)
    if usual is None:
        return latest_first
    return sorted(latest_first, key=lambda event: event.stage.effect not in usual)


def _is_complaint_about_a_decision(stage: StageMeaning) -> bool:
    return stage.track == Track.COMPLAINANT and stage.effect == Effect.NONE and stage.circumstances is None
