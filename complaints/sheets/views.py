"""The sheet of a case: how much it shows is chosen first; then it is shown once, to print or as PDF."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import recently_authenticated
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.agreed import agreed
from complaints.casedoor import damaged, key_of_session, known_case, no_key, to_password
from complaints.choices import DataSet
from complaints.models import Case
from complaints.opening import OpenedIdentity, OpenedNarrative, open_identities, open_writings
from complaints.parties import people_with_identity
from complaints.rights import may_on
from complaints.sheets import pdf
from complaints.sheets.forms import SheetForm
from complaints.sheets.pages import sheet_context
from complaints.sheets.redaction import Level
from complaints.telling import tell
from vault.choices import Compartment
from vault.crypto import Tampered
from vault.keyrings import NoKey

_NEEDS = {Level.TEAM: Permission.SEALED_OPEN, Level.NAMES: Permission.IDENTITY_OPEN}
Opened = tuple[OpenedNarrative | None, list[OpenedIdentity]]


@require_http_methods(["GET", "HEAD", "POST"])
def case_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for whom the sheet is; then makes it. Paper leaves the house, so the password is asked for first."""
    return _sheet(request, known_case(request, reference, Permission.CASE_EXPORT))


@recently_authenticated
def _sheet(request: HttpRequest, case: Case) -> HttpResponse:
    form = SheetForm(request.POST or None, levels=levels_for(request.user, case))
    if request.method == "POST" and form.is_valid():
        return _made(request, case, form)
    return _choice(request, case, form)


def levels_for(actor: User, case: Case) -> list[Level]:
    """The levels that the role of `actor` includes; whether they hold the key turns out when it is opened."""
    return [level for level in Level if level not in _NEEDS or may_on(actor, _NEEDS[level], case)]


def _choice(request: HttpRequest, case: Case, form: SheetForm) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "agreed": agreed(case),
        "can_pdf": pdf.is_possible(),
        "is_demonstration": case.data_set == DataSet.DEMONSTRATION,
    }
    return render(request, "complaints/sheets/choose.html", context)


def _made(request: HttpRequest, case: Case, form: SheetForm) -> HttpResponse:
    level, now = form.cleaned_data["level"], timezone.now()
    wants_pdf = request.POST.get("as") == "pdf"
    if wants_pdf and not pdf.is_possible():
        return _choice(request, case, form)
    private_key = key_of_session(request)
    if level >= Level.TEAM and private_key is None:
        return to_password(request, request.path)
    reason = form.cleaned_data.get("reason", "") if level == Level.NAMES else ""
    part = Compartment.NARRATIVE
    try:
        narrative = _narrative(request.user, case, level, private_key, now)
        part = Compartment.IDENTITY
        people = _people(request.user, case, level, private_key, reason, now)
    except NoKey:
        return no_key(request, case, part, now)
    except Tampered:
        return damaged(request, case)
    with transaction.atomic():
        tell(request.user, case, Act.SHEET_MADE, subject=f"sheet_{level.value}", reason=reason)
    context = sheet_context(request.user, case, level, now=now, narrative=narrative, people=people)
    return _answer(request, case, context, wants_pdf=wants_pdf)


def _narrative(actor: User, case: Case, level: Level, private_key: bytes | None, now) -> OpenedNarrative | None:
    if level < Level.TEAM or case.safe is None:
        return None
    if private_key is None:
        raise PermissionDenied
    return open_writings(by=actor, private_key=private_key, case=case, now=now)


def _people(actor: User, case: Case, level: Level, private_key: bytes | None, reason: str, now) -> list[OpenedIdentity]:
    known = people_with_identity(case) if level == Level.NAMES else []
    if not known:
        return []
    if private_key is None:
        raise PermissionDenied
    return open_identities(by=actor, private_key=private_key, case=case, people=known, reason=reason, now=now)


def _answer(request: HttpRequest, case: Case, context: dict[str, object], *, wants_pdf: bool) -> HttpResponse:
    """The sheet itself: no cache keeps it, and its name tells nothing but the reference."""
    if not wants_pdf:
        return render(request, "complaints/sheets/paper.html", context)
    document = pdf.make(render_to_string("complaints/sheets/paper.html", context | {"is_pdf": True}))
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{case.reference}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(document, headers=headers)
