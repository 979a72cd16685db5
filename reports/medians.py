"""Median days from one bar to the next, in every group and in all of them together, by one statement."""

from itertools import pairwise

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from reports.choices import horizon_days
from reports.cohorts import COLUMNS, Rows, counted_rows, last_mature_year, recorded
from reports.fold import Medians
from reports.results import FunnelQuery

_MEDIANS = """
SELECT {keys} pair.milestone, percentile_cont(0.5) WITHIN GROUP (ORDER BY pair.ended - pair.started), count(*)
FROM ({rows}) AS cases
CROSS JOIN LATERAL (VALUES {pairs}) AS pair(milestone, started, ended)
WHERE pair.started <= pair.ended AND pair.ended <= cases.registered + %s
GROUP BY {sets}
"""


def compute_medians(
    query: FunnelQuery, rows: Rows, milestones: tuple[int, ...], years: int
) -> tuple[Medians, dict[tuple, Medians]]:
    """Of all cases, and by raw key of each group: second bar of a pair -> (median days, cases).

    Over cases of cohorts mature at so many `years`, whose two dates are recorded, in order and within these years of
    registration, and whose path has no vague date. A case without one of the dates is in no median.
    """
    try:
        sql, parameters = _statement(query, rows, milestones, years)
    except EmptyResultSet:  # nobody's rows may be seen
        return {}, {}
    total: Medians = {}
    groups: dict[tuple, Medians] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, horizon_days(years)])
        for is_total, *key, milestone, days, cases in cursor.fetchall():
            found = total if is_total else groups.setdefault(tuple(key), {})
            found[milestone] = (days, cases)
    return total, groups


def _statement(query: FunnelQuery, rows: Rows, milestones: tuple[int, ...], years: int) -> tuple[str, tuple]:
    """The SQL and the values of its rows. Only the names below and whole numbers are written into it."""
    columns = {f"key_{place}": F(COLUMNS[by]) for place, by in enumerate(query.breakdowns)}
    days = {f"day_{k}": recorded(k) for k in milestones}
    cases = counted_rows(query, rows).filter(is_vague=False, year__lte=last_mature_year(years, query.as_of))
    named = cases.annotate(**columns, **days, registered=F("reached_1")).values(*columns, *days, "registered")
    compiled, parameters = named.query.sql_with_params()
    keys = [f"cases.{name}" for name in columns]
    sets = f"GROUPING SETS (({', '.join([*keys, 'pair.milestone'])}), (pair.milestone))"
    sql = _MEDIANS.format(
        keys=f"grouping({keys[0]}) = 1, {', '.join(keys)}," if keys else "true,",
        rows=compiled,
        pairs=", ".join(f"({end}, cases.day_{start}, cases.day_{end})" for start, end in pairwise(milestones)),
        sets=sets if keys else "pair.milestone",
    )
    return sql, parameters
