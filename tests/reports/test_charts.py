"""Charts are numbers before they are pictures: lengths on one scale from zero, texts that do not touch."""

import itertools
from dataclasses import astuple

import pytest

from reports.charts import (
    CurveFigure,
    CurveWords,
    Frame,
    LossFigure,
    StepFigure,
    YearFigure,
    curve_chart,
    funnel_chart,
    year_bars,
)
from reports.charts.scale import axis_values, nice_step, scaled, text_width, wrapped

FRAME = Frame(id="f", title="Title", desc="Description", unit="Unit: case", n_text="n = 1,000", style="documented")
STEPS = [
    StepFigure("Registered", 1000, "1,000", "", ""),
    StepFigure(
        "Sent to court", 100, "100", "10.0 %", "8.3 to 12.0 %", 0.083, 0.12, 200, "/cases/?reached=5",
        (LossFigure("Still open", 200, "200", "open"), LossFigure("Terminated", 700, "700", "terminated")),
    ),
    StepFigure("Trial opened", 20, "20", "2.0 %", "1.3 to 3.1 %", 0.013, 0.031, 0, "", ()),
]  # fmt: skip


def words(share: float) -> str:
    return f"{share:.0%}"


@pytest.mark.parametrize("is_narrow", [False, True])
def test_bar_and_strip_above_it_are_as_long_as_the_bar_before(is_narrow):
    chart = funnel_chart(FRAME, STEPS, is_narrow=is_narrow)
    first, second, _third = chart.rows
    assert second.width + sum(part.width for part in second.losses) == pytest.approx(first.width, abs=0.2)
    assert second.losses[0].x == second.open_x == pytest.approx(second.x + second.width)
    assert second.open_width == second.losses[0].width


def test_bars_begin_at_zero_and_are_in_proportion():
    chart = funnel_chart(FRAME, STEPS)
    assert {bar.x for bar in chart.rows} == {212}
    assert [bar.width for bar in chart.rows] == [430.0, 43.0, 8.6]


def test_band_is_the_interval_on_the_same_scale():
    bar = funnel_chart(FRAME, STEPS).rows[1]
    assert bar.band_x == round(212 + 0.083 * 430, 1)
    assert bar.band_width == round((0.12 - 0.083) * 430, 1)
    assert bar.band_x <= bar.x + bar.width <= bar.band_x + bar.band_width


@pytest.mark.parametrize("is_narrow", [False, True])
def test_nothing_leaves_the_drawing(is_narrow):
    chart = funnel_chart(FRAME, STEPS, is_narrow=is_narrow)
    for bar in chart.rows:
        assert bar.x + bar.width + bar.open_width <= chart.width
        assert bar.y + bar.height <= chart.plot_bottom < chart.axis_y < chart.height
        for part in bar.losses:
            assert part.x + part.width <= chart.width
            assert part.label_y < bar.y
    assert all(0 <= tick.x <= chart.width for tick in chart.ticks)


def test_words_of_losses_never_touch():
    many = tuple(LossFigure(f"A rather long way out number {n}", 90, "90", "terminated") for n in range(10))
    chart = funnel_chart(FRAME, [STEPS[0], StepFigure("Trial", 100, "100", "", "", losses=many)], is_narrow=True)
    by_line: dict[float, list] = {}
    for part in chart.rows[1].losses:
        by_line.setdefault(part.label_y, []).append(part)
    for line in by_line.values():
        for left, right in itertools.pairwise(line):
            assert left.label_x + text_width(f"{left.label} {left.count_text}", 13) < right.label_x


def test_empty_losses_leave_no_room():
    chart = funnel_chart(
        FRAME, [STEPS[0], StepFigure("Trial", 0, "0", "", "", losses=(LossFigure("x", 0, "0", "open"),))]
    )
    assert chart.rows[1].losses == []
    assert chart.rows[1].loss_height == 0.0


def test_ids_of_the_two_drawings_differ():
    assert funnel_chart(FRAME, STEPS).id == "f-wide"
    assert funnel_chart(FRAME, STEPS, is_narrow=True).id == "f-narrow"


def test_funnel_is_linked_only_if_a_bar_is():
    assert funnel_chart(FRAME, STEPS).is_linked
    assert not funnel_chart(FRAME, STEPS[:1]).is_linked


def test_funnel_without_steps_or_cases_is_drawn_empty():
    assert funnel_chart(FRAME, []).rows == []
    assert funnel_chart(FRAME, [StepFigure("Registered", 0, "0", "", "")]).rows[0].width == 0.0


def test_years_start_at_zero_and_a_break_takes_its_own_room():
    plain = year_bars(FRAME, [YearFigure("2022", 920, "920"), YearFigure("2023", 462, "462")], tick_text=str)
    broken = year_bars(
        FRAME, [YearFigure("2022", 920, "920"), YearFigure("2023", 462, "462", break_before="new law")], tick_text=str
    )
    assert plain.breaks == []
    assert plain.rows[1].width / plain.rows[0].width == pytest.approx(462 / 920, abs=0.001)
    (found,) = broken.breaks
    assert broken.rows[0].y + broken.rows[0].height < found.y < broken.rows[1].y
    assert broken.height == plain.height + 24


def test_axis_of_years_covers_the_upper_bounds():
    chart = year_bars(FRAME, [YearFigure("2020", 2, "2 %", low=1, high=7.2, is_immature=True)], tick_text=str)
    (bar,) = chart.rows
    assert bar.is_immature
    assert bar.band_x + bar.band_width <= chart.ticks[-1].x
    assert bar.text_x > bar.band_x + bar.band_width


def test_curve_is_a_step_line_that_keeps_its_height_until_the_next_day():
    figure = CurveFigure("Trial", ((0, 0.0, 0.0, 0.0), (365, 0.01, 0.005, 0.02)), "documented")
    chart = curve_chart(
        FRAME,
        [figure],
        CurveWords("years", "followed", words),
        marks=[(0, "0", "90"), (365, "1", "60"), (730, "2", "30")],
        last_day=730,
    )
    (curve,) = chart.curves
    corners = [tuple(map(float, corner.split(","))) for corner in curve.line_d.removeprefix("M").split(" L")]
    assert corners[0] == (chart.left, chart.bottom)
    middle = (chart.left + chart.right) / 2
    assert corners[1] == (pytest.approx(middle), chart.bottom)
    assert corners[2][0] == pytest.approx(middle)
    assert corners[2][1] == pytest.approx(chart.top + (chart.bottom - chart.top) / 2)
    assert curve.band_d.startswith("M") and curve.band_d.endswith("Z")
    assert next(astuple(mark) for mark in chart.at_risk) == (chart.left, "90")


def test_curve_without_points_draws_axes_only():
    chart = curve_chart(
        FRAME,
        [CurveFigure("Trial", (), "documented")],
        CurveWords("years", "followed", words),
        marks=[(0, "0", "9")],
        last_day=0,
    )
    assert chart.curves == []
    assert chart.y_ticks[0].y == chart.bottom


@pytest.mark.parametrize(
    ("largest", "expected"),
    [(0, [0.0, 1.0]), (7, [0.0, 2.0, 4.0, 6.0, 8.0]), (920, [0.0, 250.0, 500.0, 750.0, 1000.0])],
)
def test_axis_values_are_round_and_cover_the_largest(largest, expected):
    assert axis_values(largest) == expected


def test_axis_of_whole_things_has_no_halves():
    assert axis_values(2, 4, is_whole=True) == [0.0, 1.0, 2.0]
    assert nice_step(0, 4) == 1.0


def test_scale_never_leaves_its_length():
    assert scaled(5, 0, 100) == 0.0
    assert scaled(-1, 10, 100) == 0.0
    assert scaled(11, 10, 100) == 100.0


def test_long_words_stand_alone_when_wrapped():
    assert wrapped("Taken up by an investigator", 15, 120) == ["Taken up by", "an", "investigator"] or all(
        text_width(line, 15) <= 120 or " " not in line for line in wrapped("Taken up by an investigator", 15, 120)
    )
    assert wrapped("", 15, 100) == [""]
