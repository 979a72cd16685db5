"""Everything that writes about complaints from interviews. What belongs to a case is written by the room of cases."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import ConsentAnswer
from complaints.models import Case
from complaints.reception.interviews import take_in
from complaints.reception.told import Told
from complaints.rights import require_known
from complaints.sealed_actions import record_consent
from institutions.choices import Answer, TermList
from institutions.models import Term
from institutions.visit_choices import HELD
from monitoring.choices import PassingState
from monitoring.closeness import close_people
from monitoring.interviews.passing import TO_MONITORS, agreed_on, answer_of, scope_of_passing, seen_by
from monitoring.models import InterviewComplaint, Visit, VisitTrigger
from monitoring.numbers_given import require_number
from monitoring.rights import require_standing_visit, require_visit
from monitoring.telling import tell

_HERE = (PassingState.WAITING, PassingState.NO_CONSENT)


@transaction.atomic
def receive_from_interview(
    *,
    by: User,
    visit: Visit,
    mode: Term,
    told: Told,
    once: UUID,
    today: date,
    pseudonym: str = "",
    into: Case | None = None,
) -> InterviewComplaint:
    """Keeps a complaint that was heard during the visit, as a case of its own or as one more about the case `into`.

    Sent twice with the same `once` it is kept once. Who is tied to the place never learns of a new case; that
    somebody stands back from the visit does not decide about cases. Raises PermissionDenied, Impossible, NotPossible,
    and vault.actions.NobodyCouldOpen.
    """
    require_standing_visit(by, visit)
    known = InterviewComplaint.objects.filter(complaint__uuid=once, visit=visit, recorded_by=by).first()
    if known is not None:
        return known
    if mode.list != TermList.INTERVIEW_MODE or mode.attributes.get("meaning") not in HELD:
        raise NotPossible(_("Where no interview was held, nothing was told."))
    if into is not None and (into.organisation_id, into.data_set) != (visit.organisation_id, visit.data_set):
        raise NotPossible(_("The case belongs to somebody else's records."))
    complaint = take_in(
        by=by,
        organisation=visit.organisation,
        told=told,
        once=once,
        today=today,
        into=into,
        apart=close_people(visit.facility, visit.visited_on, today),
    )
    row = InterviewComplaint(visit=visit, complaint=complaint, mode=mode, pseudonym=pseudonym, recorded_by=by)
    row.may_be_passed = answer_of(
        next((answer for scope, answer in told.consents if scope.attributes.get("to") == TO_MONITORS), "")
    )
    row.state = _waiting(row.may_be_passed)
    _save(row)
    tell(by, visit, Act.VISIT_CHANGED)
    return row


@transaction.atomic
def pass_on(
    *, by: User, complaint: InterviewComplaint, on: date, today: date, register_number: str = ""
) -> InterviewComplaint:
    """Notes that the complaint went to the body the law names. Raises PermissionDenied, and NotPossible without the
    consent of this very person as it was on that day, without such a body, and for a day that cannot have been."""
    row = _locked(by, complaint)
    addressee = row.visit.regime.passes_complaints_to
    if addressee is None:
        raise NotPossible(_("The terms of this visit name nobody to whom complaints are passed on."))
    if row.state not in _HERE:
        raise NotPossible(_("It was passed on already."))
    if not row.visit.visited_on <= on <= today:
        raise NotPossible(_("It was passed on between the day of the visit and today."))
    if agreed_on(row, on) != ConsentAnswer.GIVEN:
        raise NotPossible(_("Only what the person agreed to is passed on."))
    require_number(register_number)
    # As the person had answered by then; what they answered since stands among the consents of the case.
    row.state, row.may_be_passed = PassingState.PASSED, Answer.YES
    row.passed_to, row.passed_on, row.register_number = addressee, on, register_number
    return _kept(by, row)


@transaction.atomic
def confirm(
    *, by: User, complaint: InterviewComplaint, on: date, today: date, register_number: str = ""
) -> InterviewComplaint:
    """Notes that the body confirmed the receipt. Raises PermissionDenied, NotPossible for what was not passed on."""
    row = _locked(by, complaint)
    if row.state != PassingState.PASSED:
        raise NotPossible(_("Only what was passed on is confirmed, and once."))
    if not row.passed_on <= on <= today:
        raise NotPossible(_("It was confirmed between the day it was passed on and today."))
    require_number(register_number)
    row.state, row.confirmed_on = PassingState.CONFIRMED, on
    row.register_number = register_number or row.register_number
    return _kept(by, row)


@transaction.atomic
def change_consent(
    *, by: User, complaint: InterviewComplaint, answer: ConsentAnswer, today: date
) -> InterviewComplaint:
    """Notes what the person answers now about passing on. What was passed on stays so, and the answer stands beside it.

    Raises PermissionDenied, and NotPossible where the country knows no such consent.
    """
    row = _locked(by, complaint)
    scope = scope_of_passing()
    if scope is None:
        raise NotPossible(_("The country pack has no consent to passing on."))
    record_consent(
        by=by,
        case=row.complaint.case,
        scope=scope,
        answer=answer,
        today=today,
        permission=Permission.CASE_RECEIVE,
    )
    if row.state in _HERE:
        row.may_be_passed = answer_of(answer)
        row.state = _waiting(row.may_be_passed)
    return _kept(by, row)


@transaction.atomic
def link_trigger(*, by: User, visit: Visit, case: Case) -> VisitTrigger:
    """Notes that the case moved the organisation to visit; twice is once. Raises PermissionDenied, NotPossible."""
    require_standing_visit(by, visit)
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionDenied(_("You may not know of this case."))
    if (case.organisation_id, case.data_set) != (visit.organisation_id, visit.data_set):
        raise NotPossible(_("The case belongs to somebody else's records."))
    link, is_new = VisitTrigger.objects.get_or_create(visit=visit, case=case)
    if is_new:
        tell(by, visit, Act.VISIT_CHANGED)
    return link


@transaction.atomic
def unlink_trigger(*, by: User, visit: Visit, case: Case) -> None:
    """Takes such a link away. Raises PermissionDenied, also for a case that `by` may not know of."""
    require_visit(by, visit)
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionDenied(_("You may not know of this case."))
    number, _rows = VisitTrigger.objects.filter(visit=visit, case=case).delete()
    if number:
        tell(by, visit, Act.VISIT_CHANGED)


def _locked(by: User, complaint: InterviewComplaint) -> InterviewComplaint:
    """The row as it is now, with today's answer of the person. Raises PermissionDenied."""
    require_visit(by, complaint.visit)
    require_known(by, Permission.CASE_RECEIVE, complaint.complaint.case)
    InterviewComplaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    return seen_by(by).get(pk=complaint.pk)


def _waiting(agreed: str) -> PassingState:
    return PassingState.NO_CONSENT if agreed == answer_of(ConsentAnswer.REFUSED) else PassingState.WAITING


def _kept(by: User, row: InterviewComplaint) -> InterviewComplaint:
    _save(row)
    tell(by, row.visit, Act.COMPLAINT_PASSED_ON)
    return row


def _save(row: InterviewComplaint) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    row.save()
