"""The funnel: how many registered cases reached each step, by whatever they are broken down by.

Every count comes from one SQL statement over the milestone rows, one row a case; medians need their values sorted and
come from statements of their own. Python only adds up groups. docs/funnel.md says what the numbers mean.
"""

from itertools import pairwise

from django.db.models import Count, F, Q, Sum
from django.db.models.lookups import GreaterThanOrEqual, LessThan, LessThanOrEqual

from institutions.choices import Milestone
from reports.choices import HORIZONS, MEDIAN_HORIZON, horizon_days
from reports.codes import Codes
from reports.cohorts import (
    COLUMNS,
    Days,
    Median,
    Rows,
    asked_rows,
    counted_rows,
    days_after_registration,
    furthest_to_date,
    furthest_within,
    last_mature_year,
    recorded,
    state_on,
)
from reports.fold import Medians, Tally
from reports.results import Cohort, FunnelQuery, FunnelResult, Group, LeftOut

_REASONS = ("no_consent", "undated", "merged")


def compute(query: FunnelQuery, rows: Rows, milestones: tuple[int, ...]) -> FunnelResult:
    """The answer to `query` over `rows` (already narrowed to what the asker may see).

    `milestones`: the bars the country draws, ascending. Raises ValueError if they do not begin with registration.
    """
    if not milestones or milestones[0] != Milestone.REGISTERED or sorted(set(milestones)) != list(milestones):
        raise ValueError("A funnel begins with registration and goes upwards.")
    return _Funnel(query, rows, milestones).result()


class _Funnel:
    """One computation: the counted rows, spread over total, groups and cohorts."""

    def __init__(self, query: FunnelQuery, rows: Rows, milestones: tuple[int, ...]) -> None:
        self.query, self.rows, self.milestones = query, rows, milestones
        self.left_out = dict.fromkeys((*_REASONS, "immature"), 0)
        self.total = Tally(milestones)
        self.groups: dict[tuple, Tally] = {}
        self.cohorts: dict[int, Tally] = {}
        self.keys = tuple(COLUMNS[by] for by in query.breakdowns)
        self.horizon = query.horizon or MEDIAN_HORIZON
        self.last_mature = last_mature_year(self.horizon, query.as_of)

    def result(self) -> FunnelResult:
        for row in counts(self.query, self.rows, self.milestones):
            self._spread(row)
        return FunnelResult(
            query=self.query,
            milestones=self.milestones,
            total=self.total.group((), self._medians(()).get((), {})),
            groups=self._groups(),
            cohorts=tuple(self._cohort(year) for year in sorted(self.cohorts)),
            left_out=LeftOut(**self.left_out),
            median_horizon=self.horizon,
        )

    def _spread(self, row: dict) -> None:
        if row["left_out"]:
            self.left_out[row["left_out"]] += row["cases"]
            return
        is_young = row["year"] > self.last_mature
        self.cohorts.setdefault(row["year"], Tally(self.milestones)).add(row, is_young=is_young)
        if is_young and self.query.horizon:
            self.left_out["immature"] += row["cases"]
            return
        self.total.add(row, is_young=is_young)
        if self.keys:
            key = tuple(row[column] for column in self.keys)
            self.groups.setdefault(key, Tally(self.milestones)).add(row, is_young=is_young)

    def _groups(self) -> tuple[Group, ...]:
        if not self.keys:
            return ()
        medians = self._medians(self.keys)
        codes = Codes(self.query.breakdowns)
        groups = [tally.group(codes.key(raw), medians.get(raw, {})) for raw, tally in self.groups.items()]
        return tuple(sorted(groups, key=lambda group: codes.rank(group.key)))

    def _cohort(self, year: int) -> Cohort:
        mature_at = tuple(years for years in HORIZONS if year <= last_mature_year(years, self.query.as_of))
        return Cohort(year, self.cohorts[year].group((str(year),)), mature_at, year <= self.last_mature)

    def _medians(self, keys: tuple[str, ...]) -> dict[tuple, Medians]:
        return medians(self.query, self.rows, self.milestones, self.horizon, keys)


def counts(query: FunnelQuery, rows: Rows, milestones: tuple[int, ...]) -> Rows:
    """The one statement: cases by reason left out, year, breakdowns, step within the horizon, step now and state."""
    now = furthest_to_date(query, milestones)
    columns = dict.fromkeys(["left_out", "year", *(COLUMNS[by] for by in query.breakdowns)])
    return (
        asked_rows(query, rows)
        .annotate(
            reached=furthest_within(query.horizon, query, milestones) if query.horizon else now,
            reached_now=now,
            stands=state_on(query.as_of),
        )
        .values(*columns, "reached", "reached_now", "stands")
        .annotate(cases=Count("*"), **_qualities(milestones))
        .order_by()
    )


def medians(
    query: FunnelQuery, rows: Rows, milestones: tuple[int, ...], years: int, keys: tuple[str, ...]
) -> dict[tuple, Medians]:
    """Key -> median days of each pair of bars, within so many `years` of registration, over cohorts mature at them.

    Over cases whose two dates are recorded and in order and whose path has no vague date. One statement.
    """
    pairs = list(pairwise(milestones))
    deadline = days_after_registration(horizon_days(years))
    measures = {}
    for first, second in pairs:
        start, end = recorded(first), recorded(second)
        is_measured = Q(GreaterThanOrEqual(end, start), LessThanOrEqual(end, deadline), is_vague=False)
        measures[f"median_{second}"] = Median(Days(end, start), filter=is_measured)
        measures[f"cases_{second}"] = Count("pk", filter=is_measured)
    mature = counted_rows(query, rows).filter(year__lte=last_mature_year(years, query.as_of))
    found = mature.values(*keys).annotate(**measures).order_by() if keys else [mature.aggregate(**measures)]
    return {
        tuple(row[key] for key in keys): {k: (row[f"median_{k}"], row[f"cases_{k}"]) for _first, k in pairs}
        for row in found
    }


def _qualities(milestones: tuple[int, ...]) -> dict[str, Count | Sum]:
    """What else is counted of the same rows: dates there, reversed or vague, and officials convicted."""
    exact = Q(is_vague=False)
    dated = {f"dated_{k}": Count(recorded(k)) for k in milestones}
    backwards = {
        f"reversed_{second}": Count("pk", filter=exact & Q(LessThan(recorded(second), recorded(first))))
        for first, second in pairwise(milestones)
    }
    return (
        dated
        | backwards
        | {
            "vague": Count("pk", filter=~exact),
            "officials": Sum("officials_convicted"),
            "officials_squared": Sum(F("officials_convicted") * F("officials_convicted")),
        }
    )
