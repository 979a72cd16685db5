"""The report of a visit: for whom it is is chosen first; then it is shown once, to print or as PDF."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import recently_authenticated
from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.casedoor import key_of_session, to_password
from complaints.choices import DataSet
from complaints.sheets import pdf
from monitoring.keys import keyholders
from monitoring.models import Visit
from monitoring.opening import OpenedVisit, open_texts
from monitoring.pages.outcome import outcome_context
from monitoring.pages.reading import read_visit
from monitoring.sheets.clearing import clear_for_public
from monitoring.sheets.forms import ClearForm, ReportForm, mark_of
from monitoring.sheets.full import full_sections
from monitoring.sheets.levels import NEEDS, Level
from monitoring.sheets.previous import seen_again
from monitoring.sheets.public import left_out, public_sections, title_of_place
from monitoring.telling import tell
from monitoring.visitdoor import known_visit
from vault.choices import Compartment
from vault.crypto import Tampered
from vault.holders import holds_key
from vault.keyrings import NoKey

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def visit_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for whom the report is; then makes it. Paper leaves the house, so the password is asked for first."""
    return _report(request, known_visit(request, reference, Permission.VISIT_VIEW))


@recently_authenticated
def _report(request: HttpRequest, visit: Visit) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = ReportForm(given, levels=levels_for(request.user, visit), initial={"language": get_language()})
    if given is not None and form.is_valid():
        return _made(request, visit, form)
    return _choice(request, visit, form)


def levels_for(actor: User, visit: Visit) -> list[Level]:
    """The levels that the role of `actor` includes; whether they hold the key turns out when words are opened."""
    return [level for level in Level if has_permission(actor, NEEDS[level], organisation=visit.organisation_id)]


def _choice(request: HttpRequest, visit: Visit, form: ReportForm) -> HttpResponse:
    context = {
        "visit": visit,
        "form": form,
        "can_pdf": pdf.is_possible(),
        "may_clear": has_permission(request.user, Permission.VISIT_MANAGE, organisation=visit.organisation_id),
    }
    return render(request, "monitoring/sheets/choose.html", context)


def _made(request: HttpRequest, visit: Visit, form: ReportForm) -> HttpResponse:
    level, now = Level(form.cleaned_data["level"]), timezone.now()
    wants_pdf = request.POST.get("as") == "pdf"
    if wants_pdf and not pdf.is_possible():
        return _choice(request, visit, form)
    found = read_visit(request.user, visit.reference)
    if found is None:
        raise Http404
    opened = None
    if _has_words(request.user, found, level, now):
        private_key = key_of_session(request)
        if private_key is None:
            return to_password(request, request.path)
        answer = _opened(request, visit, private_key, now, Act.VISIT_REPORT_MADE)
        if isinstance(answer, HttpResponse):
            return answer
        opened = answer
    else:
        with transaction.atomic():
            tell(request.user, visit, Act.VISIT_REPORT_MADE)
    with translation.override(form.cleaned_data["language"]):
        context = report_context(request.user, found, level, opened, now)
        return _answer(request, found, context, wants_pdf=wants_pdf)


def _has_words(actor: User, visit: Visit, level: Level, now: datetime) -> bool:
    """Whether anything has to be opened; for everybody only what was cleared, and only for who holds the key."""
    if visit.safe is None:
        return False
    if level != Level.PUBLIC:
        return True
    rows = [*visit.findings.all(), *visit.recommendations.all()]
    is_cleared = any(row.may_be_public and row.words_id is not None for row in rows)
    may_open = has_permission(actor, Permission.SEALED_OPEN, organisation=visit.organisation_id)
    return is_cleared and may_open and holds_key(actor, visit.safe, Compartment.NARRATIVE, now)


def _opened(
    request: HttpRequest, visit: Visit, private_key: bytes, now: datetime, act: Act
) -> OpenedVisit | HttpResponse:
    """What was written, or the page that says why it stays closed."""
    try:
        return open_texts(by=request.user, private_key=private_key, visit=visit, now=now, act=act)
    except NoKey:
        holders = [one.person for one in keyholders(visit, now) if one.holds]
        return render(request, "monitoring/no_key.html", {"visit": visit, "holders": holders}, status=403)
    except Tampered:
        return render(request, "monitoring/damaged.html", {"visit": visit}, status=500)


def report_context(
    actor: User, visit: Visit, level: Level, opened: OpenedVisit | None, now: datetime
) -> dict[str, object]:
    """The report in the language in force. `opened` was opened for it by the caller, or not at all."""
    previous, is_public = seen_again(actor, visit), level == Level.PUBLIC
    made_at = date_format(timezone.localtime(now), "DATETIME_FORMAT")
    return {
        "visit": visit,
        "level": level,
        "is_public": is_public,
        "place": title_of_place(visit) if is_public else visit.facility.label,
        "note": left_out(visit) if is_public else "",
        "mark": "" if is_public else _("%(who)s, %(when)s") % {"who": actor, "when": made_at},
        "is_demonstration": visit.data_set == DataSet.DEMONSTRATION,
        "sections": public_sections(visit, opened, previous)
        if is_public
        else full_sections(visit, level, opened, previous),
        "signatures": [] if is_public else _signatures(visit),
    }


def _signatures(visit: Visit) -> list[dict[str, str]]:
    """A line for every member who took part: the report is signed by all of them."""
    return [
        {
            "name": str(one.user) if one.user else "",
            "profession": str(one.get_profession_display()),
            "part": str(one.get_part_display()),
        }
        for one in visit.members.all()
        if one.stood_back == "no"
    ]


def _answer(request: HttpRequest, visit: Visit, context: dict[str, object], *, wants_pdf: bool) -> HttpResponse:
    """The report itself: no cache keeps it, and its name tells nothing but the reference."""
    if not wants_pdf:
        answer = render(request, "monitoring/sheets/report.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    document = pdf.make(render_to_string("monitoring/sheets/report.html", context | {"is_pdf": True}))
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{visit.reference}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(document, headers=headers)


# --- clearing ---------------------------------------------------------------------------------------------------------


@both
def clear_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """What may stand in the public report, each after its words were read again: they open in one answer only."""
    visit = known_visit(request, reference, Permission.VISIT_MANAGE)
    found = read_visit(request.user, reference)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _clear_page(request, found, None)
    if request.POST.get("do") != "save":
        private_key = key_of_session(request)
        if private_key is None:
            return to_password(request, request.path)
        answer = _opened(request, visit, private_key, timezone.now(), Act.VISIT_TEXTS_OPENED)
        return answer if isinstance(answer, HttpResponse) else _clear_page(request, found, answer)
    numbers = {"findings": [one.number for one in found.findings.all()]}
    numbers["recommendations"] = [one.number for one in found.recommendations.all()]
    form = ClearForm(request.POST, **numbers)
    if not form.is_valid():
        messages.error(request, _("Nothing was cleared: one of these findings or recommendations is not there."))
        return redirect(request.path)
    try:
        clear_for_public(by=request.user, visit=visit, now=timezone.now(), **form.cleaned_data)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    messages.success(request, _("It is noted what may stand in the public report."))
    return redirect(reverse("visit_report", args=[visit.reference]))


def _clear_page(request: HttpRequest, visit: Visit, opened: OpenedVisit | None) -> HttpResponse:
    """With the boxes where every word can be read, or where there is none."""
    outcome = outcome_context(visit, opened)
    rows = [*visit.findings.all(), *visit.recommendations.all()]
    context = {
        "visit": visit,
        "is_open": opened is not None or not any(row.words_id for row in rows),
        "findings": [
            {**text, "may_be_public": row.may_be_public, "mark": mark_of(row)}
            for row, text in zip(visit.findings.all(), outcome["findings"], strict=True)
        ],
        "recommendations": [
            {**text, "may_be_public": row.may_be_public, "mark": mark_of(row)}
            for row, text in zip(visit.recommendations.all(), outcome["recommendations"], strict=True)
        ],
    }
    answer = render(request, "monitoring/sheets/clear.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
