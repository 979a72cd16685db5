"""Classes of the map: equally wide, from nought, never one that says more than the figures."""

import pytest

from monitoring.places.map import bounds_of, level_of


@pytest.mark.parametrize(
    ("values", "is_share", "bounds"),
    [
        ([], False, ()),
        ([1], False, (1,)),
        ([3, 1], False, (1, 2, 3)),
        ([50, 9], False, (13, 26, 39, 52)),
        ([0.4], True, (0.25, 0.5, 0.75, 1)),
    ],
)
def test_classes_reach_the_largest_value(values, is_share, bounds):
    assert bounds_of(values, is_share=is_share) == bounds


@pytest.mark.parametrize(
    ("value", "level"), [(None, "none"), (0, "0"), (1, "1"), (13, "1"), (14, "2"), (52, "4"), (99, "4")]
)
def test_a_value_has_the_class_whose_bound_it_does_not_pass(value, level):
    assert level_of(value, (13, 26, 39, 52)) == level
