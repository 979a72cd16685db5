"""Which region a place belonged to on a day: the map of today is not the map of every year. Pure."""

from collections.abc import Collection, Iterable
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


@dataclass(frozen=True, slots=True)
class Map:
    """How regions followed each other, and which of them are no longer there."""

    successions: Collection[Succession] = ()
    gone: Collection[object] = frozenset()

    def region_today(self, region: object, place: object, since: date | None) -> object:
        """The region of today for what happened, not before `since`, in what was `region` then; None if unknowable.

        `place` is the region of today of the very place, where that is known. Without it, a region that gave land away
        later no longer says which part it was. Without a date a region that is still there is taken at its word; one
        that is no longer there is the region of nothing today, whatever the date.
        """
        if place is not None or region is None:
            return place
        if since is None:
            return None if region in self.gone else region
        is_divided = any(one.predecessor == region and since < one.on for one in self.successions)
        return None if is_divided or region in self.gone else region
