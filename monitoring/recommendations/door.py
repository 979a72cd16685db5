"""The door of pages about one recommendation or letter, and what is answered where words do not open."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.permissions import Permission, has_permission
from monitoring.models import Recommendation, RecommendationLetter, Visit
from monitoring.opening import OpenedVisit, open_texts
from monitoring.recommendations.queries import placed
from vault.crypto import Tampered
from vault.holders import wraps_of
from vault.keyrings import NoKey
from vault.sessions import unlocked_key

_WITH = ("visit__facility", "visit__regime", "visit__organisation", "visit__safe")


def known_recommendation(request: HttpRequest, uuid: UUID, permission: Permission) -> Recommendation:
    """A placed recommendation that the reader may know of, in whose organisation they hold `permission`.

    Raises Http404 and PermissionDenied.
    """
    rows = placed(Recommendation.objects.visible_to(request.user), timezone.localdate())
    found = rows.select_related(*_WITH, "letter", "legal_basis", "addressee", "finding").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    _require(request, found.visit, permission)
    return found


def known_letter(request: HttpRequest, uuid: UUID, permission: Permission) -> RecommendationLetter:
    """A letter of a visit that the reader may know of. Raises Http404 and PermissionDenied."""
    letters = RecommendationLetter.objects.filter(visit__in=Visit.objects.visible_to(request.user))
    found = letters.select_related(*_WITH, "addressee").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    _require(request, found.visit, permission)
    return found


def _require(request: HttpRequest, visit: Visit, permission: Permission) -> None:
    if not has_permission(request.user, permission, organisation=visit.organisation_id):
        raise PermissionDenied


def with_words(
    request: HttpRequest, visit: Visit, back_to: str, shown: Callable[[OpenedVisit], HttpResponse]
) -> HttpResponse:
    """The page made of the words of a visit, opened with the reader's key and on record; or why they do not open."""
    private_key = unlocked_key(request)
    if private_key is None:
        messages.warning(request, _("Your keys are locked. Type your password again, then repeat what you did."))
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back_to})}")
    now = timezone.now()
    try:
        opened = open_texts(by=request.user, private_key=private_key, visit=visit, now=now)
    except NoKey:
        return _closed(request, back_to, 403, holders=holders(visit))
    except Tampered:
        return _closed(request, back_to, 500, is_damaged=True)
    return shown(opened)


def holders(visit: Visit) -> list[str]:
    """The colleagues who hold the key of the visit's words."""
    if visit.safe is None:
        return []
    wraps = wraps_of(visit.safe, timezone.now()).filter(key_pair__isnull=False)
    return sorted({str(wrap.key_pair.user) for wrap in wraps})


def _closed(request: HttpRequest, back_to: str, status: int, **context: object) -> HttpResponse:
    page = "monitoring/recommendations/closed.html"
    return render(request, page, {"back_url": back_to, **context}, status=status)
