"""After a role has ended: keys and assignments that no remaining role asks for are gone."""

from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.models import Case, CaseAssignment
from vault.actions import revoke
from vault.choices import Compartment
from vault.models import Safe


def take_back(user: User, organisation: Organisation) -> None:
    """Takes from `user` every key of the organisation that neither office nor assignment asks for any more."""
    memberships = Membership.objects.active().filter(user=user, organisation=organisation)
    roles = {Role(role) for role in memberships.values_list("role", flat=True)}
    allowed = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    if Permission.CASE_VIEW not in allowed and user.is_active:
        CaseAssignment.objects.filter(user=user, case__organisation=organisation, ended_at=None).update(
            ended_at=timezone.now()
        )
    safes = Safe.objects.filter(organisation=organisation)
    at_work = Case.objects.filter(assignments__user=user, assignments__ended_at=None).values("safe")
    unassigned = safes.exclude(pk__in=at_work.filter(safe__isnull=False))
    if Role.LEAD not in roles:
        is_reader = Permission.SEALED_OPEN in allowed
        revoke(user=user, safes=unassigned if is_reader else safes, compartments=[Compartment.NARRATIVE])
    if Role.CUSTODIAN not in roles:
        revoke(user=user, safes=safes, compartments=[Compartment.IDENTITY], is_lasting_only=True)
        is_borrower = Permission.IDENTITY_OPEN in allowed
        revoke(user=user, safes=unassigned if is_borrower else safes, compartments=[Compartment.IDENTITY])
