"""By what the list of cases can be ordered, and the part of the cases that one order walks through."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import DateField, Expression, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission, memberships_of, organisations_with
from complaints.choices import DataSet
from complaints.dates import FIRST_DAY, LAST_DAY
from complaints.keyset import Order
from complaints.models import CaseAssignment

ASCENDING, DESCENDING = "up", "down"


@dataclass(frozen=True, slots=True)
class Sort:
    """A column by which one may sort, and the direction in which most people want it."""

    label: Promise
    place: Expression | F
    ties: tuple[str, ...]
    is_usually_descending: bool
    handle: str = "reference"

    def order(self, direction: str) -> Order:
        """The order in a direction; anything but the two words is the usual one."""
        is_descending = direction == DESCENDING if direction in (ASCENDING, DESCENDING) else self.is_usually_descending
        return Order(self.place, self.ties, is_descending, self.handle)


def _day(name: str, unknown: object) -> Coalesce:
    return Coalesce(name, Value(unknown, DateField()))


# Each walks an index of its own, which begins with data set and organisation. In the usual direction a day that is not
# known stands last.
SORTS: dict[str, Sort] = {
    "registered": Sort(_("Registered"), _day("milestones__reached_1", FIRST_DAY), ("milestones__pk",), True),
    "incident": Sort(_("Date of the incident"), _day("incident_on", FIRST_DAY), ("pk",), True),
    "last_event": Sort(_("Last event on"), _day("milestones__last_event_on", FIRST_DAY), ("milestones__pk",), True),
    "due": Sort(_("Next deadline"), _day("milestones__next_due_on", LAST_DAY), ("milestones__pk",), False),
    "reference": Sort(_("Case"), F("reference"), (), False),
}
USUAL = "registered"


def sort_named(name: str, sorts: Mapping[str, Sort] = SORTS, usual: str = USUAL) -> tuple[str, Sort]:
    """The sort of that name, the usual one where there is none."""
    known = name if name in sorts else usual
    return known, sorts[known]


def in_reach(cases: QuerySet, actor: User, data_set: str) -> QuerySet:
    """The cases of one data set in the organisations of `actor`, said so that an index can be walked in order.

    Says nothing about rights: `cases` come from `visible_to`. Of whoever sees only what they are assigned to it repeats
    that, because the database cannot look it up where it is one side of an OR.
    """
    found = cases.filter(data_set=data_set, milestones__data_set=data_set)
    if data_set == DataSet.PUBLIC_RECORD:
        return found.filter(organisation=None, milestones__organisation=None)
    keys = organisations_of(actor, data_set)
    found = found.filter(organisation__in=keys, milestones__organisation__in=keys)
    if not set(keys) & set(organisations_with(actor, Permission.CASE_VIEW_ALL)):
        found = found.filter(pk__in=CaseAssignment.objects.filter(user=actor.pk, ended_at=None).values("case"))
    return found


def organisations_of(actor: User, data_set: str) -> list[int]:
    """Ids of the organisations whose cases of that data set `actor` may work on."""
    reads = set(organisations_with(actor, Permission.CASE_VIEW))
    is_invented = data_set == DataSet.DEMONSTRATION
    joined = {membership.organisation for membership in memberships_of(actor)}
    return sorted(one.pk for one in joined if one.pk in reads and one.is_demonstration == is_invented)
