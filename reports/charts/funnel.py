"""The funnel as horizontal bars: every bar, what may still reach it, and the strip of what was lost before it.

On one scale from zero: the bar of step k and the strip above it are together as long as the bar of step k-1. What is
still open stands first in the strip, and once more as an outline after the bar: it may still get there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.scale import axis_values, scaled, text_width, wrapped
from reports.charts.shapes import NARROW, WIDE, Frame, FunnelBar, FunnelChart, Line, LossPart, Tick

LABEL_SIZE, SMALL_SIZE = 15, 13
SMALL_LINE = 17


@dataclass(frozen=True, slots=True)
class LossFigure:
    """Cases that came no further than the step before, in one way; `kind` is a value of `Exit` and chooses the fill."""

    label: str
    count: int
    count_text: str
    kind: str


@dataclass(frozen=True, slots=True)
class StepFigure:
    """A step in cases: `low` and `high` bound its share of the first step, in [0, 1], or are None."""

    label: str
    count: int
    count_text: str
    share_text: str
    interval_text: str
    low: float | None = None
    high: float | None = None
    open_count: int = 0
    url: str = ""
    losses: tuple[LossFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class _Layout:
    width: int
    label_width: float
    plot_left: float
    plot_width: float
    bar_height: float
    strip_height: float
    ticks: int
    is_narrow: bool


_WIDE = _Layout(WIDE, 196, 212, 430, 34, 10, 5, is_narrow=False)
_NARROW = _Layout(NARROW, 360, 0, 356, 22, 8, 4, is_narrow=True)


def funnel_chart(
    frame: Frame,
    steps: Sequence[StepFigure],
    *,
    tick_text: Callable[[float], str] = "{:.0f}".format,
    is_narrow: bool = False,
) -> FunnelChart:
    """The funnel of `steps` (first step first) in the wide or the narrow drawing.

    Bars are in cases, on an axis from zero to the first step. Bands are the intervals of the shares, in cases of the
    first step.
    """
    layout = _NARROW if is_narrow else _WIDE
    total = steps[0].count if steps else 0
    rows: list[FunnelBar] = []
    top = 8.0
    for step in steps:
        row, top = _row(step, total, top, layout)
        rows.append(row)
    bottom = round(top, 1)
    ticks = [
        Tick(round(layout.plot_left + scaled(value, total, layout.plot_width), 1), tick_text(value))
        for value in axis_values(total, layout.ticks, is_whole=True)
        if value <= total
    ]
    return FunnelChart(
        **frame.fields(is_narrow),
        width=layout.width,
        height=bottom + 28,
        is_linked=any(step.url for step in steps),
        rows=rows,
        ticks=ticks,
        plot_top=0.0,
        plot_bottom=bottom,
        axis_y=bottom + 18,
    )


def _row(step: StepFigure, total: int, top: float, layout: _Layout) -> tuple[FunnelBar, float]:
    """The bar of `step` with its strip above, from `top` down, and where the next row begins."""
    bar_end = layout.plot_left + scaled(step.count, total, layout.plot_width)
    open_width = scaled(step.open_count, total, layout.plot_width)
    losses, after_losses = _losses(step.losses, bar_end, total, top, layout)
    labels, bar_top = _labels(step.label, after_losses, layout)
    low, high = step.low or 0.0, step.high or 0.0
    text_x, text_y = _text_place(
        step, max(bar_end + open_width, layout.plot_left + high * layout.plot_width), bar_top, layout
    )
    beside = layout.is_narrow  # a phone has room for the interval on the line of the count
    row = FunnelBar(
        label_lines=labels,
        count_text=step.count_text,
        share_text=step.share_text,
        text_x=text_x,
        text_y=text_y,
        text_anchor="start",
        interval_text=step.interval_text,
        interval_x=round(text_x + 8 * len(f"{step.count_text} {step.share_text}") + 14, 1) if beside else text_x,
        interval_y=text_y if beside else text_y + 17,
        x=layout.plot_left,
        y=bar_top,
        width=scaled(step.count, total, layout.plot_width),
        height=layout.bar_height,
        band_x=round(layout.plot_left + low * layout.plot_width, 1),
        band_y=bar_top + layout.bar_height / 2 - 3,
        band_width=round(max(0.0, high - low) * layout.plot_width, 1),
        open_x=round(bar_end, 1),
        open_width=open_width,
        url=step.url,
        loss_y=top,
        loss_height=layout.strip_height if losses else 0.0,
        losses=losses,
    )
    return row, bar_top + layout.bar_height + 10


def _labels(label: str, top: float, layout: _Layout) -> tuple[list[Line], float]:
    """Lines of the label and the top of the bar: beside the bar when wide, above it when narrow."""
    if layout.is_narrow:
        lines = wrapped(label, LABEL_SIZE, layout.label_width)
        placed = [Line(text, 0.0, round(top + 16 + 19 * row, 1)) for row, text in enumerate(lines)]
        return placed, round(top + 16 + 19 * len(lines) + 7, 1)
    lines = wrapped(label, LABEL_SIZE, layout.label_width)
    first = top + layout.bar_height / 2 + 5 - 9 * (len(lines) - 1)
    return [Line(text, 0.0, round(first + 18 * row, 1)) for row, text in enumerate(lines)], top


def _text_place(step: StepFigure, end: float, bar_top: float, layout: _Layout) -> tuple[float, float]:
    """Where the count stands: after the bar when wide, over the bar under its label when narrow."""
    if layout.is_narrow:
        return 0.0, round(bar_top - 7, 1)
    return round(end + 10, 1), round(bar_top + (15 if step.interval_text else 22), 1)


def _losses(
    losses: Sequence[LossFigure], left: float, total: int, top: float, layout: _Layout
) -> tuple[list[LossPart], float]:
    """The strip of `losses` (the open first) from `left` on, their words in lines under it, and where the lines end."""
    shown = [loss for loss in losses if loss.count]
    if not shown:
        return [], top
    words_left = layout.plot_left
    x, words_x, words_y = left, words_left, top + layout.strip_height + 15
    parts = []
    for loss in shown:
        width = scaled(loss.count, total, layout.plot_width)
        needed = text_width(f"{loss.label} {loss.count_text}", SMALL_SIZE) + 22
        if words_x > words_left and words_x + needed > layout.width:
            words_x, words_y = words_left, words_y + SMALL_LINE
        parts.append(
            LossPart(loss.label, loss.count_text, round(x, 1), width, loss.kind, round(words_x, 1), round(words_y, 1))
        )
        x, words_x = x + width, words_x + needed
    return parts, round(words_y + 12, 1)
