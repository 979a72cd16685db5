"""Ties of people and organisations to bodies and places: no letter about these must reach whoever is tied to them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.audit import record
from accounts.choices import Act
from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.models import Tie
from institutions.models import Body, Facility


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

    People declare their own ties; who manages the organisation declares anybody's. Raises PermissionDenied, and
    NotPossible unless exactly one of `body` and `facility` is named.
    """
    _must_decide(by, organisation, user)
    if (body is None) == (facility is None):
        raise NotPossible(_("A tie leads to one body or to one place."))
    if user is not None and not Membership.objects.filter(user=user, organisation=organisation).exists():
        raise PermissionDenied(_("This person does not belong to the organisation."))
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
    return tie


@transaction.atomic
def end_tie(*, by: User, tie: Tie, today: date) -> None:
    """The tie is over from today; the row stays. Raises PermissionDenied."""
    _must_decide(by, tie.organisation, tie.user)
    if Tie.objects.filter(pk=tie.pk, ended_on=None).update(ended_on=max(today, tie.declared_on)):
        _tell(by, tie, Act.TIE_ENDED)


def _must_decide(by: User, organisation: Organisation, user: User | None) -> None:
    is_own = user is not None and user.pk == by.pk
    if not is_own and not has_permission(by, Permission.ORGANISATION_MANAGE, organisation=organisation):
        raise PermissionDenied(_("Only the person concerned or an administrator can say this."))


def _tell(by: User, tie: Tie, act: Act) -> None:
    subject = ("person", tie.user.uuid) if tie.user else ("organisation", tie.organisation.uuid)
    record(actor=by, organisation=tie.organisation, action=act, subject=subject[0], subject_uuid=subject[1])
