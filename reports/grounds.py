"""On which ground the counted cases stand where they stand: exits told apart by the legal ground of the decision."""

from datetime import date

from django.db.models import Count, Q

from institutions.choices import GroundKind
from institutions.models import Ground
from reports.cohorts import Rows, counted_rows, last_mature_year, state_on
from reports.results import FunnelQuery

# Why a case was put away or stopped; the outcome of an appeal is no reason for anything.
DECISIVE = (GroundKind.NON_REGISTRATION, GroundKind.TERMINATION, GroundKind.INTERRUPTION)


def exits_by_ground(query: FunnelQuery, rows: Rows) -> list[tuple[str, str, str, int]]:
    """(exit, label of the ground, legal basis, cases) in the order of the pack; cases without a ground are left out.

    Counts the same cases as the total of the funnel: with a horizon, those of mature years.
    """
    counted = counted_rows(query, rows).filter(
        Q(state_on__isnull=True) | Q(state_on__lte=query.as_of), state_ground__kind__in=DECISIVE
    )
    if query.horizon:
        last = last_mature_year(query.horizon, query.as_of)
        counted = counted.filter(reached_1__lte=date(last, 12, 31))
    found = (
        counted.annotate(stands=state_on(query.as_of))
        .values("stands", "state_ground")
        .annotate(cases=Count("*"))
        .order_by()
    )
    counts = {(row["stands"], row["state_ground"]): row["cases"] for row in found}
    grounds = Ground.objects.filter(pk__in={ground for _state, ground in counts}).order_by("order", "code")
    states = sorted({state for state, _ground in counts})
    return [
        (state, ground.label, ground.legal_basis, counts[state, ground.pk])
        for state in states
        for ground in grounds
        if (state, ground.pk) in counts
    ]
