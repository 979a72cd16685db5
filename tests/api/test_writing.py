"""Recording by programs: the same rules as the pages, once however often it is sent, and nothing overwritten."""

import hashlib
import hmac
import json
from uuid import uuid4

import pytest

from accounts.choices import Scope
from accounts.models import RepeatedRequest
from complaints.models import Case, CaseEvent, Complaint, Victim, Writing
from complaints.recording import stage_with
from institutions.choices import Circumstances, Effect, TermList
from institutions.models import Channel, Region, Stage, Term
from tests.api.clients import program
from tests.complaints.sealed_cases import own_case, with_recovery_key
from tests.vault.keys import with_keys
from vault.models import Envelope

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases/"
CANARY = "A story that only people with keys may read."


def consents(answer="given"):
    scopes = Term.objects.filter(list=TermList.CONSENT_SCOPE)
    return [{"scope": scope.code, "answer": answer} for scope in scopes]


def complaint(**changed):
    return {
        "submission": {"channel": Channel.objects.first().code, "received_on": "2026-10-30"},
        "consents": consents(),
        "region": Region.objects.filter(valid_to=None).first().code,
        "victims": [{"sex": "male", "age_band": "18_29"}],
        **changed,
    }


@pytest.fixture
def client(alia, organisation):
    return program(alia, organisation, Scope.CASES_WRITE)


def test_a_case_is_opened_and_read_back(client):
    made = client.post(CASES, complaint(), content_type="application/json")
    assert made.status_code == 201, made.content
    case = client.read(f"{CASES}{made.json()['reference']}/")
    assert case["events"][0]["happened_on"] == "2026-10-30"
    assert case["victims"][0]["sex"] == "male"
    assert made["Location"].endswith(f"/api/v1/cases/{case['reference']}/")


def test_words_are_sealed_on_arrival_and_lie_nowhere(client, alia, organisation):
    with_keys(alia)
    with_recovery_key(organisation)
    facts = {"name": "Invented Person Two"}
    sent = complaint(narrative=CANARY, identities=[{"party": "victim", "number": 1, "facts": facts}])
    made = client.post(CASES, sent, content_type="application/json")
    assert made.status_code == 201, made.content
    assert Writing.objects.count() == 1
    told = made.content.decode() + client.get(f"{CASES}{made.json()['reference']}/").content.decode()
    assert CANARY not in told + str(RepeatedRequest.objects.values_list("answer", flat=True)[0])
    assert not any(CANARY.encode() in bytes(body) for body in Envelope.objects.values_list("body", flat=True))


def test_what_is_kept_of_a_request_cannot_be_guessed_from_the_database(client):
    key = {"Idempotency-Key": str(uuid4())}
    sent = complaint()
    first, again = (client.post(CASES, sent, content_type="application/json", headers=key) for _try in range(2))
    assert (first.status_code, again.json(), again["Idempotent-Replay"]) == (201, first.json(), "true")
    kept, token = RepeatedRequest.objects.values_list("fingerprint", "token__digest").get()
    line = f"POST {CASES}\n".encode() + json.dumps(sent).encode()
    assert bytes(kept) != hashlib.sha256(line).digest()
    assert bytes(kept) != hmac.digest(bytes(token), line, "sha256")


def test_without_consent_to_keep_it_nothing_is_kept(client):
    answer = client.post(CASES, complaint(consents=consents("refused")), content_type="application/json")
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert not RepeatedRequest.objects.exists()


def test_danger_is_not_looked_at_again_before_it_was_judged(client):
    level = Term.objects.filter(list=TermList.RISK_LEVEL).first().code
    sent = complaint(risk={"level": level, "look_again_on": "2025-01-01"})
    assert client.post(CASES, sent, content_type="application/json").status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"region": "Atlantis"}, "region"),
        ({"region": 5}, "region"),
        ({"file_number": "x\x00"}, "file_number"),
        ({"victims": [{"sex": "alien"}]}, "victims[0].sex"),
        ({"incident_on": "2026-10-01", "incident_precision": "unknown"}, "incident_precision"),
        ({"submission": {"received_on": "soon"}}, "submission.received_on"),
        ({"consents": []}, "consents"),
        ({"identities": [{"party": "victim", "number": 1, "facts": {"shoe": "44"}}]}, "identities[0].facts"),
        ({"identities": [{"party": "victim", "number": 1, "facts": {CANARY: {}}}]}, "identities[0].facts"),
    ],
)
def test_what_cannot_be_used_is_named_and_never_repeated(changed, field, client):
    answer = client.post(CASES, complaint(**changed), content_type="application/json")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "Atlantis" not in answer.content.decode()
    assert not Case.objects.exists()


def test_the_same_request_again_changes_nothing(client):
    key = {"Idempotency-Key": str(uuid4())}
    first = client.post(CASES, complaint(), content_type="application/json", headers=key)
    again = client.post(CASES, complaint(), content_type="application/json", headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert Case.objects.count() == 1
    other = client.post(CASES, complaint(file_number="7"), content_type="application/json", headers=key)
    assert other.status_code == 422
    without = client.post(CASES, complaint(), content_type="application/json", headers={"Idempotency-Key": "x"})
    assert without.status_code == 400


def test_an_unlawful_event_is_recorded_and_found(client, alia, organisation):
    case = own_case(alia, organisation)
    sent = {"stage": stage_with(Effect.CLOSES).code, "happened_on": "2026-11-02"}
    answer = client.post(f"{CASES}{case.reference}/events/", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["findings"]
    future = client.post(
        f"{CASES}{case.reference}/events/", sent | {"happened_on": "2999-01-01"}, content_type="application/json"
    )
    assert future.status_code == 422
    assert CaseEvent.objects.filter(case=case).count() == 2


def test_circumstances_come_with_their_event(client, alia, organisation):
    case = own_case(alia, organisation)
    stage = Stage.objects.filter(circumstances=Circumstances.WITHDRAWAL).first()
    sent = {"stage": stage.code, "happened_on": "2026-11-02", "withdrawal": {"in_custody": "yes"}}
    answer = client.post(f"{CASES}{case.reference}/events/", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert client.read(f"{CASES}{case.reference}/withdrawals/")[0]["in_custody"] == "yes"
    wrong = sent | {"reprisal": {}}
    assert client.post(f"{CASES}{case.reference}/events/", wrong, content_type="application/json").status_code == 400


def test_a_change_needs_the_state_it_rests_on(client, alia, organisation):
    case = own_case(alia, organisation)
    path = f"{CASES}{case.reference}/"
    sent = {"victims": [{"sex": "female"}]}
    assert client.patch(path, sent, content_type="application/json").status_code == 428
    mark = client.get(path)["ETag"]
    assert client.patch(path, sent, content_type="application/json", headers={"If-Match": mark}).status_code == 204
    assert Victim.objects.get().sex == "female"
    late = client.patch(
        path, {"victims": [{"sex": "male"}]}, content_type="application/json", headers={"If-Match": mark}
    )
    assert late.status_code == 412
    assert Victim.objects.get().sex == "female"


def test_one_more_complaint_about_the_same(client, alia, organisation):
    case = own_case(alia, organisation)
    sent = {"submission": {"received_on": "2026-11-01"}, "consents": consents()}
    answer = client.post(f"{CASES}{case.reference}/complaints/", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert Complaint.objects.filter(case=case).count() == 2


def test_who_may_only_hand_in_reads_nothing_back(alia, organisation):
    client = program(alia, organisation, Scope.SUBMIT)
    answer = client.post("/api/v1/submissions/", complaint(), content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert set(answer.json()) == {"complaint"}
    assert client.get(CASES).status_code == 403
    assert client.post(CASES, complaint(), content_type="application/json").status_code == 403


def test_a_program_that_reads_writes_nothing(alia, organisation):
    case = own_case(alia, organisation)
    client = program(alia, organisation, Scope.CASES_READ)
    for path in (CASES, f"{CASES}{case.reference}/events/", "/api/v1/cases/many/", "/api/v1/submissions/"):
        assert client.post(path, {}, content_type="application/json").status_code == 403


@pytest.mark.parametrize(("mode", "status", "kept"), [("all", 400, 0), ("each", 207, 2)])
def test_many_at_once_are_all_kept_or_each_by_itself(mode, status, kept, client):
    items = [complaint(), complaint(region="Atlantis"), complaint()]
    answer = client.post("/api/v1/cases/many/", {"mode": mode, "items": items}, content_type="application/json")
    assert answer.status_code == status, answer.content
    assert Case.objects.count() == kept
    told = answer.json()
    places = (
        [error["field"] for error in told["errors"]]
        if mode == "all"
        else [one["index"] for one in told["results"] if "errors" in one]
    )
    assert places == (["items[1].region"] if mode == "all" else [1])


def test_many_events_in_the_order_they_were_sent(client, alia, organisation):
    case = own_case(alia, organisation)
    stages = [stage_with(Effect.REGISTERS).code, stage_with(Effect.ASSIGNS).code]
    items = [{"case": case.reference, "stage": stage, "happened_on": "2026-11-02"} for stage in stages]
    answer = client.post("/api/v1/events/many/", {"items": items}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert [one["stage"] for one in client.read(f"{CASES}{case.reference}/events/")][1:] == stages
    hidden = [{"case": "XXXX-XXXX", "stage": stages[0], "happened_on": "2026-11-02"}]
    assert client.post("/api/v1/events/many/", {"items": hidden}, content_type="application/json").status_code == 400
    too_many = {"items": items * 501}
    assert client.post("/api/v1/events/many/", too_many, content_type="application/json").status_code == 400
