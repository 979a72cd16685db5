"""Figures for programs are those of the pages, with their intervals."""

import pytest
from django.utils import timezone

from accounts.choices import Scope
from complaints.actions import record_event
from complaints.choices import DataSet
from complaints.recording import stage_with
from institutions.choices import Effect
from institutions.vocabulary import vocabulary
from monitoring.models import Visit
from reports.limits.choices import By
from reports.limits.forms import LimitsForm
from reports.limits.lines import limits_lines
from reports.limits.queries import report_for
from reports.models import OfficialFigure
from tests.api.clients import program
from tests.complaints.sealed_cases import TODAY, own_case
from tests.reports.limits.table import build, scenario

pytestmark = pytest.mark.django_db


def registered(by, organisation):
    case = own_case(by, organisation)
    record_event(by=by, case=case, stage=stage_with(Effect.REGISTERS), happened_on=TODAY, precision="day", today=TODAY)
    return case


def test_the_funnel_counts_what_the_owner_sees_counted(alia, dana, charlie, organisation, other_organisation):
    registered(alia, organisation)
    registered(charlie, other_organisation)
    found = program(dana, organisation, Scope.STATS_READ).read("/api/v1/funnel/", horizon=0)
    assert found["total"]["cases"] == 1
    first = found["total"]["steps"][0]
    assert first["reached"] == 1
    assert first["of_first"]["low"] < first["of_first"]["value"] == 1


@pytest.mark.parametrize("query", [{"horizon": "4"}, {"year_from": "1000"}, {"breakdown": "colour"}, {"hue": "1"}])
def test_a_question_that_cannot_be_asked_is_refused_by_name(query, dana, organisation):
    answer = program(dana, organisation, Scope.STATS_READ).get("/api/v1/funnel/", query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_the_curve_is_told(alia, dana, organisation):
    registered(alia, organisation)
    found = program(dana, organisation, Scope.STATS_READ).read("/api/v1/survival/")
    assert found["cases"] == 1
    assert found["points"][0]["day"] == 0


def test_published_figures_come_as_published(dana, organisation):
    OfficialFigure.objects.create(
        code="T1", series="registered", unit="cases", measure_en="m", measure_ru="m", measure_kk="m",
        period_en="2020", period_ru="2020", period_kk="2020", value_text="about 5", source="S",
    )  # fmt: skip
    client = program(dana, organisation, Scope.STATS_READ)
    assert "about 5" in [row["value_text"] for row in client.read("/api/v1/figures/", series="registered")]
    assert client.get("/api/v1/figures/", {"unit": "apples"}).status_code == 400


def test_lists_carry_three_labels(dana, organisation):
    client = program(dana, organisation, Scope.STATS_READ)
    names = [row["name"] for row in client.read("/api/v1/lists/")]
    assert {"bodies", "regions", "facilities", "stages", "monitoring-regimes"} <= set(names)
    for name in names:
        for row in client.read(f"/api/v1/lists/{name}/"):
            assert row["code"]
            assert row["label_ru"]
    assert client.get("/api/v1/lists/nothing/").status_code == 404


def test_jobs_are_those_of_the_owner(dana, organisation):
    assert program(dana, organisation, Scope.STATS_READ).read("/api/v1/jobs/")["results"] == []


LIMITS = "/api/v1/limits/"


def test_the_limits_are_the_lines_of_the_page(dana, organisation):
    build(organisation)
    found = program(dana, organisation, Scope.STATS_READ).read(LIMITS, by="year")
    known = vocabulary()
    form = LimitsForm({"by": "year"}, default_data_set=DataSet.OWN, today=timezone.localdate(), known=known)
    assert form.is_valid()
    _header, *lines = limits_lines(report_for(dana, form.question()), known)
    half = found["in_force"]
    told = [("", row["measure"], *numbers(row)) for row in half["figures"]]
    for cut, label in (("notices", By.NOTICE.label), ("years", By.YEAR.label)):
        told += [
            (f"{label} {one['code']}", row["measure"], *numbers(row)) for one in half[cut] for row in one["figures"]
        ]
    told += [("", row["label"], row["unit"], None, None, *bounds(row), None) for row in half["comparisons"]]
    wanted = [
        (f"{line[1]} {line[2]}".strip(), line[4] or line[5], *line[6:13]) for line in lines if line[0] == "in force"
    ]
    assert set(told) == {line for line in wanted if not line[1].startswith("not compared")}
    assert len(half["years"]) > 1
    assert (found["data_set"], found["by"]) == ("own", "year")


def numbers(row):
    return row["unit"], row["count"], row["base"], *bounds(row), row["visits"]


def bounds(row):
    return row["value"], row["low"], row["high"]


def test_what_is_too_small_or_not_there_is_said_and_no_number_is_made_up(dana, organisation):
    build(organisation)
    client = program(dana, organisation, Scope.STATS_READ)
    found = client.read(LIMITS, by="notice", measure="wait_median")
    groups = {one["code"]: one["figures"] for one in found["in_force"]["groups"]}
    assert set(groups) == {"unannounced", "announced", "unknown"}
    assert all(row["measure"] == "wait_median" and row["is_small"] for rows in groups.values() for row in rows)
    nothing = client.read(LIMITS, year_from=2001, year_to=2001)["in_force"]
    assert nothing["visits"] == 0
    assert all(row["value"] is None for row in nothing["figures"] if row["visits"] is None and not row["base"])


def test_visits_of_a_scenario_stand_apart(dana, organisation):
    world = build(organisation)
    before = program(dana, organisation, Scope.STATS_READ).read(LIMITS)
    Visit.objects.filter(pk=world.visits[5].pk).update(regime=scenario())
    after = program(dana, organisation, Scope.STATS_READ).read(LIMITS)
    assert before["scenario"]["visits"] == 0
    assert (after["scenario"]["visits"], after["in_force"]["visits"]) == (1, before["in_force"]["visits"] - 1)


def test_visits_of_others_are_not_measured(charlie, organisation, other_organisation):
    build(organisation)
    found = program(charlie, other_organisation, Scope.STATS_READ).read(LIMITS)
    assert found["in_force"]["visits"] == 0


@pytest.mark.parametrize(
    "query",
    [{"by": "colour"}, {"measure": "luck"}, {"region": "?"}, {"year_to": "1000"}, {"data_set": "public_record"},
     {"sort": "value"}, {"hue": "1"}, {"notice": "loud"}],
)  # fmt: skip
def test_a_question_about_limits_that_cannot_be_asked_is_refused_by_name(query, dana, organisation):
    answer = program(dana, organisation, Scope.STATS_READ).get(LIMITS, query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_the_first_page_leads_to_every_figure(dana, organisation):
    client = program(dana, organisation, Scope.STATS_READ)
    links = client.read("/api/v1/")["links"]
    assert {"limits", "indicators", "publications"} <= set(links)
    for name in ("limits", "indicators", "publications", "funnel", "figures"):
        assert client.get(links[name]).status_code == 200
