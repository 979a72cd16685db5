"""The number of unseen notices that every page shows to whoever works on cases."""

from functools import cached_property

from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.work.queries import notices_visible_to

MOST = 99  # more is said as "99+", and never counted


class Bell:
    """The bell of one person; `unseen` costs its one query only where a page shows it."""

    def __init__(self, user: User) -> None:
        self._user = user

    @cached_property
    def unseen(self) -> int:
        """How many notices wait, up to one more than MOST."""
        return notices_visible_to(self._user).filter(seen_at=None)[: MOST + 1].count()


def bell(request: HttpRequest) -> dict[str, Bell | None]:
    """`bell` of the signed-in person, None for whoever works on no case."""
    user = getattr(request, "user", None)
    has_bell = user is not None and user.is_authenticated and has_permission(user, Permission.CASE_VIEW)
    return {"bell": Bell(user) if has_bell else None}
