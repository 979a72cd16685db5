"""What a monitor sees of cases: assigned and agreed to, or heard in an own interview; of all others nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Role
from accounts.models import User
from complaints.actions import add_complaint, record_event
from complaints.assignments import assign_case
from complaints.choices import ConsentAnswer, DataSet, NoticeKind, Party, Precision, RevealReason, WritingKind
from complaints.dates import PartialDate
from complaints.exports.choosing import data_sets_for, exportable_by
from complaints.handover import hand_over_case, lacking
from complaints.loans import lend_identity
from complaints.models import Case, CaseAssignment, Notice, RiskAssessment
from complaints.opening import open_identities, open_writings
from complaints.reception.duplicates import Clues, likely
from complaints.recording import stage_with
from complaints.sealed_actions import record_consent, record_identity, write_text
from complaints.work.notices import tell_news
from complaints.work.queries import desk_of, numbers
from institutions.choices import Effect, TermList
from institutions.models import Term
from monitoring.interviews.passing import scope_of_passing
from tests.cast import person
from tests.complaints.sealed_cases import fill_safe, keeper_too, own_case
from tests.monitoring.interviews.heard import case_of, consents, hear, told_in_words
from tests.monitoring.visits import TODAY, VISITED, own_visit, place
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault.choices import Compartment
from vault.holders import holds_key
from vault.keyrings import NoKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation):
    """A case of the place, which nobody has handed to a monitor."""
    found = own_case(berik, organisation)
    Case.objects.filter(pk=found.pk).update(
        facility=place(), incident_on=VISITED, incident_precision="day", file_number="77"
    )
    return Case.objects.select_related("organisation").get(pk=found.pk)


def agree(berik: User, case: Case, answer: ConsentAnswer = ConsentAnswer.GIVEN) -> None:
    record_consent(by=berik, case=case, scope=scope_of_passing(), answer=answer, today=TODAY)


def status(client, case: Case, name: str = "case_detail") -> int:
    return client.get(reverse(name, args=[case.reference])).status_code


# --- the door ---------------------------------------------------------------------------------------------------------


def test_consent_without_assignment_opens_nothing(client, vera, berik, case):
    agree(berik, case)
    client.force_login(vera)
    assert status(client, case) == 404


def test_assignment_without_consent_opens_nothing(client, vera, berik, case):
    assign_case(by=berik, case=case, user=vera)
    client.force_login(vera)
    assert status(client, case) == 404
    for answer in (ConsentAnswer.NOT_ASKED, ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN):
        agree(berik, case, answer)
        assert status(client, case) == 404


def test_assignment_and_consent_open_it_until_either_ends(client, vera, berik, case):
    assign_case(by=berik, case=case, user=vera)
    agree(berik, case)
    client.force_login(vera)
    assert status(client, case) == 200
    agree(berik, case, ConsentAnswer.REFUSED)
    assert status(client, case) == 404
    agree(berik, case)
    assert status(client, case) == 200
    CaseAssignment.objects.filter(case=case).update(ended_at=timezone.now())
    assert status(client, case) == 404


def test_consent_to_one_case_opens_no_other(client, vera, berik, organisation, case):
    other = own_case(berik, organisation)
    for one in (case, other):
        assign_case(by=berik, case=one, user=vera)
    # As many answers as there may be cases, so that no number of one meets the number of another by chance.
    for _time in range(5):
        agree(berik, other)
    assert list(Case.objects.visible_to(vera)) == [other]


def test_another_consent_opens_nothing(vera, berik, case):
    assign_case(by=berik, case=case, user=vera)
    for scope, _answer in consents():
        if scope != scope_of_passing():
            record_consent(by=berik, case=case, scope=scope, answer=ConsentAnswer.GIVEN, today=TODAY)
    assert not Case.objects.visible_to(vera).exists()


def test_what_came_from_an_own_interview_stays_open_whatever_the_answer(client, vera, organisation):
    case = case_of(hear(vera, own_visit(vera, organisation), passing=ConsentAnswer.REFUSED))
    client.force_login(vera)
    assert status(client, case) == 200
    second = person("second", organisation, Role.MONITOR)
    CaseAssignment.objects.create(case=case, user=second, assigned_by=vera)
    client.force_login(second)
    assert status(client, case) == 404


def test_a_monitor_who_is_a_case_worker_too_is_not_asked_for_consent(vera, berik, organisation, case):
    both = person("both", organisation, Role.MONITOR, Role.CASE_WORKER)
    assign_case(by=berik, case=case, user=both)
    assert Case.objects.visible_to(both).get() == case


# --- what is sealed ---------------------------------------------------------------------------------------------------


def test_the_narrative_opens_with_the_key_and_only_while_the_person_agrees(vera, berik, organisation, case):
    with_keys(vera, berik)
    fill_safe(case, by=berik)
    now = timezone.now()
    assign_case(by=berik, case=case, user=vera, private_key=private_key_of(berik))
    assert not holds_key(vera, case.safe, Compartment.NARRATIVE, now)
    with pytest.raises(PermissionDenied):
        hand_over_case(by=berik, private_key=private_key_of(berik), case=case, to=vera, now=now)
    agree(berik, case)
    with pytest.raises(NoKey):
        open_writings(by=vera, private_key=private_key_of(vera), case=case, now=now)
    hand_over_case(by=berik, private_key=private_key_of(berik), case=case, to=vera, now=now)
    assert open_writings(by=vera, private_key=private_key_of(vera), case=case, now=now)
    agree(berik, case, ConsentAnswer.WITHDRAWN)
    with pytest.raises(PermissionDenied):
        open_writings(by=vera, private_key=private_key_of(vera), case=case, now=now)


def test_a_safe_that_is_made_later_opens_for_no_monitor_without_consent(vera, berik, case):
    with_keys(vera, berik)
    assign_case(by=berik, case=case, user=vera)
    fill_safe(case, by=berik)
    assert not holds_key(vera, case.safe, Compartment.NARRATIVE, timezone.now())


def test_the_list_of_missing_keys_counts_a_monitor_once_the_person_agrees(vera, berik, case):
    with_keys(vera, berik)
    fill_safe(case, by=berik)
    assign_case(by=berik, case=case, user=vera)
    assert lacking(berik) == []
    agree(berik, case)
    assert [(one.colleague, one.by_work) for one in lacking(berik)] == [(vera, 1)]
    agree(berik, case, ConsentAnswer.REFUSED)
    assert lacking(berik) == []


def test_names_never_open_for_a_monitor(vera, berik, organisation):
    keeper = keeper_too(berik, organisation)
    with_keys(vera, keeper)
    case = case_of(hear(vera, own_visit(vera, organisation), told=told_in_words(own_visit(vera, organisation))))
    now, key = timezone.now(), private_key_of(vera)
    people = {(Party.VICTIM.value, 1)}
    with pytest.raises(PermissionDenied):
        open_identities(by=vera, private_key=key, case=case, people=people, reason=RevealReason.CONTACT, now=now)
    with pytest.raises(NotPossible):
        lend_identity(
            by=keeper,
            private_key=private_key_of(keeper),
            case=case,
            to=vera,
            days=3,
            reason=RevealReason.CONTACT,
            now=now,
        )
    assert unlocked_client(vera).get(reverse("case_identities", args=[case.reference])).status_code == 403


# --- writing ----------------------------------------------------------------------------------------------------------

WRITING = ("record_event", "write_text", "add_identity", "record_consent", "judge_risk", "add_evidence", "change_facts")


@pytest.mark.parametrize("name", [*WRITING, "add_complaint", "assign_case", "case_sheet"])
def test_pages_that_write_are_closed_in_a_case_one_may_read(client, vera, organisation, name):
    case = case_of(hear(vera, own_visit(vera, organisation)))
    client.force_login(vera)
    assert status(client, case, name) == 403
    assert client.post(reverse(name, args=[case.reference])).status_code == 403


def test_actions_that_write_are_closed_too(vera, organisation):
    case = case_of(hear(vera, own_visit(vera, organisation)))
    stage = stage_with(Effect.REGISTERS)
    for act in (
        lambda: record_event(by=vera, case=case, stage=stage, happened_on=TODAY, precision=Precision.DAY, today=TODAY),
        lambda: add_complaint(by=vera, case=case, channel=None, today=TODAY),
        lambda: write_text(by=vera, case=case, kind=WritingKind.NOTE, text="x", today=TODAY),
        lambda: record_identity(by=vera, case=case, party=Party.VICTIM, number=1, facts={"name": "x"}, today=TODAY),
        lambda: agree(vera, case),
        lambda: assign_case(by=vera, case=case, user=vera),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert case.events.count() == 1


# --- nothing leaks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def hidden(vera, berik, case):
    """Assigned to the monitor, and the person said no."""
    assign_case(by=berik, case=case, user=vera)
    agree(berik, case, ConsentAnswer.REFUSED)
    return case


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("case_list", {"data_set": DataSet.OWN}),
        ("case_list", {"data_set": DataSet.OWN, "q": "77"}),
        ("case_list", {"data_set": DataSet.OWN, "assigned": "me"}),
        ("case_counts", {"data_set": DataSet.OWN}),
        ("my_work", {}),
        ("deadlines", {}),
        ("alerts", {}),
        ("notices", {}),
        ("interview_complaints", {}),
        ("front", {}),
    ],
)
def test_no_page_tells_of_a_case_whose_person_said_no(client, vera, hidden, name, query):
    tell_news(now=timezone.now())
    client.force_login(vera)
    page = client.get(reverse(name), query)
    assert page.status_code == 200
    assert reverse("case_detail", args=[hidden.reference]) not in page.content.decode()
    if name == "case_list":
        found = client.get(reverse(name), query | {"q": hidden.reference}).content.decode()
        assert reverse("case_detail", args=[hidden.reference]) not in found


def test_counts_duplicates_and_work_know_nothing_of_it(vera, organisation, hidden):
    clues = Clues(facility=place().code, when=PartialDate(VISITED), file_number="77")
    assert likely(vera, organisation, clues) == []
    desk = desk_of(vera, is_office=False)
    assert {number.rows for number in numbers(desk, TODAY).values()} <= {0}


def test_a_monitor_takes_nothing_out_of_the_house(client, vera, organisation):
    case = case_of(hear(vera, own_visit(vera, organisation)))
    assert data_sets_for(vera) == []
    assert not exportable_by(vera).filter(pk=case.pk).exists()
    client.force_login(vera)
    assert client.get(reverse("export_cases"), {"data_set": DataSet.OWN}).status_code == 403


def test_a_notice_of_the_assignment_waits_for_the_consent(client, vera, berik, case):
    assign_case(by=berik, case=case, user=vera)
    tell_news(now=timezone.now())
    notice = Notice.objects.get(recipient=vera, kind=NoticeKind.ASSIGNED)
    client.force_login(vera)
    assert client.post(reverse("open_notice", args=[notice.uuid])).status_code == 404
    agree(berik, case)
    assert client.post(reverse("open_notice", args=[notice.uuid])).status_code == 302


def test_leads_are_told_where_only_a_monitor_is_assigned(vera, alia, berik, case):
    today, level = timezone.localdate(), Term.objects.filter(list=TermList.RISK_LEVEL).first()
    RiskAssessment.objects.create(case=case, level=level, assessed_on=today, look_again_on=today)
    CaseAssignment.objects.create(case=case, user=vera, assigned_by=berik)
    tell_news(now=timezone.now())
    assert Notice.objects.filter(case=case, recipient=berik, kind=NoticeKind.REVIEW_DUE).count() == 1
    Notice.objects.all().delete()
    CaseAssignment.objects.create(case=case, user=alia, assigned_by=berik)
    tell_news(now=timezone.now())
    assert not Notice.objects.filter(case=case, recipient=berik).exists()


# --- what people are told ---------------------------------------------------------------------------------------------


@pytest.fixture
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


def test_the_lead_is_told_that_a_monitor_sees_the_case_by_consent(client, vera, berik, case, just_now):
    client.force_login(berik)
    address = reverse("assign_case", args=[case.reference])
    assert "A monitor sees the case only while the person agrees" in client.get(address).content.decode()
    page = client.post(address, {"user": str(vera.uuid)}, follow=True).content.decode()
    assert "this monitor sees it only once the person agrees" in page


def test_the_page_of_a_case_offers_a_visit_to_who_records_visits(client, vera, alia, berik, organisation):
    case = case_of(hear(vera, own_visit(vera, organisation)))
    assign_case(by=berik, case=case, user=alia)
    for who, is_offered in ((vera, True), (berik, True), (alia, False)):
        client.force_login(who)
        page = client.get(reverse("case_detail", args=[case.reference])).content.decode()
        assert (f'action="{reverse("new_visit")}"' in page) is is_offered
        assert f"{reverse('new_visit')}?" not in page


def test_what_is_heard_stands_in_no_report_of_an_error(client, vera, organisation):
    row = hear(vera, own_visit(vera, organisation))
    client.force_login(vera)
    visit = {"reference": row.visit.reference}
    for name, given in (
        ("hear_complaint", visit),
        ("add_reprisal_after_visit", visit),
        ("visit_triggers", visit),
        ("interview_complaint", visit | {"uuid": row.complaint.uuid}),
    ):
        answer = client.post(reverse(name, kwargs=given))
        assert answer.wsgi_request.sensitive_post_parameters == "__ALL__"
