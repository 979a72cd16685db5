"""The key of the names and contacts of one case, lent to a colleague for some days."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import RevealReason
from complaints.models import Case, CaseAssignment
from complaints.rights import may_on, require_known
from complaints.telling import tell
from vault import actions as keys
from vault.choices import Compartment, GrantReason
from vault.models import KeyWrap

LONGEST_LOAN_DAYS = 30


@transaction.atomic
def lend_identity(
    *, by: User, private_key: bytes, case: Case, to: User, days: int, reason: RevealReason, now: datetime
) -> datetime:
    """Lends `to`, who works on the case, the key of its identities for `days` days; gives the end of the loan.

    An earlier loan is replaced. `private_key` is that of `by`, a keeper of identities. Raises PermissionDenied, NoKey,
    and NotPossible where the colleague cannot be lent a key.
    """
    require_known(by, Permission.IDENTITY_GRANT, case)
    if not 1 <= days <= LONGEST_LOAN_DAYS:
        raise NotPossible(_("A key is lent for 1 to %(most)s days.") % {"most": LONGEST_LOAN_DAYS})
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)  # nobody ends the assignment meanwhile
    _must_need_it(case, to)
    until = now + timedelta(days=days)
    keys.grant(
        by=by,
        private_key=private_key,
        to=to,
        safe=case.safe,
        compartment=Compartment.IDENTITY,
        reason=GrantReason.LENT,
        today=timezone.localdate(now),
        now=now,
        expires_at=until,
    )
    tell(by, case, Act.IDENTITY_GRANTED, reason=reason)
    return until


def _must_need_it(case: Case, to: User) -> None:
    if case.safe is None:
        raise NotPossible(_("Nothing is sealed in this case yet."))
    is_at_work = CaseAssignment.objects.filter(case=case, user=to, ended_at=None).exists()
    if not is_at_work or not may_on(to, Permission.IDENTITY_OPEN, case):
        raise NotPossible(_("A key is lent only to somebody who works on the case."))
    if wraps_of_identities(case, to).filter(expires_at=None).exists():
        raise NotPossible(_("This person holds the key already, without an end."))


@transaction.atomic
def end_loan(*, by: User, case: Case, user: User) -> int:
    """Takes a lent key back before its time; gives the number of keys that went.

    The borrower, keepers of identities and leads may. Raises PermissionDenied.
    """
    if user.pk != by.pk and not may_on(by, Permission.IDENTITY_GRANT, case):
        require_known(by, Permission.CASE_ASSIGN, case)
    else:
        require_known(by, Permission.CASE_VIEW, case)
    if not wraps_of_identities(case, user).filter(expires_at__isnull=False).exists():
        return 0
    if wraps_of_identities(case, user).filter(expires_at=None).exists():
        raise PermissionDenied(_("This person holds the key without an end."))
    number = keys.revoke(user=user, safes=[case.safe], compartments=[Compartment.IDENTITY])
    tell(by, case, Act.KEY_REVOKED)
    return number


def wraps_of_identities(case: Case, user: User):
    """The keys of the identities of a case that `user` holds, lent or not."""
    return KeyWrap.objects.filter(
        key_pair__user=user, data_key__safe=case.safe_id, data_key__compartment=Compartment.IDENTITY
    )
