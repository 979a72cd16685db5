"""Indicators: those of the pack, each with a number only where a figure of the house measures it."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role, Scope
from accounts.models import Membership
from complaints.choices import DataSet
from institutions.models import Indicator
from institutions.packs import pack_folder, read_pack
from institutions.visit_choices import Notice
from monitoring.models import Finding
from reports.indicators import figure_names
from tests.api.clients import program
from tests.cast import person
from tests.reports.limits.table import build
from tests.reports.rows import Path, add_cases
from tests.reports.test_queries import START

pytestmark = pytest.mark.django_db
INDICATORS = "/api/v1/indicators/"


@pytest.fixture
def client(dana, organisation):
    return program(dana, organisation, Scope.STATS_READ)


def by_figure(answer):
    return {row["figure"]: row for row in answer["results"] if row["figure"]}


def test_every_name_in_the_pack_is_that_of_a_figure():
    rows = read_pack(pack_folder("kz")).rows["indicators"]
    named = {row.values["measured_by"] for row in rows} - {""}
    assert named
    assert named <= figure_names()


def test_every_indicator_comes_with_its_definition_and_a_number_or_a_reason(client):
    found = client.read(INDICATORS)
    assert len(found["results"]) == Indicator.objects.count() > 0
    for row in found["results"]:
        assert row["label"] == row["label_en"]
        assert row["formula"] == row["formula_en"]
        assert row["label_ru"] and row["label_kk"] and row["formula_ru"] and row["formula_kk"]
        assert not row["is_kk_reviewed"]
        assert set(row["evidence"].values()) <= {"obs", "nat", "scn", "na"}
        assert (row["value"] is None) == bool(row["missing"])
        assert (row["figure"] is None) == (row["measured_by"] is None)


def test_what_is_not_measured_says_why_in_the_language_of_the_reader(client):
    answer = client.get(INDICATORS, headers={"Accept-Language": "ru"}).json()
    row = next(row for row in answer["results"] if row["figure"] is None)
    assert row["label"] == row["label_ru"]
    assert row["missing"]


def test_numbers_are_those_of_the_limits_and_of_the_funnel(client, organisation):
    build(organisation)
    paths = [Path({1: START, 5: START})] * 2 + [Path({1: START})] * 8
    add_cases(paths, data_set=DataSet.OWN, organisation=organisation)
    found = by_figure(client.read(INDICATORS))
    limits = client.read("/api/v1/limits/")["in_force"]
    told = {f"limits:{row['measure']}": row for row in limits["figures"]}
    told |= {f"limits:{row['code']}": row for row in limits["comparisons"]}
    names = ("value", "low", "high", "unit")
    measured = [name for name in found if name.startswith("limits:")]
    assert len(measured) == 8
    for name in measured:
        assert {key: found[name][key] for key in names} == {key: told[name][key] for key in names}, name
        assert found[name]["count"] == told[name].get("count")
        if "measure" in told[name]:
            assert [found[name][key] for key in ("visits", "is_small")] == [
                told[name][key] for key in ("visits", "is_small")
            ], name
        assert found[name]["measured_by"] == "limits/"
    total = client.read("/api/v1/funnel/")["total"]
    step = next(step["of_first"] for step in total["steps"] if step["milestone"] == 5)
    row = found["funnel:sent_to_court"]
    assert {key: row[key] for key in step} == step
    assert (row["count"], row["value"]) == (2, 2 / row["base"])
    width = found["funnel:sent_to_court_width"]
    assert (width["value"], width["low"], width["high"]) == (step["high"] - step["low"], None, None)
    assert (width["count"], width["base"], width["unit"]) == (
        None, step["base"], "width of the interval, as a fraction of one",
    )  # fmt: skip
    assert [(row["visits"], row["is_small"]) for row in (row, width)] == [(None, step["base"] < 10)] * 2
    still = found["funnel:still_open"]
    assert {key: still[key] for key in total["still_open"]} == total["still_open"]


def test_two_sides_held_against_each_other_are_as_small_as_the_smaller(client, organisation):
    build(organisation)
    row = by_figure(client.read(INDICATORS))["limits:yield_ratio"]
    sides = {
        group["code"]: figure["visits"]
        for group in client.read("/api/v1/limits/", measure="yield")["in_force"]["notices"]
        for figure in group["figures"]
    }
    assert row["visits"] == min(sides["unannounced"], sides["announced"])
    assert row["is_small"] == (row["visits"] < 10)


def test_a_ratio_over_nothing_has_a_bound_and_does_not_say_that_nothing_is_recorded(client, organisation):
    build(organisation)
    unannounced = Finding.objects.filter(visit__notice__attributes__meaning=Notice.UNANNOUNCED.value)
    Finding.objects.exclude(pk__in=unannounced.values("pk")).delete()
    row = by_figure(client.read(INDICATORS))["limits:yield_ratio"]
    assert (row["value"], row["high"]) == (None, None)
    assert row["low"] is not None
    assert row["missing"] == "the side it is compared with has none, so that only a bound is known"


def test_the_address_of_a_figure_answers_the_same_question(client, organisation):
    build(organisation)
    found = by_figure(client.read(INDICATORS, year_from=2024, horizon=1))
    limits, funnel = found["limits:private"], found["funnel:sent_to_court"]
    assert (limits["measured_by"], funnel["measured_by"]) == (
        "limits/?year_from=2024",
        "funnel/?year_from=2024&horizon=1",
    )
    figures = client.read(f"/api/v1/{limits['measured_by']}")["in_force"]["figures"]
    assert next(row["value"] for row in figures if row["measure"] == "private") == limits["value"] is not None
    assert client.read(f"/api/v1/{funnel['measured_by']}")["total"]["cases"] == funnel["base"]


@pytest.mark.parametrize(
    "query",
    [
        {"horizon": "0"},
        {"horizon": "4"},
        {"year_from": "1000"},
        {"data_set": "public_record"},
        {"region": "?"},
        {"by": "year"},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_by_name(query, client):
    answer = client.get(INDICATORS, query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_visits_and_cases_of_others_are_not_counted(charlie, organisation, other_organisation):
    build(organisation)
    add_cases([Path({1: START})] * 3, data_set=DataSet.OWN, organisation=organisation)
    found = by_figure(program(charlie, other_organisation, Scope.STATS_READ).read(INDICATORS))
    assert found["funnel:sent_to_court"]["base"] == 0
    assert found["limits:private"]["value"] is None
    assert found["limits:private"]["missing"] == "nothing recorded"


def test_somebody_who_lost_the_right_is_told_nothing(organisation):
    owner = person("gone", organisation, Role.ANALYST)
    client = program(owner, organisation, Scope.STATS_READ)
    Membership.objects.filter(user=owner).update(role=Role.ADMINISTRATOR)
    for name in ("indicators", "limits", "publications"):
        assert client.get(f"/api/v1/{name}/").status_code == 403, name


def test_they_are_a_table_for_a_spreadsheet_and_cut_to_members(client, organisation):
    build(organisation)
    answer = client.get(INDICATORS, {"year_from": "2024"}, headers={"Accept": "text/csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    rows = client.read(INDICATORS, year_from=2024)["results"]
    names = ("code", "value", "low", "high", "missing", "measured_by")
    assert [[line[name] for name in names] for line in lines] == [
        ["" if row[name] is None else str(row[name]) for name in names] for row in rows
    ]
    assert "evidence" not in lines[0]
    assert set(client.read(INDICATORS, fields="code,value,missing")["results"][0]) == {"code", "value", "missing"}
    refused = client.get(INDICATORS, {"fields": "luck"})
    assert [error["field"] for error in refused.json()["errors"]] == ["fields"]


def test_they_are_a_list_of_codes_too(client):
    rows = client.read("/api/v1/lists/indicators/")
    assert len(rows) == Indicator.objects.count()
    assert all(row["more"]["formula_kk"] and row["more"]["criterion"] for row in rows)


def test_they_are_a_page_for_people(client, alia):
    browser = Client()
    browser.force_login(alia)
    page = browser.get(reverse("reference_list", args=["indicators"])).content.decode()
    assert all(row.code in page for row in Indicator.objects.all())
