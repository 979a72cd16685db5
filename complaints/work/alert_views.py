"""Pages of alerts: the list over all cases, and taking note of one or of several."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.permissions import Permission, has_permission
from complaints.casedoor import known_case
from complaints.choices import NoteOfAlert
from complaints.models import Alert
from complaints.work import conditions, forms, paging, queries
from complaints.work.actions import note_alerts
from complaints.work.lists import alert_lines
from complaints.work.views import asked_desk, desk_tabs

AT_ONCE = paging.PAGE_SIZE


@require_safe
@require(Permission.CASE_VIEW)
def alerts(request: HttpRequest) -> HttpResponse:
    """Alerts of all cases on the desk, newest first."""
    desk = asked_desk(request)
    form = forms.AlertFilterForm(request.GET)
    form.is_valid()
    state = form.cleaned_data.get("state") or forms.OPEN
    form.data = request.GET | {"state": state}
    found = queries.with_events(desk.alerts())
    if state != forms.ALL:
        found = found.filter(conditions.not_noted() if state == forms.OPEN else ~conditions.not_noted())
    if kind := form.cleaned_data.get("kind"):
        found = found.filter(kind=kind)
    page = paging.alert_page(found, request.GET.get("after", ""))
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "desks": desk_tabs(request, desk, "alerts"),
        "form": form,
        "state": state,
        "rows": alert_lines(page.rows),
        "may_note": state == forms.OPEN and has_permission(request.user, Permission.CASE_RECORD),
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "next_url": f"?{urlencode(kept | {'after': page.after})}" if page.after else "",
    }
    return render(request, "complaints/work/alerts.html", context)


@require_POST
@require(Permission.CASE_RECORD)
def note_several(request: HttpRequest) -> HttpResponse:
    """Shows which alerts were chosen, asks what was decided, and takes note of all of them at once."""
    marks = request.POST.getlist("alert")
    if not marks:
        messages.warning(request, _("Choose at least one alert."))
        return redirect("alerts")
    if len(marks) > AT_ONCE:
        raise BadRequest
    chosen = paging.find_alerts(queries.with_events(queries.desk_of(request.user).alerts()), marks)
    fresh = [alert for alert in chosen if alert.acknowledged_at is None]
    form = forms.NoteForm(request.POST if "note" in request.POST or "decide" in request.POST else None)
    if form.is_bound and form.is_valid() and fresh:
        number = note_alerts(by=request.user, alerts=fresh, note=NoteOfAlert(form.cleaned_data["note"]))
        words = ngettext("Note was taken of %(count)s alert.", "Note was taken of %(count)s alerts.", number)
        messages.success(request, words % {"count": number})
        return redirect("alerts")
    context = {"form": form, "rows": alert_lines(fresh), "skipped": len(marks) - len(fresh)}
    return render(request, "complaints/work/note_several.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def note_one(request: HttpRequest, reference: str, uuid: UUID, rule: str) -> HttpResponse:
    """What was decided about one alert of a case; afterwards it says who took note, and what."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    mine = queries.with_events(Alert.objects.filter(case=case))
    alert = next(iter(paging.find_alerts(mine, [f"{uuid}:{rule}"])), None)
    if alert is None:
        raise Http404
    form = forms.NoteForm(request.POST or None)
    back_to = f"{reverse('case_detail', args=[case.reference])}#event-{alert.event.sequence}"
    if request.method == "POST" and form.is_valid():
        note_alerts(by=request.user, alerts=[alert], note=NoteOfAlert(form.cleaned_data["note"]))
        messages.success(request, _("Note was taken of the alert."))
        return redirect(back_to)
    context = {"case": case, "form": form, "line": alert_lines([alert])[0], "back_to": back_to}
    return render(request, "complaints/work/note_one.html", context)
