"""How many rows of a list each value of its filters would leave, given the other filters in force. Knows no model.

One statement counts for all filters. A filter does not narrow its own counts, so that one sees what choosing another
value would give.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django_filters import FilterSet

from complaints.listing.asked import Asked
from complaints.listing.chips import address

LONGEST_SECONDS = 8

Counts = dict[str, dict[object, int]]  # filter -> value in the database -> rows


class TakesTooLong(Exception):
    """There are too many rows to count now."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a filter with the number of rows; `url` puts it in force or takes it away."""

    label: str
    number: int
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values."""

    label: str
    values: tuple[Value, ...]


@contextmanager
def in_time() -> Iterator[CursorWrapper]:
    """A cursor whose statements may take so many seconds and no more. Raises TakesTooLong."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(LONGEST_SECONDS * 1000)])
            yield cursor
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        raise TakesTooLong from error


def under_others(asked: Asked, left_out: Collection[str]) -> FilterSet:
    """The filters of a list but for some of them."""
    rest = {name: value for name, value in asked.sent.items() if name not in left_out}
    known = asked.filterset.known
    return type(asked.filterset)(rest | {"data_set": asked.data_set}, asked.visible, actor=asked.actor, known=known)


def in_force(asked: Asked, names: Collection[str]) -> list[str]:
    """Which of some filters somebody asked for."""
    return [name for name in names if asked.filterset.form.cleaned_data.get(name) not in (None, "")]


def count(
    rows: QuerySet, columns: Mapping[str, str], chosen: Mapping[str, object], at_least: Collection[str] = ()
) -> tuple[int, Counts]:
    """All rows of the list, and the counts by filter. Raises TakesTooLong.

    `columns`: filter -> column that it counts by. `rows` stand under all filters but the `chosen`, which are given with
    their value in the database; those `at_least` take that value and all above.
    """
    try:
        sql, params = rows.order_by().values_list(*columns.values()).query.sql_with_params()
    except EmptyResultSet:
        return 0, {name: {} for name in columns}
    statement, more = _statement(sql, list(columns), chosen, at_least)
    with in_time() as cursor:
        cursor.execute(statement, [*more, *params])
        found = cursor.fetchall()
    return _read(found, list(columns), chosen)


def _statement(
    inner: str, names: Sequence[str], chosen: Mapping[str, object], at_least: Collection[str]
) -> tuple[str, list[object]]:
    """One scan: a grouping set for each filter, and for each filter in force a count that leaves only it out."""
    columns = [f"c{number}" for number in range(len(names))]
    params: list[object] = []

    def counted(left_out: str) -> str:
        conditions = []
        for name, value in chosen.items():
            if name == left_out:
                continue
            column = columns[names.index(name)]
            conditions.append(f"{column} >= %s" if name in at_least else f"{column} IS NOT DISTINCT FROM %s")
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


def _read(rows: Sequence[tuple], names: Sequence[str], chosen: Mapping[str, object]) -> tuple[int, Counts]:
    width = len(names)
    place = {name: 1 + width + number for number, name in enumerate(("", *chosen))}
    everything = (1 << width) - 1
    total, counts = 0, {name: {} for name in names}
    for row in rows:
        if row[0] == everything:
            total = row[place[""]]
            continue
        number = next(n for n in range(width) if not row[0] >> (width - 1 - n) & 1)
        name = names[number]
        if found := row[place.get(name, place[""])]:
            counts[name][row[1 + number]] = found
    return total, counts


def values(
    asked: Asked, list_url: str, name: str, named: Sequence[tuple[str, str, int]], *, is_in_order: bool = False
) -> tuple[Value, ...]:
    """The values of a filter as (code in the address, label, rows), the largest first unless they have an order."""
    current = str(asked.filterset.form.cleaned_data.get(name) or "")
    ranked = named if is_in_order else sorted(named, key=lambda one: (-one[2], one[1]))
    return tuple(
        Value(
            label,
            number,
            list_url + address(asked.sent, without=name, **({} if code == current else {name: code})),
            code == current,
        )
        for code, label, number in ranked
    )
