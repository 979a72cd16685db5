"""Figures for programs are those of the pages, with their intervals."""

import pytest

from accounts.choices import Scope
from complaints.actions import record_event
from complaints.recording import stage_with
from institutions.choices import Effect
from reports.models import OfficialFigure
from tests.api.clients import program
from tests.complaints.sealed_cases import TODAY, own_case

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
