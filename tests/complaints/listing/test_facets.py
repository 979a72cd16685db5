"""Counts beside the list are those of a slow recount, over the cases one may see and no others."""

import random
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from complaints.actions import assign_case
from complaints.choices import DataSet, RecusalReason
from complaints.filters import CaseFilterSet
from complaints.listing import counting
from complaints.listing.asked import asked_by
from complaints.listing.facets import COUNTED, count, facets
from complaints.models import Case, Recusal
from institutions.choices import Exit, Independence
from institutions.models import Body, Channel, FacilityType, Region
from tests.reports.rows import Path, add_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def forty(organisation):
    """Forty cases of every mixture; the mixture is always the same."""
    chance = random.Random(7)
    lists = {
        "region": list(Region.objects.order_by("code")[:3]),
        "facility_type": list(FacilityType.objects.order_by("code")[:3]),
        "first_body": list(Body.objects.order_by("code")[:3]),
        "channel": list(Channel.objects.order_by("code")[:3]),
    }
    paths = []
    for _number in range(40):
        furthest = chance.choice([0, 1, 1, 2, 4, 6])
        recorded = {step: date(2015 + step, 1, chance.randint(1, 28)) for step in range(1, furthest + 1)}
        attributes = {name: chance.choice([None, *rows]) for name, rows in lists.items()}
        attributes["independence"] = chance.choice(list(Independence))
        paths.append(Path(recorded, state=chance.choice([Exit.OPEN, Exit.TERMINATED]), attributes=attributes))
    return add_cases(paths, data_set=DataSet.OWN, organisation=organisation)


QUESTIONS = [
    {},
    {"state": "open"},
    {"state": "terminated", "independence": "none"},
    {"reached": "2"},
    {"reached": "2", "horizon": "3"},
    {"reached": "1", "region": "none"},
    {"region": "KZ-10", "state": "open", "year_from": "2016"},
    {"q": "abai"},
]


@pytest.mark.parametrize("sent", QUESTIONS, ids=str)
def test_counts_are_those_of_a_slow_recount(forty, berik, sent):
    asked = asked_by(berik, sent, "own")
    total, counts = count(asked)
    assert total == asked.found.count()
    for name, facet in zip(COUNTED, facets(asked, counts), strict=True):
        for value in facet.values:
            if name == "reached" and "horizon" in sent:
                continue  # the two are one question; the count stands under both
            code = value.url.partition(f"{name}=")[2].partition("&")[0] or sent.get(name)
            one = CaseFilterSet({**sent, name: code, "data_set": "own"}, Case.objects.visible_to(berik), actor=berik)
            assert (name, code, value.number) == (name, code, one.qs.count())


def test_counting_takes_one_statement(forty, berik, django_assert_num_queries):
    asked = asked_by(berik, {"state": "open", "region": "KZ-10"}, "own")
    asked.filterset.form.is_valid()
    with django_assert_num_queries(6):  # begin and end, time limit and its end, colleagues, and the one statement
        count(asked)


def counted(user, **sent) -> int:
    return count(asked_by(user, sent, "own"))[0]


def test_others_cases_are_not_counted(forty, berik, charlie, alia):
    assert (counted(berik), counted(charlie), counted(alia)) == (40, 0, 0)
    assign_case(by=berik, case=forty[0].case, user=alia)
    assert counted(alia) == 1


def test_whoever_stands_back_does_not_count_the_case(forty, berik):
    Recusal.objects.create(
        case=forty[0].case, user=berik, reason=RecusalReason.OTHER, started_on=date(2026, 1, 1), declared_by=berik
    )
    assert counted(berik) == 39


def test_the_page_of_counts_leads_back_to_the_list(client, forty, berik):
    client.force_login(berik)
    response = client.get(reverse("case_counts"), {"state": "open"})
    first = response.context["facets"][0].values[0]
    assert first.is_on or "state=" in first.url
    assert client.get(first.url).status_code == 200
    assert "<html" in response.content.decode()


def test_a_part_of_the_page_is_only_a_part(client, forty, berik):
    client.force_login(berik)
    response = client.get(reverse("case_counts"), headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "40 cases under these filters, of those you may see." in response.content.decode()


def test_what_takes_too_long_says_so(client, forty, berik, monkeypatch):
    monkeypatch.setattr(
        counting, "_statement", lambda inner, *_rest: (f"SELECT pg_sleep(2) FROM ({inner}) AS slow", [])
    )
    monkeypatch.setattr(counting, "LONGEST_SECONDS", 0.05)
    client.force_login(berik)
    response = client.get(reverse("case_counts"), {"data_set": "own"})
    assert "too many cases to count" in response.content.decode()
    assert connection.is_usable()


def test_each_meaning_of_a_search_is_counted_as_its_filter_would(client, forty, berik):
    client.force_login(berik)
    words = client.get(reverse("case_counts"), {"q": "abai police", "state": "open"}).context["words"]
    assert ("abai", "Abai Region") in {(one.word, one.meaning.label) for one in words}
    for one in words:
        rows = client.get(one.meaning.url + "&size=100").context["rows"]
        assert (one.meaning.label, one.number) == (one.meaning.label, len(rows))
