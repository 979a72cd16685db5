"""The page of one's work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.permissions import Permission, has_permission
from complaints.listing.chips import Tab
from complaints.work.pages import OFFICE, OWN_DESK, sections
from complaints.work.queries import Desk, desk_of, may_choose_desk


@require_safe
@require(Permission.CASE_VIEW)
def my_work(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the most urgent first."""
    desk = asked_desk(request)
    context = {
        "sections": sections(desk, timezone.localdate()),
        "desks": desk_tabs(request, desk, "my_work"),
        "may_record": has_permission(request.user, Permission.CASE_RECORD),
    }
    return render(request, "complaints/work/my_work.html", context)


def asked_desk(request: HttpRequest) -> Desk:
    """The desk that the address asks for, as far as the reader may look at it."""
    return desk_of(request.user, is_office=request.GET.get("desk") != OWN_DESK)


def desk_tabs(request: HttpRequest, desk: Desk, page: str) -> list[Tab]:
    """One's own desk and the whole office, for those who see all cases; nothing for others."""
    if not may_choose_desk(request.user):
        return []
    address = reverse(page)
    kept = {name: value for name, value in request.GET.items() if name not in ("desk", "after") and value}
    return [
        Tab(label, f"{address}?{urlencode(kept | {'desk': code})}", desk.is_office == (code == OFFICE))
        for code, label in ((OWN_DESK, _("Mine")), (OFFICE, _("Whole office")))
    ]
