"""After a role has ended or a tie was declared: keys of visits and copies of plans that nothing asks for are gone.

Memberships in teams stay: they are what was.
"""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.choices import Act, Reason, Role
from accounts.models import Membership, Organisation, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.models import Tie
from monitoring.choices import PlanState, StoodBack
from monitoring.closeness import close_visits
from monitoring.models import PlanCopy, Visit, VisitDraft, VisitPlan
from vault.actions import bar, revoke
from vault.holders import held_by_nobody_but
from vault.models import Bar, Safe


def take_back(user: User, organisation: Organisation) -> None:
    """Takes from `user` every key of a visit and every copy of a plan that no remaining role asks for."""
    memberships = Membership.objects.active().filter(user=user, organisation=organisation)
    roles = {Role(role) for role in memberships.values_list("role", flat=True)}
    allowed = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    if Permission.VISIT_RECORD not in allowed:
        forget_plans(user, organisation)
    if Role.LEAD in roles:
        return
    safes = Safe.objects.filter(organisation=organisation, visit__isnull=False)
    if {Permission.VISIT_VIEW, Permission.SEALED_OPEN} <= allowed:
        own = Visit.objects.filter(members__user=user, members__stood_back=StoodBack.NO, safe__isnull=False)
        safes = safes.exclude(pk__in=own.values("safe"))
    if revoke(user=user, safes=safes):
        # One line for the person: which visits they were is told by the lines that recorded them or gave the keys.
        record(
            actor=None,
            organisation=organisation,
            action=Act.KEY_REVOKED,
            subject="person",
            subject_uuid=user.uuid,
            reason=Reason.LEFT,
        )


def warn(_user: User) -> list[str]:
    """Nothing: keys that would be lost with a person are counted for the vault as a whole."""
    return []


def forget_plans(user: User, organisation: Organisation | None = None) -> None:
    """Deletes the copies of `user` of plans, of all organisations where none is named.

    A plan that nobody can read any more is dropped.
    """
    plans = VisitPlan.objects.filter(state=PlanState.PLANNED)
    if organisation is not None:
        plans = plans.filter(organisation=organisation)
    read = list(plans.filter(copies__reader=user).values_list("pk", flat=True))
    PlanCopy.objects.filter(reader=user, plan__in=read).delete()
    unread = VisitPlan.objects.filter(pk__in=read, copies=None)
    # Records that were begun from it can still be recorded, as of visits without a plan.
    VisitDraft.objects.filter(plan__in=unread).update(plan=None)
    unread.update(state=PlanState.DROPPED)


# --- ties -------------------------------------------------------------------------------------------------------------


def close(_by: User, tie: Tie, today: date) -> None:
    """Closes to the person of a tie the words of the visits that it concerns, and every plan: it names no place.

    A visit whose words nobody else could open is left, as `warn_of_kept` says.
    """
    lost = held_by_nobody_but(tie.user).values("safe")
    found = _still_open(tie, today).exclude(safe__in=lost)
    for visit in found.select_related("safe").select_for_update(of=("self",)).order_by("pk"):
        bar(user=tie.user, safe=visit.safe)
    # Wherever the tie was declared, the person is as close to the place.
    forget_plans(tie.user)


def warn_of_kept(tie: Tie, today: date) -> list[str]:
    """What to say where the words of a visit stay open to the person of a tie."""
    if tie.user is None or not _still_open(tie, today).exists():
        return []
    return [
        _(
            "Nobody else could open the words of some visits that it concerns, so they stay open for now. Have a lead"
            " take their keys over, then declare the tie again."
        )
    ]


def _still_open(tie: Tie, today: date) -> QuerySet[Visit]:
    """Visits that the tie concerns, with something sealed, from which its person is not barred."""
    barred = Bar.objects.filter(user=tie.user).values("safe")
    return close_visits(tie, today).filter(safe__isnull=False).exclude(safe__in=barred)
