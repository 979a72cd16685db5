"""Geometry of the charts: counts and finished texts in, coordinates out. No database, no request, no markup."""

from reports.charts.curve import CurveFigure, CurveWords, curve_chart
from reports.charts.dots import DotFigure, dots_chart
from reports.charts.funnel import LossFigure, StepFigure, funnel_chart
from reports.charts.shapes import CurveChart, DotsChart, Frame, FunnelChart, YearBars
from reports.charts.years import YearFigure, year_bars

__all__ = [
    "CurveChart",
    "CurveFigure",
    "CurveWords",
    "DotFigure",
    "DotsChart",
    "Frame",
    "FunnelChart",
    "LossFigure",
    "StepFigure",
    "YearBars",
    "YearFigure",
    "curve_chart",
    "dots_chart",
    "funnel_chart",
    "year_bars",
]
