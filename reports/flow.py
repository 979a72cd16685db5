"""Two tables that are not the funnel and must not be mixed with it: what happened in a year, and what was received."""

from collections import defaultdict

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Count, Exists, OuterRef, Value, When

from complaints.models import Complaint
from institutions.choices import Exit
from reports.choices import Breakdown
from reports.codes import CodeLists, Codes
from reports.cohorts import Rows, days_of, narrowed, recorded, with_consent
from reports.results import FlowYear, FunnelQuery, ReceiptRow, Share

_EVENTS_IN_YEARS = """
SELECT extract(year FROM happened.day)::int, happened.milestone, count(*)
FROM ({rows}) AS cases
CROSS JOIN LATERAL (VALUES {days}) AS happened(milestone, day)
WHERE happened.day BETWEEN %s AND %s
GROUP BY 1, 2
"""


def compute_flow(query: FunnelQuery, rows: Rows, milestones: tuple[int, ...]) -> tuple[FlowYear, ...]:
    """Recorded events of each calendar year asked for, up to `as_of`: what ministries publish.

    The trials of a year are not those of the cases registered in it, so nothing here is divided by anything.
    """
    named = {f"day_{k}": recorded(k) for k in milestones}
    paths = with_consent(query, narrowed(query, rows)).annotate(**named).values(*named)
    try:
        compiled, parameters = paths.query.sql_with_params()
    except EmptyResultSet:  # nobody's rows may be seen
        return ()
    years: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        # The inner statement is the compiled queryset, whose values travel as parameters; the rest are whole numbers.
        days = ", ".join(f"({k}, cases.day_{k})" for k in milestones)
        cursor.execute(_EVENTS_IN_YEARS.format(rows=compiled, days=days), [*parameters, *days_of(query)])
        for year, milestone, cases in cursor.fetchall():
            years[year][milestone] = cases
    return tuple(
        FlowYear(year, {milestone: years[year].get(milestone, 0) for milestone in milestones}) for year in sorted(years)
    )


def compute_receipt(query: FunnelQuery, rows: Rows, lists: CodeLists | None = None) -> tuple[ReceiptRow, ...]:
    """From a complaint received to a registered case, by channel; cases of every year, as receipt has no register.

    Only we know of complaints that were never registered, so this denominator is not that of the funnel. Unit: case.
    """
    outcome = Case(
        When(furthest__isnull=False, then=Value("registered")),
        When(state=Exit.NOT_REGISTERED, then=Value("not_registered")),
        default=Value("pending"),
        output_field=CharField(),
    )
    received = with_consent(query, narrowed(query, rows)).filter(Exists(Complaint.objects.filter(case=OuterRef("pk"))))
    counted = received.annotate(outcome=outcome).values("channel", "outcome").annotate(cases=Count("*")).order_by()
    channels: dict[int | None, dict[str, int]] = defaultdict(dict)
    for row in counted:
        channels[row["channel"]][row["outcome"]] = row["cases"]
    codes = Codes([Breakdown.CHANNEL], lists)
    table = [_receipt(codes.key((raw,))[0], outcomes) for raw, outcomes in channels.items()]
    return tuple(sorted(table, key=lambda found: codes.rank((found.code,))))


def _receipt(code: str, outcomes: dict[str, int]) -> ReceiptRow:
    received, registered = sum(outcomes.values()), outcomes.get("registered", 0)
    return ReceiptRow(
        code=code,
        received=received,
        registered=registered,
        not_registered=outcomes.get("not_registered", 0),
        pending=outcomes.get("pending", 0),
        share=Share(registered, received),
    )
