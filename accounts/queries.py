"""What pages may ask about people and jobs: always on behalf of somebody."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.job_kinds import CLOSED, kinds_by_permission
from accounts.models import Job, Membership, Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with


def memberships_visible_to(actor: User) -> QuerySet[Membership]:
    """Everybody who is or was in the organisations whose people `actor` may see."""
    return Membership.objects.filter(organisation__in=organisations_with(actor, Permission.PEOPLE_VIEW))


def memberships_managed_by(actor: User) -> QuerySet[Membership]:
    """The memberships `actor` may change."""
    return Membership.objects.filter(organisation__in=organisations_with(actor, Permission.PEOPLE_MANAGE))


def organisations_managed_by(actor: User) -> QuerySet[Organisation]:
    """The organisations whose people `actor` may change."""
    return Organisation.objects.filter(pk__in=organisations_with(actor, Permission.PEOPLE_MANAGE)).order_by("name")


def colleagues_of(actor: User) -> QuerySet[User]:
    """People with a membership, ended or not, in an organisation that `actor` manages."""
    return User.objects.filter(pk__in=memberships_managed_by(actor).values("user")).order_by("username")


def people_in_hands_of(actor: User) -> QuerySet[User]:
    """People at work in organisations of `actor` alone: whose account may be closed, reset or invited again.

    An account leads into every organisation of its owner, so it is touched only by whoever manages all of them.
    """
    managed = memberships_managed_by(actor)
    active = Membership.objects.filter(is_active=True)
    elsewhere = active.exclude(pk__in=managed.values("pk"))
    return User.objects.filter(pk__in=active.filter(pk__in=managed.values("pk")).values("user")).exclude(
        pk__in=elsewhere.values("user")
    )


def invitations_of(actor: User) -> QuerySet[User]:
    """People whose invitation `actor` may renew: never here yet, and at work in organisations of `actor` alone.

    Whoever holds the link owns the account, so it must lead nowhere that `actor` does not manage.
    """
    return people_in_hands_of(actor).filter(is_active=True, last_login=None)


def jobs_visible_to(actor: User) -> QuerySet[Job]:
    """One's own jobs, those on open data that belong to no organisation, and of colleagues what one has to do with.

    A job about cases says that they exist: each kind names the permission with which colleagues see it.
    """
    if not actor.is_authenticated:
        return Job.objects.none()
    seen = Q(owner=actor)
    if organisations_with(actor, Permission.JOB_VIEW):
        seen |= Q(organisation=None)
    kinds = kinds_by_permission()
    for permission, named in kinds.items():
        seen |= Q(organisation__in=organisations_with(actor, permission), kind__in=named)
    unnamed = ~Q(kind__in=[kind for named in kinds.values() for kind in named])
    return Job.objects.filter(seen | Q(organisation__in=organisations_with(actor, CLOSED)) & unnamed)


def can_cancel(actor: User, job: Job) -> bool:
    """Whether `actor` may stop `job`: one's own always, a colleague's with the permission."""
    if job.owner_id is not None and job.owner_id == actor.pk:
        return True
    return job.organisation_id is not None and has_permission(
        actor, Permission.JOB_CANCEL, organisation=job.organisation_id
    )


@dataclass(frozen=True, slots=True)
class JobPage:
    """Some jobs, newest first, and where the neighbouring pages begin (None at the ends)."""

    jobs: list[Job]
    newer_than: UUID | None
    older_than: UUID | None


def job_page(
    jobs: QuerySet[Job], *, size: int, older_than: Job | None = None, newer_than: Job | None = None
) -> JobPage:
    """Up to `size` jobs next to the one named, found by its place and not by counting pages."""
    if newer_than is not None:
        after = Q(created_at__gt=newer_than.created_at) | Q(created_at=newer_than.created_at, pk__gt=newer_than.pk)
        found = list(jobs.filter(after).order_by("created_at", "pk")[: size + 1])
        page = found[:size][::-1]
        has_newer, has_older = len(found) > size, True
    else:
        rows = jobs.order_by("-created_at", "-pk")
        if older_than is not None:
            before = Q(created_at__lt=older_than.created_at) | Q(created_at=older_than.created_at, pk__lt=older_than.pk)
            rows = rows.filter(before)
        found = list(rows[: size + 1])
        page = found[:size]
        has_newer, has_older = older_than is not None, len(found) > size
    return JobPage(page, page[0].uuid if page and has_newer else None, page[-1].uuid if page and has_older else None)
