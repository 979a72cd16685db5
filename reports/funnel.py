"""The funnel: how many registered cases reached each step, by whatever they are broken down by.

Every count comes from one SQL statement over the milestone rows, one row a case; medians need their values sorted and
come from a second one. Python only adds up groups. docs/funnel.md says what the numbers mean.
"""

from itertools import pairwise

from django.db.models import Count, F, Q, Sum
from django.db.models.lookups import LessThan

from institutions.choices import Milestone
from reports.choices import HORIZONS, MEDIAN_HORIZON
from reports.codes import CodeLists, Codes
from reports.cohorts import (
    COLUMNS,
    Rows,
    asked_rows,
    furthest_to_date,
    furthest_within,
    last_mature_year,
    recorded,
    state_on,
)
from reports.fold import Medians, Tally
from reports.medians import compute_medians
from reports.results import Cohort, FunnelQuery, FunnelResult, Group, LeftOut

_REASONS = ("no_consent", "undated", "merged")


def compute(
    query: FunnelQuery, rows: Rows, milestones: tuple[int, ...], lists: CodeLists | None = None
) -> FunnelResult:
    """The answer to `query` over `rows` (already narrowed to what the asker may see).

    `milestones`: the bars the country draws, ascending. `lists`: those of the pack, where the
    caller has them already. Raises ValueError if the bars do not begin with registration.
    """
    if not milestones or milestones[0] != Milestone.REGISTERED or sorted(set(milestones)) != list(milestones):
        raise ValueError("A funnel begins with registration and goes upwards.")
    return _Funnel(query, rows, milestones, lists).result()


class _Funnel:
    """One computation: the counted rows, spread over total, groups and cohorts."""

    def __init__(
        self, query: FunnelQuery, rows: Rows, milestones: tuple[int, ...], lists: CodeLists | None = None
    ) -> None:
        self.query, self.rows, self.milestones, self.lists = query, rows, milestones, lists
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
        for year, tally in self.cohorts.items():
            if self._is_counted(year):
                self.total.merge(tally)
            else:
                self.left_out["immature"] += tally.cases
        medians, medians_of = compute_medians(self.query, self.rows, self.milestones, self.horizon)
        return FunnelResult(
            query=self.query,
            milestones=self.milestones,
            total=self.total.group((), medians),
            groups=self._groups(medians_of),
            cohorts=tuple(self._cohort(year) for year in sorted(self.cohorts)),
            left_out=LeftOut(**self.left_out),
            median_horizon=self.horizon,
        )

    def _spread(self, row: dict) -> None:
        if row["left_out"]:
            self.left_out[row["left_out"]] += row["cases"]
            return
        year = row["year"]
        is_young = year > self.last_mature
        self._tally(self.cohorts, year).add(row, is_young=is_young)
        if self.keys and self._is_counted(year):
            key = tuple([row[column] for column in self.keys])
            self._tally(self.groups, key).add(row, is_young=is_young)

    def _is_counted(self, year: int) -> bool:
        """With a horizon, only cohorts of which every case has lived through it make a rate."""
        return self.query.horizon is None or year <= self.last_mature

    def _tally(self, tallies: dict, key: object) -> Tally:
        if key not in tallies:
            tallies[key] = Tally(self.milestones)
        return tallies[key]

    def _groups(self, medians: dict[tuple, Medians]) -> tuple[Group, ...]:
        codes = Codes(self.query.breakdowns, self.lists)
        groups = [tally.group(codes.key(raw), medians.get(raw, {})) for raw, tally in self.groups.items()]
        return tuple(sorted(groups, key=lambda group: codes.rank(group.key)))

    def _cohort(self, year: int) -> Cohort:
        mature_at = tuple(years for years in HORIZONS if year <= last_mature_year(years, self.query.as_of))
        return Cohort(year, self.cohorts[year].group((str(year),)), mature_at, year <= self.last_mature)


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
