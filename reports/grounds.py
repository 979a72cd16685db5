"""On which ground the counted cases stand where they stand: exits told apart by the legal ground of the decision."""

from datetime import date

from django.db.models import Count, Q

from institutions.choices import GroundKind
from institutions.models import Ground
from institutions.norm_words import norm_words
from reports.cohorts import Rows, counted_rows, last_mature_year, state_on
from reports.results import FunnelQuery

# Why a case was put away or stopped; the outcome of an appeal is no reason for anything.
DECISIVE = (GroundKind.NON_REGISTRATION, GroundKind.TERMINATION, GroundKind.INTERRUPTION)

_GROUND = tuple(
    f"state_ground__{name}" for name in ("code", "order", "label_en", "label_ru", "label_kk", "legal_basis")
)


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
        .values("stands", *_GROUND)
        .annotate(cases=Count("*"))
        .order_by("stands", "state_ground__order", "state_ground__code")
    )
    return [_told(row) for row in found]


def _told(row: dict) -> tuple[str, str, str, int]:
    ground = Ground(**{name.removeprefix("state_ground__"): row[name] for name in _GROUND})
    return row["stands"], ground.label, norm_words(ground.legal_basis), row["cases"]
