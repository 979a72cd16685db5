"""Who may do what: one table of role x permission, and `has_permission`, the only question about rights."""

from enum import StrEnum

from accounts.choices import Role
from accounts.models import Membership, Organisation, User


class Permission(StrEnum):
    """A thing that can be allowed. Whether it is possible now is a matter of rules, not of permissions."""

    FUNNEL_VIEW = "funnel.view"  # aggregates of every data set, own organisation's included
    FUNNEL_REFRESH = "funnel.refresh"  # have figures computed again now
    REFERENCE_VIEW = "reference.view"  # law, bodies, code lists with their sources
    PUBLIC_RECORD_VIEW = "public_record.view"  # documented public cases, event by event
    CASE_VIEW = "case.view"  # own organisation's cases one is assigned to
    CASE_VIEW_ALL = "case.view_all"  # every case of the own organisation
    CASE_RECORD = "case.record"  # receive complaints, record events
    JOB_VIEW = "job.view"  # own jobs and those of the organisation
    PEOPLE_VIEW = "people.view"  # who is in the organisation, in which role
    PEOPLE_MANAGE = "people.manage"  # change that


_EVERYBODY = {Permission.FUNNEL_VIEW, Permission.REFERENCE_VIEW, Permission.PUBLIC_RECORD_VIEW, Permission.JOB_VIEW}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CASE_WORKER: frozenset(_EVERYBODY | {Permission.CASE_VIEW, Permission.CASE_RECORD}),
    Role.LEAD: frozenset(
        _EVERYBODY
        | {
            Permission.CASE_VIEW,
            Permission.CASE_VIEW_ALL,
            Permission.CASE_RECORD,
            Permission.FUNNEL_REFRESH,
            Permission.PEOPLE_VIEW,
        }
    ),
    Role.MONITOR: frozenset(_EVERYBODY),
    Role.ANALYST: frozenset(_EVERYBODY | {Permission.FUNNEL_REFRESH}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.REFERENCE_VIEW, Permission.JOB_VIEW, Permission.PEOPLE_VIEW, Permission.PEOPLE_MANAGE}
    ),
}


def permissions_of(user: User) -> dict[int, frozenset[Permission]]:
    """Organisation id -> permissions of `user` there, over all active memberships; read once per user object."""
    if not user.is_authenticated:
        return {}
    cached = getattr(user, "_permissions_by_organisation", None)
    if cached is None:
        cached = {}
        for membership in Membership.objects.active().filter(user=user):
            granted = ROLE_PERMISSIONS[Role(membership.role)]
            cached[membership.organisation_id] = cached.get(membership.organisation_id, frozenset()) | granted
        user._permissions_by_organisation = cached
    return cached


def has_permission(user: User, permission: Permission, *, organisation: Organisation | int | None = None) -> bool:
    """Whether `user` holds `permission`, in `organisation` if one is named, else in any of theirs."""
    by_organisation = permissions_of(user)
    if organisation is not None:
        key = organisation if isinstance(organisation, int) else organisation.pk
        return permission in by_organisation.get(key, frozenset())
    return any(permission in granted for granted in by_organisation.values())


def organisations_with(user: User, permission: Permission) -> list[int]:
    """Ids of the organisations in which `user` holds `permission`."""
    return [key for key, granted in permissions_of(user).items() if permission in granted]
