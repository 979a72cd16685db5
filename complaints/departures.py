"""After a role has ended: keys and assignments that no remaining role asks for are gone."""

from django.utils import timezone
from django.utils.translation import ngettext

from accounts.audit import record
from accounts.choices import Act, Reason, Role
from accounts.models import Membership, Organisation, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.models import Case, CaseAssignment
from vault.actions import end_vouches, revoke
from vault.choices import Compartment
from vault.holders import held_by_nobody_but
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
    end_vouches(user=user, organisation=organisation)
    # Safes of cases only: what a visit sealed follows rules of its own.
    safes = Safe.objects.filter(organisation=organisation, case__isnull=False)
    at_work = Case.objects.filter(assignments__user=user, assignments__ended_at=None).values("safe")
    unassigned = safes.exclude(pk__in=at_work.filter(safe__isnull=False))
    number = 0
    if Role.LEAD not in roles:
        is_reader = Permission.SEALED_OPEN in allowed
        number += revoke(user=user, safes=unassigned if is_reader else safes, compartments=[Compartment.NARRATIVE])
    if Role.CUSTODIAN not in roles:
        number += revoke(user=user, safes=safes, compartments=[Compartment.IDENTITY], is_lasting_only=True)
        is_borrower = Permission.IDENTITY_OPEN in allowed
        number += revoke(user=user, safes=unassigned if is_borrower else safes, compartments=[Compartment.IDENTITY])
    if number:
        # One line for the person: which cases they were is told by the lines that gave the keys.
        record(
            actor=None,
            organisation=organisation,
            action=Act.KEY_REVOKED,
            subject="person",
            subject_uuid=user.uuid,
            reason=Reason.LEFT,
        )


def warn(user: User) -> list[str]:
    """What would be lost for ever if every key of `user` went."""
    number = held_by_nobody_but(user).count()
    if not number:
        return []
    return [
        ngettext(
            "This person alone holds %(number)s key, and no recovery key does. Have it handed over first.",
            "This person alone holds %(number)s keys, and no recovery key does. Have them handed over first.",
            number,
        )
        % {"number": number}
    ]
