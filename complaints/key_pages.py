"""The page of keys that colleagues lack: counts first, then one button each."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import recently_authenticated, require
from accounts.permissions import Permission
from complaints.casedoor import key_of_session, to_password
from complaints.handover import hand_over_all, lacking
from vault.keyrings import NoKey
from vault.models import KeyPair
from vault.printed import fingerprint


@require_safe
@require(Permission.KEYS_HAND_OVER)
def missing(request: HttpRequest) -> HttpResponse:
    """Colleagues who lack keys that the reader holds."""
    rows = lacking(request.user)
    pairs = KeyPair.objects.filter(user__in=[row.colleague for row in rows])
    known = {pair.user_id: {"since": pair.created_on, "begins": fingerprint(bytes(pair.public_key))} for pair in pairs}
    shown = [{"row": row, "pair": known.get(row.colleague.pk)} for row in rows]
    return render(request, "complaints/keys.html", {"rows": shown})


@require_POST
@require(Permission.KEYS_HAND_OVER)
def hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Gives one colleague all keys that office and work ask for. 404 for whoever lacks none."""
    if all(one.colleague.uuid != uuid for one in lacking(request.user)):
        raise Http404
    return _hand_over(request, uuid)


@recently_authenticated
def _hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    private_key = key_of_session(request)
    if private_key is None:
        return to_password(request, reverse("missing_keys"))
    colleague = next(one.colleague for one in lacking(request.user) if one.colleague.uuid == uuid)
    try:
        number = hand_over_all(by=request.user, private_key=private_key, to=colleague, now=timezone.now())
    except NoKey as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(number)s key has been handed over.", "%(number)s keys have been handed over.", number)
        messages.success(request, words % {"number": number})
    return redirect("missing_keys")
