"""Pages on which something sealed is opened. Every answer says once what it says; nothing of it is kept."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import recently_authenticated
from accounts.permissions import Permission
from complaints.casedoor import damaged, key_of_session, known_case, known_file, no_key, to_password
from complaints.forms import RevealForm
from complaints.models import Attachment, Case
from complaints.opening import open_copy, open_identities, open_original, open_writings, read_page
from complaints.pages.opened import copy_context, identity_rows, narrative_context
from complaints.parties import people_with_identity
from vault.choices import Compartment
from vault.cleaning.kinds import FileKind
from vault.cleaning.rendering import Busy
from vault.cleaning.serving import attachment_headers, image_headers, neutral_name, zip_of
from vault.crypto import Tampered
from vault.keyrings import NoKey

# How long the pictures of a clean copy are given out after it was opened: the time to load a page.
PICTURES_FOR = timedelta(minutes=10)
_OPENED = "files_opened"


# --- the narrative ----------------------------------------------------------------------------------------------------


@require_POST
def open_narrative(request: HttpRequest, reference: str) -> HttpResponse:
    """Narrative, statements, notes, messages and names of files, in this answer only."""
    case, now = known_case(request, reference, Permission.SEALED_OPEN), timezone.now()
    private_key = key_of_session(request)
    if private_key is None:
        return to_password(request, _page_of(case))
    try:
        opened = open_writings(by=request.user, private_key=private_key, case=case, now=now)
    except NoKey:
        return no_key(request, case, Compartment.NARRATIVE, now)
    except Tampered:
        return damaged(request, case)
    return render(request, "complaints/narrative.html", narrative_context(request.user, case, opened))


# --- names and contacts -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def identities(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks of whom and why; then shows names and contacts once."""
    return _identities(request, known_case(request, reference, Permission.IDENTITY_OPEN))


@recently_authenticated
def _identities(request: HttpRequest, case: Case) -> HttpResponse:
    people = people_with_identity(case)
    if not people:
        raise Http404
    asked = request.GET.get("person", "")
    form = RevealForm(request.POST or None, people=people, initial={"people": [asked]})
    if request.method == "POST" and form.is_valid():
        return _reveal(request, case, form)
    return render(request, "complaints/reveal.html", {"case": case, "form": form})


def _reveal(request: HttpRequest, case: Case, form: RevealForm) -> HttpResponse:
    private_key, now = key_of_session(request), timezone.now()
    if private_key is None:
        return to_password(request, request.path)
    try:
        opened = open_identities(
            by=request.user,
            private_key=private_key,
            case=case,
            people=form.cleaned_data["people"],
            reason=form.cleaned_data["reason"],
            now=now,
        )
    except NoKey:
        return no_key(request, case, Compartment.IDENTITY, now)
    except Tampered:
        return damaged(request, case)
    return render(request, "complaints/identities.html", {"case": case, "people": identity_rows(opened)})


# --- files ------------------------------------------------------------------------------------------------------------


@require_POST
def open_file(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """The clean copy of a file: pictures of its pages, or its text."""
    case, now = known_case(request, reference, Permission.SEALED_OPEN), timezone.now()
    attachment = known_file(case, uuid)
    private_key = key_of_session(request)
    if private_key is None:
        return to_password(request, _page_of(case))
    try:
        opened = open_copy(by=request.user, private_key=private_key, attachment=attachment, now=now)
    except NoKey:
        return no_key(request, case, Compartment.NARRATIVE, now)
    except Tampered:
        return damaged(request, case)
    except Busy:
        messages.error(request, _("Too many files are being cleaned at this moment. Try again in a minute."))
        return redirect(_page_of(case))
    _remember(request, attachment, now)
    return render(request, "complaints/file.html", copy_context(case, opened))


def _remember(request: HttpRequest, attachment: Attachment, now: datetime) -> None:
    """Notes in the session that the audit knows of this opening, so that its pictures may follow."""
    earlier = request.session.get(_OPENED, {})
    kept = {uuid: at for uuid, at in earlier.items() if datetime.fromisoformat(at) > now - PICTURES_FOR}
    request.session[_OPENED] = kept | {str(attachment.uuid): now.isoformat()}


def _was_opened(request: HttpRequest, attachment: Attachment, now: datetime) -> bool:
    at = request.session.get(_OPENED, {}).get(str(attachment.uuid))
    return at is not None and datetime.fromisoformat(at) > now - PICTURES_FOR


@require_safe
def file_page(request: HttpRequest, reference: str, uuid: UUID, number: int) -> HttpResponse:
    """One picture of a clean copy that was opened in this session a moment ago; the key is needed each time."""
    case, now = known_case(request, reference, Permission.SEALED_OPEN), timezone.now()
    attachment = known_file(case, uuid)
    private_key = key_of_session(request)
    if private_key is None or not _was_opened(request, attachment, now):
        raise PermissionDenied
    try:
        page = read_page(by=request.user, private_key=private_key, attachment=attachment, number=number, now=now)
    except NoKey:
        return no_key(request, case, Compartment.NARRATIVE, now)
    except Tampered:
        return damaged(request, case)
    if page is None:
        raise Http404
    return HttpResponse(page, headers=image_headers(page))


@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Warns first; then the file as it was sent, wrapped into an archive that no double click opens."""
    case = known_case(request, reference, Permission.SEALED_OPEN)
    return _original(request, case, known_file(case, uuid))


@recently_authenticated
def _original(request: HttpRequest, case: Case, attachment: Attachment) -> HttpResponse:
    if attachment.original is None:
        raise Http404
    if request.method != "POST":
        return render(request, "complaints/original.html", {"case": case, "attachment": attachment})
    private_key, now = key_of_session(request), timezone.now()
    if private_key is None:
        return to_password(request, request.path)
    try:
        file, content = open_original(by=request.user, private_key=private_key, attachment=attachment, now=now)
    except NoKey:
        return no_key(request, case, Compartment.NARRATIVE, now)
    except Tampered:
        return damaged(request, case)
    name = neutral_name(FileKind(file.description.kind), file.number)
    return StreamingHttpResponse(zip_of(name, content), headers=attachment_headers(f"{name}.zip"))


def _page_of(case: Case) -> str:
    return reverse("case_detail", args=[case.reference])
