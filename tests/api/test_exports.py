"""Files of coded facts for programs: asked for, made, fetched and deleted; streamed at once; never with a name."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Act, JobState, Role, Scope
from accounts.models import ApiToken, AuditEvent, Job, Membership
from accounts.tokens import revoke
from complaints.choices import DataSet, ExportKind, RecusalReason
from complaints.exports import actions
from complaints.exports.choosing import Asked
from complaints.exports.making import Wanted
from complaints.exports.tasks import make_file
from complaints.models import ExportFile, ExportPart, Recusal
from tests.api.clients import program
from tests.cast import person
from tests.complaints.exports.cases import CANARIES, full_case, parsed
from tests.complaints.sealed_cases import own_case

pytestmark = pytest.mark.django_db
EXPORTS = "/api/v1/exports/"
STREAM = f"{EXPORTS}stream/"


@pytest.fixture
def case(berik, organisation):
    return full_case(berik, organisation)


@pytest.fixture
def client(berik, organisation):
    return program(berik, organisation, Scope.CASES_READ)


def asked(client, *, headers=None, **sent):
    return client.post(EXPORTS, {"kind": "json", **sent}, content_type="application/json", headers=headers)


def made(client, **sent) -> str:
    """The address of a file that was asked for and made."""
    answer = asked(client, **sent)
    assert answer.status_code == 202, answer.content
    make_file(ExportFile.objects.get(uuid=answer.json()["uuid"]).job_id)
    return f"{EXPORTS}{answer.json()['uuid']}/"


def wrong_of(answer) -> list[str]:
    assert answer.status_code == 400, answer.content
    return list(dict.fromkeys(error["field"] for error in answer.json()["errors"]))


def told() -> list[tuple[str, str]]:
    acts = AuditEvent.objects.filter(action=Act.CASES_EXPORTED).order_by("pk")
    return list(acts.values_list("actor__username", "subject"))


def test_a_file_is_asked_for_made_fetched_and_deleted(case, client):
    answer = asked(client)
    row = answer.json()
    assert (answer.status_code, row["state"], row["rows"], row["size"]) == (202, "queued", None, None)
    assert answer["Location"] == f"http://testserver{EXPORTS}{row['uuid']}/"
    assert client.get(f"{EXPORTS}{row['uuid']}/file/").status_code == 422
    assert client.read(f"/api/v1/jobs/{row['job']}/")["state"] == "queued"
    make_file(ExportFile.objects.get().job_id)
    row = client.read(answer["Location"])
    assert (row["state"], row["rows"], row["data_set"], row["kind"]) == ("done", 1, "own", "json")
    assert told() == []
    body = client.get(f"{EXPORTS}{row['uuid']}/file/")
    assert body["Content-Disposition"].startswith('attachment; filename="aryz-cases-own-')
    assert int(body["Content-Length"]) == row["size"] == len(content := body.getvalue())
    assert [one["case"] for one in json.loads(content)["cases"]] == [case.reference]
    assert told() == [("berik", "json_1")]
    assert client.delete(f"{EXPORTS}{row['uuid']}/").status_code == 204
    assert client.get(f"{EXPORTS}{row['uuid']}/").status_code == 404
    assert not ExportPart.objects.exists()


def test_programs_that_read_no_cases_do_not_know_how_many_are_exported(case, client, berik, organisation):
    made(client)
    (job,) = client.read("/api/v1/jobs/")["results"]
    for scope in (Scope.STATS_READ, Scope.VISITS_READ):
        blind = program(berik, organisation, scope)
        assert blind.read("/api/v1/jobs/")["results"] == []
        assert blind.get(f"/api/v1/jobs/{job['uuid']}/").status_code == 404


def test_deleting_a_file_stops_its_job(case, client):
    row = asked(client).json()
    assert client.delete(f"{EXPORTS}{row['uuid']}/").status_code == 204
    assert Job.objects.get(uuid=row["job"]).state == JobState.CANCELLED


@pytest.mark.parametrize("kind", list(ExportKind))
def test_every_kind_is_made_and_no_word_of_anybody_is_in_it(kind, case, client, caplog):
    body = client.get(made(client, kind=kind, values="labels", language="ru") + "file/")
    assert body.status_code == 200
    seen = body.getvalue() + str(dict(body.headers)).encode() + caplog.text.encode()
    assert [canary for canary in CANARIES if canary.encode() in seen] == []


def test_filters_and_references_choose_the_cases(case, berik, organisation, client):
    other = own_case(berik, organisation)
    chosen = client.get(made(client, kind="csv", references=[other.reference]) + "file/").getvalue().decode()
    assert [row["case"] for row in parsed(chosen)] == [other.reference]
    filtered = client.get(made(client, kind="csv", filters={"examined": "yes"}) + "file/").getvalue().decode()
    assert [row["case"] for row in parsed(filtered)] == [case.reference]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "pdf"}, "kind"),
        ({"kind": None}, "kind"),
        ({"identities": True}, "identities"),
        ({"narratives": True}, "narratives"),
        ({"names": ["XXXX-XXXX"]}, "names"),
        ({"filters": {"colour": "red"}}, "filters"),
        ({"filters": {"data_set": "own"}}, "filters"),
        ({"filters": {"Invented Person": {}}}, "filters"),
        ({"filters": {"state": "nowhere"}}, "filters.state"),
        ({"filters": {"q": "x\x00"}}, "filters.q"),
        ({"filters": {"q": "x" * 501}}, "filters.q"),
        ({"filters": {"q": ["x"]}}, "filters.q"),
        ({"filters": "state=open"}, "filters"),
        ({"data_set": "demonstration"}, "data_set"),
        ({"data_set": "all"}, "data_set"),
        ({"references": ["XXXX-XXXX"]}, "references"),
        ({"references": ["\x00"]}, "references[0]"),
        ({"references": ["XXXX-XXXX"], "filters": {"state": "open"}}, "references"),
        ({"references": ["X"] * 201}, "references"),
        ({"language": "xx"}, "language"),
        ({"table": "identities"}, "table"),
        ({"separator": "|"}, "separator"),
    ],
)
def test_what_cannot_be_asked_for_is_named_and_nothing_is_made(sent, field, case, client):
    answer = asked(client, **sent)
    assert wrong_of(answer) == [field]
    assert "nowhere" not in answer.content.decode()
    assert not ExportFile.objects.exists()


def test_the_same_request_again_makes_one_file(case, client):
    key = {"Idempotency-Key": str(uuid4())}
    first, again = asked(client, headers=key), asked(client, headers=key)
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (202, first.json(), "true")
    assert ExportFile.objects.count() == 1
    assert asked(client, headers=key, kind="csv").status_code == 422


# --- whose files ------------------------------------------------------------------------------------------------------


def test_nobody_else_knows_of_a_file(case, client, alia, charlie, organisation, other_organisation):
    where = made(client)
    for other in (
        program(alia, organisation, Scope.CASES_READ),
        program(charlie, other_organisation, Scope.CASES_READ),
    ):
        assert other.read(EXPORTS)["results"] == []
        for path in (where, f"{where}file/"):
            assert other.get(path).status_code == 404
        assert other.delete(where).status_code == 404
    assert ExportFile.objects.count() == 1
    assert told() == []


@pytest.fixture
def elsewhere_too(berik, case, charlie, other_organisation):
    """Berik leads both organisations, and each has a case."""
    Membership.objects.create(user=berik, organisation=other_organisation, role=Role.LEAD)
    return own_case(charlie, other_organisation)


def test_a_file_holds_only_cases_of_the_organisation_of_the_token(elsewhere_too, berik, case, client):
    text = client.get(made(client, kind="csv") + "file/").getvalue().decode()
    assert [row["case"] for row in parsed(text)] == [case.reference]
    assert elsewhere_too.reference not in client.get(STREAM).getvalue().decode()
    assert wrong_of(asked(client, references=[elsewhere_too.reference])) == ["references"]


def test_a_token_of_another_organisation_of_the_same_person_sees_no_file(
    elsewhere_too, berik, client, other_organisation
):
    where = made(client)
    other = program(berik, other_organisation, Scope.CASES_READ)
    assert other.read(EXPORTS)["results"] == []
    assert other.get(f"{where}file/").status_code == 404


def test_what_a_person_asked_for_waits_for_the_person(case, berik, client):
    file = actions.request_file(by=berik, asked=Asked(DataSet.OWN), wanted=Wanted(), now=timezone.now())
    assert client.read(EXPORTS)["results"] == []
    assert client.get(f"{EXPORTS}{file.uuid}/file/").status_code == 404
    assert client.delete(f"{EXPORTS}{file.uuid}/").status_code == 404


def test_a_file_for_a_token_that_ended_meanwhile_is_not_made(case, berik, client):
    asked(client)
    revoke(by=berik, token=ApiToken.objects.get())
    make_file(ExportFile.objects.get().job_id)
    assert Job.objects.get().message == actions.MESSAGE_NO_RIGHT
    assert not ExportPart.objects.exists()


def test_what_was_lost_from_sight_since_is_not_fetched(case, berik, client):
    where = made(client)
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, started_on=timezone.localdate())
    assert client.get(f"{where}file/").status_code == 422
    assert case.reference not in client.get(STREAM).getvalue().decode()
    assert told() == [("berik", "csv_0")]


def test_a_file_past_its_days_is_not_fetched(case, client):
    where = made(client)
    ExportFile.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert client.get(f"{where}file/").status_code == 422


def test_a_role_that_exports_nothing_is_refused_though_it_reads(vera, organisation):
    client = program(vera, organisation, Scope.CASES_READ)
    assert client.get("/api/v1/cases/").status_code == 200
    for path in (EXPORTS, STREAM, f"{EXPORTS}{uuid4()}/", f"{EXPORTS}{uuid4()}/file/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert asked(client).status_code == 403
    assert client.delete(f"{EXPORTS}{uuid4()}/").status_code == 403
    assert told() == []


def test_a_program_loses_the_right_with_the_role(case, berik, client):
    where = made(client)
    Membership.objects.filter(user=berik).update(role=Role.MONITOR)
    assert client.get(f"{where}file/").status_code == 403


def test_a_token_that_writes_exports_nothing(case, berik, organisation):
    client = program(berik, organisation, Scope.CASES_WRITE)
    assert client.get(STREAM).status_code == 403
    assert asked(client).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many(case, client, number):
    for _number in range(number):
        asked(client)
    client.read(EXPORTS)
    with CaptureQueriesContext(connection) as queries:
        assert len(client.read(EXPORTS, fields="uuid,state")["results"]) == number
    assert len(queries) == 3


# --- at once ----------------------------------------------------------------------------------------------------------


def test_everything_is_streamed_without_a_file_and_told_before_the_first_byte(case, client):
    answer = client.get(STREAM)
    assert told() == [("berik", "csv_1")]
    assert answer.streaming
    text = answer.getvalue().decode()
    assert [row["case"] for row in parsed(text)] == [case.reference]
    assert text.endswith("# complete: 1\r\n")
    assert not ExportFile.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "json", "events", "xes"])
def test_no_stream_holds_a_word_of_anybody(kind, case, client):
    text = client.get(STREAM, {"kind": kind, "values": "labels", "language": "kk"}).getvalue().decode()
    assert [canary for canary in CANARIES if canary in text] == []


def test_a_stream_obeys_the_filters_of_the_list(case, berik, organisation, client):
    own_case(berik, organisation)
    text = client.get(STREAM, {"examined": "yes", "table": "victims", "separator": "tab"}).getvalue().decode()
    assert [row["case"] for row in parsed(text, "\t")] == [case.reference]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"state": "nowhere"}, "state"),
        ({"identities": "1"}, "identities"),
        ({"kind": "xlsx"}, "kind"),
        ({"data_set": "all"}, "data_set"),
        ({"q": "\x00"}, "q"),
        ({"references": "XXXX-XXXX"}, "references"),
    ],
)
def test_a_stream_refuses_by_name_and_tells_nothing(query, field, case, client):
    refused = client.get(STREAM, query)
    assert wrong_of(refused) == [field]
    assert "nowhere" not in refused.content.decode()
    assert told() == []


def test_any_accept_is_answered_and_asking_for_the_head_exports_nothing(case, client):
    assert client.get(STREAM, headers={"Accept": "text/csv"}).status_code == 200
    refused = client.get(STREAM, {"colour": "red"}, headers={"Accept": "text/csv"})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert client.head(STREAM).status_code == 405
    assert told() == [("berik", "csv_1")]


def test_each_sees_their_own_cases(case, alia, organisation):
    mine = own_case(alia, organisation)
    text = program(alia, organisation, Scope.CASES_READ).get(STREAM).getvalue().decode()
    assert [row["case"] for row in parsed(text)] == [mine.reference]


def test_whoever_reads_and_exports_in_no_organisation_of_the_token_exports_nothing(organisation, other_organisation):
    both = person("both", organisation, Role.CUSTODIAN)
    Membership.objects.create(user=both, organisation=other_organisation, role=Role.LEAD)
    client = program(both, organisation, Scope.CASES_READ)
    assert client.get(STREAM).status_code == 403
