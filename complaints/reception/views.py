"""Writing a complaint down: the drafts of a person, its topics one by one or on one page, saving while one types."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.actions import NotPossible
from accounts.models import Organisation
from accounts.permissions import Permission, organisations_with
from complaints.casedoor import key_of_session, known_case
from complaints.models import Habits
from complaints.reception import drafts
from complaints.reception.actions import case_of, logged
from complaints.reception.drafts import Draft, Gone
from complaints.reception.duplicates import Likely, likely
from complaints.reception.forms import TopicForm
from complaints.reception.pages import clues_of, marks_of, mistakes, sheet, typed_words
from complaints.reception.topics import (
    COUNTED,
    TOPICS,
    bound_forms,
    count_of,
    form_of,
    next_of,
    progress,
    situation_of,
    topics_of,
)

both = require_http_methods(["GET", "HEAD", "POST"])
recorder = require(Permission.CASE_RECORD)


@both
@recorder
def reception(request: HttpRequest) -> HttpResponse:
    """What one has begun, and a fresh start; where one may record for several organisations, for which."""
    organisations = list(
        Organisation.objects.filter(pk__in=organisations_with(request.user, Permission.CASE_RECORD)).order_by("name")
    )
    if request.method == "POST":
        chosen = [one for one in organisations if str(one.uuid) == request.POST.get("organisation", "")]
        if len(organisations) == 1 or chosen:
            return _begin(request, (chosen or organisations)[0])
        messages.error(request, _("Say for which organisation."))
        return redirect("new_complaint")
    rows = list(drafts.drafts_of(request.user))
    return render(
        request,
        "complaints/reception/start.html",
        {
            "organisations": organisations,
            "drafts": marks_of(rows),
            "kept_days": drafts.KEPT_FOR.days,
            "is_demonstration": any(one.is_demonstration for one in organisations),
        },
    )


def _begin(request: HttpRequest, organisation: Organisation, into=None) -> HttpResponse:
    try:
        row = drafts.begin(by=request.user, organisation=organisation, into=into)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("new_complaint")
    return redirect("complaint_draft", uuid=row.uuid)


@both
def another(request: HttpRequest, reference: str) -> HttpResponse:
    """One more complaint about a case that is there."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    if request.method == "POST":
        return _begin(request, case.organisation, into=case)
    context = {"case": case, "is_demonstration": case.organisation.is_demonstration}
    return render(request, "complaints/reception/another.html", context)


def known_draft(request: HttpRequest, uuid: UUID) -> Draft:
    """A draft of the reader with its words as far as the session opens them. Raises Http404."""
    row = drafts.drafts_of(request.user).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return drafts.opened(row, key_of_session(request))


def after(request: HttpRequest, uuid: UUID) -> HttpResponse | None:
    """Leads to what came of a draft that is no more; None where nothing came of it."""
    return redirect("complaint_logged", uuid=uuid) if logged(by=request.user, draft=uuid) else None


def gone(request: HttpRequest, uuid: UUID) -> HttpResponse | None:
    """Answers what was sent to a draft that is no more: leads to what came of it, or gives the typed words back.

    None while the draft is there.
    """
    if drafts.drafts_of(request.user).filter(uuid=uuid).exists():
        return None
    found = after(request, uuid)
    if found is not None:
        return found
    context = {"typed": typed_words(request.POST)}
    return render(request, "complaints/reception/gone.html", context, status=HTTPStatus.NOT_FOUND)


# --- topics -----------------------------------------------------------------------------------------------------------


@both
@recorder
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All topics: as a list, or all questions on one page, as the person likes it."""
    if request.method == "POST" and (answer := gone(request, uuid)):
        return answer
    found = known_draft(request, uuid)
    is_whole = _writes_on_one_page(request)
    if request.method == "POST":
        return _taken(request, found, back_to=None)
    return _whole_page(request, found) if is_whole else _list_page(request, found)


@both
@recorder
def topic(request: HttpRequest, uuid: UUID, topic: str) -> HttpResponse:
    """One topic on a page of its own."""
    if request.method == "POST" and (answer := gone(request, uuid)):
        return answer
    found = known_draft(request, uuid)
    if topic not in topics_of(found):
        raise Http404
    if request.method == "POST":
        return _taken(request, found, back_to=topic)
    return _topic_page(request, found, topic)


@require_POST
@recorder
def autosave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keeps what is typed, and says when it did. Called by the page while somebody types."""
    found = known_draft(request, uuid)
    forms = _posted(request, found)
    try:
        row = _keep(request, found, forms)
    except Gone:
        raise Http404 from None
    now_read = drafts.opened(row, None)
    context = {
        "draft": now_read,
        "saved_at": timezone.localtime(row.saved_at),
        "likely": likely_of(request, now_read) if {"arrival", "incident"} & set(forms) else None,
    }
    return render(request, "complaints/reception/_saved.html", context)


def _taken(request: HttpRequest, found: Draft, *, back_to: str | None) -> HttpResponse:
    """Saves what was posted, whatever it is, and then does what the pressed button says."""
    forms = _posted(request, found)
    act = request.POST.get("act", "next")
    try:
        row = _keep(request, found, forms, people=act)
    except Gone:
        return gone(request, found.row.uuid) or redirect("new_complaint")
    here = redirect("complaint_topic", uuid=row.uuid, topic=back_to) if back_to else None
    if act == "switch":
        Habits.objects.update_or_create(
            user=request.user, defaults={"writes_on_one_page": not _writes_on_one_page(request)}
        )
        return redirect("complaint_draft", uuid=row.uuid)
    if act in _PEOPLE:
        return here or redirect(f"{reverse('complaint_draft', kwargs={'uuid': row.uuid})}#concerned")
    if any(not form.is_valid() and not (form.may_wait and act == "list") for form in forms.values()):
        return _with_mistakes(request, found, forms, back_to)
    if act == "list":
        return redirect("complaint_draft", uuid=row.uuid)
    following = next_of(found, back_to) if back_to and act == "next" else None
    if following:
        return redirect("complaint_topic", uuid=row.uuid, topic=following)
    return redirect("check_complaint", uuid=row.uuid)


def _posted(request: HttpRequest, found: Draft) -> dict[str, TopicForm]:
    """The forms of the topics that stood on the page."""
    asked, situation = topics_of(found), situation_of(found)
    sent = [name for name in request.POST.getlist("topic") if name in asked]
    return {name: TOPICS[name](request.POST, situation=situation) for name in sent}


_PEOPLE = {f"{word}_{name}": (name, step) for name in COUNTED for word, step in (("more", 1), ("less", -1))}


def _keep(request: HttpRequest, found: Draft, forms: dict[str, TopicForm], people: str = ""):
    plain = {name: form for name, form in forms.items() if not form.is_sealed}
    coded = {name: form.coded(found.answers.get(name, {})) for name, form in plain.items()}
    unchecked = [name for name, form in plain.items() if form.misfits()]
    if people in _PEOPLE and "concerned" in coded:
        name, step = _PEOPLE[people]
        number = count_of(coded["concerned"].get(name, [])) + step
        coded["concerned"][name] = [str(count_of([str(max(number, 0))], least=name == "victims"))]
    words = {name: form.kept() for name, form in forms.items() if form.is_sealed and _is_said(found, name, form)}
    return drafts.save(
        by=request.user, uuid=found.row.uuid, coded=coded, words=words, now=timezone.now(), unchecked=unchecked
    )


def _is_said(found: Draft, name: str, form: TopicForm) -> bool:
    """Whether there is something to seal: words, or words that were there and are taken away."""
    is_kept = name in found.answers or name in found.locked | found.lost
    return is_kept or any(value.strip() for values in form.kept().values() for value in values)


def _with_mistakes(request: HttpRequest, found: Draft, forms: dict[str, TopicForm], back_to: str | None):
    if back_to:
        return _topic_page(request, found, back_to, forms)
    return _whole_page(request, found, forms)


# --- pages ------------------------------------------------------------------------------------------------------------


def _writes_on_one_page(request: HttpRequest) -> bool:
    return Habits.objects.filter(user=request.user.pk, writes_on_one_page=True).exists()


def likely_of(request: HttpRequest, found: Draft) -> Sequence[Likely]:
    """Cases that may be about the same, as far as the reader may know of them."""
    return likely(request.user, found.row.organisation, clues_of(found), apart_from=found.into)


def base_context(request: HttpRequest, found: Draft) -> dict[str, object]:
    """What every page of a draft shows."""
    return {
        "draft": found,
        "uuid": found.row.uuid,
        "organisation": found.row.organisation,
        "into": case_of(request.user, found.row),
        "is_lost": bool(found.into),
        "saved_at": timezone.localtime(found.row.saved_at),
        "is_demonstration": found.row.organisation.is_demonstration,
        "likely": likely_of(request, found),
    }


def _list_page(request: HttpRequest, found: Draft) -> HttpResponse:
    bound = bound_forms(found, situation_of(found))
    context = base_context(request, found) | {"topics": progress(found, bound)}
    return render(request, "complaints/reception/topics.html", context)


def _topic_page(
    request: HttpRequest, found: Draft, name: str, forms: dict[str, TopicForm] | None = None
) -> HttpResponse:
    names = topics_of(found)
    return _questions(
        request, found, [name], forms or {}, title=TOPICS[name].title, number=names.index(name) + 1, of=len(names)
    )


def _whole_page(request: HttpRequest, found: Draft, forms: dict[str, TopicForm] | None = None) -> HttpResponse:
    return _questions(request, found, topics_of(found), forms or {}, title=_("Log a complaint"))


def _questions(
    request: HttpRequest, found: Draft, names: Sequence[str], forms: dict[str, TopicForm], **more: object
) -> HttpResponse:
    situation, can_seal = situation_of(found), drafts.has_keys(request.user)
    shown = {}
    for name in names:
        is_closed = TOPICS[name].is_sealed and (not can_seal or (name in found.locked and name not in forms))
        shown[name] = None if is_closed else forms.get(name) or form_of(found, name, situation)
    context = base_context(request, found) | {
        "sheets": [sheet(name, form) for name, form in shown.items()],
        "errors": mistakes(forms.values()),
        "can_seal": can_seal,
        "is_whole": "number" not in more,
        **more,
    }
    return render(request, "complaints/reception/topic.html", context)
