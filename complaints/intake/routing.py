"""Who may never get a letter: whoever is close to the place or to those it complains about. Pure.

What is not known to be independent is not taken for independent: here caution costs a choice, and trust could cost a
life.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from institutions.choices import Independence
from institutions.world import World


@dataclass(frozen=True, slots=True)
class Target:
    """What a letter is about: codes of the pack, None or empty where it does not say."""

    facility: str | None = None
    facility_type: str | None = None
    region: str | None = None
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closeness:
    """A tie as the rule reads it: to one body or to one place. `user` None: the whole organisation is tied."""

    organisation: int
    user: int | None = None
    body: str | None = None
    facility: str | None = None
    facility_type: str | None = None
    region: str | None = None


def bodies_concerned(target: Target, world: World, on: date) -> frozenset[str]:
    """The operator of the place and the bodies of the accused, on a day."""
    bodies = [world.agency_body(agency, on) for agency in target.agencies]
    bodies.append(world.operator(target.facility, target.facility_type, on))
    return frozenset(body for body in bodies if body is not None)


def is_close(tie: Closeness, target: Target, world: World, on: date) -> bool:
    """Whether whoever has this tie must not get a letter about the target."""
    if tie.facility is not None:
        return _may_be_the_place(tie, target)
    return any(
        tie.body == body or world.hierarchy.between(tie.body, body, on) != Independence.INDEPENDENT
        for body in bodies_concerned(target, world, on)
    )


def _may_be_the_place(tie: Closeness, target: Target) -> bool:
    """The very place; or, where the letter names none from the list, whatever nothing that is known speaks against.

    What is not known of the kind or the region, of the letter or of the place, speaks against nothing: the letter may
    name the place in its own words.
    """
    if target.facility is not None:
        return tie.facility == target.facility
    may_be_of_its_kind = None in (target.facility_type, tie.facility_type) or tie.facility_type == target.facility_type
    may_be_there = None in (target.region, tie.region) or tie.region == target.region
    return may_be_of_its_kind and may_be_there


def close_organisations(ties: Iterable[Closeness], target: Target, world: World, on: date) -> frozenset[int]:
    """Organisations that are tied as a whole."""
    return frozenset(tie.organisation for tie in ties if tie.user is None and is_close(tie, target, world, on))


def close_people(ties: Iterable[Closeness], target: Target, world: World, on: date) -> frozenset[int]:
    """People who must know nothing of the letter, whichever organisation gets it."""
    return frozenset(tie.user for tie in ties if tie.user is not None and is_close(tie, target, world, on))
