"""Pages of legal deadlines: the list over all cases, and putting a reminder off."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.actions import NotPossible
from accounts.permissions import Permission
from complaints.casedoor import known_case
from complaints.choices import PostponedBecause
from complaints.models import Deadline
from complaints.work import conditions, forms, paging, queries
from complaints.work.actions import postpone
from complaints.work.lists import deadline_lines, postponement_lines
from complaints.work.views import asked_desk, desk_tabs


@require_safe
@require(Permission.CASE_VIEW)
def deadlines(request: HttpRequest) -> HttpResponse:
    """Deadlines of all cases on the desk, by the day they are due."""
    desk, today = asked_desk(request), timezone.localdate()
    form = forms.DeadlineFilterForm(request.GET)
    form.is_valid()
    state = form.cleaned_data.get("state") or forms.OVERDUE
    form.data = request.GET | {"state": state}
    found = desk.deadlines().filter(_condition(state, today))
    if limit := form.cleaned_data.get("limit"):
        found = found.filter(time_limit=limit)
    page = paging.deadline_page(found, request.GET.get("after", ""), is_newest_first=state == forms.OVERDUE)
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "desks": desk_tabs(request, desk, "deadlines"),
        "form": form,
        "state": state,
        "rows": deadline_lines(page.rows, today),
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "next_url": f"?{urlencode(kept | {'after': page.after})}" if page.after else "",
    }
    return render(request, "complaints/work/deadlines.html", context)


def _condition(state: str, today: date) -> Q:
    if state == forms.SOON:
        return conditions.soon(today)
    if state == forms.RUNNING:
        return conditions.running()
    if state == forms.RIGHTS:
        return conditions.usable_rights(today)
    if state == forms.WAITING:
        return conditions.running() & conditions.put_off(today)
    return conditions.overdue(today)


@require_http_methods(["GET", "HEAD", "POST"])
def postpone_reminder(request: HttpRequest, reference: str, uuid: UUID, code: str) -> HttpResponse:
    """The reminder of one deadline waits, with a reason and for a while."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    today = timezone.localdate()
    deadline = _deadline_of(queries.with_facts(Deadline.objects.filter(case=case)), uuid, code)
    form = forms.PostponeForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            postpone(
                by=request.user,
                deadline=deadline,
                until=form.cleaned_data["until"],
                reason=PostponedBecause(form.cleaned_data["reason"]),
                today=today,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The reminder waits. The clock of the law runs on."))
            return redirect(f"{reverse('case_detail', args=[case.reference])}#deadlines")
    context = {
        "case": case,
        "form": form,
        "line": deadline_lines([deadline], today)[0],
        "decided": postponement_lines(deadline),
    }
    return render(request, "complaints/work/postpone.html", context)


def _deadline_of(deadlines: QuerySet[Deadline], uuid: UUID, code: str) -> Deadline:
    found = paging.find_deadline(deadlines, f"{uuid}:{code}")
    if found is None:
        raise Http404
    return found
