"""What every page shows around its content."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.permissions import Permission, has_permission, memberships_of


@dataclass(frozen=True, slots=True)
class NavItem:
    """A room in the menu: shown to whoever holds one of `permissions`; `also` are its pages at other addresses."""

    label: Promise
    url_name: str
    permissions: tuple[Permission, ...]
    also: tuple[str, ...] = ()

    def is_for(self, user: User) -> bool:
        """Whether `user` may enter the room."""
        return any(has_permission(user, permission) for permission in self.permissions)


NAV = (
    NavItem(pgettext_lazy("menu", "My work"), "my_work", (Permission.CASE_VIEW,)),
    NavItem(pgettext_lazy("menu", "Funnel"), "funnel", (Permission.FUNNEL_VIEW,)),
    NavItem(pgettext_lazy("menu", "Official figures"), "official_figures", (Permission.REFERENCE_VIEW,)),
    NavItem(pgettext_lazy("menu", "Cases"), "case_list", (Permission.CASE_VIEW, Permission.PUBLIC_RECORD_VIEW)),
    NavItem(pgettext_lazy("menu", "Visits"), "visit_list", (Permission.VISIT_VIEW,), ("limits",)),
    NavItem(pgettext_lazy("menu", "Letters"), "letters", (Permission.CASE_RECORD,)),
    NavItem(pgettext_lazy("menu", "Imports"), "imports", (Permission.CASE_IMPORT,)),
    NavItem(pgettext_lazy("menu", "Reference"), "reference", (Permission.REFERENCE_VIEW,)),
    NavItem(pgettext_lazy("menu", "Jobs"), "job_list", (Permission.JOB_VIEW,)),
    NavItem(pgettext_lazy("menu", "People"), "people", (Permission.PEOPLE_VIEW,)),
    NavItem(pgettext_lazy("menu", "Audit"), "audit", (Permission.AUDIT_VIEW,)),
)
# The pages of the room "visits", side by side at the head of each.
VISIT_TABS = (
    NavItem(pgettext_lazy("menu", "Visits"), "visit_list", (Permission.VISIT_VIEW,)),
    NavItem(pgettext_lazy("menu", "Places"), "place_list", (Permission.VISIT_VIEW,)),
    NavItem(pgettext_lazy("menu", "Programme"), "programme", (Permission.VISIT_VIEW,)),
    NavItem(pgettext_lazy("menu", "Recommendations"), "recommendations", (Permission.VISIT_VIEW,)),
    NavItem(pgettext_lazy("menu", "Complaints from interviews"), "interview_complaints", (Permission.CASE_VIEW,)),
    NavItem(pgettext_lazy("menu", "What limits them"), "limits", (Permission.FUNNEL_VIEW,)),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """`nav`, `visit_tabs`, `organisation` (the first one joined, or None) and `is_demonstration` of the signed-in
    person, and the role they look as (`viewing_as`, or None).

    A view that shows demonstration data to anybody else says so itself; its own value wins.
    """
    user = getattr(request, "user", None)
    memberships = memberships_of(user) if user is not None else []
    organisation = memberships[0].organisation if memberships else None
    return {
        "nav": navigation(user, request.path) if memberships else [],
        "visit_tabs": navigation(user, request.path, VISIT_TABS) if memberships else [],
        "organisation": organisation,
        "is_demonstration": organisation is not None and organisation.is_demonstration,
        "viewing_as": getattr(request, "viewing_as", None),
    }


def navigation(user: User, path: str, items: Iterable[NavItem] = NAV) -> list[dict[str, object]]:
    """The rooms `user` may enter, with the one marked that `path` lies in."""
    rooms = [(item, [reverse(name) for name in (item.url_name, *item.also)]) for item in items if item.is_for(user)]
    # A room may lie inside another: the letters are among the cases.
    current = max((url for _item, urls in rooms for url in urls if path.startswith(url)), key=len, default="")
    return [{"label": item.label, "url": urls[0], "is_current": current in urls} for item, urls in rooms]
