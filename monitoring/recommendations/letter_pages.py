"""Pages of letters: writing one for an addressee, noting that it went out and arrived, reminding of it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import recently_authenticated
from accounts.actions import NotPossible
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import DataSet
from complaints.listing.chips import tabs
from complaints.sheets import pdf
from institutions.models import Body
from institutions.vocabulary import vocabulary
from monitoring.models import Recommendation, RecommendationLetter, Visit
from monitoring.opening import OpenedVisit
from monitoring.recommendations import letters
from monitoring.recommendations.asked import data_sets_of, names_of
from monitoring.recommendations.door import known_letter, with_words
from monitoring.recommendations.forms import LanguageForm, LetterForm, ReceiptForm, usual_day
from monitoring.recommendations.queries import by_addressee, placed, told_to
from monitoring.recommendations.reading import may_follow, norm_of
from monitoring.recommendations.sending import note_receipt, send_letter
from monitoring.recommendations.wording import Lists, column_cell, counting, late_tag, said_cell, url_of
from monitoring.visitdoor import known_visit

both = require_http_methods(["GET", "HEAD", "POST"])
# Letters with words leave the house, so the password is asked for first.
_on_paper = recently_authenticated(with_words)
_MOST_LETTERS = 50


@require_safe
def visit_letters(request: HttpRequest, reference: str) -> HttpResponse:
    """The letters of a visit, and to whom something waits to be sent."""
    visit = known_visit(request, reference)
    found = letters.with_answers(RecommendationLetter.objects.filter(visit=visit))
    rows = found.select_related("visit__facility", "visit__regime", "addressee").order_by("sent_on", "pk")
    context = {
        "visit": visit,
        "rows": letters.letter_rows(rows, timezone.localdate()),
        "waiting": letters.waiting(visit),
        "norm": norm_of(visit.regime),
        "may_write": may_follow(request.user, visit),
        "is_demonstration": visit.data_set == DataSet.DEMONSTRATION,
    }
    return render(request, "monitoring/recommendations/letters.html", context)


@both
def write_letter(request: HttpRequest, reference: str, addressee: str) -> HttpResponse:
    """A letter to one addressee: shown to print, made a PDF of, or noted as sent."""
    visit = known_visit(request, reference, Permission.VISIT_RECORD)
    rows = [] if "\x00" in addressee else letters.unsent(visit, addressee)
    if not rows:
        return _nothing_left(request, visit, addressee)
    today = timezone.localdate()
    named = [(row, f"{row.number}. {row.theme.label}") for row in rows]
    usual = {"language": get_language(), "sent_on": usual_day(today)}
    form = LetterForm(request.POST or None, rows=named, initial=usual)
    body = rows[0].addressee
    if request.method == "POST" and form.is_valid():
        if request.POST.get("as") in ("print", "pdf"):
            return _print_new(request, visit, body, form)
        try:
            sent = _send(request, visit, body, form)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The letter is noted as sent."))
            return redirect("recommendation_letter", uuid=sent.uuid)
    context = {
        "visit": visit,
        "addressee": body,
        "form": form,
        "norm": norm_of(visit.regime),
        "can_pdf": pdf.is_possible(),
        "is_demonstration": visit.data_set == DataSet.DEMONSTRATION,
    }
    return render(request, "monitoring/recommendations/write_letter.html", context)


def _nothing_left(request: HttpRequest, visit: Visit, addressee: str) -> HttpResponse:
    """Where a letter was sent a moment ago, as by pressing twice, the letters of the visit say so; else 404."""
    if "\x00" in addressee or not RecommendationLetter.objects.filter(visit=visit, addressee__code=addressee).exists():
        raise Http404
    messages.info(request, _("Everything this visit recommended to this addressee has been sent."))
    return redirect("visit_letters", reference=visit.reference)


def _print_new(request: HttpRequest, visit: Visit, body: Body, form: LetterForm) -> HttpResponse:
    typed = form.cleaned_data

    def shown(opened: OpenedVisit) -> HttpResponse:
        given = {name: typed[name] for name in ("language", "sent_on", "number")}
        return _paper(request, letters.paper(visit, body, form.chosen, opened, **given))

    return _on_paper(request, visit, request.path, shown)


def _send(request: HttpRequest, visit: Visit, body: Body, form: LetterForm) -> RecommendationLetter:
    given = {name: form.cleaned_data[name] for name in ("sent_on", "received_on", "number")}
    return send_letter(
        by=request.user,
        visit=visit,
        addressee=body,
        recommendations=form.chosen,
        today=timezone.localdate(),
        **given,
    )


@both
def letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One letter: what it carried, when it arrived, what was answered; printed again or as a reminder."""
    found = known_letter(request, uuid, Permission.VISIT_VIEW)
    may_write = may_follow(request.user, found.visit)
    wanted = request.POST.get("as", "")
    receipt = ReceiptForm(request.POST if request.method == "POST" and not wanted else None)
    language = LanguageForm(request.POST if wanted else None, initial={"language": get_language()})
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        if wanted and language.is_valid():
            return _print(request, found, language.cleaned_data["language"])
        if not wanted and receipt.is_valid() and _received(request, found, receipt):
            return redirect("recommendation_letter", uuid=found.uuid)
    return render(
        request, "monitoring/recommendations/letter.html", _context(request.user, found, may_write, receipt, language)
    )


def _received(request: HttpRequest, found: RecommendationLetter, form: ReceiptForm) -> bool:
    try:
        note_receipt(by=request.user, letter=found, today=timezone.localdate(), **form.cleaned_data)
    except NotPossible as refusal:
        form.add_error("received_on", str(refusal))
        return False
    messages.success(request, _("The receipt is noted; the day due moved with it."))
    return True


def _print(request: HttpRequest, found: RecommendationLetter, language: str) -> HttpResponse:
    """The letter as it was sent, or a reminder of what in it was not answered."""
    is_reminder = request.POST.get("about") == "reminder"
    rows = [row for row in _carried(request.user, found) if row.said_id is None or not is_reminder]

    def shown(opened: OpenedVisit) -> HttpResponse:
        given = {
            "language": language,
            "sent_on": found.sent_on,
            "number": found.number,
            "reminds_of": found if is_reminder else None,
            "now_on": timezone.localdate(),
        }
        return _paper(request, letters.paper(found.visit, found.addressee, rows, opened, **given))

    return _on_paper(request, found.visit, request.path, shown)


def _carried(actor: User, found: RecommendationLetter) -> list[Recommendation]:
    rows = told_to(placed(Recommendation.objects.filter(letter=found), timezone.localdate(), actor), actor)
    return list(rows.select_related("theme", "legal_basis", "visit").order_by("number"))


def _context(
    actor: User, found: RecommendationLetter, may_write: bool, receipt: ReceiptForm, language: LanguageForm
) -> dict[str, object]:
    lists, today = Lists(vocabulary(), timezone.localdate()), timezone.localdate()
    carried = _carried(actor, found)
    return {
        "letter": found,
        "visit": found.visit,
        "norm": norm_of(found.visit.regime),
        "counting": counting(found, found.visit.regime),
        "late_tag": late_tag(found.visit.regime),
        "rows": [
            {
                "number": row.number,
                "title": row.theme.label,
                "url": url_of(row),
                "cells": (column_cell(row), said_cell(row, lists)),
            }
            for row in carried
        ],
        "is_overdue": found.answer_due_on is not None
        and found.answer_due_on < today
        and any(row.said_id is None for row in carried),
        "has_silence": any(row.said_id is None for row in carried),
        "may_write": may_write,
        "receipt": receipt,
        "language_form": language,
        "can_pdf": pdf.is_possible(),
        "is_demonstration": found.visit.data_set == DataSet.DEMONSTRATION,
    }


def _paper(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """The letter in its own language; no cache keeps it, and its name tells nothing but the visit."""
    page = "monitoring/recommendations/paper.html"
    with translation.override(str(context["language"])):
        if request.POST.get("as") != "pdf" or not pdf.is_possible():
            return render(request, page, context | {"back_url": request.path})
        document = pdf.make(render_to_string(page, context | {"is_pdf": True}))
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{context["visit"].reference}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(document, headers=headers)


@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """Letters nobody answered in time, and how each addressee answers, as counts."""
    data_sets = data_sets_of(request.user)
    if not data_sets:
        raise PermissionDenied(_("Your role does not include visits."))
    sent = request.GET.get("data_set", "")
    data_set = sent if sent in data_sets else data_sets[0]
    today, known = timezone.localdate(), vocabulary()
    lists = Lists(known, today)
    rows = letters.letter_rows(letters.overdue_letters(request.user, data_set, today)[:_MOST_LETTERS], today)
    visible = Recommendation.objects.visible_to(request.user).filter(visit__data_set=data_set)
    counted = [(lists.word("body", one.addressee), one) for one in by_addressee(placed(visible, today), today)]
    context = {
        "tabs": tabs(names_of(data_sets), data_set, request.path),
        "data_set": data_set,
        "rows": rows,
        "most": _MOST_LETTERS if len(rows) == _MOST_LETTERS else 0,
        "counted": counted,
        "is_demonstration": data_set == DataSet.DEMONSTRATION,
    }
    return render(request, "monitoring/recommendations/overdue.html", context)
