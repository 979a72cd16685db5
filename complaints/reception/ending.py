"""How the writing of a complaint ends: all answers together, likely duplicates, sending, deleting."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import recently_authenticated
from accounts.actions import NotPossible
from accounts.permissions import Permission
from complaints.casedoor import key_of_session, to_password
from complaints.choices import Party
from complaints.findings import Impossible
from complaints.models import Case
from complaints.reception import drafts
from complaints.reception.actions import Changed, log_complaint, logged
from complaints.reception.drafts import Draft, Gone
from complaints.reception.duplicates import can_compare, compare_names
from complaints.reception.pages import answered
from complaints.reception.people_forms import NamesForm
from complaints.reception.told import Incomplete, told
from complaints.reception.topics import OF_A_NEW_CASE, TOPICS, bound_forms, situation_of, topics_of
from complaints.reception.views import after, base_context, both, known_draft, recorder
from complaints.rights import may_on
from vault.actions import NobodyCouldOpen

_EARLIEST = datetime.min.replace(tzinfo=timezone.get_default_timezone())


@both
@recorder
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All answers with links to change them; sends the complaint."""
    if request.method == "POST":
        done = after(request, uuid)
        if done is not None:  # pressed twice
            return done
    found = known_draft(request, uuid)
    act = request.POST.get("act") if request.method == "POST" else None
    if act in ("into", "new"):
        return _move(request, found, act)
    if act == "send":
        return _send(request, found)
    return _check_page(request, found)


def _move(request: HttpRequest, found: Draft, act: str) -> HttpResponse:
    """The complaint shall be added to a case that is there, or shall be a case of its own after all."""
    into = ""
    if act == "into":
        reference = request.POST.get("case", "")
        visible = Case.objects.visible_to(request.user).filter(organisation=found.row.organisation_id)
        case = None if "\x00" in reference else visible.filter(reference=reference).first()
        if case is None:
            raise Http404
        into = str(case.uuid)
    try:
        drafts.save(by=request.user, uuid=found.row.uuid, coded={}, words={}, now=timezone.now(), into=into)
    except Gone:
        return after(request, found.row.uuid) or redirect("new_complaint")
    return redirect("check_complaint", uuid=found.row.uuid)


def _send(request: HttpRequest, found: Draft) -> HttpResponse:
    if found.locked & set(topics_of(found)):
        return to_password(request, request.path)
    situation, today = situation_of(found), timezone.localdate()
    bound = bound_forms(found, situation)
    try:
        complaint = log_complaint(
            by=request.user,
            draft=found.row.uuid,
            read_at=_moment(request.POST.get("read_at", "")),
            told=told(bound, situation, today=today),
            today=today,
        )
    except Gone:
        return redirect("new_complaint")
    except Incomplete as missing:
        return _check_page(request, found, sentence=str(missing), topic=missing.topic)
    except (NotPossible, Impossible, Changed, NobodyCouldOpen) as refusal:
        return _check_page(request, known_draft(request, found.row.uuid), sentence=str(refusal))
    return redirect("complaint_logged", uuid=complaint.uuid)


def _moment(text: str) -> datetime:
    """When the page that was sent had read the draft; long ago for whatever is no moment."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found is not None and found.tzinfo is not None else _EARLIEST


def _check_page(request: HttpRequest, found: Draft, *, sentence: str = "", topic: str = "") -> HttpResponse:
    bound = bound_forms(found, situation_of(found))
    wrong = [
        {"text": f"{form.title}: {error}", "href": _address(found, name)}
        for name, form in bound.items()
        for errors in form.errors.values()
        for error in errors
    ]
    if sentence and not (topic and wrong):
        wrong.insert(0, {"text": sentence, "href": _address(found, topic) if topic else ""})
    context = base_context(request, found)
    can = can_compare(request.user, context["likely"], timezone.now()) if _names(found, bound) else []
    context |= {
        "answered": [answered(name, bound.get(name)) for name in topics_of(found)],
        "errors": wrong if request.method == "POST" else [],
        "open_points": wrong,
        "left_out": _left_out(found) if found.into else [],
        "is_locked": bool(found.locked & set(topics_of(found))),
        "password_url": f"{reverse('account_reauthenticate')}?next={request.path}",
        "can_compare": bool(can),
        "read_at": found.row.saved_at.isoformat(),
    }
    return render(request, "complaints/reception/check.html", context)


def _left_out(found: Draft) -> list[str]:
    """What was told of a new case and does not go into the one that is there."""
    topics = [str(TOPICS[name].title) for name in OF_A_NEW_CASE if name in found.answers]
    kept = {f"{party}-" for party in (Party.COMPLAINANT, Party.WITNESS)}
    names = [
        name
        for name, values in found.answers.get("names", {}).items()
        if any(value.strip() for value in values) and not name.startswith(tuple(kept))
    ]
    return [*topics, _("Names of alleged victims and of those complained about")] if names else topics


def _address(found: Draft, topic: str) -> str:
    return reverse("complaint_topic", kwargs={"uuid": found.row.uuid, "topic": topic})


def _names(found: Draft, bound: dict) -> list[str]:
    """The names of alleged victims and complainants that were typed, as far as they are open."""
    form = bound.get("names")
    if not isinstance(form, NamesForm) or form.errors:
        return []
    asked = [person for person in form.people if person[0] in (Party.VICTIM, Party.COMPLAINANT)]
    return [name for person in asked if (name := form.told_of(person).get("name", ""))]


@both
@recorder
@recently_authenticated
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whether one of the names typed stands in a likely duplicate. Opens names, so it is asked for and recorded."""
    found = known_draft(request, uuid)
    private_key, now = key_of_session(request), timezone.now()
    if private_key is None:
        return to_password(request, request.path)
    names = _names(found, bound_forms(found, situation_of(found)))
    context = base_context(request, found)
    can = can_compare(request.user, context["likely"], now) if names else []
    if request.method == "POST" and can:
        number = compare_names(by=request.user, private_key=private_key, found=can, names=names, now=now)
        context["result"] = ngettext(
            "The names of %(number)s case were opened and compared.",
            "The names of %(number)s cases were opened and compared.",
            number,
        ) % {"number": number}
    context |= {"comparable": can}
    return render(request, "complaints/reception/compare.html", context)


@both
@recorder
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks once, then deletes the draft for good."""
    found = known_draft(request, uuid)
    if request.method != "POST":
        return render(request, "complaints/reception/delete.html", base_context(request, found))
    drafts.delete(by=request.user, uuid=found.row.uuid)
    messages.success(request, _("The draft is deleted. Nothing of it is kept."))
    return redirect("new_complaint")


@require_safe
@recorder
def done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The reference of what was logged, and what happens next. Raises Http404 where nothing came of the draft."""
    complaint = logged(by=request.user, draft=uuid)
    if complaint is None:
        raise Http404
    case = complaint.case
    context = {
        "case": case,
        "is_further": case.complaints.count() > 1,
        "may_assign": may_on(request.user, Permission.CASE_ASSIGN, case),
        "is_demonstration": case.organisation.is_demonstration,
    }
    return render(request, "complaints/reception/done.html", context)
