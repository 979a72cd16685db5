"""What stands on the timeline beside events: messages by their day alone, limits that passed, and lines of it."""

from datetime import date

import pytest
from django.urls import reverse

from complaints.choices import WritingKind
from complaints.models import Case, RiskAssessment
from complaints.safekeeping import ensure_safe, put_writing
from institutions.choices import TermList
from institutions.models import Term
from tests.complaints.event_cases import TODAY, a_case
from tests.complaints.sealed_cases import STORY, as_letter, with_recovery_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation) -> Case:
    """A case under investigation, after a log entry that nobody registered in time."""
    steps = (("KUI", date(2025, 1, 10)), ("REG", date(2025, 2, 10)), ("EV_FALSEWARN", date(2025, 2, 20)))
    return a_case(berik, organisation, *steps)


def detail(client, user, case, **query):
    client.force_login(user)
    return client.get(reverse("case_detail", args=[case.reference]), query)


def write(case: Case, kind: WritingKind, day: date) -> None:
    with_recovery_key(case.organisation)
    ensure_safe(case=case, by=None, today=day)
    put_writing(case=case, kind=kind, text=STORY, author=None, today=day)


def test_a_limit_that_passed_stands_on_its_day_with_its_norm(client, case, berik):
    cards = detail(client, berik, case).context["cards"]
    missed = next(card for card in cards if card.line == "limits")
    assert (missed.tag, missed.tag_label, missed.is_unlawful) == ("missed", "Missed", True)
    assert missed.norm
    assert [card.date_text for card in cards].index(missed.date_text) < len(cards) - 1


def test_of_messages_the_day_is_told_and_nothing_else(client, case, berik):
    as_letter(case)
    for _number in range(2):
        write(case, WritingKind.FROM_REPORTER, date(2025, 2, 15))
    write(case, WritingKind.TO_REPORTER, date(2025, 2, 16))
    write(case, WritingKind.NOTE, date(2025, 2, 17))
    response = detail(client, berik, case, line="messages")
    assert [(card.date_text, card.title) for card in response.context["cards"]] == [
        ("15 February 2025", "A message came from the person who wrote"),
        ("16 February 2025", "An answer was sent to the person who wrote"),
    ]
    assert STORY not in response.content.decode()


def test_everything_stands_in_the_order_of_its_days(client, case, berik):
    write(case, WritingKind.FROM_REPORTER, date(2025, 2, 15))
    days = [card.machine_date for card in detail(client, berik, case).context["cards"]]
    assert days == sorted(days)


def test_the_timeline_is_narrowed_to_one_line(client, case, berik):
    response = detail(client, berik, case, line="complainant")
    assert [card.title for card in response.context["cards"]] == ["Warned of liability for false report"]
    assert [card.gap_text for card in response.context["cards"]] == [""]
    assert [line.label for line in response.context["lines"] if line.is_current] == ["The complainant"]


@pytest.mark.parametrize("line", ["civil", "nothing", "\x00", "x" * 999])
def test_a_line_that_is_not_there_narrows_nothing(client, case, berik, line):
    response = detail(client, berik, case, line=line)
    assert len(response.context["cards"]) > 4
    assert [line.label for line in response.context["lines"] if line.is_current] == ["Everything"]


def test_the_newest_judgement_of_risk_stands_in_the_head(client, case, berik):
    first, second = Term.objects.filter(list=TermList.RISK_LEVEL).order_by("order")[:2]
    assert detail(client, berik, case).context["risk"] is None
    for level in (first, second):
        RiskAssessment.objects.create(case=case, level=level, assessed_on=TODAY, assessed_by=berik)
    assert detail(client, berik, case).context["risk"] == {"label": second.label, "judged_on": "4 March 2026"}


def test_a_complaint_says_how_it_came(client, case, berik):
    case.complaints.update(told_by="lawyer", passed_staff="yes")
    first = detail(client, berik, case).context["cards"][0]
    assert ("Told by", "A lawyer") in first.facts
    assert ("Passed through staff of the place", "Yes") in first.facts


def test_a_clock_says_what_it_counts(client, case, berik):
    counts = [clock.counts for clock in detail(client, berik, case).context["deadlines"]]
    assert any("counted since: " in text and "10 January 2025" in text for text in counts)


def test_who_records_is_offered_to(client, case, berik, vera):
    page = detail(client, berik, case).content.decode()
    assert reverse("record_event", args=[case.reference]) in page
    assert reverse("correct_event", args=[case.reference, case.events.first().uuid]) in page
    assert detail(client, vera, case).status_code == 404
