"""A letter from the first step to the receipt, all on one address: the history of a browser tells one visit."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from complaints.findings import Impossible
from complaints.intake import drafts, throttle
from complaints.intake.doors import (
    SeeOther,
    drop_secret,
    intake_page,
    is_own_wish,
    keep_secret,
    language_of,
    letter_address,
    secret_in,
    show,
)
from complaints.intake.forms import CHECK, STEPS, AddFileForm, PersonForm, SendForm
from complaints.intake.letter_pages import check_page, receipt_page, step_page
from complaints.intake.letters import Incomplete, written
from complaints.intake.sending import Gone, send
from complaints.intake.takers import ready, takers
from complaints.intake.uploads import Taken, take
from complaints.models import VisitKind
from vault import receipts
from vault.actions import NobodyCouldOpen
from vault.cleaning.kinds import MAX_FILES, Refused, refusal_of_number


@intake_page
def letter(request: HttpRequest) -> HttpResponse:
    """Shows the step at which a letter is, and takes what is posted to it."""
    today, now = timezone.localdate(), timezone.now()
    # A page of somebody else must not begin a letter in this browser, nor write into one or have it forgotten.
    if request.method == "POST" and not is_own_wish(request):
        return SeeOther(_start_address())
    if request.POST.get("act") == "start":
        return _begin(request, today, now)
    secret = secret_in(request, VisitKind.LETTER)
    draft = drafts.load(secret, kind=VisitKind.LETTER, today=today, now=now)
    if draft is None or draft.is_sent:
        return _after(request, draft)
    with translation.override(_language(request, draft)):
        if request.method != "POST":
            return _current(request, draft, today)
        if request.POST.get("act") == "send":
            return _send(request, draft, today, now)
        return _take_step(request, secret, today, now)


def _language(request: HttpRequest, draft: drafts.Draft) -> str:
    """The language of the button that was pressed, else that of the draft."""
    pressed = request.POST.get("language", "")
    return pressed if pressed in dict(settings.LANGUAGES) else language_of(draft)


def _begin(request: HttpRequest, today: date, now: datetime) -> HttpResponse:
    """A draft and its cookie. A letter that was begun already goes on."""
    if not ready():
        return show(request, "intake/start.html", {"organisations": []})
    known = drafts.load(secret_in(request, VisitKind.LETTER), kind=VisitKind.LETTER, today=today, now=now)
    if known is not None and not known.is_sent:
        return SeeOther(letter_address())
    content = {"language": translation.get_language(), "step": 1, "answers": {}}
    draft = drafts.begin(kind=VisitKind.LETTER, content=content, today=today, now=now)
    response = step_page(request, draft, 1)
    keep_secret(response, draft)
    return response


def _after(request: HttpRequest, draft: drafts.Draft | None) -> HttpResponse:
    """The letter was sent, or there is none. The receipt is shown as long as the draft is there, and no longer."""
    if draft is None:
        return show(request, "intake/gone.html") if request.method == "POST" else SeeOther(_start_address())
    with translation.override(language_of(draft)):
        act = request.POST.get("act")
        if act == "kept":
            drafts.forget(draft.secret)
            response = show(request, "intake/kept.html")
            drop_secret(response, VisitKind.LETTER)
            return response
        if act in ("show", "send"):
            return receipt_page(request, receipts.receipt_from(draft.secret))
        return show(request, "intake/sent.html")


def _start_address() -> str:
    return letter_address().removesuffix("letter/")


def _current(request: HttpRequest, draft: drafts.Draft, today: date) -> HttpResponse:
    number = draft.content.get("step", 1)
    return check_page(request, draft, today=today) if number >= CHECK else step_page(request, draft, number)


# --- steps ------------------------------------------------------------------------------------------------------------


def _take_step(request: HttpRequest, secret: bytes, today: date, now: datetime) -> HttpResponse:
    """Keeps what was typed, right or wrong, and goes where the button leads."""
    taken = _taken_file(request)
    with transaction.atomic():
        draft = drafts.load(secret, kind=VisitKind.LETTER, today=today, now=now, for_update=True)
        if draft is None or draft.is_sent:
            return show(request, "intake/gone.html")
        draft.content["language"] = translation.get_language()
        step = _number(request.POST.get("step"))
        page = _moved(request, draft, step, taken, today)
        drafts.save(draft, now=now)
    return page or SeeOther(letter_address())


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and 1 <= int(text[:3]) < CHECK else None


def _moved(
    request: HttpRequest, draft: drafts.Draft, step: int | None, taken: Taken | AddFileForm | None, today: date
) -> HttpResponse | None:
    """Changes the draft; a page where something must be said, None where the draft tells what is shown next."""
    act = request.POST.get("act", "")
    form = None
    if step is not None and STEPS[step - 1][0] != "files":
        name, form_class = STEPS[step - 1]
        form = form_class(request.POST, answers=draft.content["answers"])
        draft.content["answers"][name] = form.kept()
    elif step is not None and act != "back":
        draft.content["answers"]["files"] = {}
        sentence = _file_into(draft, taken, today)
        if sentence or isinstance(taken, AddFileForm):
            file_form = taken if isinstance(taken, AddFileForm) else None
            return step_page(request, draft, step, file_form=file_form, sentence=sentence)
    if "language" in request.POST or act == "add_file":
        draft.content["step"] = step or draft.content["step"]
    elif "remove" in request.POST:
        drafts.remove_file(draft, _number(request.POST["remove"]) or 0)
    elif (wished := request.POST.get("to")) is not None:
        draft.content["step"] = _number(wished) or CHECK
    elif step is not None and act == "back":
        draft.content["step"] = max(1, step - 1)
    elif step is not None:
        if form is not None and not form.is_valid():
            draft.content["step"] = step
            return step_page(request, draft, step, form=form)
        draft.content["step"] = CHECK if act == "check" else step + 1
    draft.content["is_checked"] = draft.content.get("is_checked", False) or draft.content["step"] == CHECK
    return None


def _taken_file(request: HttpRequest) -> Taken | AddFileForm | None:
    """The file that was sent, judged before anything is locked; the form where it is not accepted."""
    is_wanted = request.POST.get("act") == "add_file"
    if not is_wanted and "file" not in request.FILES:
        return None
    form = AddFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    try:
        return take(form.cleaned_data["file"], is_to_clean=form.cleaned_data["is_to_clean"])
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return form


def _file_into(draft: drafts.Draft, taken: Taken | AddFileForm | None, today: date) -> object:
    """Seals an accepted file into the draft; a sentence where there is no room for it. The same file twice is once."""
    if not isinstance(taken, Taken):
        return ""
    known = drafts.files(draft)
    if any((file.name, file.sha256, file.is_cleaned) == taken.identity for file in known):
        return ""  # sent again because no answer came
    if len(known) >= MAX_FILES:
        return refusal_of_number(MAX_FILES + 1)
    if not throttle.is_room_for(taken.length, today=today):
        return throttle.NO_ROOM
    drafts.add_file(draft, described=taken.described, content=taken.content, pages=taken.pages)
    return ""


# --- sending ----------------------------------------------------------------------------------------------------------


def _send(request: HttpRequest, draft: drafts.Draft, today: date, now: datetime) -> HttpResponse:
    """The last step. The receipt is shown when the letter is kept, after the commit."""
    if (waiting := _still_waiting(request, draft, now)) is not None:
        return waiting
    try:
        text = written(draft.content["answers"], has_files=bool(drafts.files(draft)))
    except Incomplete as error:
        return _look_again(request, draft, error, now)
    found = takers(text.target, today=today)
    form = SendForm(request.POST, offered=found.offered)
    if not form.is_valid():
        return check_page(request, draft, today=today, form=form, found=found)
    organisation = found.choose(form.cleaned_data["organisation"])
    if (waiting := _waiting_room(request, draft, organisation.pk, now)) is not None:
        return waiting
    visit = bytes(draft.row.lookup).hex()
    try:
        receipt = send(
            secret=draft.secret,
            letter=text,
            organisation=organisation,
            is_suspected_junk=throttle.looks_like_junk(
                narrative=text.story, is_trap_filled=text.is_trap_filled, visit=visit
            ),
            today=today,
            now=now,
        )
    except Gone:
        return show(request, "intake/gone.html")
    except (NobodyCouldOpen, Impossible) as refusal:
        return check_page(request, draft, today=today, sentence=str(refusal))
    return receipt_page(request, receipt)


def _look_again(request: HttpRequest, draft: drafts.Draft, error: Incomplete, now: datetime) -> HttpResponse:
    name, form_class = STEPS[error.step - 1]
    answers = draft.content["answers"]
    form = form_class.from_answers(name, answers if name in answers else {**answers, name: {}})
    _change(draft, now, lambda content: content.update(step=error.step))
    return step_page(request, draft, error.step, form=form, sentence=str(error))


def _waiting_room(request: HttpRequest, draft: drafts.Draft, organisation: int, now: datetime) -> HttpResponse | None:
    """A page to wait on while many letters come in, or None. Nobody is refused, and nobody waits twice."""
    if "wait_until" in draft.content:
        return None
    wait = throttle.seconds_to_wait(organisation, visit=bytes(draft.row.lookup).hex(), now=now)
    if wait == 0:
        return None
    until = now.timestamp() + wait
    _change(draft, now, lambda content: content.setdefault("wait_until", until))
    return _wait_page(request, PersonForm(), until, now)


def _still_waiting(request: HttpRequest, draft: drafts.Draft, now: datetime) -> HttpResponse | None:
    """The page to wait on again: too early, or nobody said that a person is sending. None for who may go on."""
    until = draft.content.get("wait_until")
    if until is None:
        return None
    if until > now.timestamp():
        return _wait_page(request, PersonForm(), until, now)
    form = PersonForm(request.POST)
    return None if form.is_valid() else _wait_page(request, form, until, now)


def _wait_page(request: HttpRequest, form: PersonForm, until: float, now: datetime) -> HttpResponse:
    context = {
        "form": form,
        "left": max(0, -int(-(until - now.timestamp()) // 1)),
        "organisation": request.POST.get("organisation", ""),
        "has_mistakes": form.is_bound,
    }
    return show(request, "intake/wait.html", context)


@transaction.atomic
def _change(draft: drafts.Draft, now: datetime, change: Callable[[dict], object]) -> None:
    """Changes the draft as it is now, unless it was sent meanwhile."""
    today = timezone.localdate(now)
    newest = drafts.load(draft.secret, kind=VisitKind.LETTER, today=today, now=now, for_update=True)
    if newest is not None and not newest.is_sent:
        change(newest.content)
        drafts.save(newest, now=now)
