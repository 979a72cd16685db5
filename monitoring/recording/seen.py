"""What earlier visits to a place asked for and is still open: a visit starts from it, and says what it saw of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from institutions.visit_choices import SETTLED, RecommendationState
from monitoring.models import Recommendation, Visit
from monitoring.recommendations.actions import verify

MOST = 30
CANNOT_SAY = "cannot_say"
# What can be seen of a recommendation on site; nothing is noted of one of which nobody can say anything.
SEEN = [
    (RecommendationState.VERIFIED_DONE.value, pgettext_lazy("seen on site", "1 Done")),
    (RecommendationState.NOT_DONE.value, pgettext_lazy("seen on site", "2 Not done")),
    (CANNOT_SAY, pgettext_lazy("seen on site", "3 Cannot say")),
]


def open_before(
    by: User, organisation: Organisation, place: str, day: date, apart_from: Visit | None = None
) -> Sequence[Recommendation]:
    """Open recommendations of visits to a place before a day that `by` may know of, the newest visit first."""
    rows = Recommendation.objects.visible_to(by).filter(
        Q(status=None) | ~Q(status__attributes__meaning__in=SETTLED),
        visit__organisation=organisation,
        visit__facility__code=place,
        visit__visited_on__lt=day,
    )
    if apart_from is not None:
        rows = rows.exclude(visit=apart_from)
    rows = rows.select_related("visit", "theme", "addressee", "status")
    return list(rows.order_by("-visit__visited_on", "-visit_id", "number")[:MOST])


def lock_seen(by: User, seen: Mapping[UUID, str]) -> None:
    """Locks what `note_seen` will write to. Before anything is told: others lock a recommendation first, then tell."""
    rows = Recommendation.objects.visible_to(by).filter(uuid__in=seen)
    list(rows.select_for_update(of=("self",)).order_by("pk"))


def note_seen(*, by: User, visit: Visit, seen: Mapping[UUID, str], today: date) -> None:
    """Records what a visit saw of earlier recommendations. Raises PermissionDenied, NotPossible."""
    told = {uuid: status for uuid, status in seen.items() if status and status != CANNOT_SAY}
    rows = Recommendation.objects.visible_to(by).filter(uuid__in=told).select_related("visit")
    for row in rows.order_by("pk"):
        verify(by=by, recommendation=row, visit=visit, status=told[row.uuid], on=visit.visited_on, today=today)
