"""Who held a case first, who holds it now, and how far the first stood from those complained about. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from complaints.happenings import CaseFacts, Happening
from institutions.choices import Act, Effect, Independence
from institutions.world import World


@dataclass(frozen=True, slots=True)
class Custody:
    """Codes of the bodies, and the independence of the first from the place and from the accused on its first day."""

    first_body: str | None = None
    body_now: str | None = None
    independence: Independence = Independence.UNKNOWN


def takes_up(event: Happening) -> bool:
    """Whether the event shows a body investigating."""
    return event.body is not None and (event.stage.effect == Effect.ASSIGNS or event.stage.act == Act.INVESTIGATION)


def holds(event: Happening) -> bool:
    """Whether the event shows which body has the case: it investigates, registers or receives it."""
    return takes_up(event) or (
        event.body is not None and event.stage.effect in (Effect.REGISTERS, Effect.TRANSFERS, Effect.ASSIGNS)
    )


def custody(ordered: Sequence[Happening], facts: CaseFacts, world: World) -> Custody:
    """The first body that took the case up (failing that, the one that registered it), and the last that held it."""
    holders = [event for event in ordered if holds(event)]
    if not holders:
        return Custody()
    first = next((event for event in holders if takes_up(event)), holders[0])
    return Custody(first.body, holders[-1].body, independence(first, facts, world))


def independence(event: Happening, facts: CaseFacts, world: World) -> Independence:
    """How far the acting body stood, on the day of `event`, from the operator of the place and the accused agencies."""
    on = event.when.counted_on
    if on is None:
        return Independence.UNKNOWN
    others = [world.agency_body(agency, on) for agency in facts.agencies]
    operator = world.operator(facts.facility, facts.facility_type, on)
    if operator is not None:
        others.append(operator)
    return worst(world.hierarchy.between(event.body, other, on) for other in others)


def worst(distances: Iterable[Independence]) -> Independence:
    """The shortest distance; not known where one of several is not known and none of the others is short."""
    found = set(distances)
    for distance in (Independence.SUBORDINATE, Independence.SAME_ROOT, Independence.UNKNOWN, Independence.INDEPENDENT):
        if distance in found:
            return distance
    return Independence.UNKNOWN
