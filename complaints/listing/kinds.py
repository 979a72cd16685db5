"""The lists of which views are kept: what each is called in addresses, and what one needs to read and to share it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.choices import ListKind
from complaints.filters import CaseFilterSet
from complaints.listing.chips import SHOWN
from complaints.models import SavedView


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list with its routes. Views are shared with whoever `reads`; whoever `manages` deletes what is shared.

    `known`: the parameters of an address that a view may keep. `also`: what else opens the list, without sharing.
    """

    kind: ListKind
    list_route: str
    views_route: str
    save_route: str
    change_route: str
    delete_route: str
    reads: Permission
    manages: Permission
    known: Collection[str]
    readers: Promise
    share_label: Promise
    search_hint: Promise
    also: tuple[Permission, ...] = ()

    def is_for(self, actor: User) -> bool:
        """Whether `actor` may open the list at all."""
        return any(has_permission(actor, permission) for permission in (self.reads, *self.also))

    def url(self, query: str = "") -> str:
        """The address of the list under a query."""
        return f"{reverse(self.list_route)}?{query}" if query else reverse(self.list_route)

    def back(self, posted: Mapping[str, str]) -> str:
        """The list with the query that a form carried along; whatever stands there, it leads nowhere else."""
        return self.url(posted.get("query", "")[:4000].replace("\x00", "").replace("\r", "").replace("\n", ""))

    @property
    def views_url(self) -> str:
        """The page of its views."""
        return reverse(self.views_route)

    @property
    def save_url(self) -> str:
        """Where a view of it is kept."""
        return reverse(self.save_route)

    def url_of(self, view: SavedView) -> str:
        """The address of the list as a view keeps it."""
        return f"{reverse(self.list_route)}?{view.query}&{urlencode({'view': view.uuid})}"


CASES = KeptList(
    kind=ListKind.CASES,
    list_route="case_list",
    views_route="saved_views",
    save_route="save_view",
    change_route="change_view",
    delete_route="delete_view",
    reads=Permission.CASE_VIEW,
    manages=Permission.CASE_ASSIGN,
    known=(*CaseFilterSet.base_filters, *SHOWN),
    readers=_("everybody here who works on cases"),
    share_label=_("For everybody here who works on cases"),
    search_hint=_(
        "Reference, own or register number, place, region, body, offence, method. Names and narratives are sealed and"
        " cannot be searched."
    ),
    also=(Permission.PUBLIC_RECORD_VIEW,),
)
