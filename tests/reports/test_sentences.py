"""The finding says its numbers, its years and its interval, and claims no rate where there is none."""

from dataclasses import replace

import pytest
from django.utils import translation

from complaints.choices import DataSet
from institutions.choices import Milestone
from reports import sentences
from reports.results import Finding, Share

FOUND = Finding(
    data_set=DataSet.DEMONSTRATION,
    milestone=Milestone.TRIED,
    cases=6842,
    reached=141,
    share=Share(141, 6842),
    horizon=None,
    year_from=2010,
    year_to=2019,
    still_open=Share(320, 6842),
    young=0,
    lost_most=None,
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_finding_to_date():
    assert sentences.plain_headline(FOUND, "Trial opened") == (
        "Of 6,842 cases registered in 2010–2019, 141 have reached a trial: 2.1\u00a0%, between 1.8 and 2.4 %."
    )


@pytest.mark.parametrize(("horizon", "words"), [(1, "within 1 year:"), (3, "within 3 years:")])
def test_finding_within_a_horizon(horizon, words):
    assert words in sentences.plain_headline(replace(FOUND, horizon=horizon), "Trial opened")


def test_numbers_of_the_head_are_bold_and_the_step_is_escaped():
    head = sentences.headline(replace(FOUND, milestone=Milestone.SENT_TO_COURT), "<Sent>")
    assert "<strong>6,842</strong>" in head
    assert "“&lt;Sent&gt;”" in head


def test_public_record_claims_no_rate():
    words = sentences.plain_headline(replace(FOUND, data_set=DataSet.PUBLIC_RECORD), "Trial opened")
    assert words == "Of 6,842 registered cases that became public, 141 reached a trial. No rate follows from them."


def test_nothing_found_says_so():
    empty = replace(FOUND, cases=0, reached=0, share=Share(0, 0), year_from=None, year_to=None)
    assert sentences.plain_headline(empty, "Trial opened") == "No registered case under these filters."
    assert "3 years" in sentences.plain_headline(replace(empty, horizon=3), "Trial opened")
