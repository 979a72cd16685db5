"""Recommendations as the rules place them, asked of the database: their column, what is open, late, said and seen.

Each annotation says what the function of the same name in `rules` says of one recommendation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from accounts.models import Organisation, User
from complaints.dates import FIRST_DAY
from institutions.choices import Mandate
from institutions.models import Body, Facility, FacilityType
from institutions.visit_choices import SETTLED, VERIFIED, RecommendationState
from monitoring.choices import Priority, SaidBy
from monitoring.models import Recommendation, RecommendationStep, Visit
from monitoring.recommendations.choices import ENDED, Column, Gap

_STATE = RecommendationState
_SILENT = (_STATE.SENT, _STATE.NO_REPLY)
_AGREED = (_STATE.ACCEPTED, _STATE.PARTLY_ACCEPTED, _STATE.IN_PROGRESS)


def placed(rows: QuerySet[Recommendation], today: date, actor: User | None = None) -> QuerySet[Recommendation]:
    """With `state`, `said_state`, `verified_state` (meanings, empty without one), `column` and `gap` ("" for none).

    For the eyes of `actor`, where one is named: with `told_to`, and no `gap` that rests on a day hidden from them.
    """
    is_hidden = Q(pk__in=()) if actor is None else Q(is_day_hidden=True)
    rows = rows if actor is None else told_to(rows, actor)
    rows = rows.annotate(
        state=_meaning("status"),
        said_state=_meaning("said"),
        verified_state=_meaning("verified"),
    )
    return rows.annotate(column=_column(today), gap=_gap(is_hidden))


def told_to(rows: QuerySet[Recommendation], actor: User) -> QuerySet[Recommendation]:
    """With `is_day_hidden`: whether what was verified last was seen on a visit that `actor` may not know of.

    Then its day is told nowhere, for it is the day of that visit.
    """
    seen = RecommendationStep.objects.in_force().filter(
        recommendation=OuterRef("pk"), said_by=SaidBy.MONITOR, happened_on=OuterRef("verified_on")
    )
    hidden = seen.exclude(visit__in=Visit.objects.visible_to(actor).values("pk"))
    return rows.annotate(is_day_hidden=Exists(hidden))


def since_day(nobody_knows: date = FIRST_DAY) -> Case:
    """Since when rows of `placed` and `told_to` stand so; `nobody_knows` where there is no day, or a hidden one."""
    is_hidden = Q(is_day_hidden=True, state__in=VERIFIED)
    day = Coalesce("status_on", Value(nobody_knows, DateField()))
    return Case(When(is_hidden, then=Value(nobody_knows, DateField())), default=day, output_field=DateField())


def _meaning(name: str) -> Coalesce:
    return Coalesce(KeyTextTransform("meaning", f"{name}__attributes"), Value(""), output_field=CharField())


def scenario_bodies() -> QuerySet[Body]:
    """Bodies that run places of a scenario and no other: nobody can write to them."""
    run = FacilityType.objects.filter(operator__isnull=False)
    scenario = run.filter(mandate=Mandate.SCENARIO).values("operator")
    return Body.objects.filter(pk__in=scenario).exclude(pk__in=run.exclude(mandate=Mandate.SCENARIO).values("operator"))


def late(today: date) -> Q:
    """The condition of `rules.is_overdue` over placed rows."""
    return Q(due_on__lt=today, said=None) & ~Q(state__in=SETTLED)


def _column(today: date) -> Case:
    return Case(
        When(state="", then=Value(Column.NOT_SENT)),
        When(late(today) & Q(state__in=_SILENT), then=Value(Column.NO_REPLY)),
        When(state__in=_SILENT, then=Value(Column.WAITING)),
        When(state__in=_AGREED, then=Value(Column.AGREED)),
        When(state=_STATE.REJECTED, then=Value(Column.REJECTED)),
        When(state=_STATE.SAID_DONE, then=Value(Column.SAID_DONE)),
        When(state=_STATE.NOT_DONE, then=Value(Column.NOT_DONE)),
        When(state=_STATE.VERIFIED_DONE, then=Value(Column.DONE)),
        default=Value(Column.OVERTAKEN),
        output_field=CharField(),
    )


def _gap(is_hidden: Q) -> Case:
    is_said_done = Q(said_state=_STATE.SAID_DONE)
    # A hidden day is not compared: then the status alone, which is told anyhow, says which of both came last.
    is_seen_since = Q(is_hidden, state__in=VERIFIED) | Q(~is_hidden, verified_on__gte=F("said_on"))
    return Case(
        When(is_said_done & Q(verified_state=_STATE.VERIFIED_DONE), then=Value(Gap.CONFIRMED)),
        When(verified_state=_STATE.VERIFIED_DONE, then=Value(Gap.UNSAID)),
        When(is_said_done & is_seen_since, then=Value(Gap.CONTRADICTED)),
        When(is_said_done, then=Value(Gap.UNVERIFIED)),
        default=Value(""),
        output_field=CharField(),
    )


def still_open(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Of placed rows those that are to be followed."""
    return rows.exclude(column__in=ENDED)


def open_recommendations(
    *, actor: User, facility: Facility, today: date, organisation: Organisation | int | None = None
) -> list[Recommendation]:
    """What the next visit to a place starts from: what `actor` may know of and is open, the most urgent first.

    Of one organisation where one is named; none of a scenario. Two queries at most, however many there are.
    """
    rows = Recommendation.objects.visible_to(actor).filter(visit__facility=facility, visit__regime__is_scenario=False)
    if organisation is not None:
        rows = rows.filter(visit__organisation=organisation)
    urgency = Case(
        *(When(priority=value, then=Value(place)) for place, value in enumerate(Priority.values)),
        default=Value(len(Priority.values)),
        output_field=IntegerField(),
    )
    found = still_open(told_to(placed(rows, today, actor), actor)).select_related(
        "visit__facility", "visit__regime", "letter", "addressee", "theme", "status"
    )
    return list(found.order_by(urgency, "-visit__visited_on", "number", "pk"))


@dataclass(frozen=True, slots=True)
class OfAddressee:
    """Recommendations to one body, counted: `sent`, those whose day due has passed, those answered, and what was done.

    `due` are those sent whose day due has passed; `due_answered` those of them with an answer, early or late.
    """

    addressee: int
    sent: int
    answered: int
    due: int
    due_answered: int
    said_done: int
    verified_done: int


def by_addressee(rows: QuerySet[Recommendation], today: date) -> Sequence[OfAddressee]:
    """Counts over placed rows that were sent, for each body, the most silent first. One query."""
    due = Q(due_on__lt=today)
    found = (
        rows.filter(letter__isnull=False)
        .order_by()
        .values("addressee")
        .annotate(
            sent=Count("pk"),
            answered=Count("pk", filter=Q(said__isnull=False)),
            due=Count("pk", filter=due),
            due_answered=Count("pk", filter=due & Q(said__isnull=False)),
            said_done=Count("pk", filter=Q(said_state=_STATE.SAID_DONE)),
            verified_done=Count("pk", filter=Q(verified_state=_STATE.VERIFIED_DONE)),
        )
    )
    counted = [OfAddressee(**row) for row in found]
    return sorted(counted, key=lambda one: (one.due_answered - one.due, one.addressee))
