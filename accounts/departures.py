"""What must follow when somebody leaves a role or an account is closed. Rooms above name their part when they start.

Called within the transaction of the change, so that a role and the keys it gave end together or not at all.
"""

from collections.abc import Callable

from accounts.models import Organisation, User

Follow = Callable[[User, Organisation], None]
_FOLLOWS: list[Follow] = []


def when_somebody_leaves(follow: Follow) -> None:
    """Registers what to do about `user` in `organisation` after a role ended. Called from an app's `ready`."""
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)


def follow(user: User, organisation: Organisation) -> None:
    """Does all of it; the roles that are left are those of the database."""
    for step in _FOLLOWS:
        step(user, organisation)
