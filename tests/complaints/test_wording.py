"""Dates are said as exactly as they are known, and no more."""

from datetime import date

import pytest
from django.utils import translation

from complaints import wording
from complaints.dates import UNKNOWN, PartialDate

APRIL = date(2026, 4, 3)


@pytest.mark.parametrize(
    ("value", "words", "machine"),
    [
        (PartialDate(APRIL), "3 April 2026", "2026-04-03"),
        (PartialDate(APRIL, "month"), "April 2026", "2026-04"),
        (PartialDate(APRIL, "year"), "in 2026, day unknown", "2026"),
        (PartialDate(APRIL, "not_before"), "not before 3 April 2026", ""),
        (PartialDate(APRIL, "not_after"), "not after 3 April 2026", ""),
        (UNKNOWN, "on an unknown day", ""),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(value, words, machine):
    with translation.override("en"):
        assert wording.when(value) == words
    assert wording.machine_date(value) == machine


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PartialDate(APRIL), PartialDate(date(2026, 4, 4)), ""),
        (PartialDate(APRIL), PartialDate(date(2026, 5, 3)), "30 days without an event"),
        (PartialDate(APRIL), PartialDate(date(2026, 6, 1), "month"), "at least 59 days without an event"),
        (PartialDate(APRIL, "year"), PartialDate(date(2026, 12, 1)), ""),
        (UNKNOWN, PartialDate(APRIL), ""),
        (PartialDate(APRIL), PartialDate(date(2026, 12, 1), "not_after"), ""),
    ],
)
def test_silence_is_only_claimed_where_it_is_certain(before, after, expected):
    with translation.override("en"):
        assert wording.gap(before, after) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"), [("On 8 x..", "On 8 x."), ("On 8.", "On 8."), ("Wait...", "Wait..."), ("", "")]
)
def test_a_sentence_ends_with_one_stop(sentence, expected):
    assert wording.one_stop(sentence) == expected
