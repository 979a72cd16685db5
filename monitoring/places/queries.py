"""Places with what a reader may know of them: when they were seen, what is open, and where they stand by the interval.

Visits are those that `visible_to` shows, cases those that the reader may see; nothing else is ever counted.
"""

from datetime import date, timedelta

from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from complaints.choices import DataSet
from complaints.models import Case
from institutions.choices import Mandate
from institutions.models import Facility, FacilityOperator, MonitoringRegime
from institutions.visit_choices import Notice
from monitoring.models import Recommendation, Visit
from monitoring.planning.queries import interval_terms
from monitoring.planning.rules import SOON_MONTHS, Standing, add_months, met_since, runs_since, standing
from monitoring.recommendations.queries import placed, still_open

A_YEAR = 12  # months


def places_of(actor: User, data_set: str, today: date) -> QuerySet[Facility]:
    """The places of a data set, invented or real, with the figures that lists, the map and files show.

    `operator_now` (key of a body), `last_visited_on`, `last_regular_on` (may be None); `visits_in_year`,
    `unannounced_in_year`, `open_recommendations`, `case_number` (numbers).
    """
    visits = _known(actor, data_set).filter(facility=OuterRef("pk"))
    in_year = visits.filter(visited_on__gt=add_months(today, -A_YEAR))
    advice = placed(Recommendation.objects.filter(visit__in=_known(actor, data_set)), today)
    cases = Case.objects.visible_to(actor).filter(data_set=data_set, facility=OuterRef("pk"))
    rows = Facility.objects.filter(is_demonstration=data_set == DataSet.DEMONSTRATION)
    return rows.annotate(
        operator_now=Coalesce(
            Subquery(operators_on(today).values("body")[:1]), "facility_type__operator", output_field=IntegerField()
        ),
        last_visited_on=_last(visits),
        last_regular_on=_last(visits.regular()),
        visits_in_year=_number(in_year, "facility"),
        unannounced_in_year=_number(in_year.filter(notice__attributes__meaning=Notice.UNANNOUNCED), "facility"),
        open_recommendations=_number(still_open(advice).filter(visit__facility=OuterRef("pk")), "visit__facility"),
        case_number=_number(cases, "facility"),
    )


def operators_on(day: date) -> QuerySet[FacilityOperator]:
    """Who ran the place of the outer row on a day, where the pack says it of that very place."""
    return FacilityOperator.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        facility=OuterRef("pk"),
    )


def _known(actor: User, data_set: str) -> QuerySet[Visit]:
    return Visit.objects.visible_to(actor).of(data_set).real()


def _last(visits: QuerySet[Visit]) -> Subquery:
    return Subquery(visits.order_by().values("facility").annotate(last=Max("visited_on")).values("last"))


def _number(rows: QuerySet, place: str) -> Coalesce:
    counted = rows.order_by().values(place).annotate(number=Count("pk", distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# --- the interval of the law ------------------------------------------------------------------------------------------


def interval_in_force(today: date) -> MonitoringRegime | None:
    """The terms of today that want each place seen within an interval, which the programme goes by. One query."""
    return interval_terms(MonitoringRegime.objects.valid_on(today).filter(is_scenario=False).order_by("order"))


def standing_of(place: Facility, terms: MonitoringRegime | None, today: date) -> Standing:
    """Where a place of `places_of` stands; the interval runs for places of kinds within the mandate that are open."""
    if terms is None or not _is_in_programme(place, today):
        return Standing.NO_INTERVAL
    since = runs_since(place.valid_from, terms.valid_from)
    return standing(place.last_regular_on, terms.interval_months, today, since)


def _is_in_programme(place: Facility, today: date) -> bool:
    return place.facility_type.mandate == Mandate.IN and place.is_valid_on(today)


UNSEEN = "unseen"


def standing_as(places: QuerySet, wanted: str, terms: MonitoringRegime | None, today: date) -> QuerySet:
    """The places that stand so: a value of Standing, or `UNSEEN` for those overdue or never seen."""
    if wanted == Standing.NO_INTERVAL:
        return places.exclude(_in_programme(today)) if terms else places
    if terms is None:
        return places.none()
    places = places.filter(_in_programme(today))
    since = met_since(terms.interval_months, today)
    if wanted in (Standing.NEVER, Standing.NOT_YET):
        return places.filter(_never(terms, since, wanted))
    if wanted == UNSEEN:
        return places.filter(_never(terms, since, Standing.NEVER) | Q(last_regular_on__lt=since))
    if wanted == Standing.OVERDUE:
        return places.filter(last_regular_on__lt=since)
    soon = met_since(terms.interval_months, add_months(today, SOON_MONTHS) + timedelta(days=1))
    if wanted == Standing.SOON:
        return places.filter(last_regular_on__gte=since, last_regular_on__lt=soon)
    return places.filter(last_regular_on__gte=soon)


def _in_programme(today: date) -> Q:
    is_open = (Q(valid_from__isnull=True) | Q(valid_from__lte=today)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    )
    return Q(facility_type__mandate=Mandate.IN) & is_open


def _never(terms: MonitoringRegime, since: date, wanted: str) -> Q:
    """Places never seen whose day lies ahead, or has passed: the interval runs since place and terms are there."""
    if terms.valid_from is not None and terms.valid_from >= since:
        runs_still = Q(pk__isnull=False)
    else:
        runs_still = Q(valid_from__isnull=False, valid_from__gte=since)
    return Q(last_regular_on__isnull=True) & (runs_still if wanted == Standing.NOT_YET else ~runs_still)
