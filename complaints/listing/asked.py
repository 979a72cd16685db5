"""The list that an address asks for: whose, which data set, under which filters, in which order. Reading only.

`Asked` is any list; `asked_by` reads the address of the list of cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django_filters import FilterSet

from accounts.models import User
from complaints import keyset
from complaints.filters import CaseFilterSet
from complaints.keyset import Order
from complaints.listing.sorting import in_reach, sort_named
from complaints.models import Case


@dataclass(frozen=True, slots=True)
class Asked:
    """A list somebody asked for. `visible` are the rows of its data set without filters, `found` those under them."""

    actor: User
    sent: Mapping[str, str]
    data_set: str
    filterset: FilterSet
    visible: QuerySet
    found: QuerySet
    sort: str
    order: Order

    @property
    def size(self) -> int:
        """Rows a page; a number that nobody offers is the usual one."""
        sent = self.sent.get("size", "")
        return next((size for size in keyset.SIZES if sent == str(size)), keyset.SIZES[0])

    def page(self) -> keyset.Page:
        """The page that the address names; one query, or two where it names a row to begin beside."""
        before, after = (
            keyset.read_key(self.visible, self.order, self.sent.get(name, "")) for name in ("before", "after")
        )
        is_last = self.sent.get("page") == "last"
        return keyset.page(self.found, self.order, before=before, after=after, is_last=is_last, size=self.size)


def asked_by(actor: User, sent: Mapping[str, str], usual_data_set: str) -> Asked:
    """Reads an address. What it does not understand is left out, and the form of the filters says so."""
    visible = Case.objects.visible_to(actor)
    wanted = {**sent, "data_set": sent.get("data_set") or usual_data_set}
    filterset = CaseFilterSet(wanted, visible, actor=actor)
    is_understood = "data_set" not in filterset.form.errors
    data_set = wanted["data_set"] if is_understood else usual_data_set
    sort, chosen = sort_named(sent.get("sort", ""))
    return Asked(
        actor=actor,
        sent=sent,
        data_set=data_set,
        filterset=filterset,
        visible=in_reach(visible, actor, data_set),
        found=in_reach(filterset.qs, actor, data_set).select_related("milestones"),
        sort=sort,
        order=chosen.order(sent.get("dir", "")),
    )
