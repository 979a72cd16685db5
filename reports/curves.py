"""The curve to trial: what share of cases had reached a step so many days after registration."""

from django.db.models import Case, Count, DateField, F, Q, Value, When
from django.db.models.functions import Coalesce, Least

from institutions.choices import Milestone
from reports.choices import HEADLINE
from reports.cohorts import Days, Rows, counted_rows
from reports.results import Curve, FunnelQuery
from reports.survival import product_limit


def compute_curve(query: FunnelQuery, rows: Rows, milestone: Milestone = HEADLINE) -> Curve:
    """The curve of all cases asked for, young cohorts too: each is at risk until the step or its own follow-up."""
    exits, undated = [], 0
    for day, is_event, cases, without_day in _exits(query, rows, milestone):
        exits.append((day, is_event, cases))
        undated += without_day
    return product_limit(exits, milestone=milestone, undated=undated)


def _exits(query: FunnelQuery, rows: Rows, milestone: int) -> Rows:
    """(day, is event, cases, of them reached on an unknown day), counted by SQL: one row for each distinct day."""
    reached, as_of = F(f"reached_{milestone}"), Value(query.as_of, DateField())
    followed_to = Least(Coalesce(reached, as_of), as_of)
    return (
        counted_rows(query, rows)
        .annotate(
            day=Days(followed_to, F("reached_1")),
            is_event=Case(When(**{f"reached_{milestone}__lte": as_of}, then=True), default=False),
        )
        .values("day", "is_event")
        .annotate(cases=Count("*"), undated=_reached_on_an_unknown_day(milestone))
        .order_by()
        .values_list("day", "is_event", "cases", "undated")
    )


def _reached_on_an_unknown_day(milestone: int) -> Count:
    return Count("pk", filter=Q(**{f"reached_{milestone}__isnull": True}, furthest__gte=milestone))
