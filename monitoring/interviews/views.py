"""Taking in a complaint that was heard during a visit, and the cases that triggered one."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import NotPossible
from accounts.permissions import Permission, has_permission
from complaints.findings import Impossible
from complaints.models import Case
from complaints.reception.pages import mistakes, sheet
from monitoring.interviews import taking
from monitoring.interviews.actions import link_trigger, receive_from_interview, unlink_trigger
from monitoring.interviews.forms import TriggerForm
from monitoring.interviews.texts import duty_of, triggers_of, why_nothing_waits
from monitoring.models import InterviewComplaint, Visit
from monitoring.visitdoor import known_visit
from vault.actions import NobodyCouldOpen

both = require_http_methods(["GET", "HEAD", "POST"])
MOST_OFFERED = 10


@sensitive_post_parameters()
@both
def hear(request: HttpRequest, reference: str) -> HttpResponse:
    """One page from the interview to the complaint, prefilled from the visit."""
    visit = receiving_visit(request, reference)
    into = _into(request, visit)
    if request.method != "POST":
        return _page(request, visit, into, taking.blank(visit, into))
    forms = taking.sent(visit, into, request.POST)
    if taking.is_about_people(request.POST):
        return _page(request, visit, into, forms, is_quiet=True)
    if not mistakes(forms.values()):
        taking.complain_of_names(forms)
    wrong = mistakes(forms.values())
    return _page(request, visit, into, forms, wrong) if wrong else _taken(request, visit, into, forms)


def receiving_visit(request: HttpRequest, reference: str) -> Visit:
    """A visit of which the reader may take complaints in. Raises Http404, PermissionDenied."""
    visit = known_visit(request, reference, Permission.VISIT_RECORD)
    if not has_permission(request.user, Permission.CASE_RECEIVE, organisation=visit.organisation_id):
        raise PermissionDenied
    return visit


def _into(request: HttpRequest, visit: Visit) -> Case | None:
    """The case of the address to which the complaint shall be added. Raises Http404 for one that may not be known."""
    reference = request.GET.get("into", "")
    if not reference:
        return None
    case = None
    if "\x00" not in reference:
        visible = Case.objects.visible_to(request.user).select_related("organisation", "safe")
        mine = visible.filter(organisation=visit.organisation_id, data_set=visit.data_set)
        case = mine.filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def _taken(request: HttpRequest, visit: Visit, into: Case | None, forms: taking.Forms) -> HttpResponse:
    today, interview = timezone.localdate(), forms["interview"].cleaned_data
    once = taking.once_of(request.POST)
    try:
        row = receive_from_interview(
            by=request.user,
            visit=visit,
            mode=interview["mode"],
            pseudonym=interview["pseudonym"],
            told=taking.told_in(forms, visit, today=today),
            once=once or uuid4(),
            today=today,
            into=into,
        )
    except (NotPossible, Impossible, NobodyCouldOpen) as refusal:
        return _page(request, visit, into, forms, [{"text": str(refusal), "href": ""}])
    return _after(request, visit, row)


def _after(request: HttpRequest, visit: Visit, row: InterviewComplaint) -> HttpResponse:
    case = Case.objects.visible_to(request.user).filter(pk=row.complaint.case_id).first()
    if case is None:
        messages.warning(request, _("The complaint is kept. By what the person answered, the case is not open to you."))
        return redirect("visit_detail", reference=visit.reference)
    messages.success(request, _("The complaint is kept as case %(number)s.") % {"number": case.reference})
    return redirect("interview_complaint", reference=visit.reference, uuid=row.complaint.uuid)


def _page(
    request: HttpRequest,
    visit: Visit,
    into: Case | None,
    forms: taking.Forms,
    errors: list | None = None,
    *,
    is_quiet: bool = False,
) -> HttpResponse:
    context = {
        "visit": visit,
        "into": into,
        "sheets": [sheet(name, form) for name, form in forms.items()],
        "errors": [] if is_quiet else errors or [],
        "once": (taking.once_of(request.POST) if request.method == "POST" else None) or uuid4(),
        "known": [] if into else _known_here(request, visit),
        "duty": duty_of(visit),
        "no_duty": why_nothing_waits(visit),
        "is_demonstration": visit.organisation.is_demonstration,
    }
    return render(request, "monitoring/interviews/add.html", context)


def _known_here(request: HttpRequest, visit: Visit) -> list[Case]:
    """The newest cases of the place that the reader may see: the complaint may belong to one of them."""
    mine = Case.objects.visible_to(request.user).filter(organisation=visit.organisation_id, data_set=visit.data_set)
    return list(mine.filter(facility=visit.facility_id).order_by("-pk")[:MOST_OFFERED])


# --- the cases that triggered a visit ---------------------------------------------------------------------------------


@sensitive_post_parameters()
@both
def triggers(request: HttpRequest, reference: str) -> HttpResponse:
    """Links the visit to cases because of which it was made, and takes such links away."""
    visit = known_visit(request, reference, Permission.VISIT_RECORD)
    mine = Case.objects.visible_to(request.user).filter(organisation=visit.organisation_id, data_set=visit.data_set)
    is_removal = request.method == "POST" and "remove" in request.POST
    form = TriggerForm(request.POST if request.method == "POST" and not is_removal else None, cases=mine)
    if is_removal:
        return _unlinked(request, visit, mine)
    if request.method == "POST" and form.is_valid():
        link_trigger(by=request.user, visit=visit, case=form.cleaned_data["reference"])
        messages.success(request, _("The case is linked to the visit."))
        return redirect("visit_triggers", reference=visit.reference)
    linked = triggers_of(request.user, visit)
    shown = {case.pk for case in linked}
    context = {
        "visit": visit,
        "form": form,
        "linked": linked,
        "known": [case for case in _known_here(request, visit) if case.pk not in shown],
        "is_demonstration": visit.organisation.is_demonstration,
    }
    return render(request, "monitoring/interviews/triggers.html", context)


def _unlinked(request: HttpRequest, visit: Visit, mine) -> HttpResponse:
    reference = request.POST["remove"]
    case = None if "\x00" in reference else mine.filter(reference=reference).first()
    if case is None:
        raise Http404
    unlink_trigger(by=request.user, visit=visit, case=case)
    messages.success(request, _("The case is no longer linked to the visit."))
    return redirect(reverse("visit_triggers", args=[visit.reference]))
