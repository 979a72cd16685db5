"""Typing a visit in: what one has begun, the form, saving while one types, recording, deleting."""

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Field
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.actions import NotPossible
from accounts.models import Organisation
from accounts.permissions import Permission, organisations_with
from complaints.casedoor import key_of_session, to_password
from complaints.models import Case
from complaints.own_drafts import public_key_of
from monitoring.models import Visit, VisitDraft
from monitoring.recording import drafts
from monitoring.recording.clock import Unreadable, read_day
from monitoring.recording.drafts import Answers, Draft, Gone
from monitoring.recording.forms import Kept, RowForm, VisitForm, count_of
from monitoring.recording.layout import COLUMNS, FIRST_ROWS, MOST_ROWS, QUESTIONS
from monitoring.recording.lists import Lists
from monitoring.recording.pages import asked, hours_in_words, marks_of, mistakes, sheets, typed_words, what_stands
from monitoring.recording.seen import open_before
from monitoring.recording.sending import ChangedSince, recorded, send
from monitoring.recording.told import facts_of, report_of, seen_of
from vault.actions import NobodyCouldOpen

both = require_http_methods(["GET", "HEAD", "POST"])
recorder = require(Permission.VISIT_RECORD)
# Where a visit is put right, what it found stands already, and rows are only for what is added.
_ROWS_OF_A_CHANGE = {**FIRST_ROWS, "findings": 1, "recommendations": 1}
_MORE = {f"more_{kind}": kind for kind in COLUMNS}


@sensitive_post_parameters()
@both
@recorder
def start(request: HttpRequest) -> HttpResponse:
    """What one has begun, and a fresh start; for which organisation, if for several.

    A place, and a case because of which it is visited, come by POST, so that no address names them.
    """
    allowed = organisations_with(request.user, Permission.VISIT_RECORD)
    organisations = list(Organisation.objects.filter(pk__in=allowed).order_by("name"))
    told = {name: request.POST.get(name, "").replace("\x00", "") for name in ("place", "case")}
    if request.method == "POST":
        chosen = [one for one in organisations if str(one.uuid) == request.POST.get("organisation", "")]
        if len(organisations) == 1 or chosen:
            return _begin(request, (chosen or organisations)[0], told)
        if not any(told.values()) or "asked" in request.POST:
            messages.error(request, _("Say for which organisation."))
    key = key_of_session(request)
    context = {
        "organisations": organisations,
        "drafts": marks_of([drafts.opened(row, key) for row in drafts.drafts_of(request.user)]),
        "kept_days": drafts.KEPT_FOR.days,
        "place": _place(organisations[0], told["place"]),
        "case": told["case"],
        "is_demonstration": any(one.is_demonstration for one in organisations),
    }
    return render(request, "monitoring/recording/start.html", context)


def _place(organisation: Organisation, code: str):
    return Lists(organisation, timezone.localdate()).places.get(code) if code else None


def _begin(request: HttpRequest, organisation: Organisation, told: dict[str, str]) -> HttpResponse:
    place = _place(organisation, told["place"])
    case = _cases(request, organisation).filter(reference=told["case"]).first() if told["case"] else None
    facts = {"facility": place.code} if place else {}
    facts |= {drafts.CASE: str(case.uuid)} if case else {}
    try:
        row = drafts.begin(by=request.user, organisation=organisation, facts=facts)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("new_visit")
    return redirect("visit_draft", uuid=row.uuid)


def _cases(request: HttpRequest, organisation: Organisation) -> QuerySet[Case]:
    return Case.objects.visible_to(request.user).filter(organisation=organisation)


def known_draft(request: HttpRequest, uuid: UUID) -> Draft:
    """A draft of the reader with its words as far as the session opens them. Raises Http404."""
    row = drafts.drafts_of(request.user).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return drafts.opened(row, key_of_session(request))


# --- the form ---------------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@both
@recorder
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The whole form. Whatever is sent is kept first; then what the pressed button says is done."""
    if request.method == "POST" and (answer := _gone(request, uuid)):
        return answer
    found = known_draft(request, uuid)
    if request.method != "POST":
        return _page(request, found, _form(request, found), more=request.GET.get("more", ""))
    return _taken(request, found)


@sensitive_post_parameters()
@require_POST
@recorder
def autosave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keeps what is typed, and says when it did. Called by the page while somebody types.

    What was recorded meanwhile, in another window or by the button that was just pressed, is told and nothing is kept.
    """
    try:
        found = known_draft(request, uuid)
        form = _form(request, found, _sent(request))
        row = _keep(request, found, form.kept())
    except (Http404, Gone):
        return _recorded_meanwhile(request, uuid)
    has_moved = "facility" in request.POST and request.POST["facility"] != found.one("facility")
    context = {
        "saved_at": timezone.localtime(row.saved_at),
        "has_unchecked": bool(row.facts.get("unchecked")),
        "hours": hours_in_words(form),
        "asked": asked(form, QUESTIONS["seen"]) if has_moved else None,
    }
    return render(request, "monitoring/recording/_saved.html", context)


def _recorded_meanwhile(request: HttpRequest, uuid: UUID) -> HttpResponse:
    visit = recorded(by=request.user, draft=uuid)
    if visit is None:
        raise Http404
    return render(request, "monitoring/recording/_recorded.html", {"visit": visit})


def _form(request: HttpRequest, found: Draft, answers: Answers | None = None, *, is_final: bool = False) -> VisitForm:
    """The form of a draft as it is kept, or with other answers than those."""
    row, today = found.row, timezone.localdate()
    told = MultiValueDict(found.answers if answers is None else answers)
    day = _day(told.get("visited_on", ""), today)
    place = told.get("facility", "").replace("\x00", "")
    given = {
        "lists": Lists(row.organisation, day, row.corrects),
        "today": today,
        "before": open_before(request.user, row.organisation, place, day, row.corrects) if place else (),
        "is_final": is_final,
        "least_rows": _least_rows(found),
        "numbered_from": row.corrects.findings.count() if row.corrects else 0,
    }
    return VisitForm.from_answers(found.answers, **given) if answers is None else VisitForm(told, **given)


def _day(typed: str, today: date) -> date:
    """The day of the visit as typed, not later than today; today for what is no day."""
    try:
        return min(read_day(typed), today)
    except Unreadable:
        return today


def _least_rows(found: Draft) -> dict[str, int]:
    """As many rows as somebody asked for before, perhaps in another window."""
    first = _ROWS_OF_A_CHANGE if found.row.corrects else FIRST_ROWS
    return {kind: max(number, count_of(found.one(f"rows-{kind}"))) for kind, number in first.items()}


def _sent(request: HttpRequest) -> Answers:
    return {name: request.POST.getlist(name) for name in request.POST}


def _keep(request: HttpRequest, found: Draft, kept: Kept) -> VisitDraft:
    return drafts.save(
        by=request.user,
        uuid=found.row.uuid,
        lies_open=kept.open,
        sealed=kept.sealed,
        now=timezone.now(),
        unchecked=kept.unchecked,
        was_shown=request.POST.get("shown") == "1",
    )


def _taken(request: HttpRequest, found: Draft) -> HttpResponse:
    """Saves what was sent, whatever it is, and then does what the pressed button says."""
    act = request.POST.get("act", "keep")
    answers, kind = _sent(request), _MORE.get(act)
    if kind:
        number = max(count_of(request.POST.get(f"rows-{kind}", "")), _least_rows(found)[kind]) + 1
        answers[f"rows-{kind}"] = [str(min(number, MOST_ROWS[kind]))]
    form = _form(request, found, answers)
    kept = form.kept()
    try:
        row = _keep(request, found, kept)
    except Gone:
        return _gone(request, found.row.uuid) or redirect("new_visit")
    if act == "send":
        return _send(request, drafts.opened(row, key_of_session(request)), answers, kept)
    # After a redirect what is sealed could not be shown again.
    is_hidden = bool(kept.unchecked) or (found.row.corrects is None and drafts.tells_where(_told(kept.open)))
    if is_hidden and key_of_session(request) is None:
        return _page(request, drafts.opened(row, None), form, errors=mistakes(form), more=kind or "", was_sent=True)
    here = reverse("visit_draft", kwargs={"uuid": row.uuid})
    if kind:
        return redirect(f"{here}?more={kind}")  # no fragment: where there is one, browsers give no field the focus
    if act == "look":
        return redirect(f"{here}#{QUESTIONS['seen'].anchor}")
    if not form.is_right():
        return _page(request, found, form, errors=mistakes(form), was_sent=True)
    messages.success(request, _("Saved. Only you see it until you record the visit."))
    return redirect(here)


def _told(answers: Mapping[str, list[str]]) -> list[str]:
    """The questions that were answered."""
    return [name for name, values in answers.items() if values]


def _send(request: HttpRequest, found: Draft, answers: Answers, kept: Kept) -> HttpResponse:
    if found.locked - set(kept.sealed):
        return to_password(request, request.path)
    # What the draft could not hold stands only in what was sent.
    form = _form(request, found, {**answers, **found.answers, **kept.sealed}, is_final=True)
    if not form.is_right():
        return _page(request, found, form, errors=mistakes(form), was_sent=True)
    try:
        visit = send(
            by=request.user,
            draft=found.row.uuid,
            facts=facts_of(form, timezone.get_default_timezone(), triggered_by=_moved_by(request, found)),
            report=report_of(form),
            seen=seen_of(form),
            today=timezone.localdate(),
        )
    except Gone:
        return _gone(request, found.row.uuid) or redirect("new_visit")
    except ChangedSince as refusal:
        here = reverse("change_visit", kwargs={"reference": found.row.corrects.reference})
        return _page(request, found, form, errors=[{"text": str(refusal), "href": here}], was_sent=True)
    except (NotPossible, NobodyCouldOpen, PermissionDenied) as refusal:
        sentence = str(refusal) or _("Your role does not include this.")
        return _page(request, found, form, errors=[{"text": sentence, "href": ""}], was_sent=True)
    if not Visit.objects.visible_to(request.user).filter(pk=visit.pk).exists():
        messages.success(request, _("The visit is recorded. You stood back from it, so you are not shown it."))
        return redirect("new_visit")
    return redirect("visit_recorded", reference=visit.reference)


def _moved_by(request: HttpRequest, found: Draft) -> list[Case]:
    """The case because of which the visit was made, as far as the reader still knows of it."""
    uuid = found.one(drafts.CASE)
    return list(_cases(request, found.row.organisation).filter(uuid=uuid)) if uuid else []


def _page(
    request: HttpRequest,
    found: Draft,
    form: VisitForm,
    *,
    errors: Sequence[dict[str, str]] = (),
    more: str = "",
    was_sent: bool = False,
) -> HttpResponse:
    if form.rows.get(more):
        _first_field(form.rows[more][-1]).widget.attrs["autofocus"] = True
    context = {
        "draft": found,
        "uuid": found.row.uuid,
        "organisation": found.row.organisation,
        "corrects": found.row.corrects,
        "sheets": sheets(form),
        "there": what_stands(found.row.corrects) if found.row.corrects else None,
        "errors": errors,
        "hours": hours_in_words(form),
        "can_seal": public_key_of(request.user) is not None,
        "locked": found.locked - _typed_now(request) if was_sent else found.locked,
        "is_locked": bool(found.locked),
        "saved_at": timezone.localtime(found.row.saved_at),
        "is_demonstration": found.row.organisation.is_demonstration,
    }
    return render(request, "monitoring/recording/form.html", context)


def _typed_now(request: HttpRequest) -> set[str]:
    """The fields whose answer stands on the page as it was sent, whatever lies sealed of them."""
    return {name for name in request.POST if any(value.strip() for value in request.POST.getlist(name))}


def _first_field(row: RowForm) -> Field:
    return next(iter(row.fields.values()))


# --- the end ----------------------------------------------------------------------------------------------------------


def _gone(request: HttpRequest, uuid: UUID) -> HttpResponse | None:
    """Answers what was sent to a draft that is no more: leads to the visit, or gives the typed words back.

    None while the draft is there.
    """
    if drafts.drafts_of(request.user).filter(uuid=uuid).exists():
        return None
    visit = recorded(by=request.user, draft=uuid)
    if visit is not None:
        return redirect("visit_recorded", reference=visit.reference)
    context = {"typed": typed_words(request.POST)}
    return render(request, "monitoring/recording/gone.html", context, status=HTTPStatus.NOT_FOUND)


@both
@recorder
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks once, then deletes the draft for good."""
    found = known_draft(request, uuid)
    if request.method != "POST":
        context = {"uuid": uuid, "is_demonstration": found.row.organisation.is_demonstration}
        return render(request, "monitoring/recording/delete.html", context)
    drafts.delete(by=request.user, uuid=uuid)
    messages.success(request, _("The draft is deleted. Nothing of it is kept."))
    return redirect("new_visit")
