"""Lists kept under a name: for oneself, or for everybody in the organisation who reads the same list."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import Organisation, User
from accounts.permissions import has_permission, home_of, memberships_of, organisations_with
from complaints.listing.kinds import KeptList
from complaints.models import SavedView

MOST_VIEWS = 40
# The place in the list is not part of it. Words of a search are not kept: people type names there.
NOT_KEPT = ("after", "before", "page", "view", "q")


def views_of(actor: User, listed: KeptList) -> QuerySet[SavedView]:
    """The views of a list that `actor` may open: their own where they still belong, and what colleagues share."""
    joined = [membership.organisation_id for membership in memberships_of(actor)]
    reads = organisations_with(actor, listed.reads)
    return SavedView.objects.filter(
        Q(owner=actor.pk, organisation__in=joined) | Q(is_shared=True, organisation__in=reads), list=listed.kind
    ).order_by("name", "pk")


def first_view(actor: User, listed: KeptList) -> SavedView | None:
    """The view that `actor` wants to see first, if any."""
    return views_of(actor, listed).filter(owner=actor.pk, is_first=True).first()


def place_of_views(actor: User, listed: KeptList) -> Organisation | None:
    """Where new views of `actor` belong: the first organisation whose list they read, else the first they joined."""
    reads = organisations_with(actor, listed.reads)
    joined = [membership.organisation for membership in memberships_of(actor)]
    return next((one for one in joined if one.pk in reads), home_of(actor))


def kept_query(sent: Mapping[str, str], known: Collection[str]) -> str:
    """What a view keeps of an address: filters and order that the list knows, never the words of a search."""
    return urlencode({name: value for name, value in sent.items() if value and name in known and name not in NOT_KEPT})


@transaction.atomic
def save_view(*, by: User, listed: KeptList, name: str, query: str, is_shared: bool, is_first: bool) -> SavedView:
    """Keeps a list; one's own view of the same name takes the new filters. Raises PermissionDenied, NotPossible."""
    organisation = place_of_views(by, listed)
    if organisation is None:
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.pk)  # one after the other, so that only one is first
    own = SavedView.objects.filter(owner=by, organisation=organisation, list=listed.kind)
    view = own.filter(name=name).first() or SavedView(owner=by, organisation=organisation, list=listed.kind, name=name)
    if view.pk is None and own.count() >= MOST_VIEWS:
        raise NotPossible(_("You already keep many views. Delete one first."))
    view.query = query
    return _written(view, listed, by=by, is_shared=is_shared, is_first=is_first)


@transaction.atomic
def change_view(
    *, by: User, listed: KeptList, view: SavedView, name: str, is_shared: bool, is_first: bool
) -> SavedView:
    """Gives the owner's view another name or other readers. Raises PermissionDenied, NotPossible."""
    if view.owner_id != by.pk or view.list != listed.kind:
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.pk)
    view.name = name
    return _written(view, listed, by=by, is_shared=is_shared, is_first=is_first)


def _written(view: SavedView, listed: KeptList, *, by: User, is_shared: bool, is_first: bool) -> SavedView:
    if is_shared and not has_permission(by, listed.reads, organisation=view.organisation_id):
        raise PermissionDenied(_("Only who reads a list shares views of it with those who do."))
    if is_first:
        others = SavedView.objects.filter(owner=by, organisation=view.organisation_id, list=listed.kind)
        others.exclude(pk=view.pk).update(is_first=False)
    view.is_shared, view.is_first = is_shared, is_first
    try:
        view.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    view.save()
    return view


def may_share(actor: User, listed: KeptList) -> bool:
    """Whether views of `actor` can be for colleagues too."""
    place = place_of_views(actor, listed)
    return place is not None and has_permission(actor, listed.reads, organisation=place)


def may_delete(actor: User, listed: KeptList, view: SavedView) -> bool:
    """The owner may; what is shared a lead may as well."""
    is_lead = has_permission(actor, listed.manages, organisation=view.organisation_id)
    return view.owner_id == actor.pk or (view.is_shared and is_lead)


def delete_view(*, by: User, listed: KeptList, view: SavedView) -> None:
    """Forgets a view. Raises PermissionDenied."""
    if view.list != listed.kind or not may_delete(by, listed, view):
        raise PermissionDenied
    view.delete()


def better_address(actor: User, listed: KeptList, sent: Mapping[str, str]) -> str:
    """Where the list leads on: to the view shown first where nothing was asked, else to an address without the fields
    that a form sent empty. Empty where the address stands as it is.
    """
    if not sent and (view := first_view(actor, listed)):
        return listed.url_of(view)
    if "" in sent.values():
        return listed.url(urlencode({name: text for name, text in sent.items() if text}))
    return ""
