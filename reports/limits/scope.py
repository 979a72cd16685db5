"""Which visits, cases and places a question is about, and by what they are told apart; the doors for a person."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Choose
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, ExtractYear

from accounts.models import User
from accounts.permissions import Permission, organisations_with
from complaints.choices import DataSet
from complaints.models import Case
from institutions.choices import Answer
from institutions.models import Facility, FacilityOperator
from institutions.visit_choices import ANNOUNCED, Notice
from monitoring.choices import StoodBack
from monitoring.models import Visit, VisitMember
from reports.limits.choices import By, NoticeGroup

Visits = QuerySet[Visit]
Cases = QuerySet[Case]
Places = QuerySet[Facility]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `filters`: By -> key: of a row of the pack, or a NoticeGroup; years have bounds of their own."""

    data_set: str
    today: date
    by: By = By.REGIME
    filters: dict[By, int | str] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None


def visits_for(actor: User, data_set: str) -> Visits:
    """Visits that `actor` may see counted: own ones where the actor may see the funnel, without those from which the
    actor stood back, for a number would tell of them. The demonstration holds nobody's secrets."""
    visits = Visit.objects.in_force().of(data_set)
    if data_set != DataSet.OWN:
        return visits
    stood_back = VisitMember.objects.filter(user=actor.pk).exclude(stood_back=StoodBack.NO)
    own = visits.filter(organisation__in=organisations_with(actor, Permission.FUNNEL_VIEW))
    return own.exclude(pk__in=stood_back.values("visit"))


def cases_for(actor: User, data_set: str) -> Cases:
    """Cases that `actor` may see counted, as in the funnel: with consent, and none that is hidden from the actor."""
    cases = Case.objects.of(data_set).filter(mistaken_on=None)
    if data_set != DataSet.OWN:
        return cases
    own = cases.filter(organisation__in=organisations_with(actor, Permission.FUNNEL_VIEW))
    return own.exclude(may_be_counted=Answer.NO).exclude(pk__in=Case.objects.hidden_from(actor).values("pk"))


def places_of(data_set: str, today: date) -> Places:
    """Places that exist on the day; invented ones belong to the demonstration and to nothing else."""
    return Facility.objects.valid_on(today).filter(is_demonstration=data_set == DataSet.DEMONSTRATION)


def asked_visits(question: Question, visits: Visits) -> Visits:
    """`visits` under the filters of the question."""
    return narrowed(visits, question, _VISITS, ExtractYear("visited_on"))


def asked_cases(question: Question, cases: Cases) -> Cases:
    """`cases` under those filters that incidents have: where it was, what kind of place, who ran it, in which year."""
    return narrowed(cases, question, _CASES, ExtractYear("incident_on"))


def asked_places(question: Question, places: Places) -> Places:
    """`places` under those filters that places have: where, what kind, who runs them today."""
    return narrowed(places, question, places_keys(question), None)


def narrowed(rows: QuerySet, question: Question, keys: dict[By, Combinable], year: Combinable | None) -> QuerySet:
    """Rows that pass the filters for which there are `keys`; the others do not apply to such rows."""
    for by, wanted in question.filters.items():
        if by in keys:
            rows = rows.annotate(**{f"asked_{by.value}": keys[by]}).filter(**{f"asked_{by.value}": wanted})
    if year is not None and (question.year_from or question.year_to):
        rows = rows.annotate(asked_year=year).filter(
            asked_year__range=(question.year_from or date.min.year, question.year_to or date.max.year)
        )
    return rows


def visit_keys() -> dict[By, Combinable]:
    """By what visits are told apart, as SQL reads it."""
    return {**_VISITS, By.YEAR: ExtractYear("visited_on")}


def case_keys() -> dict[By, Combinable]:
    """By what incidents are told apart; neither terms nor notice belong to them."""
    return {**_CASES, By.YEAR: ExtractYear("incident_on")}


def places_keys(question: Question) -> dict[By, Combinable]:
    """By what places are told apart today."""
    return {
        By.REGION: F("region"),
        By.FACILITY_TYPE: F("facility_type"),
        By.OPERATOR: operator_on(Value(question.today), "pk", "facility_type__operator"),
    }


def operator_on(day: Combinable, facility: str, usual: str) -> Combinable:
    """Who ran the place on a day: its own operator, else the usual one of its kind (as `World.operator`)."""
    own = FacilityOperator.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        facility=OuterRef(facility),
    )
    return Coalesce(Subquery(own.values("body")[:1]), F(usual), output_field=BigIntegerField())


_NOTICE = Choose(
    When(notice__attributes__meaning=Notice.UNANNOUNCED.value, then=Value(NoticeGroup.UNANNOUNCED.value)),
    When(
        notice__attributes__meaning__in=[meaning.value for meaning in ANNOUNCED],
        then=Value(NoticeGroup.ANNOUNCED.value),
    ),
    default=Value(NoticeGroup.UNKNOWN.value),
    output_field=CharField(),
)
_VISITS: dict[By, Combinable] = {
    By.REGIME: F("regime"),
    By.REGION: F("facility__region"),
    By.FACILITY_TYPE: F("facility__facility_type"),
    By.OPERATOR: operator_on(OuterRef("visited_on"), "facility", "facility__facility_type__operator"),
    By.NOTICE: _NOTICE,
}
_CASES: dict[By, Combinable] = {
    By.REGION: Coalesce(F("facility__region"), F("region"), output_field=BigIntegerField()),
    By.FACILITY_TYPE: Coalesce(F("facility__facility_type"), F("facility_type"), output_field=BigIntegerField()),
    By.OPERATOR: operator_on(OuterRef("incident_on"), "facility", "facility_type__operator"),
}
