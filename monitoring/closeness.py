"""Who is close to which visits: the rule about letters, asked of the place that was visited. Reading only.

What is asked of the day of the visit is asked of today as well: whoever is tied to those who ran the place then, or to
those who run it now, is close to it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Case as Choice
from django.db.models import CharField, F, QuerySet, Value, When

from accounts.models import User
from complaints.closeness import closenesses
from complaints.intake.routing import Closeness, Target, is_close
from complaints.models import Tie
from institutions.models import Facility
from institutions.queries import world
from monitoring.choices import Trigger
from monitoring.models import Visit

_OF_PLACE = ("facility__code", "facility__facility_type__code", "facility__region__code")


def close_people(facility: Facility, visited_on: date, today: date, ties: QuerySet[Tie] | None = None) -> list[User]:
    """Those who have a tie in force to the place or to who runs it, whichever organisation it was said in.

    `ties`: only these, where not all count.
    """
    rows = (Tie.objects.all() if ties is None else ties).filter(user__isnull=False)
    found = closenesses(rows)
    if not found:
        return []
    region = facility.region.code if facility.region else None
    target = Target(facility.code, facility.facility_type.code, region)
    close = {tie.user for tie in found if _is_close([tie], target, (visited_on, today))}
    return list(User.objects.filter(pk__in=close).order_by("pk"))


def close_visits(tie: Tie, today: date) -> QuerySet[Visit]:
    """The visits of the organisation of the tie to places that the tie concerns; none for a tie of the whole house."""
    if tie.user is None:
        return Visit.objects.none()
    rows = Visit.objects.filter(organisation=tie.organisation_id)
    return _close_of(rows, closenesses(Tie.objects.filter(pk=tie.pk)), today)


def with_told_trigger(visits: QuerySet[Visit], actor: User, today: date) -> QuerySet[Visit]:
    """With `is_close`: a tie of `actor` concerns the place; and `told_trigger`: why it was made, "unknown" if close.

    For the reason may be that somebody complained. One query, three where `actor` has a tie.
    """
    close = visits_close_to(actor, today)
    return visits.annotate(
        is_close=Choice(When(pk__in=close, then=Value(True)), default=Value(False)),
        told_trigger=Choice(
            When(pk__in=close, then=Value(Trigger.UNKNOWN.value)), default=F("trigger"), output_field=CharField()
        ),
    )


def visits_close_to(actor: User, today: date) -> list[int]:
    """The visits, of those that `actor` may know of, to places that a tie of theirs concerns; by primary key."""
    ties = closenesses(Tie.objects.filter(user=actor.pk))
    return list(_close_of(Visit.objects.visible_to(actor), ties, today).values_list("pk", flat=True)) if ties else []


def _close_of(visits: QuerySet[Visit], ties: Sequence[Closeness], today: date) -> QuerySet[Visit]:
    rows = visits.values_list("pk", "visited_on", *_OF_PLACE)
    asked = {pk: (Target(*place), visited_on) for pk, visited_on, *place in rows}
    answers = {one: _is_close(ties, one[0], (one[1], today)) for one in set(asked.values())}
    return Visit.objects.filter(pk__in=[pk for pk, one in asked.items() if answers[one]])


def _is_close(ties: Iterable[Closeness], target: Target, days: Iterable[date]) -> bool:
    here, days = world(), set(days)
    return any(is_close(tie, target, here, day) for tie in ties for day in days)
