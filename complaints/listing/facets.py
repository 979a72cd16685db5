"""How many cases each value of the main filters would leave, given the other filters in force. One statement for all.

Counts run over the cases one may see and over nothing else. A filter does not narrow its own counts, so that one sees
what choosing another value would give.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.filters import NOT_RECORDED, CaseFilterSet
from complaints.listing.asked import Asked
from complaints.listing.chips import address
from complaints.listing.sorting import in_reach
from institutions.choices import Exit, Independence, Milestone
from institutions.vocabulary import Vocabulary

LONGEST_SECONDS = 8
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

Counts = dict[str, dict[object, int]]  # filter -> value in the database -> cases


class TakesTooLong(Exception):
    """There are too many cases to count now."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a filter with the number of cases; `url` puts it in force or takes it away."""

    label: str
    number: int
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values."""

    label: str
    values: tuple[Value, ...]


def count(asked: Asked) -> tuple[int, Counts]:
    """All cases of the list, and the counts by filter. Raises TakesTooLong."""
    rows, chosen = _without_counted(asked)
    try:
        sql, params = rows.values_list(*COUNTED.values()).query.sql_with_params()
    except EmptyResultSet:
        return 0, {name: {} for name in COUNTED}
    statement, more = _statement(sql, chosen)
    with _in_time() as cursor:
        cursor.execute(statement, [*more, *params])
        found = cursor.fetchall()
    return _read(found, chosen)


def count_by_filter(asked: Asked, wanted: Sequence[tuple[str, str]]) -> list[int]:
    """How many cases each (coded filter, code) would leave in place of the words of the search. One statement.

    Raises TakesTooLong.
    """
    rest = {name: value for name, value in asked.sent.items() if name != "q"}
    known = asked.filterset.known
    others = CaseFilterSet(rest | {"data_set": asked.data_set}, asked.visible, actor=asked.actor, known=known)
    conditions = {}
    for number, (name, code) in enumerate(wanted):
        one = others.filters[name]
        stored = code if one.is_code else known.pk_of(one.list_name, code)
        conditions[f"n{number}"] = Count("pk", filter=Q(**{one.path: stored}))
    if not conditions:
        return []
    with _in_time():
        numbers = in_reach(others.qs, asked.actor, asked.data_set).order_by().aggregate(**conditions)
    return [numbers[name] for name in conditions]


@contextmanager
def _in_time() -> Iterator[CursorWrapper]:
    """A cursor whose statements may take so many seconds and no more. Raises TakesTooLong."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(LONGEST_SECONDS * 1000)])
            yield cursor
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        raise TakesTooLong from error


def _without_counted(asked: Asked) -> tuple[QuerySet, dict[str, object]]:
    """The cases under all other filters, and the counted filters in force with their value in the database."""
    form, known = asked.filterset.form, asked.filterset.known
    in_force = {name for name in COUNTED if form.cleaned_data.get(name) not in (None, "")}
    if form.cleaned_data.get("horizon"):
        in_force.discard("reached")  # the two are one question
    rest = {name: value for name, value in asked.sent.items() if name not in in_force}
    others = CaseFilterSet(rest | {"data_set": asked.data_set}, asked.visible, actor=asked.actor, known=known)
    chosen = {name: _stored(name, form.cleaned_data[name], known) for name in COUNTED if name in in_force}
    return in_reach(others.qs, asked.actor, asked.data_set).order_by(), chosen


def _stored(name: str, value: str, known: Vocabulary) -> object:
    if name in _LISTS:
        return None if value == NOT_RECORDED else known.pk_of(_LISTS[name], value)
    if name == "reached":
        return int(value)
    return "" if value == NOT_RECORDED else value


def _statement(inner: str, chosen: Mapping[str, object]) -> tuple[str, list[object]]:
    """One scan: a grouping set for each filter, and for each filter in force a count that leaves only it out."""
    names = list(COUNTED)
    columns = [f"c{number}" for number in range(len(names))]
    params: list[object] = []

    def counted(left_out: str) -> str:
        conditions = []
        for name, value in chosen.items():
            if name == left_out:
                continue
            column = columns[names.index(name)]
            conditions.append(f"{column} >= %s" if name == "reached" else f"{column} IS NOT DISTINCT FROM %s")
            params.append(value)
        return f"count(*) FILTER (WHERE {' AND '.join(conditions)})" if conditions else "count(*)"

    numbers = ", ".join(counted(name) for name in ("", *chosen))
    listed = ", ".join(columns)
    sets = ", ".join(f"({column})" for column in columns)
    # Only names that stand above are put together here; every value is a parameter.
    statement = (
        f"SELECT GROUPING({listed}), {listed}, {numbers} FROM ({inner}) AS found ({listed})"  # noqa: S608
        f" GROUP BY GROUPING SETS ({sets}, ())"
    )
    return statement, params


def _read(rows: Sequence[tuple], chosen: Mapping[str, object]) -> tuple[int, Counts]:
    names, width = list(COUNTED), len(COUNTED)
    place = {name: 1 + width + number for number, name in enumerate(("", *chosen))}
    everything = (1 << width) - 1
    total, counts = 0, {name: {} for name in names}
    for row in rows:
        if row[0] == everything:
            total = row[place[""]]
            continue
        number = next(n for n in range(width) if not row[0] >> (width - 1 - n) & 1)
        name = names[number]
        cases = row[place.get(name, place[""])]
        if cases:
            counts[name][row[1 + number]] = cases
    counts["reached"] = _at_least(counts["reached"])
    return total, counts


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


def facets(asked: Asked, counts: Counts) -> list[Facet]:
    """The counts in words, the largest first; steps in their own order."""
    form = asked.filterset.form
    return [Facet(str(form.fields[name].label), tuple(_values(name, asked, counts[name]))) for name in COUNTED]


def _values(name: str, asked: Asked, counts: Mapping[object, int]) -> Iterator[Value]:
    current = asked.filterset.form.cleaned_data.get(name) or ""
    found = [(*_named(name, stored, asked.filterset.known), number) for stored, number in counts.items()]
    if name != "reached":
        found.sort(key=lambda one: (-one[2], one[1]))
    for code, label, number in found:
        is_on = code == current
        more = {} if is_on else {name: code}
        yield Value(label, number, reverse("case_list") + address(asked.sent, without=name, **more), is_on)


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
