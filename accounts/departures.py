"""What must follow when somebody leaves a role or an account is closed. Rooms above name their part when they start.

Called within the transaction of the change, so that a role and the keys it gave end together or not at all.
"""

from collections.abc import Callable

from accounts.models import Organisation, User

Follow = Callable[[User, Organisation], None]
Warn = Callable[[User], list[str]]
_FOLLOWS: list[Follow] = []
_WARNINGS: list[Warn] = []


def when_somebody_leaves(follow: Follow, warn: Warn) -> None:
    """Registers what to do about `user` in `organisation` after a role ended, and what to say before.

    Called from an app's `ready`.
    """
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)
        _WARNINGS.append(warn)


def follow(user: User, organisation: Organisation) -> None:
    """Does all of it; the roles that are left are those of the database."""
    for step in _FOLLOWS:
        step(user, organisation)


def warnings_about(user: User) -> list[str]:
    """Sentences about what would be lost if `user` left now, for whoever decides it."""
    return [sentence for warn in _WARNINGS for sentence in warn(user)]
