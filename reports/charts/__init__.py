"""Geometry of the charts: counts and finished texts in, coordinates out. No database, no request, no markup."""

from reports.charts.curve import CurveFigure, CurveWords, curve_chart
from reports.charts.funnel import LossFigure, StepFigure, funnel_chart
from reports.charts.shapes import CurveChart, Frame, FunnelChart, YearBars
from reports.charts.years import YearFigure, year_bars

__all__ = [
    "CurveChart",
    "CurveFigure",
    "CurveWords",
    "Frame",
    "FunnelChart",
    "LossFigure",
    "StepFigure",
    "YearBars",
    "YearFigure",
    "curve_chart",
    "funnel_chart",
    "year_bars",
]
