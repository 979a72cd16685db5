"""What is asked of the funnel and what comes back: plain frozen values, no request, no markup, no queryset."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from complaints.choices import DataSet
from reports.choices import DEFINITION_VERSION, HORIZONS, Breakdown
from reports.intervals import poisson_interval, wilson


@dataclass(frozen=True, slots=True)
class FunnelQuery:
    """One question. Unit: the registered case. Cohort: calendar year of registration (T_1).

    `organisations`: ids, or None for all rows the asker is allowed. `horizon`: years, or None for "to date".
    `filters`: pairs (breakdown, codes), a case passes if its code is among them; `NOT_RECORDED` stands for none.
    `is_merged_once`: a case joined to another is left out, so that the joined proceeding counts once.
    Raises ValueError on an unknown data set, horizon or filter, or on the same breakdown twice.
    """

    data_set: str
    as_of: date
    organisations: tuple[int, ...] | None = None
    year_from: int | None = None
    year_to: int | None = None
    horizon: int | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    filters: tuple[tuple[Breakdown, tuple[str, ...]], ...] = ()
    is_merged_once: bool = False

    def __post_init__(self) -> None:
        if self.data_set not in DataSet.values:
            raise ValueError(f"{self.data_set!r} is no data set.")
        if self.horizon is not None and self.horizon not in HORIZONS:
            raise ValueError(f"A horizon is one of {HORIZONS} years or none.")
        if len(set(self.breakdowns)) != len(self.breakdowns):
            raise ValueError("The same breakdown is asked for twice.")
        if any(by == Breakdown.YEAR for by, _codes in self.filters):
            raise ValueError("Years are filtered by year_from and year_to.")


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `base`; as fractions of one its value and Wilson's 95 % interval, all None over a base of 0."""

    count: int
    base: int

    @property
    def value(self) -> float | None:
        return self.count / self.base if self.base else None

    @property
    def low(self) -> float | None:
        return wilson(self.count, self.base)[0] if self.base else None

    @property
    def high(self) -> float | None:
        return wilson(self.count, self.base)[1] if self.base else None


@dataclass(frozen=True, slots=True)
class Ratio:
    """Things per 100 of others (officials per 100 cases): no share, it may exceed 100. All None over a base of 0.

    `squared` is the sum over cases of their things squared. Things that come in bunches tell less: the limits are the
    exact Poisson 95 % ones of the effective count `count / deff`, deff = squared / count, scaled back.
    """

    count: int
    base: int
    squared: int

    @property
    def per_hundred(self) -> float | None:
        return 100 * self.count / self.base if self.base else None

    @property
    def low(self) -> float | None:
        return self._limit(0)

    @property
    def high(self) -> float | None:
        return self._limit(1)

    def _limit(self, end: int) -> float | None:
        effect = self.squared / self.count if self.count else 1.0
        return 100 * effect * poisson_interval(self.count / effect)[end] / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class Loss:
    """Cases that reached one step and not the next, by where they stand now: `Exit` value -> cases, only those > 0.

    `later`: they did reach the next step, but after the horizon or on an unknown day (always 0 "to date").
    sum(by_state) + later = total.
    """

    total: int
    by_state: Mapping[str, int]
    later: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One bar. `implied`: of `reached`, those whose own date of this step is missing (a later step implies it).

    `of_previous` is None for the first bar, `loss` (on the way to the next bar) None for the last.
    """

    milestone: int
    reached: int
    of_first: Share
    of_previous: Share | None
    implied: int
    loss: Loss | None


@dataclass(frozen=True, slots=True)
class Transition:
    """From one bar to the next. `median_days` over `cases` whose two dates are recorded to the day and in order.

    `reversed`: cases whose two recorded dates stand in the wrong order; to be corrected, never in the median.
    """

    from_milestone: int
    to_milestone: int
    median_days: float | None
    cases: int
    reversed: int


@dataclass(frozen=True, slots=True)
class Group:
    """The funnel of one group. `key`: codes in the order of the breakdowns, empty for the total.

    `exits`: where all cases of the group stand now, `Exit` value -> cases. `still_open`: open or interrupted.
    `young`: cases of cohorts not yet 3 years old (they have had less time). `vague`: cases with a date known to a
    month or worse: counted, but not in medians. `officials`: convicted so far per 100 registered cases.
    """

    key: tuple[str, ...]
    cases: int
    steps: tuple[Step, ...]
    exits: Mapping[str, int]
    still_open: Share
    young: int
    vague: int
    officials: Ratio
    transitions: tuple[Transition, ...] = ()

    def step(self, milestone: int) -> Step | None:
        """The bar of `milestone`, None if this country draws none."""
        return next((step for step in self.steps if step.milestone == milestone), None)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Cases registered in one year. `mature_at`: horizons (years) that every case of the year has lived through.

    `is_mature`: mature at the horizon asked for (always False below it); "to date": mature at 3 years.
    """

    year: int
    group: Group
    mature_at: tuple[int, ...]
    is_mature: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Registered cases that are not in the total, and why. The page says so."""

    no_consent: int  # the person refused to be counted
    undated: int  # registered, but on an unknown day: no cohort
    immature: int  # cohort too young for the horizon; shown in `cohorts` only
    merged: int  # joined to another case, and joined cases are asked to count once


@dataclass(frozen=True, slots=True)
class FunnelResult:
    """The answer. `median_horizon`: years within which the medians were taken, over cohorts mature at it."""

    query: FunnelQuery
    milestones: tuple[int, ...]
    total: Group
    groups: tuple[Group, ...]
    cohorts: tuple[Cohort, ...]
    left_out: LeftOut
    median_horizon: int
    definition_version: str = DEFINITION_VERSION


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """From `day` on (days since registration) the share is `value`; `at_risk` cases were followed to this day."""

    day: int
    value: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative share that reached `milestone`, over days since registration: a step function.

    `points` begin at day 0 and end at the last event. `drawable_until`: last day with enough cases at risk
    (`max(10, 5 % of cases)`), None if there is none; nothing is drawn after it. `risk_table`: (day, cases at risk)
    every half year. `undated`: cases that got there on an unknown day: at risk, never an event.
    """

    milestone: int
    cases: int
    events: int
    points: tuple[CurvePoint, ...]
    drawable_until: int | None
    risk_table: tuple[tuple[int, int], ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """Cases whose complaint was withdrawn while at this milestone (None: before registration or on an unknown day).

    `closed` as withdrawn + `closed_otherwise` + `went_further` (a later step) + `still_open` = `cases`.
    """

    milestone: int | None
    cases: int
    closed: int
    closed_otherwise: int
    went_further: int
    still_open: int


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Withdrawn among the registered. `refiled`: withdrawn once, filed again. `bands`: `WithdrawalBand` -> cases."""

    share: Share
    rows: tuple[WithdrawalRow, ...]
    bands: Mapping[str, int]
    refiled: int


@dataclass(frozen=True, slots=True)
class FlowYear:
    """Recorded events of one calendar year, milestone -> cases. Not the same cases: no percentages between them."""

    year: int
    events: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Cases with a complaint, received through one channel (`code`), whatever the year. Unit: case.

    `registered` + `not_registered` (refused) + `pending` = `received`.
    """

    code: str
    received: int
    registered: int
    not_registered: int
    pending: int
    share: Share


@dataclass(frozen=True, slots=True)
class Report:
    """All numbers of the funnel page for one question, computed at one moment."""

    funnel: FunnelResult
    curve: Curve | None
    withdrawals: Withdrawals
    flow: tuple[FlowYear, ...]
    receipt: tuple[ReceiptRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The numbers of the headline: of `cases` registered in `year_from`-`year_to`, `reached` came before a court.

    `lost_most`: milestone at which most cases stopped, and how many, and the commonest `Exit` value among them.
    """

    data_set: str
    milestone: int
    cases: int
    reached: int
    share: Share
    horizon: int | None
    year_from: int | None
    year_to: int | None
    still_open: Share
    young: int
    lost_most: tuple[int, int, str] | None
