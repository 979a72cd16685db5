"""Reads what a reader may know of one place. Visits by `visible_to`, cases only those that the reader may see.

Numbers of complaints are those of the organisation, as in every figure it makes of its cases; whoever has a tie to the
place is told none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear, JSONObject

from accounts.models import User
from accounts.permissions import Permission, memberships_of, organisations_with
from complaints.choices import DataSet
from complaints.closeness import closenesses
from complaints.intake.routing import is_close
from complaints.models import Case, CaseEvent, Tie
from institutions.choices import Answer, Effect
from institutions.models import Facility, PremiseMandate, RegionSuccession
from institutions.queries import world
from monitoring.listing.figures import with_figures
from monitoring.models import ReprisalAfterVisit, Visit, VisitPremise
from monitoring.places.queries import places_of
from monitoring.planning.queries import target_of

MOST_VISITS, MOST_CASES = 25, 10


@dataclass(frozen=True, slots=True)
class Room:
    """A kind of room that visits asked for here: how often it was seen or not, and the mandate as it is today."""

    premise_type: int
    outcome: str
    mandate: str
    number: int


def place_named(actor: User, code: str, data_sets: Sequence[str], today: date) -> Facility | None:
    """The place of that code with its figures, of a data set that `actor` reads; None where there is none such.

    `origins`: the regions that its region came from, as {region: key, on: day as text}, the latest first.
    """
    if "\x00" in code:
        return None
    origins = RegionSuccession.objects.filter(successor=OuterRef("region")).order_by("-on")
    before = ArraySubquery(origins.values(json=JSONObject(region="predecessor", on="on")))
    for data_set in data_sets:
        rows = places_of(actor, data_set, today).filter(code=code).annotate(origins=before)
        if found := rows.select_related("facility_type__operator", "region").first():
            return found
    return None


def data_set_of_place(place: Facility) -> str:
    """The data set in which visits to a place are kept."""
    return DataSet.DEMONSTRATION if place.is_demonstration else DataSet.OWN


def visits_to(actor: User, place: Facility, today: date) -> QuerySet[Visit]:
    """The visits to a place that `actor` may know of, newest first, with figures, population and `access_terms`."""
    access = Visit.access.through.objects.filter(visit=OuterRef("pk")).order_by("term__order")
    rows = Visit.objects.visible_to(actor).of(data_set_of_place(place)).filter(facility=place)
    rows = with_figures(rows, today).annotate(access_terms=ArraySubquery(access.values("term")))
    return rows.select_related("population").order_by("-visited_on", "-pk")


def rooms_of(actor: User, place: Facility, today: date) -> list[Room]:
    """The rooms that the visits asked for, by kind and outcome. One query."""
    visits = Visit.objects.visible_to(actor).of(data_set_of_place(place)).filter(facility=place)
    mandates = PremiseMandate.objects.valid_on(today).filter(premise_type=OuterRef("premise_type"))
    rows = (
        VisitPremise.objects.filter(visit__in=visits)
        .annotate(now=Subquery(mandates.values("mandate")[:1]))
        .order_by("premise_type__order")
        .values("premise_type", "outcome", "now")
        .annotate(number=Count("pk"))
    )
    return [Room(row["premise_type"], row["outcome"], row["now"] or "", row["number"]) for row in rows]


def cases_about(actor: User, place: Facility) -> list[Case]:
    """The newest cases about a place that `actor` may see; no query where `places_of` counted none."""
    if not place.case_number:
        return []
    rows = Case.objects.visible_to(actor).filter(facility=place, data_set=data_set_of_place(place))
    return list(rows.order_by(F("incident_on").desc(nulls_last=True), "-pk")[:MOST_CASES])


def reprisals_after(actor: User, place: Facility) -> list[ReprisalAfterVisit]:
    """Reprisals that followed visits to a place, in cases that `actor` may see, newest visit first."""
    visits = Visit.objects.visible_to(actor).of(data_set_of_place(place)).filter(facility=place)
    rows = ReprisalAfterVisit.objects.filter(visit__in=visits, event__case__in=Case.objects.visible_to(actor))
    return list(rows.select_related("visit", "event__case").order_by("-visit__visited_on", "-pk"))


def complaints_by_year(actor: User, place: Facility) -> Mapping[int, int] | None:
    """Complaints submitted about a place by year, over the organisations of which `actor` reads figures.

    None where `actor` reads none. Left out are own cases whose person refused to be counted, and cases from which
    `actor` stands back: with and without them a number would tell.
    """
    organisations = organisations_with(actor, Permission.FUNNEL_VIEW)
    if not organisations:
        return None
    data_set = data_set_of_place(place)
    events = CaseEvent.objects.in_force().filter(
        case__organisation__in=organisations,
        case__data_set=data_set,
        case__facility=place,
        case__mistaken_on=None,
        stage__effect=Effect.SUBMITS,
        happened_on__isnull=False,
    )
    if data_set == DataSet.OWN:
        events = events.exclude(case__may_be_counted=Answer.NO)
    events = events.exclude(case__in=Case.objects.hidden_from(actor))
    counted = events.order_by().values(year=ExtractYear("happened_on")).annotate(number=Count("pk"))
    return dict(counted.order_by("year").values_list("year", "number"))


def sees_every_number(actor: User, place: Facility) -> bool:
    """Whether `actor` may see every case of each organisation that `complaints_by_year` sums for them.

    A sum over two organisations may be few cases of the one whose cases `actor` does not see.
    """
    kind = place.is_demonstration
    there = {one.organisation_id for one in memberships_of(actor) if one.organisation.is_demonstration == kind}
    read = there.intersection(organisations_with(actor, Permission.FUNNEL_VIEW))
    return read.issubset(organisations_with(actor, Permission.CASE_VIEW_ALL))


def is_tied(actor: User, place: Facility, today: date) -> bool:
    """Whether `actor` must learn nothing of complaints about a place."""
    ties = closenesses(Tie.objects.filter(user=actor.pk))
    return bool(ties) and any(is_close(tie, target_of(place), world(), today) for tie in ties)
