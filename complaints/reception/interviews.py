"""Takes in a complaint that a monitor heard in an interview, or that a program hands in."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import Organisation, User
from accounts.permissions import Permission
from complaints.actions import add_complaint, receive_complaint
from complaints.choices import DataSet
from complaints.models import Case, Complaint
from complaints.reception.actions import put_facts, put_words
from complaints.reception.barring import let_stand_back, tell_of
from complaints.reception.told import Told, is_storing_agreed
from complaints.rights import require_known
from complaints.telling import tell


def take_in(
    *,
    by: User,
    organisation: Organisation,
    told: Told,
    once: UUID,
    today: date,
    into: Case | None = None,
    apart: Collection[User] = (),
    permission: Permission = Permission.CASE_RECEIVE,
) -> Complaint:
    """Keeps what was told as a case of its own, or as one more complaint about the case `into`.

    `permission` is what the way of receiving asks for: a monitor may take complaints in, and record nothing else.
    `once` becomes the identifier of the complaint, so that nothing is kept twice. Those `apart` never learn of a new
    case. Raises PermissionDenied, Impossible, NotPossible without consent to keep it, for who is tied to the place and
    where `once` is taken, and vault.actions.NobodyCouldOpen.
    """
    try:
        with transaction.atomic():
            return _take_in(by, organisation, told, once, today, into, apart, permission)
    except IntegrityError as error:
        if "complaints_complaint_uuid" in str(error):
            raise NotPossible(_("This was sent already. Look at the complaints of the visit.")) from error
        if "complaints_case_file_number_once" in str(error):
            raise NotPossible(_("Another case of the organisation has this file number.")) from error
        raise


def _take_in(
    by: User,
    organisation: Organisation,
    told: Told,
    once: UUID,
    today: date,
    into: Case | None,
    apart: Collection[User],
    permission: Permission,
) -> Complaint:
    if not is_storing_agreed(told.consents):
        raise NotPossible(_("Without consent to keep it nothing is kept."))
    barred: list[User] = []
    if into is None:
        case = receive_complaint(
            by=by,
            organisation=organisation,
            data_set=DataSet.DEMONSTRATION if organisation.is_demonstration else DataSet.OWN,
            today=today,
            permission=permission,
            **told.submission,
            **told.facts,
        )
        complaint = case.complaints.get()
        # Before there is a safe, so that it is made without them.
        barred = let_stand_back(by=by, case=case, today=today, besides=apart)
    else:
        case = into
        require_known(by, permission, case)
        complaint = add_complaint(by=by, case=case, today=today, permission=permission, **told.submission)
    Complaint.objects.filter(pk=complaint.pk).update(uuid=once)
    complaint.uuid = once
    acts = put_facts(by, case, told, today, is_new=into is None) + put_words(by, case, complaint, told, today)
    tell_of(barred, by=by, case=case)
    for act in acts:
        tell(by, case, act)
    return complaint
