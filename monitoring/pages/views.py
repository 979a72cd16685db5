"""The page of a visit and what is done from it. Words are opened in one answer only; nothing of it is kept."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import recently_authenticated
from accounts.actions import NotPossible
from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.casedoor import key_of_session, to_password
from monitoring.actions import note_report, take_back_visit
from monitoring.keys import give_key, keyholders
from monitoring.models import Visit
from monitoring.opening import OpenedVisit, open_texts
from monitoring.pages.conduct import conduct_context
from monitoring.pages.forms import ReportDatesForm
from monitoring.pages.outcome import outcome_context
from monitoring.pages.reading import read_visit
from monitoring.pages.sealed import sealed_context
from monitoring.visitdoor import known_visit
from vault.crypto import Tampered
from vault.keyrings import NoKey

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def visit_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything of one visit that is not sealed; 404 for whoever may not know of it."""
    return _page(request, reference, None)


def _page(request: HttpRequest, reference: str, opened: OpenedVisit | None) -> HttpResponse:
    visit = None if "\x00" in reference else read_visit(request.user, reference)
    if visit is None:
        raise Http404
    context = {"visit": visit} | conduct_context(visit) | outcome_context(visit, opened)
    context |= sealed_context(request.user, visit, timezone.now())
    return render(request, "monitoring/detail.html", context)


@require_POST
def open_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """The page with all its words, in this answer only."""
    visit, now = known_visit(request, reference, Permission.SEALED_OPEN), timezone.now()
    private_key = key_of_session(request)
    if private_key is None:
        return to_password(request, _page_of(visit))
    try:
        opened = open_texts(by=request.user, private_key=private_key, visit=visit, now=now)
    except NoKey:
        holders = [one.person for one in keyholders(visit, now) if one.holds]
        return render(request, "monitoring/no_key.html", {"visit": visit, "holders": holders}, status=403)
    except Tampered:
        return render(request, "monitoring/damaged.html", {"visit": visit}, status=500)
    return _page(request, reference, opened)


@both
def report_dates(request: HttpRequest, reference: str) -> HttpResponse:
    """When the report was written, sent and published."""
    visit = known_visit(request, reference, Permission.VISIT_RECORD)
    sent = request.POST if request.method == "POST" else None
    may_publish = has_permission(request.user, Permission.VISIT_MANAGE, organisation=visit.organisation_id)
    form = ReportDatesForm.of(sent, getattr(visit, "afterwards", None), may_publish=may_publish)
    if request.method == "POST" and form.is_valid():
        try:
            note_report(by=request.user, visit=visit, dates=form.dates, today=timezone.localdate())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The dates of the report are noted."))
            return redirect(_page_of(visit))
    return render(request, "monitoring/report_dates.html", {"visit": visit, "form": form})


@both
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """A visit recorded by mistake is no longer shown; asks first."""
    visit = known_visit(request, reference, Permission.VISIT_MANAGE)
    if request.method != "POST":
        return render(request, "monitoring/take_back.html", {"visit": visit})
    try:
        take_back_visit(by=request.user, visit=visit, today=timezone.localdate())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(_page_of(visit))
    messages.success(request, _("The visit is taken back. It is no longer shown or counted."))
    return redirect("visit_list")


@require_POST
def give(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Gives a member of the team the key of the words."""
    visit = known_visit(request, reference, Permission.VISIT_MANAGE)
    lacking = {one.person.pk for one in keyholders(visit, timezone.now()) if not one.holds}
    return _give(request, visit, get_object_or_404(User, uuid=uuid, pk__in=lacking))


@recently_authenticated
def _give(request: HttpRequest, visit: Visit, colleague: User) -> HttpResponse:
    private_key = key_of_session(request)
    if private_key is None:
        return to_password(request, _page_of(visit))
    try:
        give_key(by=request.user, private_key=private_key, visit=visit, to=colleague, now=timezone.now())
    except (NoKey, NotPossible) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The key has been handed over."))
    return redirect(_page_of(visit))


def _page_of(visit: Visit) -> str:
    return reverse("visit_detail", args=[visit.reference])
