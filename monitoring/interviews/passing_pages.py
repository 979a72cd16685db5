"""Pages about complaints on their way to the body that the law names: list, one complaint, the letter to print."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import recently_authenticated, require
from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.permissions import Permission, has_permission
from complaints import wording
from complaints.choices import ConsentAnswer, DataSet
from complaints.listing.chips import kept_data_sets
from complaints.telling import tell
from monitoring.interviews.actions import change_consent, confirm, pass_on
from monitoring.interviews.forms import AnswerForm, PassingForm
from monitoring.interviews.letter import letter_context
from monitoring.interviews.passing import (
    LONGEST_WAIT,
    STANDS,
    Standing,
    could_be_passed,
    seen_by,
    to_be_passed,
    way_of,
)
from monitoring.interviews.texts import LABELS, consent_words, duty_of, heard_text, why_nothing_waits
from monitoring.models import InterviewComplaint, Visit
from monitoring.visitdoor import known_visit

both = require_http_methods(["GET", "HEAD", "POST"])
PAGE_SIZE = 50


@require_safe
@require(Permission.CASE_VIEW)
@require(Permission.VISIT_VIEW)
def complaints(request: HttpRequest) -> HttpResponse:
    """What waits to be passed on, what was, and where the person does not agree; the oldest visit first."""
    kept = kept_data_sets(request.user, Permission.VISIT_VIEW)
    data_set = request.GET.get("data_set", "")
    data_set = data_set if data_set in kept else kept[0]
    rows = to_be_passed(request.user, data_set)
    numbers = {standing: rows.filter(wanted).count() for standing, wanted in STANDS.items()}
    asked = request.GET.get("show", "")
    # nobody is met by an empty list while something stands in another
    show = Standing(asked) if asked in STANDS else next((one for one in STANDS if numbers[one]), Standing.WAITS)
    page, after = _page(rows.filter(STANDS[show]), request.GET.get("after", ""))
    today = timezone.localdate()
    context = {
        "rows": [heard_text(row, today) for row in page],
        "show": show,
        "shown": LABELS[show],
        "choices": [
            {"value": standing, "label": LABELS[standing], "number": number, "is_current": standing == show}
            for standing, number in numbers.items()
        ],
        "is_empty": not any(numbers.values()),
        "after": after,
        "data_set": data_set,
        "data_sets": [{"value": one, "label": DataSet(one).label} for one in kept] if len(kept) > 1 else [],
        "is_demonstration": data_set == DataSet.DEMONSTRATION,
        "longest": LONGEST_WAIT.days,
    }
    return render(request, "monitoring/interviews/list.html", context)


def _page(rows, after: str) -> tuple[list[InterviewComplaint], str]:
    """A page of rows, and the complaint after which the next one begins; empty on the last page."""
    beside = None
    with suppress(ValueError):
        beside = rows.filter(complaint__uuid=UUID(after)).first() if after else None
    if beside is not None:
        rows = rows.filter(visit__visited_on__gte=beside.visit.visited_on).exclude(
            visit__visited_on=beside.visit.visited_on, pk__lte=beside.pk
        )
    found = list(rows.order_by("visit__visited_on", "pk")[: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].complaint.uuid) if len(found) > PAGE_SIZE else ""


@sensitive_post_parameters()
@both
def complaint(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """One complaint and its way: pass it on, note the receipt, note what the person says now."""
    visit = known_visit(request, reference)
    row = _known(request, visit, uuid)
    may_write = _may_write(request, visit)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    forms = _forms(request, row)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act in forms and forms[act].is_valid():
        refusal = _done(request, row, act, forms[act])
        if refusal is None:
            return _back(request, visit, row)
        forms[act].add_error(None, refusal)
    return _complaint_page(request, visit, row, forms if may_write else {})


def _known(request: HttpRequest, visit: Visit, uuid: UUID) -> InterviewComplaint:
    row = seen_by(request.user).filter(visit=visit, complaint__uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def _may_write(request: HttpRequest, visit: Visit) -> bool:
    needed = (Permission.VISIT_RECORD, Permission.CASE_RECEIVE)
    return all(has_permission(request.user, one, organisation=visit.organisation_id) for one in needed)


def _forms(request: HttpRequest, row: InterviewComplaint) -> dict[str, PassingForm | AnswerForm]:
    """The forms that make sense where the complaint stands, the sent one bound."""
    standing, today = way_of(row, timezone.localdate()).standing, timezone.localdate()
    act = request.POST.get("act", "") if request.method == "POST" else ""

    def sent(name: str):
        return request.POST if act == name else None

    forms: dict[str, PassingForm | AnswerForm] = {}
    if standing == Standing.WAITS:
        forms["pass"] = PassingForm(sent("pass"), initial={"on": today}, auto_id="pass-%s")
    elif standing in (Standing.ASK, Standing.REFUSED) and could_be_passed(row, today):
        forms["pass"] = PassingForm(sent("pass"), auto_id="pass-%s")  # no day is likelier than another
    if standing == Standing.PASSED:
        forms["confirm"] = PassingForm(
            sent("confirm"), initial={"on": today, "register_number": row.register_number}, auto_id="confirm-%s"
        )
    forms["consent"] = AnswerForm(sent("consent"), initial={"answer": row.agreed}, auto_id="consent-%s")
    return forms


def _done(request: HttpRequest, row: InterviewComplaint, act: str, form: PassingForm | AnswerForm) -> str | None:
    """Does what was sent; a sentence where it is not possible."""
    told, today = form.cleaned_data, timezone.localdate()
    try:
        if act == "consent":
            change_consent(by=request.user, complaint=row, answer=ConsentAnswer(told["answer"]), today=today)
        elif act == "pass":
            number = told["register_number"].strip()
            pass_on(by=request.user, complaint=row, on=told["on"], today=today, register_number=number)
        else:
            number = told["register_number"].strip()
            confirm(by=request.user, complaint=row, on=told["on"], today=today, register_number=number)
    except NotPossible as refusal:
        return str(refusal)
    return None


def _back(request: HttpRequest, visit: Visit, row: InterviewComplaint) -> HttpResponse:
    messages.success(request, _("It is noted."))
    if not seen_by(request.user).filter(pk=row.pk).exists():
        messages.warning(request, _("By what the person answered, the case is no longer open to you."))
        return redirect("interview_complaints")
    return redirect("interview_complaint", reference=visit.reference, uuid=row.complaint.uuid)


def _complaint_page(request: HttpRequest, visit: Visit, row: InterviewComplaint, forms: dict) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "visit": visit,
        "row": heard_text(row, today),
        "facts": _facts(row),
        "forms": forms,
        "is_earlier": "pass" in forms and row.agreed != ConsentAnswer.GIVEN,
        "duty": duty_of(visit),
        "no_duty": why_nothing_waits(visit),
        "can_print": visit.regime.passes_complaints_to_id is not None and row.agreed == ConsentAnswer.GIVEN,
        "letter_uuid": row.complaint.uuid,
        "is_demonstration": visit.data_set == DataSet.DEMONSTRATION,
    }
    return render(request, "monitoring/interviews/complaint.html", context)


def _facts(row: InterviewComplaint) -> list[dict[str, str]]:
    pairs = [
        (_("How the interview was held"), row.mode.label),
        (_("Consent to passing on, today"), consent_words(row.agreed)),
        (_("Passed on to"), row.passed_to.label if row.passed_to else ""),
        (_("Passed on"), _day(row.passed_on)),
        (_("Receipt confirmed on"), _day(row.confirmed_on)),
        (_("Number given there"), row.register_number),
    ]
    return [{"key": key, "value": value} for key, value in pairs if value]


def _day(value: date | None) -> str:
    return wording.day(value) if value else ""


@both
def letter(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """The letter to the body, shown once to be printed: coded facts and the pseudonym, no name, nothing of the account.

    The letter leaves the house, so the password is asked for first; from there the way leads back to the complaint.
    404 where there is nobody to write to, or no consent today.
    """
    visit = known_visit(request, reference)
    row = _known(request, visit, uuid)
    if not _may_write(request, visit):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("interview_complaint", reference=visit.reference, uuid=uuid)
    if visit.regime.passes_complaints_to is None or row.agreed != ConsentAnswer.GIVEN:
        raise Http404
    return _letter(request, visit, row)


@recently_authenticated
def _letter(request: HttpRequest, visit: Visit, row: InterviewComplaint) -> HttpResponse:
    with transaction.atomic():
        tell(request.user, row.complaint.case, Act.SHEET_MADE)
    return render(request, "monitoring/interviews/letter.html", letter_context(row, visit, timezone.localdate()))
