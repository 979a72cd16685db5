"""Pages of a case, read only. `visible_to` is the only door; what a person may not see does not exist for them."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from complaints.casedoor import known_case
from complaints.models import Case, ErasureRequest
from complaints.pages.beside import lines_context, with_beside
from complaints.pages.history import history_context, place_of
from complaints.pages.sealed import sealed_context
from complaints.pages.sheet import case_context
from complaints.rights import may_on


@require_safe
def case_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One case with its timeline, deadlines and how it is counted; 404 for whoever may not know of it."""
    if "\x00" in reference:  # the database takes no such text, not even to look for it
        raise Http404
    case = (
        with_beside(Case.objects.visible_to(request.user))
        .select_related("region", "region_now", "facility", "facility_type", "premise_type", "offence", "milestones")
        .select_related("organisation", "safe", "safeguards", "letter__risk")
        .annotate(erasure_asked=Exists(ErasureRequest.objects.filter(case=OuterRef("pk"))))
        .filter(reference=reference)
        .first()
    )
    if case is None:
        raise Http404
    now = timezone.now()
    context = case_context(request.user, case, timezone.localdate())
    context |= lines_context(context["cards"], request.GET.get("line", "")) | {"tab": "timeline"}
    if not context["is_public"]:
        context |= sealed_context(request.user, case, now)
        context["may_take_out"] = may_on(request.user, Permission.CASE_EXPORT, case)
        context["may_visit"] = may_on(request.user, Permission.VISIT_RECORD, case)
    return render(request, "complaints/detail.html", context)


@require_safe
def case_history(request: HttpRequest, reference: str) -> HttpResponse:
    """What was recorded and changed about a case of the organisation, in sentences, newest first."""
    case = known_case(request, reference, Permission.CASE_VIEW)
    since = place_of(request.GET.get("until", ""), request.GET.get("skip", ""))
    return render(request, "complaints/history.html", history_context(case, since))
