"""What follows the typing: the reference of the visit and what was otherwise than its terms; putting a visit right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.actions import NotPossible
from accounts.permissions import Permission
from monitoring.choices import RETURNS
from monitoring.judging import conduct_of_visit, terms_of
from monitoring.recording import drafts
from monitoring.recording.views import both
from monitoring.rules import delay_minutes, departures
from monitoring.visitdoor import known_visit


@require_safe
@require(Permission.VISIT_VIEW)
def done(request: HttpRequest, reference: str) -> HttpResponse:
    """The reference of what was recorded, where the visit was treated otherwise than its terms allow, what is next."""
    visit = known_visit(request, reference, Permission.VISIT_RECORD)
    afterwards = getattr(visit, "afterwards", None)
    context = {
        "visit": visit,
        "departures": departures(conduct_of_visit(visit), terms_of(visit.regime)),
        "waited": delay_minutes(visit.arrived_at, visit.entered_at),
        "has_recommendations": visit.recommendations.exists(),
        "is_to_return": afterwards is not None and afterwards.follow_up in RETURNS,
        "is_demonstration": visit.organisation.is_demonstration,
    }
    return render(request, "monitoring/recording/done.html", context)


@both
@require(Permission.VISIT_VIEW)
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Puts a recorded visit right, in a draft that begins with what is recorded."""
    visit = known_visit(request, reference, Permission.VISIT_RECORD)
    begun = drafts.drafts_of(request.user).filter(corrects=visit).first()
    if request.method != "POST":
        context = {"visit": visit, "begun": begun, "is_demonstration": visit.organisation.is_demonstration}
        return render(request, "monitoring/recording/change.html", context)
    if begun is None:
        try:
            begun = drafts.begin(by=request.user, organisation=visit.organisation, corrects=visit)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect("change_visit", reference=visit.reference)
    elif drafts.is_stale(begun, visit):
        drafts.begin_anew(by=request.user, draft=begun)
    return redirect("visit_draft", uuid=begun.uuid)
