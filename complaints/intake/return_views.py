"""Coming back with the receipt: everything on one address, by posting."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.findings import Impossible
from complaints.intake import drafts, returning, throttle
from complaints.intake.doors import (
    SeeOther,
    drop_secret,
    intake_page,
    is_own_wish,
    keep_secret,
    language_of,
    secret_in,
    show,
)
from complaints.intake.forms import AddFileForm
from complaints.intake.return_forms import CodeForm, ConsentsForm, EraseForm, MessageForm, WithdrawForm
from complaints.intake.uploads import take
from complaints.models import Case, VisitKind
from vault.actions import NobodyCouldOpen
from vault.cleaning.kinds import Refused

UNKNOWN_CODE = _(
    "We know no such code. Compare it with what you wrote down. A letter that was erased has no code any more."
)

NOBODY_READS = _(
    "Nobody of the organisation could open what you add now, so it was not kept. What you wrote before is safe. Copy "
    "your words to paper and try again in some days."
)

# What is said on the page after something was done.
NOTICES: dict[str, Promise] = {
    "message": _("Your message is kept. Whoever works on your letter will find it."),
    "file": _("Your file is kept."),
    "consent": _("Your answers are kept and count from now on."),
    "withdraw": _("It is recorded that you withdraw, and how it came. You can still write."),
    "erase": _("It is recorded that you want everything to be erased. You will find the answer here."),
}


@dataclass
class Visit:
    """A visit with a receipt that is known."""

    request: HttpRequest
    draft: drafts.Draft
    case: Case
    today: date
    now: datetime

    @property
    def receipt(self) -> str:
        """The code, as long as the visit lasts."""
        return self.draft.content["receipt"]


@intake_page
def come_back(request: HttpRequest) -> HttpResponse:
    """Asks for the code; with a known one shows the letter and takes what is posted to it."""
    today, now = timezone.localdate(), timezone.now()
    secret = secret_in(request, VisitKind.RETURN)
    # A page of somebody else must not open its own letter in this browser for a visitor to write into, nor end a visit.
    if request.method == "POST" and not is_own_wish(request):
        return SeeOther(reverse("intake_return"))
    if request.POST.get("act") == "open":
        return _open(request, secret, today, now)
    with transaction.atomic():
        draft = drafts.load(secret, kind=VisitKind.RETURN, today=today, now=now, for_update=request.method == "POST")
        case = returning.case_of(draft.content["receipt"]) if draft else None
        if draft is None or case is None:
            is_over = request.method == "POST" and bool(request.POST)
            return show(request, "intake/return.html", {"form": CodeForm(), "is_over": is_over})
        with translation.override(language_of(draft)):
            visit = Visit(request, draft, case, today, now)
            return _letter(visit) if request.method != "POST" else _act(visit)


def _open(request: HttpRequest, before: bytes | None, today: date, now: datetime) -> HttpResponse:
    """A new visit for a known code. An unknown one is answered alike whatever it is."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show(request, "intake/return.html", {"form": form})
    case = returning.case_of(form.cleaned_data["code"])
    if case is None:
        return show(request, "intake/return.html", {"form": CodeForm(), "sentence": UNKNOWN_CODE})
    drafts.forget(before)
    content = {"receipt": form.cleaned_data["code"], "language": translation.get_language()}
    draft = drafts.begin(kind=VisitKind.RETURN, content=content, today=today, now=now)
    response = _letter(Visit(request, draft, case, today, now))
    keep_secret(response, draft)
    return response


def _letter(visit: Visit, **forms: object) -> HttpResponse:
    """The page with everything that was written."""
    notice = NOTICES.get(visit.draft.content.get("notice", ""), "")
    context = {
        "told": returning.correspondence(visit.case, visit.receipt),
        "notice": notice,
        "message_form": MessageForm(),
        "file_form": AddFileForm(),
    } | forms
    context["has_mistakes"] = any(getattr(form, "errors", None) for form in forms.values()) or "sentence" in forms
    return show(visit.request, "intake/visit.html", context)


def _act(visit: Visit) -> HttpResponse:
    """Does what was asked and leads back to the letter; a form that cannot be taken is shown again."""
    act = visit.request.POST.get("act", "")
    if act == "leave":
        drafts.forget(visit.draft.secret)
        response = show(visit.request, "intake/left.html")
        drop_secret(response, VisitKind.RETURN)
        return response
    try:
        with transaction.atomic():
            answer = _ACTS[act](visit) if act in _ACTS else None
    except NobodyCouldOpen:
        form = MessageForm(visit.request.POST) if act == "message" else MessageForm()
        return _letter(visit, sentence=NOBODY_READS, message_form=form)
    if answer is not None:
        return answer
    visit.draft.content["notice"] = act if act in NOTICES else ""
    drafts.save(visit.draft, now=visit.now)
    return SeeOther(reverse("intake_return"))


def _message(visit: Visit) -> HttpResponse | None:
    form = MessageForm(visit.request.POST)
    if not form.is_valid():
        return _letter(visit, message_form=form)
    digest = hashlib.sha256(form.cleaned_data["text"].encode()).hexdigest()
    if visit.draft.content.get("last") != digest:  # pressed twice
        returning.write_message(case=visit.case, text=form.cleaned_data["text"], today=visit.today)
        visit.draft.content["last"] = digest
    return None


def _file(visit: Visit) -> HttpResponse | None:
    form = AddFileForm(visit.request.POST, visit.request.FILES)
    if not form.is_valid():
        return _letter(visit, file_form=form)
    try:
        taken = take(form.cleaned_data["file"], is_to_clean=form.cleaned_data["is_to_clean"])
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _letter(visit, file_form=form)
    if visit.draft.content.get("last_file") == taken.sha256:  # pressed twice
        return None
    if not throttle.is_room_for(taken.length, today=visit.today, receipt=visit.receipt):
        return _letter(visit, sentence=throttle.NO_ROOM)
    returning.add_file(case=visit.case, taken=taken, today=visit.today)
    visit.draft.content["last_file"] = taken.sha256
    return None


def _ask_consent(visit: Visit) -> HttpResponse:
    form = ConsentsForm(known=returning.newest_consents(visit.case))
    return show(visit.request, "intake/consent.html", {"form": form})


def _consent(visit: Visit) -> HttpResponse | None:
    form = ConsentsForm(visit.request.POST, known=returning.newest_consents(visit.case))
    if not form.is_valid():
        return show(visit.request, "intake/consent.html", {"form": form, "has_mistakes": True})
    returning.change_consent(case=visit.case, answers=form.answers, today=visit.today)
    return None


def _ask_withdraw(visit: Visit) -> HttpResponse:
    return show(visit.request, "intake/withdraw.html", {"form": WithdrawForm()})


def _withdraw(visit: Visit) -> HttpResponse | None:
    form = WithdrawForm(visit.request.POST)
    if not form.is_valid():
        return show(visit.request, "intake/withdraw.html", {"form": form, "has_mistakes": True})
    try:
        returning.withdraw(case=visit.case, circumstances=form.circumstances, today=visit.today)
    except Impossible as refusal:
        return _letter(visit, sentence=str(refusal))
    return None


def _ask_erase(visit: Visit) -> HttpResponse:
    return show(visit.request, "intake/erase.html", {"form": EraseForm()})


def _erase(visit: Visit) -> HttpResponse | None:
    form = EraseForm(visit.request.POST)
    if not form.is_valid():
        return show(visit.request, "intake/erase.html", {"form": form, "has_mistakes": True})
    returning.ask_erasure(case=visit.case, today=visit.today)
    return None


_ACTS: dict[str, Callable[[Visit], HttpResponse | None]] = {
    "message": _message,
    "file": _file,
    "ask_consent": _ask_consent,
    "consent": _consent,
    "ask_withdraw": _ask_withdraw,
    "withdraw": _withdraw,
    "ask_erase": _ask_erase,
    "erase": _erase,
}
