"""Pages about safety and evidence of one case."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import NotPossible
from accounts.permissions import Permission
from complaints import wording
from complaints.casedoor import damaged, key_of_session, known_case, known_file
from complaints.circumstances.chain import LINKS, chain_of
from complaints.circumstances.evidence import add_custody, add_evidence
from complaints.circumstances.risk import judge_risk
from complaints.circumstances.safety_forms import CustodyForm, EvidenceForm, RiskForm
from complaints.circumstances.safety_page import safety_context
from complaints.dates import PartialDate
from complaints.models import Attachment, Case, EvidenceItem
from complaints.opening import open_fingerprint
from complaints.rights import may_on
from vault.actions import NobodyCouldOpen
from vault.choices import Compartment
from vault.crypto import Tampered
from vault.holders import holds_key

both = require_http_methods(["GET", "HEAD", "POST"])
OTHER_FINGERPRINT = gettext_lazy("The sealed file has another fingerprint. Choose the file again, or none.")


@require_safe
def safety(request: HttpRequest, reference: str) -> HttpResponse:
    """Danger, pressure, protection, examinations and evidence of a case on one page."""
    case = known_case(request, reference, Permission.CASE_VIEW)
    context = safety_context(request.user, case, timezone.localdate())
    return render(request, "complaints/circumstances/safety.html", context)


@both
def risk(request: HttpRequest, reference: str) -> HttpResponse:
    """One more judgement of how great the danger is."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    form = RiskForm(request.POST or None)
    return _page(
        request,
        case,
        form,
        lambda: judge_risk(by=request.user, case=case, today=timezone.localdate(), **form.cleaned_data),
        title=_("Judge the risk"),
        lead=_(
            "How great is the danger for the alleged victim and for those near, as of today? Earlier judgements stay "
            "on record."
        ),
        button=_("Record the judgement"),
        done=_("The judgement of the risk is recorded."),
    )


@both
def new_evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """One more piece of evidence."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    form = EvidenceForm(request.POST or None, case=case)
    try:
        if request.method == "POST" and form.is_valid():
            _take_over_fingerprint(request, case, form, timezone.now())
    except Tampered:
        return damaged(request, case)
    return _page(
        request,
        case,
        form,
        lambda: add_evidence(
            by=request.user, case=case, now=timezone.now(), today=timezone.localdate(), **form.cleaned_data
        ),
        title=_("Add evidence"),
        lead=_("Its kind and its way are recorded in plain; what it is and shows is sealed."),
        button=_("Add the evidence"),
        done=_("The evidence is recorded. Every further step of it belongs to its chain of custody."),
    )


def _take_over_fingerprint(request: HttpRequest, case: Case, form: Form, now: datetime) -> None:
    """The fingerprint sealed with the file, where the reader holds the key and the session is unlocked."""
    chosen, private_key = form.cleaned_data["attachment"], key_of_session(request)
    if chosen is None or private_key is None or not _may_read(request, case, now):
        return
    attachment: Attachment = known_file(case, chosen.uuid)
    found = open_fingerprint(by=request.user, private_key=private_key, attachment=attachment, now=now)
    if form.cleaned_data["sha256"] not in ("", found):
        form.add_error("sha256", OTHER_FINGERPRINT)
    else:
        form.cleaned_data["sha256"] = found


def _may_read(request: HttpRequest, case: Case, now: datetime) -> bool:
    is_reader = case.safe is not None and may_on(request.user, Permission.SEALED_OPEN, case)
    return is_reader and holds_key(request.user, case.safe, Compartment.NARRATIVE, now)


@require_safe
def evidence(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """A piece of evidence with its chain of custody."""
    case = known_case(request, reference, Permission.CASE_VIEW)
    item = _item(case, uuid)
    context = {
        "case": case,
        "item": item,
        "obtained": wording.when(PartialDate(item.obtained_on, item.precision)),
        "links": chain_of(item),
        "may_write": may_on(request.user, Permission.CASE_RECORD, case),
        "may_open": case.safe is not None and may_on(request.user, Permission.SEALED_OPEN, case),
    }
    return render(request, "complaints/circumstances/evidence.html", context)


@both
def new_link(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """One more link of the chain of custody."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    item = _item(case, uuid)
    form = CustodyForm(request.POST or None, item=item)
    return _page(
        request,
        case,
        form,
        lambda: add_custody(
            by=request.user, item=item, now=timezone.now(), today=timezone.localdate(), **form.cleaned_data
        ),
        item=item,
        title=_("Add a link to the chain of custody of %(number)s") % {"number": item},
        lead=_("Every hand it went through, in the order it happened. Nothing here can be changed later."),
        button=_("Add the link"),
        done=_("The link is added."),
    )


def _item(case: Case, uuid: UUID) -> EvidenceItem:
    items = EvidenceItem.objects.select_related("kind", "body", "attachment", "recorded_by").prefetch_related(LINKS)
    item = items.filter(case=case, uuid=uuid).first()
    if item is None:
        raise Http404
    item.case = case
    return item


def _page(
    request: HttpRequest,
    case: Case,
    form: Form,
    action: Callable[[], object],
    *,
    done: Promise | str,
    item: EvidenceItem | None = None,
    **words: Promise | str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            action()
        except (NotPossible, NobodyCouldOpen) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            if item is not None:
                return redirect("evidence_item", reference=case.reference, uuid=item.uuid)
            return redirect("case_safety", reference=case.reference)
    context = {"case": case, "form": form, "item": item, **words}
    return render(request, "complaints/circumstances/write.html", context)
