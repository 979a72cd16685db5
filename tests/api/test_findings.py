"""Findings of visits over all of them: coded, of visits that the token may know of, without their words."""

import pytest

from accounts.choices import Scope
from institutions.choices import TermList
from monitoring.models import Finding
from tests.api.clients import program
from tests.monitoring.visits import VISITED, WORDS, finding, own_visit, place, regime, term, told_visit
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db
FINDINGS = "/api/v1/findings/"


@pytest.fixture
def client(vera, organisation):
    """A program of the monitor."""
    return program(vera, organisation, Scope.VISITS_READ)


def coded(**changed):
    """A finding without words, so that nobody needs keys."""
    return finding(words="", **changed)


def test_a_finding_is_told_with_the_visit_that_made_it(client, vera, organisation):
    with_keys(vera)
    visit = told_visit(vera, organisation)
    answer = client.get(FINDINGS)
    (row,) = answer.json()["results"]
    assert row == {
        "visit": visit.reference,
        "facility": place().code,
        "regime": regime().code,
        "visited_on": VISITED.isoformat(),
        "number": 1,
        "kind": "concern",
        "theme": term(TermList.FINDING_THEME, "treatment").code,
        "severity": "high",
        "sources": ["interviews", "seen"],
        "is_triangulated": True,
    }
    assert WORDS not in answer.content.decode()


def test_findings_of_hidden_visits_are_not_told(client, berik, vera, charlie, organisation, other_organisation):
    visit = own_visit(vera, organisation, findings=[coded()])
    theirs = program(charlie, other_organisation, Scope.VISITS_READ)
    assert theirs.read(FINDINGS)["results"] == []
    lead = program(berik, organisation, Scope.VISITS_READ)
    assert [row["visit"] for row in lead.read(FINDINGS)["results"]] == [visit.reference]
    visit.members.create(number=9, user=berik, stood_back="related")
    assert lead.read(FINDINGS)["results"] == []
    assert len(client.read(FINDINGS)["results"]) == 1


def test_findings_are_filtered_by_their_own_codes_and_by_those_of_their_visits(client, vera, organisation):
    sources = [["interviews", "seen"], ["seen"]]
    made = [coded(severity=severity, sources=each) for severity, each in zip(("high", "low"), sources, strict=True)]
    own_visit(vera, organisation, findings=made)

    def numbers(**query):
        return [row["number"] for row in client.read(FINDINGS, ordering="recorded", **query)["results"]]

    assert numbers() == [1, 2]
    assert numbers(severity="high") == [1]
    assert numbers(source="seen") == [1, 2]
    assert numbers(source="interviews") == [1]
    assert numbers(kind="concern", theme=term(TermList.FINDING_THEME, "treatment").code) == [1, 2]
    assert numbers(kind="good_practice") == []
    assert numbers(notice="unannounced", severity="low") == [2]
    assert numbers(notice="announced") == []


def test_what_is_not_understood_is_refused_by_name(client):
    wrong = {"colour": "red", "severity": "terrible", "source": "rumour", "theme": "x", "fields": "words"}
    for name, value in wrong.items():
        answer = client.get(FINDINGS, {name: value})
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json()["errors"]] == [name]


def test_pages_lead_on_without_gaps_or_repeats(client, vera, organisation):
    for _number in range(2):
        own_visit(vera, organisation, findings=[coded(), coded()])
    page, seen = client.read(FINDINGS, limit=3), []
    while True:
        seen += [(row["visit"], row["number"]) for row in page["results"]]
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert seen == list(Finding.objects.order_by("-pk").values_list("visit__reference", "number"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(number, client, vera, organisation, django_assert_num_queries):
    for _number in range(number):
        own_visit(vera, organisation, findings=[coded(), coded()])
    client.read(FINDINGS)
    with django_assert_num_queries(6):
        client.read(FINDINGS)
