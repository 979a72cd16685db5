"""Lists kept under a name: for oneself, or for everybody in the organisation who works on cases."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, home_of, memberships_of, organisations_with
from complaints.models import SavedView

MOST_VIEWS = 40
# The place in the list is not part of it. Words of a search are not kept: people type names there.
NOT_KEPT = ("after", "before", "page", "view", "q")


def views_of(actor: User) -> QuerySet[SavedView]:
    """The views `actor` may open: their own where they still belong, and what colleagues share with who reads cases."""
    joined = [membership.organisation_id for membership in memberships_of(actor)]
    reads = organisations_with(actor, Permission.CASE_VIEW)
    return SavedView.objects.filter(
        Q(owner=actor.pk, organisation__in=joined) | Q(is_shared=True, organisation__in=reads)
    ).order_by("name", "pk")


def first_view(actor: User) -> SavedView | None:
    """The view that `actor` wants to see first, if any."""
    return views_of(actor).filter(owner=actor.pk, is_first=True).first()


def place_of_views(actor: User) -> Organisation | None:
    """Where new views of `actor` belong: the first organisation whose cases they read, else the first they joined."""
    reads = organisations_with(actor, Permission.CASE_VIEW)
    joined = [membership.organisation for membership in memberships_of(actor)]
    return next((one for one in joined if one.pk in reads), home_of(actor))


def kept_query(sent: Mapping[str, str], known: Collection[str]) -> str:
    """What a view keeps of an address: filters and order that the list knows, never the words of a search."""
    return urlencode({name: value for name, value in sent.items() if value and name in known and name not in NOT_KEPT})


@transaction.atomic
def save_view(*, by: User, name: str, query: str, is_shared: bool, is_first: bool) -> SavedView:
    """Keeps a list; one's own view of the same name takes the new filters. Raises PermissionDenied, NotPossible."""
    organisation = place_of_views(by)
    if organisation is None:
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.pk)  # one after the other, so that only one is first
    own = SavedView.objects.filter(owner=by, organisation=organisation)
    view = own.filter(name=name).first() or SavedView(owner=by, organisation=organisation, name=name)
    if view.pk is None and own.count() >= MOST_VIEWS:
        raise NotPossible(_("You already keep many views. Delete one first."))
    view.query = query
    return _written(view, by=by, is_shared=is_shared, is_first=is_first)


@transaction.atomic
def change_view(*, by: User, view: SavedView, name: str, is_shared: bool, is_first: bool) -> SavedView:
    """Gives the owner's view another name or other readers. Raises PermissionDenied, NotPossible."""
    if view.owner_id != by.pk:
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.pk)
    view.name = name
    return _written(view, by=by, is_shared=is_shared, is_first=is_first)


def _written(view: SavedView, *, by: User, is_shared: bool, is_first: bool) -> SavedView:
    if is_shared and not has_permission(by, Permission.CASE_VIEW, organisation=view.organisation_id):
        raise PermissionDenied(_("Only who works on cases shares views with those who do."))
    if is_first:
        SavedView.objects.filter(owner=by, organisation=view.organisation_id).exclude(pk=view.pk).update(is_first=False)
    view.is_shared, view.is_first = is_shared, is_first
    try:
        view.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    view.save()
    return view


def may_delete(actor: User, view: SavedView) -> bool:
    """The owner may; what is shared a lead may as well."""
    is_lead = has_permission(actor, Permission.CASE_ASSIGN, organisation=view.organisation_id)
    return view.owner_id == actor.pk or (view.is_shared and is_lead)


def delete_view(*, by: User, view: SavedView) -> None:
    """Forgets a view. Raises PermissionDenied."""
    if not may_delete(by, view):
        raise PermissionDenied
    view.delete()
