"""The page of safety and evidence: who may read it, what it says, and that words stay sealed."""

import hashlib
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.actions import assign_case
from complaints.choices import Precision, RecusalReason
from complaints.circumstances.actions import record_happening
from complaints.models import CustodyStep, EvidenceItem, RiskAssessment, Writing
from complaints.recusals import recuse
from institutions.choices import Circumstances, Effect, TermList
from institutions.models import Body, Stage, Term
from tests.complaints.circumstances.conftest import TODAY
from tests.complaints.circumstances.test_actions import CANARY, record, told
from tests.complaints.circumstances.test_forms import degree, finding
from tests.complaints.sealed_cases import PLAIN, fill_safe, own_case, put_file
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db


def page(client, case, name="case_safety", **more):
    return client.get(reverse(name, args=[case.reference, *more.values()]))


def term(terms: TermList, place: int = 0) -> Term:
    return Term.objects.filter(list=terms).order_by("order")[place]


# --- the page ---------------------------------------------------------------------------------------------------------


def test_an_empty_page_teaches_and_offers_the_next_action(client, berik, case):
    client.force_login(berik)
    text = page(client, case).content.decode()
    for words in ("Nobody has judged the risk", "No withdrawal is recorded", "No examination is recorded"):
        assert words in text
    assert f"{reverse('record_event', args=[case.reference])}?stage=" in text
    assert reverse("judge_risk", args=[case.reference]) in text
    assert reverse("add_evidence", args=[case.reference]) in text


def test_a_case_worker_reads_and_records_once_the_case_is_given_to_them(client, alia, berik, case):
    client.force_login(alia)
    assert page(client, case).status_code == 404
    assign_case(by=berik, case=case, user=alia)
    assert page(client, case).status_code == 200
    client.post(reverse("add_evidence", args=[case.reference]), evidence())
    assert case.evidence.get().recorded_by == alia


def test_everything_recorded_is_said_and_nothing_sealed(client, berik, case, stage_of):
    rows = finding(0, kind="physical", site="back", consistency=degree(3), description=CANARY)
    how = told(case, Circumstances.EXAMINATION, guards="in_room", consistency=degree(1), **rows)
    record(berik, case, stage_of(Circumstances.EXAMINATION), how)
    client.force_login(berik)
    text = page(client, case).content.decode()
    assert "Guards: In the room" in text
    assert "Mark or injury of the body" in text
    assert "The examiner judges the whole as: Consistent with." in text
    assert CANARY not in text
    assert reverse("open_narrative", args=[case.reference]) in text


def test_a_termination_after_a_withdrawal_is_said_beside_it(client, berik, case, stage_of):
    record(berik, case, stage_of(Circumstances.WITHDRAWAL), told(case, Circumstances.WITHDRAWAL, in_custody="yes"))
    closing = Stage.objects.filter(effect=Effect.CLOSES, exit="terminated").first()
    body = Body.objects.order_by("order").first()
    record(berik, case, closing, None, happened_on=date(2026, 4, 21), body=body)
    client.force_login(berik)
    text = page(client, case).content.decode()
    assert f"The case was terminated 41 days later. By: {body.label}." in text
    assert "Made in custody" in text


def test_pressure_after_the_last_judgement_asks_to_judge_again(client, berik, case, stage_of):
    RiskAssessment.objects.create(case=case, level=term(TermList.RISK_LEVEL), assessed_on=date(2026, 3, 5))
    client.force_login(berik)
    asked = "Judge it again, and consider asking for protection."
    assert asked not in page(client, case).content.decode()
    record(berik, case, stage_of(Circumstances.REPRISAL), told(case, Circumstances.REPRISAL, is_going_on="yes"))
    text = page(client, case).content.decode()
    assert asked in text
    assert "7 days after the complaint." in text
    RiskAssessment.objects.create(case=case, level=term(TermList.RISK_LEVEL, 3), assessed_on=date(2026, 3, 12))
    assert asked not in page(client, case).content.decode()


def test_a_request_for_protection_waits_until_it_is_answered(client, berik, case, stage_of):
    stage, measure = stage_of(Circumstances.PROTECTION), term(TermList.PROTECTION_MEASURE).code
    since = timezone.localdate() - timedelta(days=12)
    asked = told(case, Circumstances.PROTECTION, step="asked", measure=measure)
    record_happening(
        by=berik, case=case, how=asked, stage=stage, today=timezone.localdate(), happened_on=since, precision="day"
    )
    client.force_login(berik)
    assert "No answer for 12 days" in page(client, case).content.decode()
    refused = told(case, Circumstances.PROTECTION, step="refused", measure=measure)
    record_happening(
        by=berik, case=case, how=refused, stage=stage, today=timezone.localdate(), happened_on=since, precision="day"
    )
    assert "No answer for" not in page(client, case).content.decode()


def test_an_overdue_answer_of_a_body_abroad_is_marked(client, berik, case, stage_of):
    due = timezone.localdate() - timedelta(days=3)
    how = told(case, Circumstances.COMMUNICATION, step="transmitted", reply_due_on=f"{due:%d.%m.%Y}")
    record(berik, case, stage_of(Circumstances.COMMUNICATION), how)
    client.force_login(berik)
    assert "Answer overdue by 3 days" in page(client, case).content.decode()


def test_more_events_cost_no_more_queries(client, berik, case, stage_of, django_assert_max_num_queries):
    def record_some():
        for kind in Circumstances:
            rows = finding(0, kind="physical", consistency=degree(2)) if kind == Circumstances.EXAMINATION else {}
            record(berik, case, stage_of(kind), told(case, kind, **rows))
        RiskAssessment.objects.create(
            case=case, level=term(TermList.RISK_LEVEL), feared=["any"], assessed_on=TODAY, assessed_by=berik
        )
        item = EvidenceItem.objects.create(
            case=case, number=case.evidence.count() + 1, kind=term(TermList.EVIDENCE_TYPE), recorded_at=timezone.now()
        )
        CustodyStep.objects.create(
            item=item, number=1, act="received", happened_on=TODAY, recorded_by=berik, recorded_at=timezone.now()
        )

    client.force_login(berik)
    page(client, case)
    record_some()
    with django_assert_max_num_queries(15) as first:
        page(client, case)
    record_some()
    record_some()
    with django_assert_max_num_queries(15) as second:
        page(client, case)
    assert len(first) == len(second)


@pytest.mark.parametrize("name", ["case_safety", "judge_risk", "add_evidence"])
def test_who_stands_back_or_works_elsewhere_knows_of_nothing(client, alia, berik, charlie, case, name):
    assign_case(by=berik, case=case, user=alia)
    recuse(by=alia, case=case, user=alia, reason=RecusalReason.OTHER, today=TODAY)
    for person in (alia, charlie):
        client.force_login(person)
        assert page(client, case, name).status_code == 404


@pytest.mark.parametrize("reference", ["nothing", "%00", "9" * 300])
def test_there_is_no_page_of_a_case_that_is_none(client, berik, reference):
    client.force_login(berik)
    assert client.get(f"/cases/{reference}/safety/").status_code == 404


# --- risk -------------------------------------------------------------------------------------------------------------


def test_a_judgement_is_recorded_audited_and_shown(client, berik, case):
    client.force_login(berik)
    level, feared = term(TermList.RISK_LEVEL, 2), term(TermList.REPRISAL_TYPE)
    sent = {"level": level.code, "feared": [feared.code], "assessed_on": "01.11.2026", "look_again_on": "2026-12-01"}
    answer = client.post(reverse("judge_risk", args=[case.reference]), sent)
    assert answer["Location"] == reverse("case_safety", args=[case.reference])
    risk = case.risks.get()
    assert (risk.level, risk.feared, risk.assessed_by) == (level, [feared.code], berik)
    assert AuditEvent.objects.filter(action=Act.RISK_JUDGED, subject_uuid=case.uuid, actor=berik).count() == 1
    text = page(client, case).content.decode()
    assert level.label in text
    assert feared.label in text


@pytest.mark.parametrize(
    "sent",
    [
        {"level": ""},
        {"level": "no such level"},
        {"level": "\x00"},
        {"assessed_on": "01.01.2099"},
        {"assessed_on": "yesterday"},
        {"look_again_on": "01.01.2020"},
        {"feared": ["no such thing"]},
    ],
)
def test_a_judgement_that_makes_no_sense_is_not_recorded(client, berik, case, sent):
    client.force_login(berik)
    whole = {"level": term(TermList.RISK_LEVEL).code, "assessed_on": "01.11.2026"}
    answer = client.post(reverse("judge_risk", args=[case.reference]), whole | sent)
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    assert not case.risks.exists()


# --- evidence ---------------------------------------------------------------------------------------------------------


def evidence(**more):
    sent = {"kind": term(TermList.EVIDENCE_TYPE).code, "obtained_from": "relative"}
    day = {"obtained_0": "5", "obtained_1": "3", "obtained_2": "2026"}
    return sent | day | more


def test_evidence_is_numbered_sealed_and_begins_its_chain(client, berik, case):
    client.force_login(berik)
    for _number in range(2):
        client.post(reverse("add_evidence", args=[case.reference]), evidence(description=CANARY, sha256="A" * 64))
    first, second = case.evidence.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.sha256 == "a" * 64
    assert first.custody.get().act == "received"
    assert Writing.objects.filter(pk=first.description_id).exists()
    assert AuditEvent.objects.filter(action=Act.EVIDENCE_RECORDED, subject_uuid=case.uuid).count() == 2
    text = page(client, case, "evidence_item", uuid=first.uuid).content.decode()
    assert "as at first" in text
    assert CANARY not in text
    assert CANARY not in page(client, case).content.decode()


def test_evidence_of_an_unknown_day_begins_without_a_link(client, berik, case):
    client.force_login(berik)
    client.post(reverse("add_evidence", args=[case.reference]), {"kind": term(TermList.EVIDENCE_TYPE).code})
    item = case.evidence.get()
    assert (item.obtained_on, item.precision, item.custody.count()) == (None, Precision.UNKNOWN, 0)
    assert "The chain has no link yet" in page(client, case, "evidence_item", uuid=item.uuid).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "no such kind"},
        {"sha256": "12345"},
        {"sha256": "g" * 64},
        {"obtained_2": "2099"},
        {"obtained_from": "somebody"},
        {"description": "a\x00b"},
        {"attachment": "not a number"},
        {"body": "\x00"},
    ],
)
def test_evidence_that_makes_no_sense_is_not_recorded(client, berik, case, wrong):
    client.force_login(berik)
    answer = client.post(reverse("add_evidence", args=[case.reference]), evidence(**wrong))
    assert answer.status_code == 200
    assert not case.evidence.exists()
    assert not Writing.objects.exists()


def test_a_file_of_another_case_is_not_offered(client, berik, case, organisation):
    client.force_login(berik)
    other = own_case(berik, organisation)
    client.post(reverse("add_evidence", args=[other.reference]), evidence(description="so that there is a safe"))
    other.refresh_from_db()
    file = put_file(other, PLAIN)
    client.post(reverse("add_evidence", args=[case.reference]), evidence(attachment=str(file.uuid)))
    assert not case.evidence.exists()


def test_the_page_of_evidence_of_another_case_is_not_found(client, berik, case, organisation):
    client.force_login(berik)
    client.post(reverse("add_evidence", args=[case.reference]), evidence())
    other, item = own_case(berik, organisation), case.evidence.get()
    assert page(client, other, "evidence_item", uuid=item.uuid).status_code == 404
    assert page(client, other, "add_custody", uuid=item.uuid).status_code == 404


def test_a_fingerprint_that_differs_is_marked_until_its_link_is_corrected(client, berik, case):
    client.force_login(berik)
    client.post(reverse("add_evidence", args=[case.reference]), evidence(sha256="a" * 64))
    item = case.evidence.get()
    address = reverse("add_custody", args=[case.reference, item.uuid])
    sent = {"act": "checked", "happened_on": "06.03.2026", "from_whom": "office", "to_whom": "office"}
    client.post(address, sent | {"sha256": "b" * 64})
    assert "differs from the first one" in page(client, case, "evidence_item", uuid=item.uuid).content.decode()
    assert "a fingerprint differs" in page(client, case).content.decode()
    client.post(address, sent | {"sha256": "a" * 64, "corrects": "2"})
    text = page(client, case, "evidence_item", uuid=item.uuid).content.decode()
    assert "differs from the first one" not in text
    assert "mistaken, see 3" in text
    assert list(item.custody.order_by("number").values_list("number", "corrects__number")) == [
        (1, None),
        (2, None),
        (3, 2),
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"act": "eaten"}, {"happened_on": ""}, {"happened_on": "01.01.2099"}, {"corrects": "9" * 30}, {"corrects": "7"}],
)
def test_a_link_that_makes_no_sense_is_not_added(client, berik, case, wrong):
    client.force_login(berik)
    client.post(reverse("add_evidence", args=[case.reference]), evidence())
    item = case.evidence.get()
    sent = {"act": "moved", "happened_on": "06.03.2026", "to_whom": "office"} | wrong
    answer = client.post(reverse("add_custody", args=[case.reference, item.uuid]), sent)
    assert answer.status_code == 200
    assert item.custody.count() == 1


# --- the fingerprint of a sealed file ---------------------------------------------------------------------------------


@pytest.fixture
def sealed(berik, organisation):
    """A case with a file in its safe, whose key Berik holds."""
    with_keys(berik)
    return fill_safe(own_case(berik, organisation), berik)


def test_the_fingerprint_of_a_sealed_file_is_taken_over_and_that_is_on_record(berik, sealed):
    file = sealed.attachments.get()
    client = unlocked_client(berik)
    client.post(reverse("add_evidence", args=[sealed.reference]), evidence(attachment=str(file.uuid)))
    item = sealed.evidence.get()
    assert item.sha256 == hashlib.sha256(PLAIN).hexdigest()
    assert item.custody.get().to_whom == "sealed_store"
    assert AuditEvent.objects.filter(action=Act.FILE_OPENED, subject_uuid=sealed.uuid).count() == 1


def test_a_typed_fingerprint_must_be_that_of_the_sealed_file(berik, sealed):
    file = sealed.attachments.get()
    sent = evidence(attachment=str(file.uuid), sha256="c" * 64)
    answer = unlocked_client(berik).post(reverse("add_evidence", args=[sealed.reference]), sent)
    assert "another fingerprint" in answer.content.decode()
    assert not sealed.evidence.exists()


def test_nothing_is_opened_while_the_session_is_locked(client, berik, sealed):
    client.force_login(berik)
    file = sealed.attachments.get()
    client.post(reverse("add_evidence", args=[sealed.reference]), evidence(attachment=str(file.uuid)))
    assert sealed.evidence.get().sha256 == ""
    assert not AuditEvent.objects.filter(action=Act.FILE_OPENED).exists()
