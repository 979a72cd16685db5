"""The door of pages about one case: 404 for whoever may not know of it, 403 for who may know but lacks the right."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from complaints.models import Attachment, Case
from complaints.rights import may_on
from vault.choices import Compartment
from vault.holders import wraps_of
from vault.sessions import unlocked_key


def known_case(request: HttpRequest, reference: str, permission: Permission) -> Case:
    """A case of an organisation that the reader may know of, in which they hold `permission`.

    Raises Http404 and PermissionDenied. The public record holds nothing sealed, so it is unknown here.
    """
    case = None
    if "\x00" not in reference:
        visible = Case.objects.visible_to(request.user).select_related("organisation", "safe", "letter")
        case = visible.filter(reference=reference, organisation__isnull=False).first()
    if case is None:
        raise Http404
    if not may_on(request.user, permission, case):
        raise PermissionDenied
    return case


def known_file(case: Case, uuid: UUID) -> Attachment:
    """A file of the case. Raises Http404."""
    files = Attachment.objects.select_related("description__data_key__safe", "original__data_key__safe")
    found = files.filter(case=case, uuid=uuid).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def to_password(request: HttpRequest, back_to: str) -> HttpResponse:
    """Leads to the password, which unlocks the session, and back."""
    messages.warning(request, _("Your keys are locked. Type your password again, then repeat what you did."))
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back_to})}")


def key_of_session(request: HttpRequest) -> bytes | None:
    """The private key of the reader, None where the session is locked."""
    return unlocked_key(request)


def no_key(request: HttpRequest, case: Case, compartment: Compartment, now) -> HttpResponse:
    """The page for somebody who may open something but holds no key: it names the colleagues who do."""
    holders: list[User] = []
    if case.safe is not None:
        wraps = wraps_of(case.safe, now).filter(data_key__compartment=compartment, key_pair__isnull=False)
        holders = [wrap.key_pair.user for wrap in wraps]
    context = {"case": case, "holders": holders, "is_identity": compartment == Compartment.IDENTITY}
    return render(request, "complaints/no_key.html", context, status=403)


def damaged(request: HttpRequest, case: Case) -> HttpResponse:
    """The page for what does not open although the key fits."""
    return render(request, "complaints/damaged.html", {"case": case}, status=500)
