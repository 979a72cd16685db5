"""The share that got somewhere within so many days, when some cases are younger than others. Pure.

Everybody is followed to the same day, whether their case was closed or not: a closed case may be reopened and we go on
seeing it. So censoring is administrative only, the product limit *is* the cumulative incidence (Geskus 2011), and it
equals the plain share wherever every case is old enough. Closed cases are never censored: that would triple the rate.
"""

from collections.abc import Iterable, Iterator

from reports.intervals import wilson
from reports.results import Curve, CurvePoint

LEAST_AT_RISK = 10
LEAST_SHARE_AT_RISK = 0.05
RISK_TABLE_STEP = 182.625  # days: half a year


def product_limit(exits: Iterable[tuple[int, bool, int]], *, milestone: int, undated: int = 0) -> Curve:
    """F(t) = 1 - prod over s <= t of (1 - d_s / Y_s), from (day, is_event, cases) in any order.

    `day`: days from registration to the event, or to the end of follow-up where there was none. An event on the last
    day of follow-up counts, so at one day events precede ends. Intervals: Wilson at n_eff = F (1 - F) / Var(F), Var by
    Greenwood, n_eff at most the number of cases; at F = 0 or 1, the number followed to that day.
    """
    by_day: dict[int, list[int]] = {}
    for day, is_event, cases in exits:
        by_day.setdefault(day, [0, 0])[is_event] += cases
    days = sorted(by_day)
    cases = sum(sum(pair) for pair in by_day.values())
    points = tuple(_points(by_day, days, cases))
    return Curve(
        milestone=milestone,
        cases=cases,
        events=sum(events for _ends, events in by_day.values()),
        points=points,
        drawable_until=_drawable_until(by_day, days, cases),
        risk_table=tuple(_risk_table(by_day, days, cases)),
        undated=undated,
    )


def _points(by_day: dict[int, list[int]], days: list[int], cases: int) -> Iterator[CurvePoint]:
    at_risk, staying, greenwood = cases, 1.0, 0.0
    if not days or days[0] > 0 or not by_day[days[0]][1]:
        yield _point(0, 1.0, 0.0, at_risk, cases)
    for day in days:
        ends, events = by_day[day]
        if events:
            staying *= 1 - events / at_risk
            greenwood += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
            yield _point(day, staying, greenwood, at_risk, cases)
        at_risk -= ends + events


def _point(day: int, staying: float, greenwood: float, at_risk: int, cases: int) -> CurvePoint:
    share = 1 - staying
    if at_risk == 0:
        return CurvePoint(day, share, 0.0, 1.0, 0)
    variance = staying * staying * greenwood
    size = min(share * staying / variance, cases) if variance > 0 else at_risk
    low, high = wilson(min(share * size, size), size)
    return CurvePoint(day, share, low, high, at_risk)


def _drawable_until(by_day: dict[int, list[int]], days: list[int], cases: int) -> int | None:
    """The last day s with Y_s = #{exits on or after s} large enough: the last day before it falls below."""
    least = max(LEAST_AT_RISK, LEAST_SHARE_AT_RISK * cases)
    at_risk, last = cases, None
    for day in days:
        if at_risk < least:
            break
        last = day
        at_risk -= sum(by_day[day])
    return last


def _risk_table(by_day: dict[int, list[int]], days: list[int], cases: int) -> Iterator[tuple[int, int]]:
    """(day, cases followed to this day and not there before it), every half year up to the last exit."""
    at_risk, position, mark = cases, 0, 0
    while days and (day := round(mark * RISK_TABLE_STEP)) <= days[-1]:
        while days[position] < day:
            at_risk -= sum(by_day[days[position]])
            position += 1
        yield day, at_risk
        mark += 1
