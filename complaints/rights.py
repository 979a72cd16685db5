"""Who may write which case. Raises PermissionDenied; whether a thing is possible now is asked elsewhere."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from complaints.models import Case, CaseAssignment, Recusal
from vault.choices import Compartment
from vault.holders import holds_key


def require(
    by: User | None,
    organisation: Organisation | int | None,
    data_set: str,
    permission: Permission = Permission.CASE_RECORD,
) -> None:
    """`by` may record cases there; `None`, the house itself, may write everything but an organisation's own cases.

    `permission` is what the way of recording asks for: a monitor may take complaints in, and record nothing else.
    """
    if by is None:
        is_allowed = data_set != DataSet.OWN
    elif data_set == DataSet.PUBLIC_RECORD or organisation is None:
        is_allowed = False
    else:
        is_allowed = has_permission(by, permission, organisation=organisation)
    if not is_allowed:
        raise PermissionDenied(_("You may not record anything here."))


def keep_data_sets_apart(organisation: Organisation | None, data_set: str) -> None:
    """Invented cases live in an organisation of the demonstration, and nothing else does."""
    is_invented = organisation is not None and organisation.is_demonstration
    if is_invented != (data_set == DataSet.DEMONSTRATION):
        raise PermissionDenied(_("Invented cases belong to an organisation of the demonstration, real ones do not."))


def require_case(by: User | None, case: Case, permission: Permission = Permission.CASE_RECORD) -> None:
    """`by` may record in this very case: sees every case of the organisation, or is assigned to it.

    Whoever stands back from the case may not, whatever the role.
    """
    require(by, case.organisation_id, case.data_set, permission)
    if by is None:
        return
    if Recusal.objects.filter(case=case, user=by, ended_on=None).exists():
        raise PermissionDenied(_("You stand back from this case."))
    if has_permission(by, Permission.CASE_VIEW_ALL, organisation=case.organisation_id):
        return
    if not CaseAssignment.objects.filter(case=case, user=by, ended_at=None).exists():
        raise PermissionDenied(_("You are not assigned to this case."))


def require_key(by: User, case: Case) -> None:
    """`by` holds the key of the narrative: whoever cannot read what came must not speak or decide for it."""
    if case.safe is None or not holds_key(by, case.safe, Compartment.NARRATIVE, timezone.now()):
        raise PermissionDenied(_("Only somebody who can open the narrative of the case can do this."))


def require_lead(by: User, case: Case) -> None:
    """`by` decides who works on this case."""
    require_case(by, case)
    if not may_on(by, Permission.CASE_ASSIGN, case):
        raise PermissionDenied(_("Only who sees all cases of the organisation can assign them."))


def may_on(actor: User, permission: Permission, case: Case) -> bool:
    """Whether `actor` holds `permission` in the organisation of the case; never for a case without one.

    Says nothing about this very case: whether the actor may know of it is asked of `visible_to`.
    """
    return case.organisation_id is not None and has_permission(actor, permission, organisation=case.organisation_id)


def require_known(by: User, permission: Permission, case: Case) -> None:
    """`by` may know of the case and holds `permission` in its organisation."""
    if not may_on(by, permission, case) or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionDenied(_("Your role does not include this."))
