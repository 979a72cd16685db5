from datetime import date

import pytest

from institutions.geography import Map, Succession, region_on

EAST, ABAI, SOUTH = "east", "abai", "south"
SPLIT = date(2022, 6, 8)
COUNTRY = Map(
    (
        Succession(EAST, ABAI, SPLIT),
        Succession(SOUTH, "turkistan", date(2018, 6, 19)),
        Succession(SOUTH, "shymkent", date(2018, 6, 19)),
    ),
    frozenset({SOUTH}),
)


@pytest.mark.parametrize(
    ("region", "place", "since", "today"),
    [
        (EAST, None, date(2022, 6, 7), None),  # it may be what another region is today
        (EAST, None, SPLIT, EAST),
        (EAST, ABAI, date(2015, 1, 1), ABAI),  # the place knows
        (EAST, EAST, date(2015, 1, 1), EAST),
        (ABAI, None, date(2015, 1, 1), ABAI),  # told by the map of today
        (EAST, None, None, EAST),
        (SOUTH, None, None, None),
        (SOUTH, None, date(2015, 1, 1), None),
        (SOUTH, None, date(2019, 3, 1), None),  # told of a day on which it was no longer there
        (SOUTH, "shymkent", date(2019, 3, 1), "shymkent"),
        (None, None, date(2015, 1, 1), None),
        (None, ABAI, None, ABAI),
    ],
)
def test_region_of_today(region, place, since, today):
    assert COUNTRY.region_today(region, place, since) == today


def test_a_region_that_gave_nothing_away_is_itself():
    assert Map().region_today(EAST, None, date(1995, 1, 1)) == EAST


@pytest.mark.parametrize(("day", "then"), [(date(2022, 6, 7), EAST), (SPLIT, ABAI)])
def test_a_place_of_today_lay_in_another_region_before(day, then):
    assert region_on(ABAI, day, COUNTRY.successions) == then
