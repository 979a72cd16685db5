"""No number of people that is held back can be worked out from what a public report shows."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.sheets.numbers import FEW, Few, few_or, may_be_named, may_name_region, public_counts, public_size

# How fast a busy machine draws numbers is not what these tests are about.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SMALL = st.integers(min_value=0, max_value=FEW - 1)
PAIRS = st.dictionaries(
    st.sampled_from("abcdefg"), st.tuples(st.integers(min_value=0, max_value=400), SMALL), max_size=7
)
NUMBERS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(min_value=0, max_value=400), max_size=7)


@calm
@given(PAIRS)
def test_every_small_number_could_as_well_be_any_other_small_number(drawn):
    """Whoever knows the rule and everything shown cannot tell one table from another with other small numbers."""
    parts = {key: number for key, (number, _small) in drawn.items()}
    other = {key: small if number < FEW else number for key, (number, small) in drawn.items()}
    assert public_counts(parts) == public_counts(other)


@calm
@given(NUMBERS)
def test_what_is_not_small_is_shown_by_fives_and_a_total_only_where_nothing_is_held_back(parts):
    shown, total = public_counts(parts)
    told = {key: number for key, number in shown.items() if number != Few()}
    assert told.keys() == {key for key, number in parts.items() if number >= FEW}
    assert all(number % 5 == 0 and abs(number - parts[key]) <= 2 for key, number in told.items())
    assert (total is None) == (Few() in shown.values() or not parts)
    assert total is None or (total % 5 == 0 and abs(total - sum(parts.values())) <= 2)


def test_a_total_minus_the_rest_gives_no_small_number_away():
    assert public_counts({"private": 12, "overseen": 1}) == ({"private": 10, "overseen": Few()}, None)


@pytest.mark.parametrize(("number", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_interviews_are_told_by_fives(number, shown):
    assert public_counts({"private": number}) == ({"private": shown}, shown)


@pytest.mark.parametrize(("places", "told"), [(1, False), (2, False), (3, True)])
def test_a_region_is_told_where_a_place_is_one_of_three(places, told):
    assert may_name_region(places) is told


def test_two_small_numbers_do_not_help_each_other():
    assert public_counts({"private": 12, "overseen": 1, "group": 1})[1] is None


@pytest.mark.parametrize(("held", "part"), [(held, part) for held in (5, 14, 23, 47, 180) for part in range(FEW)])
def test_a_small_part_of_the_people_held_is_not_the_whole_minus_the_other_part(held, part):
    """Remand and sentenced make up the whole; rounded, they leave the small one more than one value."""
    shown = (public_size(held), public_size(part), public_size(held - part))
    possible = {
        one
        for whole, one in product(range(max(0, held - 20), held + 20), range(FEW))
        if one <= whole and (public_size(whole), public_size(one), public_size(whole - one)) == shown
    }
    assert len(possible) > 1


@calm
@given(st.integers(min_value=FEW, max_value=5000))
def test_sizes_are_tens_near_the_number(number):
    shown = public_size(number)
    assert shown % 10 == 0
    assert abs(shown - number) <= 5


@pytest.mark.parametrize("number", range(FEW))
def test_small_numbers_are_all_the_same_nought_too(number):
    assert few_or(number) == public_size(number) == Few()


@pytest.mark.parametrize(("held", "named"), [(None, False), (0, False), (49, False), (50, True)])
def test_a_place_is_named_only_where_people_can_hide_among_others(held, named):
    assert may_be_named(held) is named
