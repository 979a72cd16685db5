"""How many cases each value of the main filters would leave. Counts run over the cases one may see, nothing else."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from complaints.listing import counting
from complaints.listing.asked import Asked
from complaints.listing.counting import Counts, Facet, in_force, in_time, under_others
from complaints.listing.filter_fields import NOT_RECORDED
from complaints.listing.kinds import CASES
from complaints.listing.sorting import in_reach
from institutions.choices import Exit, Independence, Milestone
from institutions.vocabulary import Vocabulary

# filter -> what it counts by
COUNTED: Mapping[str, str] = {
    "state": "milestones__state",
    "reached": "milestones__furthest",
    "region": "milestones__region",
    "facility_type": "milestones__facility_type",
    "body": "milestones__first_body",
    "channel": "milestones__channel",
    "independence": "milestones__independence",
}
_LISTS = {"region": "region", "facility_type": "facility_type", "body": "body", "channel": "channel"}


def count(asked: Asked) -> tuple[int, Counts]:
    """All cases of the list, and the counts by filter. Raises TakesTooLong."""
    form, known = asked.filterset.form, asked.filterset.known
    names = in_force(asked, COUNTED)
    if form.cleaned_data.get("horizon"):
        names = [name for name in names if name != "reached"]  # the two are one question
    chosen = {name: _stored(name, form.cleaned_data[name], known) for name in names}
    rows = in_reach(under_others(asked, names).qs, asked.actor, asked.data_set)
    total, counts = counting.count(rows, COUNTED, chosen, at_least=("reached",))
    counts["reached"] = _at_least(counts["reached"])
    return total, counts


def count_by_filter(asked: Asked, wanted: Sequence[tuple[str, str]]) -> list[int]:
    """How many cases each (coded filter, code) would leave in place of the words of the search. One statement.

    Raises TakesTooLong.
    """
    others = under_others(asked, ("q",))
    conditions = {}
    for number, (name, code) in enumerate(wanted):
        one = others.filters[name]
        stored = code if one.is_code else asked.filterset.known.pk_of(one.list_name, code)
        conditions[f"n{number}"] = Count("pk", filter=Q(**{one.path: stored}))
    if not conditions:
        return []
    with in_time():
        numbers = in_reach(others.qs, asked.actor, asked.data_set).order_by().aggregate(**conditions)
    return [numbers[name] for name in conditions]


def _stored(name: str, value: str, known: Vocabulary) -> object:
    if name in _LISTS:
        return None if value == NOT_RECORDED else known.pk_of(_LISTS[name], value)
    if name == "reached":
        return int(value)
    return "" if value == NOT_RECORDED else value


def _at_least(by_furthest: Mapping[object, int]) -> dict[object, int]:
    """Cases that got at least so far, from those that got exactly so far."""
    found: dict[object, int] = {}
    for milestone in Milestone.values:
        cases = sum(
            number for furthest, number in by_furthest.items() if furthest is not None and furthest >= milestone
        )
        if cases:
            found[milestone] = cases
    return found


# --- in words ---------------------------------------------------------------------------------------------------------


def facets(asked: Asked, counts: Counts) -> Iterator[Facet]:
    """The counts in words, the largest first; steps in their own order."""
    form, known = asked.filterset.form, asked.filterset.known
    for name in COUNTED:
        named = [(*_named(name, stored, known), number) for stored, number in counts[name].items()]
        found = counting.values(asked, CASES.url(), name, named, is_in_order=name == "reached")
        yield Facet(str(form.fields[name].label), found)


def _named(name: str, stored: object, known: Vocabulary) -> tuple[str, str]:
    """(code in the address, label) of a value in the database."""
    if stored in (None, ""):
        return NOT_RECORDED, _("Not recorded")
    if name in _LISTS:
        entry = known.by_pk(_LISTS[name]).get(int(str(stored)))
        return (entry.code, entry.label) if entry else (NOT_RECORDED, _("not known"))
    choices = {"state": Exit, "independence": Independence, "reached": Milestone}[name]
    member = choices(stored)
    return str(member.value), str(member.label)
