"""Numbers as people read them."""

from datetime import date

import pytest
from django.utils import translation

from reports import wording
from reports.results import Ratio, Share


@pytest.mark.parametrize(("language", "expected"), [("en", "1,204"), ("ru", "1\u00a0204"), ("kk", "1\u00a0204")])
def test_counts_are_grouped(language, expected):
    with translation.override(language):
        assert wording.whole(1204) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.03995, "4.0\u00a0%"), (0.0025, "0.3\u00a0%"), (0.0, "0.0\u00a0%")])
def test_shares_are_rounded_and_not_cut_off(value, expected):
    with translation.override("en"):
        assert wording.percent(value) == expected


def test_a_share_of_nothing_says_so():
    with translation.override("en"):
        assert wording.percent(None) == "no cases"
        assert wording.between(None, None) == ""
        assert wording.share_and_interval(Share(0, 0)) == ("", "")
        assert wording.per_hundred(Ratio(0, 0, 0)) == "no cases"


def test_interval_is_the_one_the_founding_figures_have():
    with translation.override("en"):
        assert wording.share_and_interval(Share(14, 700)) == ("2.0\u00a0%", "1.2 to 3.3 %")


@pytest.mark.parametrize(
    ("first", "last", "expected"), [(2010, 2019, "2010–2019"), (2015, 2015, "2015"), (None, 1, "")]
)
def test_years(first, last, expected):
    assert wording.years(first, last) == expected


def test_strong_text_is_escaped():
    assert wording.strong("<b>") == "<strong>&lt;b&gt;</strong>"


def test_day_in_full():
    with translation.override("en"):
        assert wording.day(date(2026, 4, 3)) == "3 April 2026"
