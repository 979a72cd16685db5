"""Complaints from interviews and their way to the body of the law: who may, what is kept, what is refused."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act, Role
from accounts.models import AuditEvent, User
from complaints.choices import ConsentAnswer
from complaints.models import Case, CaseAssignment, Complaint, Recusal, Tie
from complaints.opening import open_writings
from complaints.sealed_actions import record_consent
from institutions.choices import Answer, TermList
from institutions.models import Channel
from monitoring.choices import PassingState, StoodBack
from monitoring.facts import MemberFacts
from monitoring.interviews.actions import (
    change_consent,
    confirm,
    link_trigger,
    pass_on,
    unlink_trigger,
)
from monitoring.interviews.passing import scope_of_passing
from monitoring.models import InterviewComplaint, VisitTrigger
from tests.cast import person
from tests.complaints.sealed_cases import own_case, with_recovery_key
from tests.monitoring.interviews.heard import (
    case_of,
    consents,
    hear,
    terms_without_duty,
    told,
    told_in_words,
    visit_without_duty,
)
from tests.monitoring.visits import TODAY, VISITED, own_visit, place, term
from tests.vault.keys import private_key_of, with_keys
from vault.actions import NobodyCouldOpen
from vault.choices import Compartment
from vault.holders import holds_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(vera, organisation):
    return own_visit(vera, organisation)


def acts(case: Case) -> list[str]:
    return list(AuditEvent.objects.filter(subject_uuid=case.uuid).order_by("pk").values_list("action", flat=True))


# --- taking it in -----------------------------------------------------------------------------------------------------


def test_a_monitor_takes_a_complaint_in_and_keeps_the_case(vera, berik, organisation, visit):
    with_recovery_key(organisation)
    with_keys(vera, berik)
    row = hear(vera, visit, told=told_in_words(visit))
    case = case_of(row)
    assert (row.state, row.may_be_passed, row.pseudonym) == (PassingState.WAITING, Answer.YES, "P3")
    assert (case.facility, case.created_by, case.victims.get().sex) == (visit.facility, vera, "male")
    assert case.events.get().happened_on == VISITED
    assert CaseAssignment.objects.get(case=case, ended_at=None).user == vera
    assert Case.objects.visible_to(vera).get() == case
    assert {Act.CASE_OPENED, Act.CONSENT_CHANGED, Act.RISK_JUDGED, Act.TEXT_SEALED, Act.IDENTITY_SEALED} <= {
        *acts(case)
    }


def test_the_account_opens_for_the_monitor_who_heard_it_and_names_for_no_monitor(vera, berik, organisation, visit):
    with_recovery_key(organisation)
    with_keys(vera, berik)
    case = case_of(hear(vera, visit, told=told_in_words(visit)))
    now = timezone.now()
    assert holds_key(vera, case.safe, Compartment.NARRATIVE, now) and holds_key(
        berik, case.safe, Compartment.NARRATIVE, now
    )
    assert not holds_key(vera, case.safe, Compartment.IDENTITY, now)
    opened = open_writings(by=vera, private_key=private_key_of(vera), case=case, now=now)
    assert "second floor" in str(opened)


def test_writing_needs_no_key_but_somebody_who_could_open_it(vera, berik, organisation, visit):
    with pytest.raises(NobodyCouldOpen):
        hear(vera, visit, told=told_in_words(visit))
    assert not Case.objects.exists() and not InterviewComplaint.objects.exists()
    with_recovery_key(organisation)
    with_keys(berik)
    assert case_of(hear(vera, visit, told=told_in_words(visit))).safe is not None


def test_without_consent_to_keep_it_nothing_is_kept(vera, visit):
    for answer in (ConsentAnswer.REFUSED, ConsentAnswer.NOT_ASKED, ConsentAnswer.WITHDRAWN):
        with pytest.raises(NotPossible):
            hear(vera, visit, told=told(visit, consents=consents(storing=answer)))
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("answer", "state", "kept"),
    [
        (ConsentAnswer.GIVEN, PassingState.WAITING, Answer.YES),
        (ConsentAnswer.REFUSED, PassingState.NO_CONSENT, Answer.NO),
        (ConsentAnswer.NOT_ASKED, PassingState.WAITING, Answer.NOT_ASKED),
    ],
)
def test_the_answer_about_passing_on_decides_where_it_stands(vera, visit, answer, state, kept):
    row = hear(vera, visit, passing=answer)
    assert (row.state, row.may_be_passed) == (state, kept)


def test_sent_twice_it_is_kept_once(vera, visit):
    once = uuid4()
    assert hear(vera, visit, once=once) == hear(vera, visit, once=once)
    assert Case.objects.count() == Complaint.objects.count() == 1


def test_an_identifier_that_is_taken_gives_nothing_away(vera, berik, organisation, visit):
    taken = own_case(berik, organisation).complaints.get()
    with pytest.raises(NotPossible):
        hear(vera, visit, once=taken.uuid)
    assert InterviewComplaint.objects.count() == 0


@pytest.mark.parametrize("meaning", ["declined", "prevented"])
def test_where_no_interview_was_held_nothing_was_told(vera, visit, meaning):
    with pytest.raises(NotPossible):
        hear(vera, visit, mode=term(TermList.INTERVIEW_MODE, meaning))


def test_a_mode_is_a_mode_of_interviews(vera, visit):
    with pytest.raises(NotPossible):
        hear(vera, visit, mode=visit.visit_type)


@pytest.mark.parametrize("pseudonym", ["Serik", "P", "3P", "p3", "P1234"])
def test_a_pseudonym_is_never_a_name(vera, visit, pseudonym):
    with pytest.raises(NotPossible):
        hear(vera, visit, pseudonym=pseudonym)
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["alia", "dana", "azat", "charlie"])
def test_others_take_nothing_in(cast, visit, who):
    with pytest.raises(PermissionDenied):
        hear(cast[who], visit)
    assert not Case.objects.exists()


def test_whoever_stood_back_from_the_visit_takes_nothing_in_and_learns_nothing_where_tied(vera, berik, organisation):
    person("second", organisation, Role.LEAD)
    Tie.objects.create(user=berik, organisation=organisation, facility=place(), declared_by=berik, declared_on=TODAY)
    members = [MemberFacts(user=vera), MemberFacts(user=berik, stood_back=StoodBack.WORKED_THERE)]
    visit = own_visit(vera, organisation, members=members)
    with pytest.raises(PermissionDenied):
        hear(berik, visit)
    with_recovery_key(organisation)
    with_keys(vera, berik, lead := User.objects.get(username="second"))
    case = case_of(hear(vera, visit, told=told_in_words(visit)))
    assert Recusal.objects.filter(case=case, user=berik, ended_on=None).exists()
    assert not holds_key(berik, case.safe, Compartment.NARRATIVE, timezone.now())
    assert not Case.objects.visible_to(berik).exists()
    assert Case.objects.visible_to(lead).get() == case


def test_standing_back_that_a_monitor_noted_closes_no_case(vera, berik, organisation):
    person("second", organisation, Role.LEAD)
    members = [MemberFacts(user=vera), MemberFacts(user=berik, stood_back=StoodBack.OTHER)]
    case = case_of(hear(vera, own_visit(vera, organisation, members=members)))
    assert Case.objects.visible_to(berik).get() == case
    assert not Recusal.objects.exists()


def test_a_further_complaint_joins_a_case_the_monitor_may_see(vera, visit):
    case = case_of(hear(vera, visit))
    second = hear(vera, visit, into=case, pseudonym="P4", told=replace(told(visit), facts={}))
    assert case_of(second) == case and case.complaints.count() == 2
    assert case.events.count() == 2


def test_a_case_the_monitor_may_not_see_takes_nothing(vera, berik, organisation, visit):
    hidden = own_case(berik, organisation)
    with pytest.raises(PermissionDenied):
        hear(vera, visit, into=hidden, told=replace(told(visit), facts={}))
    assert hidden.complaints.count() == 1


def test_a_case_of_another_organisation_takes_nothing(vera, charlie, other_organisation, visit):
    foreign = own_case(charlie, other_organisation)
    with pytest.raises(NotPossible):
        hear(vera, visit, into=foreign)


# --- passing it on ----------------------------------------------------------------------------------------------------


def test_a_complaint_goes_to_the_body_that_the_law_names_and_comes_back_with_a_number(vera, visit):
    row = pass_on(by=vera, complaint=hear(vera, visit), on=VISITED + timedelta(days=3), today=TODAY)
    assert (row.state, row.passed_to) == (PassingState.PASSED, visit.regime.passes_complaints_to)
    row = confirm(by=vera, complaint=row, on=TODAY, today=TODAY, register_number="17-K")
    assert (row.state, row.confirmed_on, row.register_number) == (PassingState.CONFIRMED, TODAY, "17-K")
    assert AuditEvent.objects.filter(action=Act.COMPLAINT_PASSED_ON, subject_uuid=visit.uuid).count() == 2


@pytest.mark.parametrize("on", [VISITED - timedelta(days=1), TODAY + timedelta(days=1)])
def test_it_is_passed_on_between_the_visit_and_today(vera, visit, on):
    with pytest.raises(NotPossible):
        pass_on(by=vera, complaint=hear(vera, visit), on=on, today=TODAY)


@pytest.mark.parametrize("answer", [ConsentAnswer.REFUSED, ConsentAnswer.NOT_ASKED])
def test_nothing_is_passed_on_without_consent(vera, visit, answer):
    with pytest.raises(NotPossible):
        pass_on(by=vera, complaint=hear(vera, visit, passing=answer), on=TODAY, today=TODAY)


def test_consent_taken_back_on_the_page_of_the_case_stops_it_too(vera, berik, visit):
    row = hear(vera, visit)
    record_consent(by=berik, case=case_of(row), scope=scope_of_passing(), answer=ConsentAnswer.WITHDRAWN, today=TODAY)
    with pytest.raises(NotPossible):
        pass_on(by=vera, complaint=row, on=TODAY, today=TODAY)


def test_consent_taken_back_before_passing_on_is_kept_so(vera, visit):
    row = change_consent(by=vera, complaint=hear(vera, visit), answer=ConsentAnswer.WITHDRAWN, today=TODAY)
    assert (row.state, row.may_be_passed) == (PassingState.NO_CONSENT, Answer.NO)
    row = change_consent(by=vera, complaint=row, answer=ConsentAnswer.GIVEN, today=TODAY)
    assert (row.state, row.may_be_passed) == (PassingState.WAITING, Answer.YES)
    assert case_of(row).consents.filter(scope=scope_of_passing()).count() == 3


def test_consent_taken_back_afterwards_leaves_what_happened(vera, visit):
    row = pass_on(by=vera, complaint=hear(vera, visit), on=TODAY, today=TODAY)
    row = change_consent(by=vera, complaint=row, answer=ConsentAnswer.WITHDRAWN, today=TODAY)
    assert (row.state, row.may_be_passed) == (PassingState.PASSED, Answer.YES)


def test_the_answer_of_the_day_of_passing_counts_and_not_that_of_today(vera, berik, visit):
    asked, given, withdrawn = hear(vera, visit, passing=ConsentAnswer.NOT_ASKED), TODAY, TODAY + timedelta(days=4)
    change_consent(by=vera, complaint=asked, answer=ConsentAnswer.GIVEN, today=given)
    with pytest.raises(NotPossible, match="agreed to"):
        pass_on(by=vera, complaint=asked, on=given - timedelta(days=1), today=given)
    answer = {"scope": scope_of_passing(), "answer": ConsentAnswer.WITHDRAWN, "today": withdrawn}
    record_consent(by=berik, case=case_of(asked), **answer)
    with pytest.raises(NotPossible, match="agreed to"):
        pass_on(by=berik, complaint=asked, on=withdrawn, today=withdrawn)
    row = pass_on(by=berik, complaint=asked, on=given + timedelta(days=1), today=withdrawn)
    assert (row.state, row.passed_on) == (PassingState.PASSED, given + timedelta(days=1))


def test_a_yes_of_that_day_is_nobody_elses_where_several_told(vera, berik, visit):
    first = hear(vera, visit)
    second = hear(vera, visit, passing=ConsentAnswer.NOT_ASKED, into=case_of(first))
    later = TODAY + timedelta(days=4)
    change_consent(by=vera, complaint=first, answer=ConsentAnswer.WITHDRAWN, today=later)
    for row in (first, second):
        with pytest.raises(NotPossible, match="agreed to"):
            pass_on(by=berik, complaint=row, on=TODAY, today=later)


def test_terms_without_the_duty_pass_nothing_on(vera, organisation):
    visit = visit_without_duty(vera, organisation)
    with pytest.raises(NotPossible):
        pass_on(by=vera, complaint=hear(vera, visit), on=TODAY, today=TODAY)


def test_it_is_passed_on_once_and_confirmed_once(vera, visit):
    row = hear(vera, visit)
    with pytest.raises(NotPossible):
        confirm(by=vera, complaint=row, on=TODAY, today=TODAY)
    row = pass_on(by=vera, complaint=row, on=TODAY, today=TODAY)
    with pytest.raises(NotPossible):
        pass_on(by=vera, complaint=row, on=TODAY, today=TODAY)
    with pytest.raises(NotPossible):
        confirm(by=vera, complaint=row, on=TODAY - timedelta(days=1), today=TODAY)
    row = confirm(by=vera, complaint=row, on=TODAY, today=TODAY)
    with pytest.raises(NotPossible):
        confirm(by=vera, complaint=row, on=TODAY, today=TODAY)


@pytest.mark.parametrize("who", ["alia", "dana", "azat", "charlie"])
def test_others_pass_nothing_on(cast, vera, visit, who):
    row = hear(vera, visit)
    for act in (
        lambda: pass_on(by=cast[who], complaint=row, on=TODAY, today=TODAY),
        lambda: change_consent(by=cast[who], complaint=row, answer=ConsentAnswer.REFUSED, today=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert InterviewComplaint.objects.get().state == PassingState.WAITING


def test_another_monitor_passes_on_only_what_they_may_know_of(vera, organisation, visit):
    row = hear(vera, visit)
    second = person("second", organisation, Role.MONITOR)
    with pytest.raises(PermissionDenied):
        pass_on(by=second, complaint=row, on=TODAY, today=TODAY)
    CaseAssignment.objects.create(case=case_of(row), user=second, assigned_by=vera)
    assert pass_on(by=second, complaint=row, on=TODAY, today=TODAY).state == PassingState.PASSED


# --- what triggered a visit -------------------------------------------------------------------------------------------


def test_a_case_is_linked_once_and_let_go(vera, berik, organisation, visit):
    case = own_case(berik, organisation)
    link_trigger(by=berik, visit=visit, case=case)
    link_trigger(by=berik, visit=visit, case=case)
    assert VisitTrigger.objects.get().case == case
    unlink_trigger(by=berik, visit=visit, case=case)
    assert not VisitTrigger.objects.exists()
    assert AuditEvent.objects.filter(action=Act.VISIT_CHANGED, subject_uuid=visit.uuid).count() == 2


def test_a_case_one_may_not_know_of_is_neither_linked_nor_let_go(vera, berik, organisation, visit):
    case = own_case(berik, organisation)
    with pytest.raises(PermissionDenied):
        link_trigger(by=vera, visit=visit, case=case)
    link_trigger(by=berik, visit=visit, case=case)
    with pytest.raises(PermissionDenied):
        unlink_trigger(by=vera, visit=visit, case=case)
    assert VisitTrigger.objects.count() == 1


def test_a_way_for_complaints_is_known_by_whose_people_hear_them(visit):
    assert Channel.objects.get(heard_by=visit.regime.body).passes_staff == Answer.NO
    assert Channel.objects.get(heard_by=terms_without_duty().body).heard_by is not None
