"""The door of pages about one recommendation or letter, and what is answered where words do not open."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.casedoor import key_of_session, to_password
from institutions.visit_choices import RecommendationState
from monitoring.keys import keyholders
from monitoring.models import Recommendation, RecommendationLetter, RecommendationStep, Visit
from monitoring.opening import OpenedVisit, open_texts
from monitoring.recommendations.queries import placed, told_to
from vault.crypto import Tampered
from vault.keyrings import NoKey

_WITH = ("visit__facility", "visit__regime", "visit__organisation", "visit__safe")


def known_recommendation(request: HttpRequest, uuid: UUID, permission: Permission) -> Recommendation:
    """A placed recommendation that the reader may know of, in whose organisation they hold `permission`.

    Raises Http404 and PermissionDenied.
    """
    rows = told_to(
        placed(Recommendation.objects.visible_to(request.user), timezone.localdate(), request.user), request.user
    )
    found = rows.select_related(*_WITH, "letter", "legal_basis", "addressee", "finding").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    _require(request, found.visit, permission)
    return found


def known_step(request: HttpRequest, row: Recommendation, uuid: UUID) -> RecommendationStep:
    """A step that stands and may have been a mistake. Raises Http404, as for what was seen on a visit unknown to them.

    That it was sent follows from the letter, and is no entry of its own.
    """
    known = Q(visit=None) | Q(visit__in=Visit.objects.visible_to(request.user))
    steps = row.steps.in_force().filter(known).select_related("status", "visit__regime")
    found = steps.filter(uuid=uuid).exclude(status__attributes__meaning=RecommendationState.SENT).first()
    if found is None:
        raise Http404
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
    request: HttpRequest,
    visit: Visit,
    back_to: str,
    shown: Callable[[OpenedVisit], HttpResponse],
    *,
    only: Collection[int] | None = None,
) -> HttpResponse:
    """The page made of the words of a visit, opened with the reader's key and on record; or why they do not open.

    `only`: the numbers of the texts that are opened, all where none are named.
    """
    private_key = key_of_session(request)
    if private_key is None:
        return to_password(request, back_to)
    now = timezone.now()
    try:
        opened = open_texts(by=request.user, private_key=private_key, visit=visit, now=now, only=only)
    except NoKey:
        return render(request, "monitoring/no_key.html", {"visit": visit, "holders": holders(visit)}, status=403)
    except Tampered:
        return render(request, "monitoring/damaged.html", {"visit": visit}, status=500)
    return shown(opened)


def holders(visit: Visit) -> list[User]:
    """The colleagues who hold the key of the visit's words."""
    return [one.person for one in keyholders(visit, timezone.now()) if one.holds]
