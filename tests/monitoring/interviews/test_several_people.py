"""Several people tell of one case: nobody answers for another, and with a no the keys of other monitors go."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act, Role
from accounts.models import AuditEvent, User
from complaints.assignments import assign_case
from complaints.choices import ConsentAnswer
from complaints.dates import PartialDate
from complaints.intake.returning import change_consent as change_by_receipt
from complaints.models import Case, Consent, Letter
from complaints.sealed_actions import record_consent
from institutions.choices import Answer
from monitoring.actions import take_back_visit
from monitoring.choices import PassingState
from monitoring.interviews.actions import change_consent, link_trigger, pass_on
from monitoring.interviews.passing import Standing, scope_of_passing, seen_by, way_of
from monitoring.interviews.reprisals import record_after_visit
from monitoring.models import InterviewComplaint, Visit
from tests.cast import person
from tests.complaints.sealed_cases import as_letter, fill_safe, own_case
from tests.monitoring.interviews.heard import case_of, consents, hear, told
from tests.monitoring.interviews.test_reprisals import how
from tests.monitoring.visits import TODAY, own_visit
from tests.vault.keys import private_key_of, with_keys
from vault.choices import Compartment
from vault.holders import holds_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(vera, organisation):
    return own_visit(vera, organisation)


def hear_too(vera: User, visit: Visit, case: Case, answer: ConsentAnswer) -> InterviewComplaint:
    """What P4 tells of the case of P3."""
    words = replace(told(visit, consents=consents(answer)), facts={})
    return hear(vera, visit, into=case, pseudonym="P4", told=words)


def stands(vera: User) -> dict[str, Standing]:
    return {row.pseudonym: way_of(row, TODAY).standing for row in seen_by(vera)}


def test_the_yes_of_one_person_releases_nothing_of_another_who_refused(vera, organisation, visit):
    first = hear(vera, visit, passing=ConsentAnswer.REFUSED)
    case = case_of(first)
    second = person("second", organisation, Role.MONITOR)
    other = hear_too(vera, visit, case, ConsentAnswer.GIVEN)
    assert stands(vera) == {"P3": Standing.REFUSED, "P4": Standing.REFUSED}
    for row in (first, other):
        with pytest.raises(NotPossible):
            pass_on(by=vera, complaint=row, on=TODAY, today=TODAY)
    assert not Case.objects.filter(pk=case.pk).open_to_monitors().exists()
    assert not Case.objects.visible_to(second).exists()
    first.refresh_from_db()
    assert (first.state, first.may_be_passed) == (PassingState.NO_CONSENT, Answer.NO)


def test_asked_again_about_one_complaint_the_other_stays_where_it_is(vera, visit):
    first = hear(vera, visit, passing=ConsentAnswer.REFUSED)
    other = hear_too(vera, visit, case_of(first), ConsentAnswer.GIVEN)
    other = change_consent(by=vera, complaint=other, answer=ConsentAnswer.GIVEN, today=TODAY)
    assert stands(vera) == {"P3": Standing.REFUSED, "P4": Standing.WAITS}
    with pytest.raises(NotPossible):
        pass_on(by=vera, complaint=first, on=TODAY, today=TODAY)
    assert pass_on(by=vera, complaint=other, on=TODAY, today=TODAY).state == PassingState.PASSED
    first.refresh_from_db()
    assert first.may_be_passed == Answer.NO


def test_a_no_in_the_case_stops_everybody_until_they_are_asked_again(vera, visit):
    first = hear(vera, visit)
    hear_too(vera, visit, case_of(first), ConsentAnswer.REFUSED)
    assert stands(vera) == {"P3": Standing.REFUSED, "P4": Standing.REFUSED}


def test_who_was_not_asked_takes_nobodys_yes_back(vera, visit):
    first = hear(vera, visit)
    hear_too(vera, visit, case_of(first), ConsentAnswer.NOT_ASKED)
    assert stands(vera) == {"P3": Standing.WAITS, "P4": Standing.ASK}
    assert Case.objects.filter(pk=case_of(first).pk).open_to_monitors().exists()
    assert Consent.objects.filter(case=case_of(first), scope=scope_of_passing()).count() == 1


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_case(vera, berik, organisation):
    """A case with a narrative that its lead and, by consent, a monitor hold a key of."""
    with_keys(vera, berik)
    case = fill_safe(own_case(berik, organisation), by=berik)
    record_consent(by=berik, case=case, scope=scope_of_passing(), answer=ConsentAnswer.GIVEN, today=TODAY)
    assign_case(by=berik, case=case, user=vera, private_key=private_key_of(berik))
    assert holds(vera, case)
    return case


def holds(user: User, case: Case) -> bool:
    return holds_key(user, case.safe, Compartment.NARRATIVE, timezone.now())


def revoked(case: Case) -> int:
    return AuditEvent.objects.filter(action=Act.KEY_REVOKED, subject_uuid=case.uuid).count()


@pytest.mark.parametrize("answer", [ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN])
def test_with_a_no_the_key_of_a_monitor_goes_and_those_of_others_stay(vera, berik, open_case, answer):
    record_consent(by=berik, case=open_case, scope=scope_of_passing(), answer=answer, today=TODAY)
    assert not holds(vera, open_case) and holds(berik, open_case)
    assert revoked(open_case) == 1


def test_another_no_takes_no_key(vera, berik, open_case):
    for scope, _answer in consents():
        if scope != scope_of_passing():
            record_consent(by=berik, case=open_case, scope=scope, answer=ConsentAnswer.REFUSED, today=TODAY)
    assert holds(vera, open_case) and not revoked(open_case)


def test_a_monitor_who_is_a_case_worker_too_keeps_the_key(vera, berik, organisation, open_case):
    both = with_keys(person("both", organisation, Role.MONITOR, Role.CASE_WORKER))
    assign_case(by=berik, case=open_case, user=both, private_key=private_key_of(berik))
    record_consent(by=berik, case=open_case, scope=scope_of_passing(), answer=ConsentAnswer.REFUSED, today=TODAY)
    assert holds(both, open_case) and not holds(vera, open_case)


def test_whoever_recorded_the_case_keeps_the_key(vera, berik, open_case):
    Case.objects.filter(pk=open_case.pk).update(created_by=vera)
    case = Case.objects.get(pk=open_case.pk)
    record_consent(by=berik, case=case, scope=scope_of_passing(), answer=ConsentAnswer.REFUSED, today=TODAY)
    assert holds(vera, case)


def test_a_no_with_the_receipt_takes_the_key_too(vera, open_case):
    as_letter(open_case)
    change_by_receipt(case=open_case, answers=((scope_of_passing(), False),), today=TODAY)
    assert not holds(vera, open_case) and revoked(open_case) == 1
    assert Letter.objects.get(case=open_case).has_news


def test_the_no_of_one_person_more_takes_the_key_too(berik, vera, organisation, visit, open_case):
    second = with_keys(person("second", organisation, Role.MONITOR))
    assign_case(by=berik, case=open_case, user=second, private_key=private_key_of(berik))
    hear_too(vera, visit, open_case, ConsentAnswer.REFUSED)
    assert not holds(second, open_case) and not holds(vera, open_case)


# --- visits that are taken back ---------------------------------------------------------------------------------------


def locks_the_visit(seen: CaptureQueriesContext) -> bool:
    """Whether the row of a visit was locked before anything was written."""
    for one in seen:
        if 'FROM "monitoring_visit"' in one["sql"] and "FOR UPDATE" in one["sql"]:
            return True
        if one["sql"].startswith("INSERT"):
            return False
    return False


def test_whatever_hangs_on_a_visit_holds_its_row_so_that_nobody_takes_it_back_meanwhile(vera, berik, visit):
    case = case_of(hear(vera, visit))
    with CaptureQueriesContext(connection) as seen:
        hear(vera, visit)
    assert locks_the_visit(seen)
    with CaptureQueriesContext(connection) as seen:
        link_trigger(by=berik, visit=visit, case=case)
    assert locks_the_visit(seen)
    when = PartialDate(TODAY, "day")
    with CaptureQueriesContext(connection) as seen:
        record_after_visit(by=berik, visit=visit, case=case, how=how(), when=when, today=TODAY)
    assert locks_the_visit(seen)


def test_nothing_hangs_on_a_visit_that_was_taken_back(vera, berik, visit):
    take_back_visit(by=berik, visit=visit, today=TODAY)
    with pytest.raises(PermissionDenied):
        hear(vera, visit)
    assert not Case.objects.exists()
