"""Days and hours as they are typed, and the day after midnight."""

from datetime import UTC, date, datetime, time

import pytest

from monitoring.recording.clock import Unreadable, moments, nights, read_day, read_hour

DAY = date(2026, 10, 20)


@pytest.mark.parametrize(
    "typed",
    ["20.10.2026", "20.10.26", "201026", "20102026", "20/10/2026", "20-10-26", "20 10 2026", "2026-10-20", " 201026 "],
)
def test_a_day_is_read_as_people_type_it(typed):
    assert read_day(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["", "31.02.2026", "20.13.2026", "1026", "yesterday", "2026", "٢٠١٠٢٦", "20.10.2026\x00", "0" * 5000]
)
def test_what_is_no_day_is_said(typed):
    with pytest.raises(Unreadable):
        read_day(typed)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("0935", time(9, 35)),
        ("9:35", time(9, 35)),
        ("9.35", time(9, 35)),
        ("935", time(9, 35)),
        ("9", time(9)),
        ("12", time(12)),
        ("0000", time(0)),
        ("23:59", time(23, 59)),
        ("9 35", time(9, 35)),
    ],
)
def test_an_hour_is_read_as_people_type_it(typed, hour):
    assert read_hour(typed) == hour


@pytest.mark.parametrize("typed", ["", "24:00", "2560", "9:3", "9:60", "noon", "12345", "-9", "9:35\x00", "٩"])
def test_what_is_no_hour_is_said(typed):
    with pytest.raises(Unreadable):
        read_hour(typed)


def test_hours_of_one_day_stay_on_it():
    told = moments(DAY, [time(9), time(9, 35), time(15)], UTC)
    assert told == [
        datetime(2026, 10, 20, 9, tzinfo=UTC),
        datetime(2026, 10, 20, 9, 35, tzinfo=UTC),
        datetime(2026, 10, 20, 15, tzinfo=UTC),
    ]


def test_an_hour_earlier_than_the_one_before_is_of_the_next_day():
    told = moments(DAY, [time(23, 50), time(0, 20), time(2)], UTC)
    assert [moment.date() for moment in told] == [DAY, date(2026, 10, 21), date(2026, 10, 21)]
    assert nights([time(23, 50), time(0, 20), time(2)]) == 1


def test_the_same_hour_is_the_same_moment():
    told = moments(DAY, [time(9), time(9), time(9)], UTC)
    assert len(set(told)) == 1


def test_an_hour_that_is_not_recorded_says_nothing_about_the_day():
    assert moments(DAY, [time(23, 50), None, time(2)], UTC)[1:] == [None, datetime(2026, 10, 21, 2, tzinfo=UTC)]
    assert moments(DAY, [None, None, None], UTC) == [None, None, None]


def test_hours_against_their_order_go_past_two_midnights():
    assert nights([time(15), time(9, 35), time(9)]) == 2
