"""Invents visits so that their number follows the profile. Pure and deterministic: same seed, same visits."""

import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from institutions.choices import Mandate
from monitoring.demo.conduct import Conduct
from monitoring.demo.following import Following
from monitoring.demo.plans import Heard, Place, PlannedVisit, Pressure
from monitoring.demo.profile import VisitProfile
from monitoring.demo.programme import Programme


@dataclass(frozen=True, slots=True)
class VisitSetting:
    """What invented visits find there: places, cases, and the law as far as they need it.

    `reply`: regime -> amount and unit in which an authority has to answer.
    """

    places: Sequence[Place]
    mandate: Callable[[str, date], Mandate]
    cases: Sequence[Heard] = ()
    pressures: Sequence[Pressure] = ()
    reply: Mapping[str, tuple[int, str]] = field(default_factory=dict)


def invent_visits(
    profile: VisitProfile, setting: VisitSetting, *, seed: int, until: date, scale: float = 1.0
) -> list[PlannedVisit]:
    """All visits of a demonstration before the day `until`, in the order of their days."""
    rng = random.Random(seed)
    visits = Programme(profile, setting.places, setting.cases, rng, until, scale).visits()
    conduct = Conduct(profile, rng, until, setting.mandate)
    following = Following(profile, rng, until, setting.reply)
    for visit in visits:
        conduct.fill(visit)
        following.fill(visit)
    _put_down_reprisals(profile, visits, setting.pressures, rng)
    return visits


def _put_down_reprisals(
    profile: VisitProfile, visits: Sequence[PlannedVisit], pressures: Sequence[Pressure], rng: random.Random
) -> None:
    """Some reprisals soon after a visit to the same place are put down to the last visit before them."""
    of_place: dict[str, list[PlannedVisit]] = defaultdict(list)
    for visit in visits:
        if not visit.is_denied:
            of_place[visit.place.code].append(visit)
    for one in pressures:
        there = of_place[one.place]
        position = bisect_left(there, one.happened_on, key=lambda visit: visit.visited_on) - 1
        if position < 0:
            continue
        is_soon = (one.happened_on - there[position].visited_on).days <= profile.reprisal_within_days
        if is_soon and rng.random() < profile.reprisal_linked:
            there[position].reprisals.append(one.key)
