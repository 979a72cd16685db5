"""The page of a place as texts: who ran it when, where it stands, its visits over time. No query but the given rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from complaints import wording
from complaints.listing.table import Cell, Head, Row, labelled
from institutions.choices import Mandate, TermList
from institutions.models import Facility, FacilityAlias, FacilityOperator, MonitoringRegime
from institutions.vocabulary import Vocabulary
from monitoring.choices import PremiseOutcome
from monitoring.listing.columns import access_cell, came_of_it, private_cell, word
from monitoring.models import Visit
from monitoring.places.columns import STANDING_TAGS
from monitoring.places.queries import standing_of
from monitoring.places.reading import Room
from monitoring.planning.rules import FEW, due_on, runs_since


@dataclass(frozen=True, slots=True)
class Span:
    """Something that was so between two days: who ran the place, how it was called."""

    name: str
    days: str
    is_now: bool
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One visit in the course of time; shares between 0 and 1, None where nothing was counted."""

    day: str
    url: str
    held: str
    occupancy: float | None
    occupancy_text: str
    private: float | None
    private_text: str


def span_words(first: date | None, last: date | None) -> str:
    """Between which two days something was so."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": wording.day(first), "last": wording.day(last)}
    if first:
        return _("since %(first)s") % {"first": wording.day(first)}
    if last:
        return _("until %(last)s") % {"last": wording.day(last)}
    return _("as far as is known")


def operator_spans(place: Facility, rows: Sequence[FacilityOperator], today: date) -> list[Span]:
    """Who ran the place when, newest first; on all other days the usual operator of its kind."""
    spans = [
        Span(one.body.label, span_words(one.valid_from, one.valid_to), one.is_valid_on(today), one.is_verified)
        for one in sorted(rows, key=lambda one: one.valid_from or date.min, reverse=True)
    ]
    usual = place.facility_type.operator
    if usual is not None:
        days = _("on all other days, as is usual for the kind") if spans else _("as is usual for the kind")
        spans.append(Span(usual.label, days, not any(span.is_now for span in spans), place.facility_type.is_verified))
    return spans


def name_spans(rows: Iterable[FacilityAlias], today: date) -> list[Span]:
    """Other names of the place."""
    return [
        Span(one.name, span_words(one.valid_from, one.valid_to), one.is_valid_on(today), one.is_verified)
        for one in rows
    ]


def facts_of(
    place: Facility,
    known: Vocabulary,
    terms: MonitoringRegime | None,
    today: date,
) -> list[dict[str, str]]:
    """What the place is, as keys and values."""
    before = [
        _("until %(day)s: %(region)s")
        % {"day": wording.day(date.fromisoformat(one["on"])), "region": word(known, "region", one["region"])}
        for one in place.origins
    ]
    exists = span_words(place.valid_from, place.valid_to) if place.valid_from or place.valid_to else ""
    rows = [
        {"key": _("Kind"), "value": place.facility_type.label},
        {"key": _("Region today"), "value": word(known, "region", place.region_id), "note": "; ".join(before)},
        {"key": _("Run by, today"), "value": word(known, "body", place.operator_now)},
        {"key": _("Preventive mandate"), "value": str(Mandate(place.facility_type.mandate).label)},
        {"key": _("In use"), "value": exists},
        {"key": _("Next regular visit"), "value": due_words(place, terms, today)},
        {"key": _("Last visit"), "value": _day_or_none(place.last_visited_on)},
        {"key": _("Visits in 12 months"), "value": number_format(place.visits_in_year)},
    ]
    return [row for row in rows if row["value"]]


def _day_or_none(day: date | None) -> str:
    return wording.day(day) if day else _("none recorded")


def due_words(place: Facility, terms: MonitoringRegime | None, today: date) -> str:
    """By when the next regular visit is due; empty where no interval runs."""
    if terms is None or place.facility_type.mandate != Mandate.IN:
        return ""
    due = due_on(place.last_regular_on, terms.interval_months, runs_since(place.valid_from, terms.valid_from))
    if due is None:
        return ""
    if due < today:
        return _("was due by %(day)s") % {"day": wording.day(due)}
    return _("due by %(day)s") % {"day": wording.day(due)}


def standing_cell(place: Facility, terms: MonitoringRegime | None, today: date) -> Cell:
    """Where it stands against the interval of the law."""
    found = standing_of(place, terms, today)
    return Cell(str(found.label), STANDING_TAGS[found])


# --- visits -----------------------------------------------------------------------------------------------------------


def visit_heads() -> list[Head]:
    """The heads of the visits of one place."""
    return [Head(label, "", "") for label in (_("Day"), *_labels())]


def _labels() -> tuple[str, ...]:
    return (
        *(_("Kind of visit and terms"), _("Notice"), _("Access"), _("In private"), _("People held")),
        _("Found and still open"),
    )


def visit_rows(visits: Iterable[Visit], known: Vocabulary, access: Mapping[int, str]) -> list[Row]:
    """The visits of a place with their conduct in short; `access`: key of a term -> its meaning."""
    return [
        Row(
            title=wording.day(visit.visited_on),
            reference=visit.reference,
            url=reverse("visit_detail", args=[visit.reference]),
            cells=labelled(_cells(visit, known, access), _labels()),
        )
        for visit in visits
    ]


def _cells(visit: Visit, known: Vocabulary, access: Mapping[int, str]) -> list[Cell]:
    labels = [word(known, TermList.ACCESS_OUTCOME, key) for key in visit.access_terms]
    return [
        Cell(
            word(known, TermList.VISIT_TYPE, visit.visit_type_id),
            note=word(known, "monitoring_regime", visit.regime_id),
        ),
        Cell(word(known, TermList.NOTICE_MODE, visit.notice_id)),
        access_cell({access.get(key, "") for key in visit.access_terms}, labels, visit),
        private_cell(visit),
        Cell(held_words(visit)),
        came_of_it(visit),
    ]


def held_words(visit: Visit) -> str:
    """How many people were held in how many places."""
    population = getattr(visit, "population", None)
    if population is None or population.held is None:
        return _("not counted")
    if not population.capacity:
        return number_format(population.held, force_grouping=True)
    told = {"held": number_format(population.held), "capacity": number_format(population.capacity)}
    return _("%(held)s in %(capacity)s places") % told


def moments(visits: Iterable[Visit]) -> list[Moment]:
    """The visits on which something was counted, oldest first: how full the place was, how private interviews were."""
    return [moment for moment in map(_moment, reversed(list(visits))) if moment.occupancy_text or moment.private_text]


def _moment(visit: Visit) -> Moment:
    population = getattr(visit, "population", None)
    is_full = population is not None and population.held is not None and bool(population.capacity)
    occupancy = population.held / population.capacity if is_full else None
    private = (visit.private or 0) / visit.held if visit.held else None
    return Moment(
        day=wording.day(visit.visited_on),
        url=reverse("visit_detail", args=[visit.reference]),
        held=held_words(visit),
        occupancy=None if occupancy is None else min(occupancy, 1.0),
        occupancy_text="" if occupancy is None else _percent(occupancy),
        private=private,
        private_text="" if private is None else f"{private_cell(visit).text} ({_percent(private)})",
    )


def _percent(share: float) -> str:
    return _("%(number)s%%") % {"number": number_format(round(share * 100))}


# --- rooms and complaints ---------------------------------------------------------------------------------------------


def room_rows(rooms: Iterable[Room], known: Vocabulary) -> list[dict[str, str]]:
    """Each kind of room with the mandate today, how often it was seen, and how often it was refused."""
    found: dict[int, dict[str, int]] = {}
    mandates: dict[int, str] = {}
    for room in rooms:
        found.setdefault(room.premise_type, {})[room.outcome] = room.number
        mandates[room.premise_type] = room.mandate
    return [
        {
            "name": word(known, "premise_type", key),
            "mandate": str(Mandate(mandates[key] or Mandate.UNKNOWN).label),
            "visited": number_format(numbers.get(PremiseOutcome.VISITED, 0)),
            "refused": number_format(numbers.get(PremiseOutcome.REFUSED, 0)),
            "outside": number_format(numbers.get(PremiseOutcome.OUTSIDE, 0)),
        }
        for key, numbers in found.items()
    ]


def year_rows(counted: Mapping[int, int], *, sees_all: bool) -> list[dict[str, str]]:
    """Complaints by year. Few are not told to whoever may not see every case: few can be recognised."""
    few = _("fewer than %(number)s") % {"number": FEW}
    return [
        {"year": str(year), "number": number_format(number) if sees_all or number >= FEW else few}
        for year, number in counted.items()
    ]
