"""The number of unseen notices that every page shows to whoever works on cases."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.permissions import Permission, has_permission
from complaints.work.queries import notices_visible_to

MOST = 99  # more is said as "99+", and never counted


def bell(request: HttpRequest) -> dict[str, object]:
    """`has_bell`, and `unseen_notices`, which costs its one query only where a page shows it."""
    user = getattr(request, "user", None)
    has_bell = user is not None and user.is_authenticated and has_permission(user, Permission.CASE_VIEW)
    return {"has_bell": has_bell, "unseen_notices": SimpleLazyObject(lambda: _unseen(user)) if has_bell else 0}


def _unseen(user: object) -> int:
    return notices_visible_to(user).filter(seen_at=None)[: MOST + 1].count()
