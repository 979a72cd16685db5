"""Who may do what: one table of role x permission, and `has_permission`, the only question about rights."""

from enum import StrEnum

from accounts.choices import CASE_ROLES, Role
from accounts.models import Membership, Organisation, User


class Permission(StrEnum):
    """A thing that can be allowed. Whether it is possible now is a matter of rules, not of permissions."""

    FUNNEL_VIEW = "funnel.view"  # aggregates of every data set, own organisation's included
    FUNNEL_REFRESH = "funnel.refresh"  # have figures computed again now
    REFERENCE_VIEW = "reference.view"  # law, bodies, code lists with their sources
    PUBLIC_RECORD_VIEW = "public_record.view"  # documented public cases, event by event
    CASE_VIEW = "case.view"  # own organisation's cases one is assigned to
    CASE_VIEW_ALL = "case.view_all"  # every case of the own organisation
    CASE_VIEW_UNASKED = (
        "case.view_unasked"  # of the cases one may see, those too whose person did not agree to monitors
    )
    CASE_RECEIVE = "case.receive"  # take a complaint in from an interview, and record a reprisal that followed a visit
    CASE_RECORD = "case.record"  # receive complaints, record events
    CASE_IMPORT = "case.import"  # take a spreadsheet of cases in, and take it back
    CASE_EXPORT = "case.export"  # take coded facts of the cases one may see out of the house
    CASE_ASSIGN = "case.assign"  # decide who works on which case, who gets a key and who stands back
    SEALED_OPEN = "sealed.open"  # open narratives, messages and files of cases one holds a key of
    IDENTITY_OPEN = "identity.open"  # open names and contacts, with a reason, where one holds the key
    IDENTITY_GRANT = "identity.grant"  # lend a colleague the key of the identities of one case, for some days
    KEYS_HAND_OVER = "keys.hand_over"  # wrap the keys one holds for a colleague who should hold them too
    VISIT_VIEW = "visit.view"  # visits of the own organisation as coded facts, and what was recommended
    VISIT_RECORD = "visit.record"  # plan and record visits, follow recommendations up
    VISIT_MANAGE = "visit.manage"  # take a visit back, clear a report for publication, give the key of a visit
    API_TOKEN = "api.token"  # noqa: S105 -- make tokens with which programs do some of what one may do oneself
    AUDIT_VIEW = "audit.view"  # who did what in the organisation; one's own acts need no permission
    VIEW_AS = "view_as"  # look at the empty house as another role sees it
    ORGANISATION_MANAGE = "organisation.manage"  # ties, recovery key, whether letters from outside are taken
    JOB_VIEW = "job.view"  # own jobs and those of the organisation
    JOB_CANCEL = "job.cancel"  # stop a job that a colleague has started; one's own needs no permission
    PEOPLE_VIEW = "people.view"  # who is in the organisation, in which role
    PEOPLE_MANAGE = "people.manage"  # change that


_EVERYBODY = {
    Permission.FUNNEL_VIEW,
    Permission.REFERENCE_VIEW,
    Permission.PUBLIC_RECORD_VIEW,
    Permission.JOB_VIEW,
    Permission.API_TOKEN,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CASE_WORKER: frozenset(
        _EVERYBODY
        | {
            Permission.CASE_VIEW,
            Permission.CASE_VIEW_UNASKED,
            Permission.CASE_RECORD,
            Permission.CASE_IMPORT,
            Permission.CASE_EXPORT,
            Permission.SEALED_OPEN,
            Permission.IDENTITY_OPEN,
            Permission.VISIT_VIEW,
        }
    ),
    Role.LEAD: frozenset(
        _EVERYBODY
        | {
            Permission.CASE_VIEW,
            Permission.CASE_VIEW_ALL,
            Permission.CASE_VIEW_UNASKED,
            Permission.CASE_RECEIVE,
            Permission.CASE_RECORD,
            Permission.CASE_IMPORT,
            Permission.CASE_EXPORT,
            Permission.CASE_ASSIGN,
            Permission.SEALED_OPEN,
            Permission.IDENTITY_OPEN,
            Permission.KEYS_HAND_OVER,
            Permission.VISIT_VIEW,
            Permission.VISIT_RECORD,
            Permission.VISIT_MANAGE,
            Permission.AUDIT_VIEW,
            Permission.FUNNEL_REFRESH,
            Permission.JOB_CANCEL,
            Permission.PEOPLE_VIEW,
        }
    ),
    Role.CUSTODIAN: frozenset(
        _EVERYBODY
        | {
            Permission.CASE_VIEW,
            Permission.CASE_VIEW_UNASKED,
            Permission.IDENTITY_OPEN,
            Permission.IDENTITY_GRANT,
            Permission.KEYS_HAND_OVER,
            Permission.PEOPLE_VIEW,
        }
    ),
    # A monitor sees a case only where the person agreed to it and somebody assigned it, or where it came from an
    # interview of the monitor's own.
    Role.MONITOR: frozenset(
        _EVERYBODY
        | {
            Permission.CASE_VIEW,
            Permission.CASE_RECEIVE,
            Permission.SEALED_OPEN,
            Permission.VISIT_VIEW,
            Permission.VISIT_RECORD,
        }
    ),
    Role.ANALYST: frozenset(_EVERYBODY | {Permission.FUNNEL_REFRESH, Permission.VISIT_VIEW}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.REFERENCE_VIEW,
            Permission.JOB_VIEW,
            Permission.JOB_CANCEL,
            Permission.PEOPLE_VIEW,
            Permission.PEOPLE_MANAGE,
            Permission.AUDIT_VIEW,
            Permission.VIEW_AS,
            Permission.ORGANISATION_MANAGE,
        }
    ),
}


def excluded_by(role: Role) -> tuple[Role, ...]:
    """The roles nobody may hold beside `role` in one organisation: an administrator never reads a case."""
    if role == Role.ADMINISTRATOR:
        return CASE_ROLES
    return (Role.ADMINISTRATOR,) if role in CASE_ROLES else ()


def memberships_of(user: User) -> list[Membership]:
    """Active memberships of `user` with their organisations, oldest first; read once per user object."""
    if not user.is_authenticated:
        return []
    cached = getattr(user, "_active_memberships", None)
    if cached is None:
        found = Membership.objects.active().filter(user=user).select_related("organisation").order_by("pk")
        cached = user._active_memberships = list(found)
    return cached


def home_of(user: User) -> Organisation | None:
    """The organisation in whose audit the acts of `user` about their own account stand: the first one joined."""
    memberships = memberships_of(user)
    return memberships[0].organisation if memberships else None


def permissions_of(user: User) -> dict[int, frozenset[Permission]]:
    """Organisation id -> permissions of `user` there, over all active memberships; less what a token leaves out."""
    by_organisation: dict[int, frozenset[Permission]] = {}
    limit = getattr(user, "_permission_limit", None)
    for membership in memberships_of(user):
        granted = by_organisation.get(membership.organisation_id, frozenset())
        allowed = ROLE_PERMISSIONS[Role(membership.role)]
        by_organisation[membership.organisation_id] = granted | (allowed if limit is None else allowed & limit)
    return by_organisation


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
