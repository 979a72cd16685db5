"""Horizontal bars by year, immature years marked, with an interval where the value is a share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.scale import axis_values, scaled, text_width
from reports.charts.shapes import NARROW, WIDE, Break, Frame, Tick, YearBar, YearBars


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The value of one year in the unit of the chart; `low` and `high` bound it where it was estimated."""

    label: str
    value: float
    value_text: str
    note_text: str = ""
    low: float | None = None
    high: float | None = None
    is_immature: bool = False
    url: str = ""
    break_before: str = ""  # why this year is not counted like the one before


def year_bars(
    frame: Frame, years: Sequence[YearFigure], *, tick_text: Callable[[float], str], is_narrow: bool = False
) -> YearBars:
    """Bars of `years` on an axis from zero; `tick_text` writes the values of the axis."""
    width, left = (NARROW, 44.0) if is_narrow else (WIDE, 64.0)
    row_height, bar_height = (44.0, 18.0) if is_narrow else (34.0, 22.0)
    room = 56.0 if is_narrow else 300.0  # for the value and its note after the longest bar
    plot_width = width - left - room
    values = axis_values(max([*(year.value for year in years), *(year.high or 0.0 for year in years)], default=0.0))
    rows, breaks, y = [], [], 8.0
    for year in years:
        if year.break_before:
            breaks.append(Break(y + 16, year.break_before, width))
            y += 24
        rows.append(_bar(year, values[-1], left, y, plot_width, bar_height))
        y += row_height
    bottom = y
    ticks = [Tick(round(left + scaled(value, values[-1], plot_width), 1), tick_text(value)) for value in values]
    if is_narrow:
        ticks = _sparse(ticks)
    return YearBars(
        **frame.fields(is_narrow),
        width=width,
        height=bottom + 28,
        is_linked=any(year.url for year in years),
        rows=rows,
        ticks=ticks,
        plot_top=0.0,
        plot_bottom=bottom,
        axis_y=bottom + 18,
        breaks=breaks,
    )


def _bar(year: YearFigure, largest: float, left: float, y: float, plot_width: float, height: float) -> YearBar:
    width = scaled(year.value, largest, plot_width)
    low, high = scaled(year.low or 0.0, largest, plot_width), scaled(year.high or 0.0, largest, plot_width)
    return YearBar(
        label=year.label,
        label_x=0.0,
        text_y=y + height / 2 + 5,
        value_text=year.value_text,
        text_x=round(left + max(width, high) + 8, 1),
        note_text=year.note_text,
        x=left,
        y=y,
        width=width,
        height=height,
        band_x=round(left + low, 1),
        band_y=y + height / 2 - 3,
        band_width=round(max(0.0, high - low), 1),
        is_immature=year.is_immature,
        url=year.url,
    )


def _sparse(ticks: list[Tick]) -> list[Tick]:
    """Every second tick where the labels would run into each other."""
    if len(ticks) < 3 or ticks[1].x - ticks[0].x >= text_width(ticks[-1].label, 13) + 8:
        return ticks
    return ticks[::2]
