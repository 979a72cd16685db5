"""Which region a place belonged to on a day: the map of today is not the map of every year. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Succession:
    """On `on`, land of `predecessor` became `successor`; all are codes or ids of regions."""

    predecessor: object
    successor: object
    on: date


def region_on(region_today: object, day: date, successions: Iterable[Succession]) -> object:
    """The region that a place of `region_today` belonged to on `day`, following successions backwards in time."""
    by_successor = {succession.successor: succession for succession in successions}
    region = region_today
    while (succession := by_successor.get(region)) is not None and day < succession.on:
        region = succession.predecessor
    return region
