"""Cumulative share that reached a step, by days since registration: step line, band, number still followed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.scale import axis_values
from reports.charts.shapes import NARROW, WIDE, Curve, CurveChart, Frame, Tick, YTick


@dataclass(frozen=True, slots=True)
class CurveFigure:
    """Points of one curve as (days, share, low, high), in order of days; it holds its value between two points."""

    label: str
    points: tuple[tuple[int, float, float, float], ...]
    style: str


@dataclass(frozen=True, slots=True)
class CurveWords:
    """Texts of the axes, and what is printed for a share."""

    x_label: str
    at_risk_label: str
    share_text: Callable[[float], str]


def curve_chart(
    frame: Frame,
    curves: Sequence[CurveFigure],
    words: CurveWords,
    *,
    marks: Sequence[tuple[int, str, str]],
    last_day: int,
    is_narrow: bool = False,
) -> CurveChart:
    """Curves on axes from zero to `last_day`. `marks`: (days, label under the axis, number at risk)."""
    width, height = (NARROW, 250) if is_narrow else (WIDE, 330)
    left, right, top, bottom = 46.0, width - (12.0 if is_narrow else 130.0), 26.0, height - 84.0
    shown = marks[::2] if is_narrow and len(marks) > 6 else marks
    days = max(last_day, 1)
    shares = axis_values(max((point[3] for curve in curves for point in curve.points), default=0.0) or 0.01)

    def place(day: float, share: float) -> tuple[float, float]:
        x = left + min(day, days) / days * (right - left)
        return round(x, 1), round(bottom - min(share, shares[-1]) / shares[-1] * (bottom - top), 1)

    fields = {name: text for name, text in frame.fields(is_narrow).items() if name != "style"}
    y_ticks = [YTick(place(0, share)[1], words.share_text(share), place(0, share)[1] + 4) for share in shares]
    return CurveChart(
        **fields,
        width=width,
        height=height,
        curves=[_curve(curve, days, place, is_narrow) for curve in curves if curve.points],
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        x_ticks=[Tick(place(day, 0)[0], label) for day, label, _at_risk in shown],
        x_tick_y=bottom + 20,
        y_ticks=y_ticks,
        x_label=words.x_label,
        x_label_x=right,
        x_label_y=bottom + 40,
        at_risk_label=words.at_risk_label,
        at_risk_label_x=0.0,
        at_risk_label_y=bottom + 58,
        at_risk=[Tick(place(day, 0)[0], at_risk) for day, _label, at_risk in shown],
        at_risk_y=bottom + 77,
    )


def _curve(
    curve: CurveFigure, last_day: int, place: Callable[[float, float], tuple[float, float]], is_narrow: bool
) -> Curve:
    points = [point for point in curve.points if point[0] <= last_day]
    line = _steps([(day, share) for day, share, _low, _high in points], place)
    upper = _steps([(day, high) for day, _share, _low, high in points], place)
    lower = _steps([(day, low) for day, _share, low, _high in points], place)
    band = "M" + " L".join(_text(point) for point in [*upper, *reversed(lower)]) + " Z"
    end = line[-1]
    return Curve(
        label=curve.label,
        label_x=end[0] if is_narrow else round(end[0] + 6, 1),
        label_y=round(end[1] - 8 if is_narrow else end[1] + 5, 1),
        label_anchor="end" if is_narrow else "start",
        line_d="M" + " L".join(_text(point) for point in line),
        band_d=band,
        style=curve.style,
    )


def _steps(
    values: Sequence[tuple[float, float]], place: Callable[[float, float], tuple[float, float]]
) -> list[tuple[float, float]]:
    """Corners of a step line: it keeps its height until the next day, then rises."""
    corners: list[tuple[float, float]] = []
    for day, height in values:
        x, y = place(day, height)
        if corners and corners[-1][1] != y:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    return corners


def _text(point: tuple[float, float]) -> str:
    return f"{point[0]:g},{point[1]:g}"
