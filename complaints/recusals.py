"""Standing back from a case: the person knows nothing more of it, and holds no key of it until a lead ends this."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import RecusalReason
from complaints.closeness import is_close_to
from complaints.models import Case, CaseAssignment, Recusal
from complaints.rights import may_on, require_key, require_known, require_lead
from complaints.telling import tell
from vault import actions as keys
from vault.holders import held_by_nobody_but


@transaction.atomic
def recuse(*, by: User, case: Case, user: User, reason: RecusalReason, today: date) -> Recusal:
    """`user` stands back: sees nothing of the case any more, loses its keys, and is given none again.

    Everybody may stand back from a case they know; leads who can open it may have a colleague stand back. Raises
    PermissionDenied, and NotPossible where the colleague stands back already or nobody else could open the case.
    """
    if user.pk == by.pk:
        require_known(by, Permission.CASE_VIEW, case)
    else:
        require_lead(by, case)
        if case.safe_id is not None:
            require_key(by, case)
        if not may_on(user, Permission.CASE_VIEW, case):
            raise PermissionDenied(_("This person does not work on cases of this organisation."))
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    _must_leave_somebody(case, user)
    recusal, is_new = Recusal.objects.get_or_create(
        case=case, user=user, ended_on=None, defaults={"reason": reason, "declared_by": by, "started_on": today}
    )
    if not is_new:
        raise NotPossible(_("This person already stands back from the case."))
    CaseAssignment.objects.filter(case=case, user=user, ended_at=None).update(ended_at=timezone.now())
    if case.safe_id is not None:
        keys.bar(user=user, safe=case.safe)
    tell(by, case, Act.RECUSED, reason=reason)
    return recusal


def _must_leave_somebody(case: Case, user: User) -> None:
    """A case that nobody knows of and nobody can open is lost."""
    if case.safe_id is not None and held_by_nobody_but(user).filter(safe=case.safe_id).exists():
        raise NotPossible(
            _("Nobody else could open this case. Have another lead or keeper of identities take its keys over first.")
        )


@transaction.atomic
def end_recusal(*, by: User, recusal: Recusal, today: date) -> None:
    """A lead ends somebody else's standing back; keys and assignments do not come back by themselves.

    Raises PermissionDenied for anybody else, the person above all, and NotPossible while a tie makes the person close.
    """
    require_lead(by, recusal.case)
    if recusal.user_id == by.pk:
        raise PermissionDenied(_("Nobody ends their own standing back."))
    if is_close_to(recusal.user, recusal.case, today):
        raise NotPossible(_("A tie in force makes this person close to the case. The tie must end first."))
    ended = Recusal.objects.filter(pk=recusal.pk, ended_on=None).update(ended_on=max(today, recusal.started_on))
    if not ended:
        return
    if recusal.case.safe_id is not None:
        keys.unbar(user=recusal.user, safe=recusal.case.safe)
    tell(by, recusal.case, Act.RECUSAL_ENDED)
