"""Groups of visits with their names, in order, and the addresses of the lists of visits behind the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, memberships_of, organisations_with
from complaints.choices import DataSet
from institutions.vocabulary import Vocabulary
from reports.limits.choices import By, NoticeGroup
from reports.limits.forms import LISTS
from reports.limits.rows import Tally


@dataclass(frozen=True, slots=True)
class Named:
    """One group: its code, what it is called, its sums."""

    code: str
    label: str
    tally: Tally


def named(by: By, groups: Mapping[object, Tally], known: Vocabulary, *, is_by_size: bool = False) -> list[Named]:
    """Every group, in the order of its list, what is not recorded last; by number of visits where so asked.

    Never by the value of a measure: of many groups that are alike, some look best and some worst by chance.
    """
    if by in LISTS:
        order = {entry.pk: entry for entry in known.entries(LISTS[by])}
        found = [Named(entry.code, entry.label, groups[key]) for key, entry in order.items() if key in groups]
        if None in groups:
            found.append(Named("", _("Not recorded"), groups[None]))
    elif by == By.NOTICE:
        found = [Named(one.value, str(one.label), groups[one.value]) for one in NoticeGroup if one.value in groups]
    else:
        found = [Named(str(year), str(year), groups[year]) for year in sorted(key for key in groups if key)]
    return sorted(found, key=lambda group: -group.tally.visits) if is_by_size else found


class VisitLinks:
    """Addresses of the list of visits behind a number; empty for who may not open every visit that is counted."""

    def __init__(self, actor: User, data_set: str, filters: Mapping[str, object]) -> None:
        self.is_open = may_list_visits(actor, data_set)
        self.filters = {name: value for name, value in filters.items() if value}

    def address(self, **more: object) -> str:
        """The visits of the question, narrowed by `more`."""
        if not self.is_open:
            return ""
        return f"{reverse('visit_list')}?{urlencode({**self.filters, **more})}"

    def of_group(self, by: By, code: str) -> str:
        """The visits of one group; none for what is not recorded, which the list cannot ask for."""
        if not code:
            return ""
        return self.address(year_from=code, year_to=code) if by == By.YEAR else self.address(**{by.value: code})


def may_list_visits(actor: User, data_set: str) -> bool:
    """Whether `actor` may open every visit that the measures of this data set count for them."""
    listed = set(organisations_with(actor, Permission.VISIT_VIEW))
    if data_set == DataSet.OWN:
        return bool(listed) and listed >= set(organisations_with(actor, Permission.FUNNEL_VIEW))
    joined = [membership.organisation for membership in memberships_of(actor)]
    return any(organisation.pk in listed and organisation.is_demonstration for organisation in joined)
