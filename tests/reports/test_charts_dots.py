"""Dots with their intervals: on an axis from zero, in the order given, nothing beyond the plot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import DotFigure, Frame, dots_chart

SHARES = st.integers(0, 1000).map(lambda permille: permille / 1000)
FRAME = Frame("dots", "Title", "Description", "per cent", "12 visits", "documented")


def chart(*figures, **asked):
    return dots_chart(FRAME, figures, tick_text="{:g}".format, **asked)


def dot(value, low=None, high=None, **more):
    return DotFigure(label=more.pop("label", "Region"), value=value, value_text=str(value), low=low, high=high, **more)


def test_a_value_stands_on_the_axis_between_its_bounds():
    drawn = chart(dot(0.5, 0.25, 0.75), limit=1.0)
    (row,) = drawn.rows
    assert [tick.label for tick in drawn.ticks] == ["0", "0.2", "0.4", "0.6", "0.8"]
    left, right = drawn.ticks[0].x, drawn.ticks[-1].x
    assert row.x == pytest.approx(left + (right - left) * 0.5 / 0.8, abs=0.1)
    assert row.line_x < row.x < row.line_end <= right


def test_an_interval_without_an_upper_bound_runs_to_the_end_of_the_plot():
    drawn = chart(dot(60.0, 35.0), dot(10.0, 5.0, 20.0))
    assert drawn.rows[0].line_end == drawn.ticks[-1].x
    assert drawn.rows[1].line_end < drawn.ticks[-1].x


def test_a_very_long_interval_does_not_press_the_others_flat():
    drawn = chart(dot(2.0, 1.0, 4.0), dot(0.4, 0.0, 400.0))
    assert drawn.rows[0].x - drawn.ticks[0].x > (drawn.ticks[-1].x - drawn.ticks[0].x) / 4
    assert drawn.rows[1].line_end == drawn.ticks[-1].x


def test_where_there_is_no_value_only_words_stand():
    drawn = chart(dot(None), dot(0.2, 0.1, 0.3, is_small=True), limit=1.0)
    assert [(row.has_dot, row.is_small) for row in drawn.rows] == [(False, False), (True, True)]


def test_the_order_is_the_one_given():
    drawn = chart(dot(0.9, label="A"), dot(0.1, label="B"), dot(0.5, label="C"), limit=1.0)
    assert [row.label_lines[0].text for row in drawn.rows] == ["A", "B", "C"]
    assert [row.y for row in drawn.rows] == sorted(row.y for row in drawn.rows)


def test_the_whole_is_a_line_with_its_words():
    drawn = chart(dot(0.2), dot(0.6), limit=1.0, reference=(0.4, "all: 40 %"))
    assert drawn.rows[0].x < drawn.reference_x < drawn.rows[1].x
    assert drawn.reference_label == "all: 40 %"
    assert chart(dot(0.2)).reference_x is None


@pytest.mark.parametrize("is_narrow", [True, False])
@settings(deadline=None)
@given(values=st.lists(st.tuples(SHARES, SHARES, SHARES).map(sorted), min_size=1, max_size=30))
def test_nothing_is_drawn_beyond_the_plot(values, is_narrow):
    drawn = chart(*(dot(value, low, high) for low, value, high in values), limit=1.0, is_narrow=is_narrow)
    for row in drawn.rows:
        assert drawn.plot_left <= row.line_x <= row.x <= row.line_end <= drawn.width
        assert drawn.plot_top <= row.y <= drawn.plot_bottom
    assert drawn.rows[-1].y < drawn.height
