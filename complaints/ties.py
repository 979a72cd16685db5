"""Ties of people and organisations to bodies and places: nothing about these must reach whoever is tied to them.

Letters to come pass them by, and they stand back from the cases that are there.
"""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.audit import record
from accounts.choices import Act
from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import RecusalReason
from complaints.closeness import close_cases, closenesses
from complaints.models import Case, CaseAssignment, Recusal, Tie
from complaints.telling import tell
from institutions.models import Body, Facility
from vault import actions as keys
from vault.holders import held_by_nobody_but

Follow = Callable[[User, Tie, date], None]
Warn = Callable[[Tie, date], list[str]]
_FOLLOWS: list[Follow] = []
_WARNINGS: list[Warn] = []


def when_somebody_is_tied(follow: Follow, warn: Warn) -> None:
    """Registers what else is closed to the person of a tie, and what to say of what had to stay open.

    `follow` is called with who declares it, the tie and the day, within the transaction that declares it. Called from
    an app's `ready`.
    """
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)
        _WARNINGS.append(warn)


def warnings_about(tie: Tie, today: date) -> list[str]:
    """Sentences of other rooms about what the tie should have closed and did not."""
    return [sentence for warn in _WARNINGS for sentence in warn(tie, today)]


def ties_visible_to(actor: User) -> QuerySet[Tie]:
    """One's own ties, and all those of the organisations that `actor` manages."""
    managed = organisations_with(actor, Permission.ORGANISATION_MANAGE)
    return Tie.objects.filter(organisation__in=managed) | Tie.objects.filter(user=actor.pk)


@transaction.atomic
def declare_tie(
    *,
    by: User,
    organisation: Organisation,
    today: date,
    user: User | None = None,
    body: Body | None = None,
    facility: Facility | None = None,
) -> Tie:
    """Notes that `user`, or without one the organisation itself, is close to a body or to a place. Twice is once.

    A person stands back at once from the organisation's cases about it, but for those that nobody else could open
    (`kept_cases`). People declare their own ties; who manages the organisation declares anybody's. Raises
    PermissionDenied, and NotPossible unless exactly one of `body` and `facility` is named.
    """
    is_own = user is not None and user.pk == by.pk
    if not is_own and not has_permission(by, Permission.ORGANISATION_MANAGE, organisation=organisation):
        raise PermissionDenied(_("Only the person concerned or an administrator can say this."))
    if (body is None) == (facility is None):
        raise NotPossible(_("A tie leads to one body or to one place."))
    if user is not None and not Membership.objects.filter(user=user, organisation=organisation).exists():
        raise PermissionDenied(_("This person does not belong to the organisation."))
    # No case of the organisation can come meanwhile: a letter on its way meets the tie, or is met here.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    tie, is_new = Tie.objects.get_or_create(
        user=user,
        organisation=organisation,
        body=body,
        facility=facility,
        ended_on=None,
        defaults={"declared_by": by, "declared_on": today},
    )
    if is_new:
        _tell(by, tie, Act.TIE_DECLARED)
    if user is not None:
        _let_stand_back(by, tie, today)
        for step in _FOLLOWS:
            step(by, tie, today)
    return tie


@transaction.atomic
def end_tie(*, by: User, tie: Tie, today: date) -> None:
    """The tie is over from today; the row stays, and so does every standing back. Nobody ends their own.

    Raises PermissionDenied for oneself, and for whoever does not manage the organisation.
    """
    if not may_end(by, tie):
        raise PermissionDenied(_("A tie is ended by somebody else who manages the organisation, never by oneself."))
    if Tie.objects.filter(pk=tie.pk, ended_on=None).update(ended_on=max(today, tie.declared_on)):
        _tell(by, tie, Act.TIE_ENDED)


def may_end(by: User, tie: Tie) -> bool:
    """Whether `by` decides that the tie is over."""
    manages = has_permission(by, Permission.ORGANISATION_MANAGE, organisation=tie.organisation_id)
    return manages and tie.user_id != by.pk


def kept_cases(tie: Tie, today: date) -> QuerySet[Case]:
    """The organisation's cases that the tie concerns and from which its person does not stand back."""
    if tie.user is None:
        return Case.objects.none()
    cases = Case.objects.filter(organisation=tie.organisation_id).not_recused(tie.user)
    ties = closenesses(Tie.objects.filter(pk=tie.pk))
    return Case.objects.filter(pk__in=close_cases(ties, cases, today))


def _let_stand_back(by: User, tie: Tie, today: date) -> None:
    """The person of the tie stands back from what it concerns; a case that would be lost with the keys is left."""
    user = tie.user
    lost = held_by_nobody_but(user).values("safe")
    found = kept_cases(tie, today).exclude(safe__in=lost).select_related("safe")
    cases = list(found.select_for_update(of=("self",)).order_by("pk"))
    Recusal.objects.bulk_create(
        Recusal(case=case, user=user, reason=RecusalReason.WORKED_THERE, declared_by=by, started_on=today)
        for case in cases
    )
    CaseAssignment.objects.filter(case__in=cases, user=user, ended_at=None).update(ended_at=timezone.now())
    for case in cases:
        if case.safe is not None:
            keys.bar(user=user, safe=case.safe)
    for case in cases:
        tell(by, case, Act.RECUSED, reason=RecusalReason.WORKED_THERE)


def _tell(by: User, tie: Tie, act: Act) -> None:
    subject = ("person", tie.user.uuid) if tie.user else ("organisation", tie.organisation.uuid)
    record(actor=by, organisation=tie.organisation, action=act, subject=subject[0], subject_uuid=subject[1])
