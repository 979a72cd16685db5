"""Pages of plans. Whoever is no reader of a plan gets the answer of a plan that never was."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.actions import NotPossible
from accounts.permissions import Permission
from complaints.casedoor import to_password
from monitoring.models import PlanCopy, VisitPlan
from monitoring.planning.beginning import begin_visit
from monitoring.planning.forms import PlanForm
from monitoring.planning.plan_pages import months
from monitoring.planning.plan_session import opened_plans
from monitoring.planning.plans import OpenedPlan, change_plan, copies_of, drop_plan, find_opened, plan_visit, readers_of
from monitoring.planning.views import asked_organisation, organisation_tabs

_SECRET = ("facility", "first_day", "last_day", "regime", "visit_type", "focus", "notes", "readers", "place")


@require_safe
@require(Permission.VISIT_RECORD)
def visit_plans(request: HttpRequest) -> HttpResponse:
    """One's plans by month, or the way to the password that opens them."""
    today = timezone.localdate()
    opened = opened_plans(request, today)
    readers = readers_of([one.plan for one in opened], request.user) if opened else {}
    context = {
        "is_locked": opened is None,
        "months": months(opened or (), readers, today),
        "lost": sum(one.content is None for one in opened or ()),
    }
    return render(request, "monitoring/planning/plans.html", context)


@sensitive_post_parameters(*_SECRET)
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.VISIT_RECORD)
def new_plan(request: HttpRequest) -> HttpResponse:
    """The form of a plan; a place that was chosen in the programme comes by POST, so that no address names it."""
    organisation, kept = asked_organisation(request, Permission.VISIT_RECORD)
    today = timezone.localdate()
    is_sent = request.method == "POST" and "place" not in request.POST
    form = PlanForm(
        request.POST if is_sent else None,
        organisation=organisation,
        actor=request.user,
        today=today,
        initial={"facility": request.POST.get("place", "")},
    )
    if is_sent and form.is_valid():
        try:
            plan_visit(
                by=request.user, organisation=organisation, readers=form.chosen or (), content=form.content, today=today
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The visit is planned. Only those you named can read the plan."))
            return redirect("visit_plans")
    context = {
        "form": form,
        "tabs": organisation_tabs(request, organisation, Permission.VISIT_RECORD),
        "is_new": True,
        "action": f"{request.path}?of={kept['of']}" if kept else request.path,
    }
    return render(request, "monitoring/planning/plan_form.html", context)


@sensitive_post_parameters(*_SECRET)
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.VISIT_RECORD)
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Opens a plan, and seals anew what it says to everybody who reads it."""
    plan, today = _known_plan(request, uuid), timezone.localdate()
    one = _opened(request, plan)
    if one is None:
        return to_password(request, request.path)
    form = PlanForm(
        request.POST or None,
        organisation=plan.organisation,
        actor=request.user,
        today=today,
        plan=plan,
        initial=_initial(one, request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(by=request.user, plan=plan, content=form.content, readers=form.chosen, today=today)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The plan says now what you typed, to those who read it."))
            return redirect("visit_plans")
    context = {"form": form, "tabs": [], "is_new": False, "action": request.path}
    return render(request, "monitoring/planning/plan_form.html", context)


@require_POST
@require(Permission.VISIT_RECORD)
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The visit will not be made."""
    drop_plan(by=request.user, plan=_known_plan(request, uuid))
    messages.success(request, _("The plan is dropped. Nobody can read it any more."))
    return redirect("visit_plans")


@require_POST
@require(Permission.VISIT_RECORD)
def begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """On the day of a plan: a record that begins with what the plan says."""
    plan = _known_plan(request, uuid)
    one = _opened(request, plan)
    if one is None:
        return to_password(request, reverse("visit_plans"))
    try:
        draft = begin_visit(by=request.user, opened=one, today=timezone.localdate(), now=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("visit_plans")
    return redirect("visit_draft", uuid=draft.uuid)


def _known_plan(request: HttpRequest, uuid: UUID) -> VisitPlan:
    copy: PlanCopy = get_object_or_404(copies_of(request.user), plan__uuid=uuid)
    return copy.plan


def _opened(request: HttpRequest, plan: VisitPlan) -> OpenedPlan | None:
    """The plan with what it says; None while the session is locked. Raises Http404 where it does not open."""
    opened = opened_plans(request, timezone.localdate())
    if opened is None:
        return None
    one = find_opened(opened, plan.uuid)
    if one is None:
        raise Http404
    return one


def _initial(one: OpenedPlan, request: HttpRequest) -> dict[str, object]:
    readers = readers_of([one.plan], request.user).get(one.plan.pk, [])
    told = {name: getattr(one.content, name) for name in PlanForm.base_fields if name != "readers"}
    return told | {"readers": [str(user.uuid) for user in readers]}
