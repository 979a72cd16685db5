"""Pages that record what happened in a case, correct an entry, and take one back."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from complaints.actions import foresee_correction, join_cases, void_event
from complaints.casedoor import known_case
from complaints.circumstances.actions import correct_happening, record_happening
from complaints.circumstances.forms import CircumstancesForm, form_for
from complaints.entry import Recorded
from complaints.event_forms import EventForm
from complaints.findings import Finding, Impossible
from complaints.models import Case, CaseEvent, ExaminationFinding
from complaints.pages.happening import choosing_context, foreseen, key_of
from complaints.pages.timeline import anchor_of, name_of
from complaints.recording import circumstances_of, foresee
from complaints.scenes import Scene, scene_of
from complaints.severing import sever_case
from institutions.choices import Effect
from institutions.models import Stage
from institutions.norm_words import norm_words
from vault.actions import NobodyCouldOpen

both = require_http_methods(["GET", "HEAD", "POST"])

_NOT_SENT_ON = {"csrfmiddlewaretoken", "seen", "change"}


@both
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """First what happened, then the form for it, and a page that explains before anything odd is written."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    scene = scene_of(request.user, case, timezone.localdate())
    on = _day(request.GET.get("on", ""), scene.today)
    stage = _stage(request.GET.get("stage", ""), scene)
    if stage is None:
        context = {"case": case, "on": on or scene.today, "refused": _refused(request.GET.get("on", ""), scene.today)}
        context |= choosing_context(scene, on or scene.today)
        return render(request, "complaints/event_choose.html", context)
    return _tell(request, scene, EventForm(_sent(request), scene=scene, stage=stage, on=on))


@both
def correct(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """A new entry takes the place of a wrong one, which stays readable."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    earlier = _entry(case, uuid)
    scene = scene_of(request.user, case, timezone.localdate())
    return _tell(request, scene, EventForm(_sent(request), scene=scene, stage=earlier.stage, on=None, earlier=earlier))


@both
def take_back(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """An entry made by mistake no longer counts; it stays readable."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    event = _entry(case, uuid)
    if request.method != "POST":
        return render(
            request, "complaints/event_take_back.html", {"case": case, "event": event, "name": name_of(event)}
        )
    try:
        void_event(by=request.user, event=event, today=timezone.localdate())
    except Impossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The entry is taken back. It stays readable at the end of the timeline."))
    return redirect("case_detail", reference=case.reference)


# --- what the address and the form say --------------------------------------------------------------------------------


def _sent(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _day(text: str, today: date) -> date | None:
    """The day of the address, None for what is no day or lies ahead."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and day <= today else None


def _refused(text: str, today: date) -> str:
    """Why the day of the address was not taken; empty where it was, or where none was asked for."""
    if not text or _day(text, today) is not None:
        return ""
    try:
        is_day = parse_date(text) is not None
    except ValueError:
        is_day = False
    no_day = _("That is not a day. What is offered below is for today.")
    return _("That day is still to come. What is offered below is for today.") if is_day else no_day


def _stage(code: str, scene: Scene) -> Stage | None:
    """The stage of the address; complaints have a page of their own."""
    meaning = scene.world.stages.get(code)
    if meaning is None or meaning.effect == Effect.SUBMITS:
        return None
    return Stage.objects.get(code=code)


def _entry(case: Case, uuid: UUID) -> CaseEvent:
    """An entry that still stands. Raises Http404."""
    entries = case.events.select_related("stage", "body", "ground", "offence", "complaint", "respondent", "other_case")
    found = entries.filter(uuid=uuid, is_void=False, superseded_by=None).first()
    if found is None:
        raise Http404
    found.case = case
    return found


# --- the form, the explanation, the entry -----------------------------------------------------------------------------


def _tell(request: HttpRequest, scene: Scene, form: EventForm) -> HttpResponse:
    before = circumstances_of(form.earlier) if form.earlier else None
    how = form_for(form.stage.circumstances, case=scene.case, data=_sent(request), instance=before)
    is_complete = request.method == "POST" and _are_valid(form, how)
    if is_complete and _changes_nothing(form, how, before):
        form.add_error(None, _("Nothing was changed. What stands there stays as it is, and no correction is recorded."))
    elif is_complete and "change" not in request.POST:
        try:
            found = _foreseen(scene, form, how)
            if found and request.POST.get("seen") != key_of(scene, found):
                return _explain(request, scene, form, found)
            recorded = _write(request, scene, form, how)
        except Impossible as refusal:
            form.refuse(str(refusal), refusal.about)
        except NobodyCouldOpen as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, scene.case, form, recorded)
    context = {"case": scene.case, "form": form, "how": how, "stage": form.stage, "earlier": form.earlier}
    context["consequence"] = norm_words(form.stage.consequence)
    return render(request, "complaints/event_form.html", context)


def _are_valid(form: EventForm, how: CircumstancesForm | None) -> bool:
    return all([form.is_valid(), how is None or how.is_valid()])


def _changes_nothing(form: EventForm, how: CircumstancesForm | None, before: Model | None) -> bool:
    """Whether a correction repeats what stands there; findings of an examination always count as something new."""
    if not form.changes_nothing or (how is not None and not how.repeats(before)):
        return False
    findings = ExaminationFinding.objects.filter(examination__event=form.earlier)
    return not (how and how.findings()) and not findings.exists()


def _foreseen(scene: Scene, form: EventForm, how: CircumstancesForm | None) -> list[tuple[int, Finding]]:
    facts = form.event | ({"circumstances": how.unsaved()} if how else {})
    if form.earlier is not None:
        return foresee_correction(event=form.earlier, today=scene.today, **facts)
    return foresee(case=scene.case, today=scene.today, **facts)


def _explain(request: HttpRequest, scene: Scene, form: EventForm, found: list[tuple[int, Finding]]) -> HttpResponse:
    told = [(name, value) for name, values in request.POST.lists() if name not in _NOT_SENT_ON for value in values]
    sentences = foreseen(scene, found)
    context = {"case": scene.case, "stage": form.stage, "found": sentences, "told": told, "seen": key_of(scene, found)}
    context["is_unlawful"] = any(one.alert.is_unlawful for one in sentences)
    return render(request, "complaints/event_explain.html", context)


def _write(request: HttpRequest, scene: Scene, form: EventForm, how: CircumstancesForm | None) -> Recorded:
    by, case, today, event = request.user, scene.case, scene.today, form.event
    if form.earlier is not None:
        return correct_happening(by=by, event=form.earlier, how=how, today=today, **event)
    if form.meaning.effect == Effect.JOINS and event["other_case"]:
        when = {name: event[name] for name in ("happened_on", "precision", "body")}
        return join_cases(by=by, case=case, into=event["other_case"], today=today, **when)
    if form.meaning.effect == Effect.SEVERS and not event["other_case"]:
        people = {name: form.cleaned_data[name] for name in ("victims", "respondents")}
        when = {name: event[name] for name in ("happened_on", "precision", "body", "register_number")}
        severed = sever_case(by=by, case=case, today=today, **people, **when)
        said = _("A new case is opened for what was severed: %(reference)s.") % {"reference": severed.case.reference}
        messages.info(request, said)
        return severed.recorded
    return record_happening(by=by, case=case, how=how, today=today, **event)


def _done(request: HttpRequest, case: Case, form: EventForm, recorded: Recorded) -> HttpResponse:
    if form.earlier is not None:
        messages.success(request, _("The entry is corrected. What stood there before stays readable."))
    else:
        messages.success(request, _("It is recorded."))
    if form.meaning.effect == Effect.WITHDRAWS and form.stage.consequence:
        messages.info(request, norm_words(form.stage.consequence))
    return redirect(f"{reverse('case_detail', args=[case.reference])}#{anchor_of(recorded.event)}")
