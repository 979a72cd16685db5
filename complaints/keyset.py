"""Paging a list by its own sort key, so that the last page costs what the first one costs and no row is shown twice or
skipped.

An address names the row beside which a page begins by its handle, for most lists the reference, which is random: a
primary key would tell how many cases there are that the reader does not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Expression, F, Func, QuerySet, Value

SIZES = (25, 50, 100)
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """By what rows stand in order, the last column being one that no two rows share. Descending goes for all of them.

    `place` may be computed; no column may be empty, for nothing stands before or after an empty one. `handle` is the
    column by which an address names a row.
    """

    place: Expression | F
    ties: tuple[str, ...]
    is_descending: bool
    handle: str = "reference"

    def keyed(self, rows: QuerySet) -> QuerySet:
        """The rows with what they are ordered by."""
        return rows.annotate(place=self.place)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what the keyed rows are ordered by."""
        return ("place", *self.ties)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page, and the handles of those beside which its neighbours begin; empty where there are none."""

    rows: Sequence
    previous: str
    following: str


class _Beyond(Func):
    """Whether a row stands beyond a place. Compared as one row of values, which an index can walk to directly."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, columns: Sequence[str], key: Key, comparison: str) -> None:
        super().__init__(*columns, *(Value(part) for part in key))
        self.comparison = comparison

    def as_sql(self, compiler, connection, **_context):
        """SQL of the comparison."""
        compiled = [compiler.compile(source) for source in self.get_source_expressions()]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, _params in part) for part in (compiled[:half], compiled[half:]))
        params = [param for _sql, part in compiled for param in part]
        return f"(({left}) {self.comparison} ({right}))", params


def read_key(visible: QuerySet, order: Order, handle: str) -> Key | None:
    """The place of the row that an address names; None where it is none of `visible`."""
    if not handle or "\x00" in handle:
        return None
    return order.keyed(visible).filter(**{order.handle: handle}).values_list(*order.columns).first()


def page(
    rows: QuerySet,
    order: Order,
    *,
    after: Key | None = None,
    before: Key | None = None,
    is_last: bool = False,
    size: int = SIZES[0],
) -> Page:
    """A page of rows in order; one query. `is_last` reaches the end from the other side."""
    is_backwards = is_last or before is not None
    is_falling = order.is_descending != is_backwards
    key = None if is_last else before or after
    keyed = order.keyed(rows)
    if key is not None:
        keyed = keyed.filter(_Beyond(order.columns, key, "<" if is_falling else ">"))
    directions = [F(name).desc() if is_falling else F(name).asc() for name in order.columns]
    found = list(keyed.order_by(*directions)[: size + 1])
    has_more, shown = len(found) > size, found[:size]
    if is_backwards:
        shown = shown[::-1]
    first, last = (getattr(shown[end], order.handle) for end in (0, -1)) if shown else ("", "")
    if is_backwards:
        return Page(shown, first if has_more else "", "" if is_last else last)
    return Page(shown, first if after is not None else "", last if has_more else "")
