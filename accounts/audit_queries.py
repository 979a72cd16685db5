"""What pages may read of the audit: always on behalf of somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.audit_subjects import hidden_from
from accounts.models import AuditChain, AuditEvent, Organisation, User
from accounts.permissions import Permission, organisations_with


def audit_visible_to(actor: User) -> QuerySet[AuditEvent]:
    """Acts in the organisations whose audit `actor` may read, without those about what they stand back from."""
    return _without_hidden(
        AuditEvent.objects.filter(organisation__in=organisations_with(actor, Permission.AUDIT_VIEW)), actor
    )


def own_acts_of(actor: User) -> QuerySet[AuditEvent]:
    """What `actor` did anywhere, without acts about what they stand back from since."""
    return _without_hidden(AuditEvent.objects.filter(actor=actor.pk), actor)


def organisations_audited_by(actor: User) -> QuerySet[Organisation]:
    """The organisations whose audit `actor` may read."""
    return Organisation.objects.filter(pk__in=organisations_with(actor, Permission.AUDIT_VIEW)).order_by("name")


def actors_in(organisations: QuerySet[Organisation]) -> QuerySet[User]:
    """Everybody who is or was in these organisations."""
    return User.objects.filter(memberships__organisation__in=organisations).distinct().order_by("username")


def heads_of(organisations: QuerySet[Organisation]) -> QuerySet[AuditChain]:
    """Where the chains of these organisations end."""
    return AuditChain.objects.filter(organisation__in=organisations).select_related("organisation").order_by("pk")


def narrowed(events: QuerySet[AuditEvent], filters: dict[str, object]) -> QuerySet[AuditEvent]:
    """Acts under the filters of the page: `who`, `act`, `organisation`, and days `day_from` and `day_to`, inclusive."""
    if filters.get("who"):
        events = events.filter(actor=filters["who"])
    if filters.get("act"):
        events = events.filter(action=filters["act"])
    if filters.get("organisation"):
        events = events.filter(organisation=filters["organisation"])
    if filters.get("day_from"):
        events = events.filter(_since(filters["day_from"], time.min, "gte"))
    if filters.get("day_to"):
        events = events.filter(_since(filters["day_to"], time.max, "lte"))
    return events


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some acts, newest first, and the names of those beside which the neighbouring pages begin (empty at the ends)."""

    events: list[AuditEvent]
    newer_than: str
    older_than: str


def audit_page(
    events: QuerySet[AuditEvent],
    *,
    size: int,
    older_than: AuditEvent | None = None,
    newer_than: AuditEvent | None = None,
) -> AuditPage:
    """Up to `size` acts next to the one named. Pages name an act by its `prev`, which tells nothing about others."""
    if newer_than is not None:
        found = list(events.filter(pk__gt=newer_than.pk).order_by("pk")[: size + 1])
        page, has_newer, has_older = found[:size][::-1], len(found) > size, True
    else:
        rows = events.filter(pk__lt=older_than.pk) if older_than is not None else events
        found = list(rows.order_by("-pk")[: size + 1])
        page, has_newer, has_older = found[:size], older_than is not None, len(found) > size
    return AuditPage(page, page[0].prev if page and has_newer else "", page[-1].prev if page and has_older else "")


def _since(day: object, at: time, lookup: str) -> Q:
    # Of a coarse act only its day in UTC is known; of any other the day of this house counts.
    here, there = (datetime.combine(day, at, zone) for zone in (timezone.get_current_timezone(), UTC))
    return Q(is_coarse=False, **{f"happened_at__{lookup}": here}) | Q(
        is_coarse=True, **{f"happened_at__{lookup}": there}
    )


def _without_hidden(events: QuerySet[AuditEvent], actor: User) -> QuerySet[AuditEvent]:
    hidden: Iterable[QuerySet] = hidden_from(actor)
    for query in hidden:
        events = events.exclude(subject_uuid__in=query)
    return events
