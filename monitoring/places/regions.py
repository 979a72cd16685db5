"""Figures of places by region: what the map colours and the table under it says. Pure counting over places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import pgettext_lazy

from institutions.models import Facility, MonitoringRegime
from monitoring.places.queries import standing_of
from monitoring.planning.rules import LATE, Standing

NOWHERE = ""


class Figure(models.TextChoices):
    """What the map can show."""

    VISITS = "visits", pgettext_lazy("map", "Visits in 12 months")
    UNSEEN = "unseen", pgettext_lazy("map", "Places overdue for a regular visit, or never seen")
    OPEN = "open", pgettext_lazy("map", "Open recommendations")
    UNANNOUNCED = "unannounced", pgettext_lazy("map", "Unannounced among the visits of 12 months")


@dataclass(slots=True)
class RegionFigures:
    """Counts of one region. `in_programme`: places whose day by the interval of the law can have passed."""

    places: int = 0
    visits: int = 0
    unannounced: int = 0
    open: int = 0
    in_programme: int = 0
    unseen: int = 0

    def add(self, place: Facility, standing: Standing) -> None:
        """Counts one place of `places_of`."""
        self.places += 1
        self.visits += place.visits_in_year
        self.unannounced += place.unannounced_in_year
        self.open += place.open_recommendations
        self.in_programme += standing not in (Standing.NO_INTERVAL, Standing.NOT_YET)
        self.unseen += standing in LATE

    def value(self, figure: Figure) -> float | None:
        """The figure to be shown; None where there is nothing to say: no place, or no visit to take a share of."""
        if not self.places:
            return None
        if figure == Figure.UNANNOUNCED:
            return self.unannounced / self.visits if self.visits else None
        if figure == Figure.UNSEEN:
            return float(self.unseen) if self.in_programme else None
        return float({Figure.VISITS: self.visits, Figure.OPEN: self.open}[figure])


def by_region(places: Iterable[Facility], terms: MonitoringRegime | None, today: date) -> Mapping[str, RegionFigures]:
    """The figures of each region by its code; places without a region stand under `NOWHERE`."""
    found: dict[str, RegionFigures] = {}
    for place in places:
        code = place.region.code if place.region else NOWHERE
        found.setdefault(code, RegionFigures()).add(place, standing_of(place, terms, today))
    return found
