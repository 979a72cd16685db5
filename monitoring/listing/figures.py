"""Figures that stand beside a visit in lists and files, asked of the database with the visit itself."""

from datetime import date, timedelta

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from institutions.visit_choices import HELD, InterviewSetting
from monitoring.choices import FindingSeverity
from monitoring.models import Finding, InterviewCount, Recommendation, Visit
from monitoring.recommendations.queries import placed, still_open

GRAVE = (FindingSeverity.HIGH, FindingSeverity.URGENT)
UNKNOWN_WAIT = timedelta(days=-1)  # stands below every wait there was


def with_figures(visits: QuerySet[Visit], today: date) -> QuerySet[Visit]:
    """With `private` of `held` interviews in people, `grave` findings, `open_recommendations`; each None for none."""
    still = still_open(placed(Recommendation.objects.filter(visit=OuterRef("pk")), today))
    grave = Finding.objects.filter(visit=OuterRef("pk"), severity__in=GRAVE)
    return visits.annotate(
        private=people_in((InterviewSetting.PRIVATE,)),
        held=people_in(HELD),
        grave=_number(grave),
        open_recommendations=_number(still),
    )


def people_in(settings: tuple[InterviewSetting, ...]) -> Subquery:
    """How many people were spoken with on a visit in one of these settings; None where none is recorded."""
    rows = InterviewCount.objects.filter(
        visit=OuterRef("pk"), mode__attributes__meaning__in=[str(setting) for setting in settings]
    )
    return Subquery(rows.order_by().values("visit").annotate(people=Sum("number")).values("people"))


def _number(rows: QuerySet) -> Subquery:
    counted = rows.order_by().values("visit").annotate(number=Count("pk")).values("number")
    return Subquery(counted, output_field=IntegerField())


def wait() -> Coalesce:
    """The time at the gate; `UNKNOWN_WAIT` where an hour is missing."""
    between = ExpressionWrapper(F("entered_at") - F("arrived_at"), output_field=DurationField())
    return Coalesce(between, Value(UNKNOWN_WAIT, DurationField()))
