"""Values with their intervals as dots on lines, in the order given, on an axis from zero: nothing is ranked by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.scale import axis_values, scaled, wrapped
from reports.charts.shapes import NARROW, WIDE, Dot, DotsChart, Frame, Line, Tick

LABEL_SIZE, LINE_HEIGHT = 15, 19
LONGEST = 2.5  # an interval that is longer than so many times the largest value runs out of the plot


@dataclass(frozen=True, slots=True)
class DotFigure:
    """One value in the unit of the chart, or None; `low` and `high` bound it where anything does."""

    label: str
    value: float | None
    value_text: str
    note_text: str = ""
    low: float | None = None
    high: float | None = None
    is_small: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    width: float
    label_width: float
    left: float
    plot_width: float
    is_narrow: bool


_WIDE = _Layout(WIDE, 250, 268, 330, is_narrow=False)
_NARROW = _Layout(NARROW, 352, 8, 340, is_narrow=True)


def dots_chart(
    frame: Frame,
    figures: Sequence[DotFigure],
    *,
    tick_text: Callable[[float], str],
    limit: float | None = None,
    reference: tuple[float, str] | None = None,
    is_narrow: bool = False,
) -> DotsChart:
    """The chart in the wide or the narrow drawing. `limit`: no value is larger (1 for shares).

    `reference`: the value of the whole, drawn as a line, with its words.
    """
    layout = _NARROW if is_narrow else _WIDE
    ends = axis_values(_largest(figures, limit, reference), 5)
    axis = [value for value in ends if limit is None or value <= limit]
    rows: list[Dot] = []
    top = 26.0 if reference else 8.0
    for figure in figures:
        row, top = _row(figure, axis[-1], top, layout)
        rows.append(row)
    ticks = [
        Tick(round(layout.left + scaled(value, axis[-1], layout.plot_width), 1), tick_text(value)) for value in axis
    ]
    place = layout.left + scaled(reference[0], axis[-1], layout.plot_width) if reference else None
    return DotsChart(
        **frame.fields(is_narrow),
        width=layout.width,
        height=round(top + 28, 1),
        is_linked=any(figure.url for figure in figures),
        rows=rows,
        ticks=ticks[::2] if is_narrow and len(ticks) > 5 else ticks,
        plot_left=layout.left,
        plot_top=20.0 if reference else 0.0,
        plot_bottom=round(top, 1),
        axis_y=round(top + 18, 1),
        reference_x=None if place is None else round(place, 1),
        reference_label=reference[1] if reference else "",
    )


def _largest(figures: Sequence[DotFigure], limit: float | None, reference: tuple[float, str] | None) -> float:
    values = [figure.value for figure in figures if figure.value is not None] + ([reference[0]] if reference else [])
    largest = max(values, default=0.0)
    highs = [figure.high for figure in figures if figure.high is not None]
    reach = min(max(highs, default=largest), max(largest * LONGEST, largest if largest else max(highs, default=1.0)))
    wanted = max(largest, reach) or 1.0
    return wanted if limit is None else min(wanted, limit)


def _row(figure: DotFigure, longest: float, top: float, layout: _Layout) -> tuple[Dot, float]:
    """The row of `figure` from `top` down, and where the next one begins."""
    lines = wrapped(figure.label, LABEL_SIZE, layout.label_width)
    height = LINE_HEIGHT * len(lines)

    def at(value: float) -> float:
        return round(layout.left + scaled(value, longest, layout.plot_width), 1)

    if layout.is_narrow:
        first, text_y = top + 15, top + 15 + height
        y, after = round(text_y + 18, 1), text_y + 36
        text_x, note_x, note_y = 0.0, 0.0, text_y
    else:
        room = max(height, 36)
        first, y, after = top + (room - height) / 2 + 14, round(top + room / 2, 1), top + room + 10
        text_x = note_x = layout.left + layout.plot_width + 20
        text_y, note_y = y - 2, y + 15
    value = figure.value or 0.0
    has_interval = figure.low is not None or figure.high is not None
    low = 0.0 if figure.low is None else figure.low
    high = longest if figure.high is None else figure.high
    row = Dot(
        label_lines=[Line(text, 0.0, round(first + LINE_HEIGHT * position, 1)) for position, text in enumerate(lines)],
        value_text=figure.value_text,
        note_text=figure.note_text,
        text_x=text_x,
        text_y=round(text_y, 1),
        note_x=note_x,
        note_y=round(note_y, 1),
        x=at(value),
        y=y,
        line_x=at(low) if has_interval else at(value),
        line_end=at(high) if has_interval else at(value),
        has_dot=figure.value is not None,
        is_small=figure.is_small,
        url=figure.url,
    )
    return row, after
