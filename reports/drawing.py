"""From results to charts: which bars, curves and words a chart gets. Coordinates are made in `reports.charts`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.choices import DataSet
from institutions.choices import Exit
from reports import wording
from reports.charts import (
    CurveChart,
    CurveFigure,
    CurveWords,
    DotsChart,
    Frame,
    FunnelChart,
    LossFigure,
    StepFigure,
    YearBars,
    YearFigure,
    curve_chart,
    funnel_chart,
    year_bars,
)
from reports.official import YearValue
from reports.results import Curve, Group, Loss, Step

STYLES = {
    DataSet.OWN: "documented",
    DataSet.PUBLIC_RECORD: "documented",
    DataSet.DEMONSTRATION: "demonstration",
}
YEAR = 365  # days
LEAST_DRAWN = 5 * YEAR + 2  # five years with their leap days; longer only if something still happens
LATER = "later"  # a loss that is none: the step was reached, but after the horizon
LinkTo = Callable[[int], str]  # milestone -> address of the cases that reached it, or an empty text


@dataclass(frozen=True, slots=True)
class Drawings:
    """The same chart for a desk and for a phone."""

    wide: FunnelChart | CurveChart | YearBars | DotsChart
    narrow: FunnelChart | CurveChart | YearBars | DotsChart


def loss_counts(loss: Loss) -> list[tuple[str, int]]:
    """(kind, cases) of what went no further: what is still open first, then the exits in their order, then later."""
    by_state = [(str(state), loss.by_state.get(state, 0)) for state in Exit.values]
    return [(kind, count) for kind, count in [*by_state, (LATER, loss.later)] if count]


def loss_label(kind: str) -> str:
    """The words of a kind of loss."""
    return _("Later than the horizon") if kind == LATER else str(Exit(kind).label)


def funnel_drawings(
    frame: Frame, group: Group, labels: Mapping[int, str], *, with_shares: bool, link_to: LinkTo
) -> Drawings:
    """The funnel of `group`; `labels` name the milestones. Without shares only counts are printed."""
    steps, before = [], None
    for step in group.steps:
        steps.append(_step(step, before, labels, with_shares, link_to(step.milestone)))
        before = step
    return Drawings(
        funnel_chart(frame, steps, tick_text=wording.whole),
        funnel_chart(frame, steps, tick_text=wording.whole, is_narrow=True),
    )


def _step(step: Step, before: Step | None, labels: Mapping[int, str], with_shares: bool, url: str) -> StepFigure:
    share, interval = wording.share_and_interval(step.of_first) if with_shares and before else ("", "")
    lost = loss_counts(before.loss) if before and before.loss else []
    return StepFigure(
        label=labels[step.milestone],
        count=step.reached,
        count_text=wording.whole(step.reached),
        share_text=share,
        interval_text=interval,
        low=step.of_first.low if share else None,
        high=step.of_first.high if share else None,
        open_count=dict(lost).get(Exit.OPEN, 0),
        url=url,
        losses=tuple(LossFigure(loss_label(kind), count, wording.whole(count), kind) for kind, count in lost),
    )


def curve_drawings(frame: Frame, curve: Curve, label: str) -> Drawings | None:
    """The curve as far as enough cases are followed; None where that is nowhere, or nothing ever happened."""
    if curve.drawable_until is None or not curve.events:
        return None
    until = min(curve.drawable_until, max(LEAST_DRAWN, curve.points[-1].day + YEAR))
    points = [(point.day, point.value, point.low, point.high) for point in curve.points if point.day <= until]
    if not points:
        return None
    points.append((until, *points[-1][1:]))
    figure = CurveFigure(label=label, points=tuple(points), style=frame.style)
    words = CurveWords(
        x_label=_("years since registration"), at_risk_label=_("Cases still followed"), share_text=wording.percent
    )
    marks = [
        (day, wording.whole(years), wording.whole(at_risk))
        for years, (day, at_risk) in enumerate(curve.risk_table[::2])
        if day <= until
    ]
    return Drawings(
        curve_chart(frame, [figure], words, marks=marks, last_day=until),
        curve_chart(frame, [figure], words, marks=marks, last_day=until, is_narrow=True),
    )


def official_drawings(frame: Frame, values: Sequence[YearValue], broken_years: Collection[int]) -> Drawings:
    """A yearly official series as bars; `broken_years` are not counted like the year before them."""
    figures = [
        YearFigure(
            label=str(value.year),
            value=float(value.low if value.low is not None else value.high or 0),
            value_text=value.text,
            break_before=_("counted otherwise from here on") if value.year in broken_years else "",
        )
        for value in values
    ]
    return Drawings(
        year_bars(frame, figures, tick_text=wording.whole),
        year_bars(frame, figures, tick_text=wording.whole, is_narrow=True),
    )
