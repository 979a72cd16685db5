"""Frozen figures: read again as they were, by whoever may see such figures, and by nobody else."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act, Role, Scope
from accounts.models import AuditEvent, Membership
from complaints.choices import DataSet, RecusalReason
from complaints.models import Case, Recusal
from reports import actions
from reports.actions import freeze
from reports.models import FunnelSnapshot
from reports.results import FunnelQuery
from reports.snapshots import is_intact
from tests.api.clients import program
from tests.reports.rows import Path, add_cases
from tests.reports.test_queries import START

pytestmark = pytest.mark.django_db
PUBLICATIONS = "/api/v1/publications/"


@pytest.fixture
def client(dana, organisation):
    add_cases([Path({1: START, 5: START})] * 3, data_set=DataSet.OWN, organisation=organisation)
    add_cases([Path({1: START})] * 2)
    return program(dana, organisation, Scope.STATS_READ)


def publish(client, **question):
    return client.post(PUBLICATIONS, {"data_set": "own"} | question, content_type="application/json")


def frozen(organisation=None, data_set=DataSet.DEMONSTRATION):
    query = FunnelQuery(data_set=data_set, as_of=timezone.localdate())
    return freeze(query=query, organisation=organisation, computed_at=timezone.now())


def digest(plain):
    return sha256(json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def test_what_was_frozen_is_what_the_funnel_said_and_says_it_for_good(client, organisation):
    asked = {"horizon": 0, "year_to": 2024}
    live = client.read("/api/v1/funnel/", **asked)
    made = publish(client, **asked)
    assert made.status_code == 201, made.content
    assert made["Location"].endswith(f"{PUBLICATIONS}{made.json()['uuid']}/")
    add_cases([Path({1: START})] * 5, data_set=DataSet.OWN, organisation=organisation)
    found = client.read(f"{PUBLICATIONS}{made.json()['uuid']}/")
    told = found["result"]["funnel"]["total"]
    assert told["cases"] == live["total"]["cases"] == 3
    assert [step["reached"] for step in told["steps"]] == [step["reached"] for step in live["total"]["steps"]]
    assert client.read("/api/v1/funnel/", **asked)["total"]["cases"] == 8
    assert found["parameters"]["year_to"] == 2024
    assert (found["intact"], found["is_current"]) == (True, True)
    assert found["result_hash"] == made.json()["result_hash"] == digest(found["result"])
    assert found["parameters_hash"] == digest(found["parameters"])


def test_neither_keys_nor_how_many_events_there_are_is_told(client):
    uuid = publish(client).json()["uuid"]
    snapshot = FunnelSnapshot.objects.get(uuid=uuid)
    found = client.read(f"{PUBLICATIONS}{uuid}/")
    assert not {"id", "last_event", "organisation"} & set(found)
    assert "organisations" not in found["parameters"]
    assert found["result"] == snapshot.result
    (row,) = client.read(PUBLICATIONS)["results"]
    assert row == {name: found[name] for name in row}
    assert "result" not in row


def test_the_same_question_at_the_same_state_is_frozen_once(client):
    assert publish(client).json() == publish(client).json()
    assert FunnelSnapshot.objects.count() == 1


def test_a_repeated_request_is_answered_as_before(client, organisation):
    headers = {"Idempotency-Key": str(uuid4())}
    sent = {"path": PUBLICATIONS, "data": {"data_set": "own"}, "content_type": "application/json", "headers": headers}
    first = client.post(**sent)
    add_cases([Path({1: START})], data_set=DataSet.OWN, organisation=organisation)
    assert client.post(**sent).json() == first.json()
    assert FunnelSnapshot.objects.count() == 1


def test_two_stored_alike_at_the_same_moment_break_nothing(client):
    FunnelSnapshot.objects.create(**{
        field.attname: getattr(FunnelSnapshot.objects.get(uuid=publish(client).json()["uuid"]), field.attname)
        for field in FunnelSnapshot._meta.concrete_fields
        if field.name not in ("id", "uuid")
    })  # fmt: skip
    assert publish(client).status_code == 201
    assert FunnelSnapshot.objects.count() == 2


def test_freezing_is_in_the_audit(client, dana, organisation):
    uuid = publish(client).json()["uuid"]
    act = AuditEvent.objects.filter(action=Act.EXPORTED).get()
    assert (act.actor, act.organisation, act.subject, str(act.subject_uuid)) == (
        dana, organisation, "publication", uuid,
    )  # fmt: skip


def test_own_figures_are_read_by_the_organisation_and_open_ones_by_all(client, charlie, other_organisation):
    own, invented = publish(client).json()["uuid"], publish(client, data_set="demonstration").json()["uuid"]
    assert {row["uuid"] for row in client.read(PUBLICATIONS)["results"]} == {own, invented}
    theirs = program(charlie, other_organisation, Scope.STATS_READ)
    assert [row["uuid"] for row in theirs.read(PUBLICATIONS)["results"]] == [invented]
    assert theirs.get(f"{PUBLICATIONS}{own}/").status_code == 404
    assert theirs.read(f"{PUBLICATIONS}{invented}/")["result"]["funnel"]["total"]["cases"] == 2


def test_a_token_of_one_organisation_reads_nothing_of_another_of_its_owner(dana, client, other_organisation):
    Membership.objects.create(user=dana, organisation=other_organisation, role=Role.ANALYST)
    add_cases([Path({1: START})], data_set=DataSet.OWN, organisation=other_organisation)
    snapshot = frozen(other_organisation, DataSet.OWN)
    assert client.get(f"{PUBLICATIONS}{snapshot.uuid}/").status_code == 404


def test_who_stands_back_from_a_case_neither_reads_nor_freezes_figures_that_count_it(client, dana, organisation):
    own = publish(client).json()["uuid"]
    invented = publish(client, data_set="demonstration").json()["uuid"]
    hidden = Case.objects.filter(organisation=organisation).first()
    today = timezone.localdate()
    Recusal.objects.create(case=hidden, user=dana, reason=RecusalReason.OTHER, declared_by=dana, started_on=today)
    assert client.get(f"{PUBLICATIONS}{own}/").status_code == 404
    assert [row["uuid"] for row in client.read(PUBLICATIONS)["results"]] == [invented]
    refused = publish(client)
    assert refused.status_code == 422
    assert publish(client, data_set="demonstration").status_code == 201
    assert AuditEvent.objects.filter(action=Act.EXPORTED).count() == 3


def test_what_was_changed_since_is_not_intact_and_an_older_program_not_current(client):
    uuid = publish(client).json()["uuid"]
    row = FunnelSnapshot.objects.get(uuid=uuid)
    row.result["funnel"]["total"]["cases"] = 99
    row.code_version = "0" * 64
    row.save()
    found = client.read(f"{PUBLICATIONS}{uuid}/")
    assert (found["intact"], found["is_current"]) == (False, False)
    assert found["result"]["funnel"]["total"]["cases"] == 99


@pytest.mark.parametrize(
    "changed",
    [
        {"as_of": date(2020, 1, 1)},
        {"data_set": DataSet.DEMONSTRATION.value},
        {"definition_version": "0"},
        {"parameters": {"data_set": "own"}},
    ],
)
def test_what_stands_beside_an_answer_to_another_question_is_not_intact(changed, client):
    row = FunnelSnapshot.objects.get(uuid=publish(client).json()["uuid"])
    assert is_intact(row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.parameters_hash = digest(row.parameters)
    assert not is_intact(row)


def test_an_answer_that_holds_no_question_is_not_intact(client):
    row = FunnelSnapshot.objects.get(uuid=publish(client).json()["uuid"])
    del row.result["funnel"]["query"]
    row.result_hash = digest(row.result)
    assert not is_intact(row)


@pytest.mark.parametrize("asked", [{"horizon": 0}, {"horizon": 3}, {"horizon": 3, "year_from": 2019}, {"horizon": 5}])
def test_funnel_and_curve_of_an_answer_count_the_same_cases(asked, client, organisation):
    add_cases([Path({1: date(2025, 3, 1)})] * 4, data_set=DataSet.OWN, organisation=organisation)
    assert publish(client, **asked).status_code == 201


def test_parts_that_disagree_are_not_frozen(client, monkeypatch):
    computed = actions.compute_report

    def moved(query, rows):
        report = computed(query, rows)
        return replace(report, curve=replace(report.curve, cases=report.curve.cases + 1))

    monkeypatch.setattr(actions, "compute_report", moved)
    assert publish(client).status_code == 422
    assert not FunnelSnapshot.objects.exists()
    assert not AuditEvent.objects.filter(action=Act.EXPORTED).exists()


def test_what_is_frozen_to_be_cited_does_not_stand_in_for_the_page(client, organisation, dana):
    publish(client, offence_kind="torture")
    add_cases(
        [Path({1: START}, attributes={"offence_kind": "torture"})] * 4, data_set=DataSet.OWN, organisation=organisation
    )
    browser = Client()
    browser.force_login(dana)
    page = browser.get(reverse("funnel"), {"data_set": "own", "horizon": "0", "offence_kind": "torture"})
    assert page.context["cases"] == 4


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "data_set"),
        ({"data_set": "all"}, "data_set"),
        ({"data_set": "own", "horizon": 4}, "horizon"),
        ({"data_set": "own", "year_from": 1000}, "year_from"),
        ({"data_set": "own", "year_from": 2022, "year_to": 2021}, "year_to"),
        ({"data_set": "own", "breakdown": "year"}, "breakdown"),
        ({"data_set": "own", "region": "nowhere"}, "region"),
        ({"data_set": "own", "colour": "red"}, "colour"),
        ({"data_set": "own", "as_of": "2020-01-01"}, "as_of"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_by_name(sent, field, client):
    answer = client.post(PUBLICATIONS, sent, content_type="application/json")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not FunnelSnapshot.objects.exists()


@pytest.mark.parametrize("query", [{"data_set": "all"}, {"as_of_from": "soon"}, {"hue": "1"}, {"ordering": "as_of"}])
def test_a_list_that_cannot_be_asked_for_is_refused_by_name(query, client):
    answer = client.get(PUBLICATIONS, query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_the_list_is_filtered_paged_and_cut_to_members(client):
    publish(client)
    publish(client, data_set="demonstration")
    assert [row["data_set"] for row in client.read(PUBLICATIONS, data_set="own")["results"]] == ["own"]
    assert client.read(PUBLICATIONS, as_of_to="2020-01-01")["results"] == []
    first = client.read(PUBLICATIONS, limit=1, fields="data_set")
    assert first["results"] == [{"data_set": "demonstration"}]
    assert client.get(first["next"]).json()["results"] == [{"data_set": "own"}]


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_often_for_many_as_for_one(number, client, django_assert_num_queries):
    for years in range(number):
        publish(client, year_to=2020 + years)
    client.read(PUBLICATIONS)
    with django_assert_num_queries(4):
        client.read(PUBLICATIONS)
