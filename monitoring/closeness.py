"""Who is close to which visits: the rule about letters, asked of the place that was visited. Reading only.

What is asked of the day of the visit is asked of today as well: whoever is tied to those who ran the place then, or to
those who run it now, is close to it.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from complaints.closeness import closenesses
from complaints.intake.routing import Closeness, Target, is_close
from complaints.models import Tie
from institutions.models import Facility
from institutions.queries import world
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
    ties = closenesses(Tie.objects.filter(pk=tie.pk))
    rows = Visit.objects.filter(organisation=tie.organisation_id).values_list("pk", "visited_on", *_OF_PLACE)
    asked = {pk: (Target(*place), visited_on) for pk, visited_on, *place in rows}
    answers = {one: _is_close(ties, one[0], (one[1], today)) for one in set(asked.values())}
    return Visit.objects.filter(pk__in=[pk for pk, one in asked.items() if answers[one]])


def _is_close(ties: Iterable[Closeness], target: Target, days: Iterable[date]) -> bool:
    here, days = world(), set(days)
    return any(is_close(tie, target, here, day) for tie in ties for day in days)
