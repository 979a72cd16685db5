"""Columns of the list of places, and the cells of a page as texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import wording
from complaints.listing.table import Cell, Head, Row, heads_of, labelled
from institutions.choices import Mandate
from institutions.models import Facility, MonitoringRegime
from institutions.vocabulary import Vocabulary
from monitoring.listing.columns import word
from monitoring.places.queries import standing_of
from monitoring.planning.rules import Standing

STANDING_TAGS = {
    Standing.MET: "met",
    Standing.SOON: "running",
    Standing.OVERDUE: "missed",
    Standing.NEVER: "missed",
    Standing.NOT_YET: "neutral",
    Standing.NO_INTERVAL: "neutral",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What cells need besides the place itself."""

    known: Vocabulary
    terms: MonitoringRegime | None
    today: date


def _region(place: Facility, around: Around) -> Cell:
    return Cell(word(around.known, "region", place.region_id), note=str(place.facility_type.label))


def _operator(place: Facility, around: Around) -> Cell:
    return Cell(word(around.known, "body", place.operator_now), note=str(Mandate(place.facility_type.mandate).label))


def _last(place: Facility, _around: Around) -> Cell:
    day = place.last_visited_on
    return Cell(wording.day(day) if day else _("none recorded"), is_unbroken=day is not None)


def _standing(place: Facility, around: Around) -> Cell:
    if place.valid_to is not None and place.valid_to < around.today:
        return Cell(_("closed"), note=wording.day(place.valid_to))
    found = standing_of(place, around.terms, around.today)
    return Cell(str(found.label), STANDING_TAGS[found], is_unbroken=found == Standing.MET)


def _cases(place: Facility, around: Around) -> Cell:
    data_set = "demonstration" if place.is_demonstration else "own"
    if not place.case_number:
        return Cell("0")
    return Cell(str(place.case_number), url=f"{reverse('case_list')}?data_set={data_set}&facility={place.code}")


COLUMNS: Mapping[str, tuple[Promise, Callable[[Facility, Around], Cell], str]] = {
    "region": (gettext_lazy("Region and kind"), _region, "region"),
    "operator": (gettext_lazy("Run by, and the mandate"), _operator, ""),
    "last": (gettext_lazy("Last visit"), _last, "last"),
    "standing": (gettext_lazy("By the interval of the law"), _standing, ""),
    "visits": (gettext_lazy("Visits in 12 months"), lambda place, _around: Cell(str(place.visits_in_year)), "visits"),
    "cases": (gettext_lazy("Cases you may see"), _cases, ""),
    "open": (
        gettext_lazy("Open recommendations"),
        lambda place, _around: Cell(str(place.open_recommendations)),
        "open",
    ),
}


def heads(sent: Mapping[str, str], sort: str, *, is_descending: bool) -> list[Head]:
    """The head of the place and of each column."""
    named = [(_("Place"), "name"), *((str(label), own) for label, _cell, own in COLUMNS.values())]
    return heads_of(named, sent, sort, is_descending=is_descending)


def place_rows(places: Sequence[Facility], around: Around) -> list[Row]:
    """Rows of a page."""
    labels = [str(label) for label, _cell, _sort in COLUMNS.values()]
    return [
        Row(
            title=place.label,
            reference=place.code,
            url=reverse("place_detail", args=[place.code]),
            cells=labelled((cell(place, around) for _label, cell, _sort in COLUMNS.values()), labels),
        )
        for place in places
    ]
