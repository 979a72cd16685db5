"""The page on which a reprisal after a visit is recorded, or one that is recorded already is linked to the visit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions import NotPossible
from complaints.choices import DataSet
from complaints.findings import Impossible
from monitoring.interviews.forms import KnownReprisalForm, ReprisalForm
from monitoring.interviews.reprisals import concerned_cases, link_after_visit, linkable, record_after_visit
from monitoring.interviews.texts import reprisal_rows
from monitoring.interviews.views import both, receiving_visit
from monitoring.models import Visit
from vault.actions import NobodyCouldOpen


@sensitive_post_parameters()
@both
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """A reprisal that followed the visit."""
    visit = receiving_visit(request, reference)
    cases = concerned_cases(request.user, visit).select_related("organisation", "safe").order_by("-pk")
    events = linkable(request.user, visit)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = ReprisalForm(request.POST if act == "record" else None, cases=cases)
    known = KnownReprisalForm(request.POST if act == "link" else None, events=events, auto_id="link-%s")
    sent = {"record": form, "link": known}.get(act)
    if sent is not None and sent.is_valid():
        refusal = _recorded(request, visit, form) if act == "record" else _linked(request, visit, known)
        if refusal is None:
            messages.success(request, _("The reprisal is linked to the visit."))
            return redirect("add_reprisal_after_visit", reference=visit.reference)
        sent.add_error(None, refusal)
    context = {
        "visit": visit,
        "form": form,
        "known": known,
        "has_cases": cases.exists(),
        "has_events": events.exists(),
        "sent": sent,
        "rows": reprisal_rows(request.user, visit),
        "is_demonstration": visit.data_set == DataSet.DEMONSTRATION,
    }
    return render(request, "monitoring/interviews/reprisal.html", context)


def _recorded(request: HttpRequest, visit: Visit, form: ReprisalForm) -> str | None:
    told = form.cleaned_data
    try:
        record_after_visit(
            by=request.user,
            visit=visit,
            case=told["case"],
            how=form.unsaved(),
            when=told["when"],
            today=timezone.localdate(),
            words=told["words"],
        )
    except (NotPossible, Impossible, NobodyCouldOpen) as refusal:
        return str(refusal)
    return None


def _linked(request: HttpRequest, visit: Visit, form: KnownReprisalForm) -> str | None:
    try:
        link_after_visit(by=request.user, visit=visit, event=form.cleaned_data["event"])
    except NotPossible as refusal:
        return str(refusal)
    return None
