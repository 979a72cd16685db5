"""Looking at the house as another role: the same pages, over an organisation that holds nothing."""

from django.contrib.sessions.backends.base import SessionBase

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission, has_permission, memberships_of

_KEY = "view_as"


def enter(session: SessionBase, role: Role) -> None:
    """From the next request on the person looks as `role`."""
    session[_KEY] = role.value


def leave(session: SessionBase) -> None:
    """From the next request on the person is themselves again."""
    session.pop(_KEY, None)


def disguise(user: User, session: SessionBase) -> Role | None:
    """Gives `user` for this request the one role they look as, and returns it; None for who looks as themselves.

    The organisation of the stand-in is none of the database: it has a name, and no row belongs to it. Whoever has lost
    the permission in the meantime looks as themselves.
    """
    role = session.get(_KEY)
    if role not in Role.values or not has_permission(user, Permission.VIEW_AS):
        return None
    real = next(
        row.organisation
        for row in memberships_of(user)
        if has_permission(user, Permission.VIEW_AS, organisation=row.organisation_id)
    )
    empty = Organisation(name=real.name, is_demonstration=real.is_demonstration)
    user._active_memberships = [Membership(user=user, organisation=empty, role=role)]
    return Role(role)
