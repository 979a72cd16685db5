"""The map of a pack draws each region of today once, inside its frame; a pack without a map has none."""

import csv
import re

import pytest

from institutions.packs import pack_folder
from institutions.region_map import region_map


def regions_of_today(pack: str) -> set[str]:
    with (pack_folder(pack) / "regions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file) if not row["valid_to"]}


def test_each_region_of_today_is_drawn_once():
    drawn = [outline.code for outline in region_map("kz").outlines]
    assert sorted(drawn) == sorted(regions_of_today("kz"))


def test_outlines_and_figures_lie_within_the_frame():
    shapes = region_map("kz")
    for outline in shapes.outlines:
        starts = [tuple(map(int, pair)) for pair in re.findall(r"M(\d+) (\d+)l", outline.path)]
        assert starts
        assert all(0 <= x <= shapes.width * 10 and 0 <= y <= shapes.height * 10 for x, y in starts)
        assert 0 <= outline.x <= shapes.width
        assert 0 <= outline.y <= shapes.height


@pytest.mark.parametrize("pack", ["nowhere", "../kz/none"])
def test_a_pack_without_a_map_has_none(pack):
    assert region_map(pack) is None
