"""Reads cases and what hangs on them a thousand at a time: one cursor on the server, one query a table and chunk."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import QuerySet

from complaints.exports.columns import CASES, Table
from complaints.exports.labels import Words
from complaints.models import Case

CHUNK = 1_000
Row = list[object]
Read = tuple[int, tuple[object, ...]]  # primary key of the case, values as read


class Chunk:
    """Up to a thousand cases. A table is read when it is asked for."""

    def __init__(self, rows: Sequence[tuple[object, ...]], words: Words, openable: QuerySet[Case]) -> None:
        self._words, self._openable = words, openable
        self.references: dict[int, str] = {row[0]: row[1] for row in rows}
        self._cases: list[Read] = [(row[0], row[2:]) for row in rows]

    def __len__(self) -> int:
        return len(self.references)

    def rows(self, table: Table) -> list[tuple[int, Row]]:
        """Primary key of the case and the values of each row, the reference first, in the order of the table."""
        return self.written(table, self._cases if table is CASES else self._read(table))

    def written(self, table: Table, found: Sequence[Read]) -> list[tuple[int, Row]]:
        """The same for rows of these cases that were read before."""
        others = self._others(table, found)
        several = [self._terms(one.through) for one in table.several]
        words, references = self._words, self.references
        return [
            (
                case,
                [references[case], *words.row(table, values, others), *(words.terms(one[case]) for one in several)],
            )
            for case, values in found
        ]

    def _read(self, table: Table) -> list[Read]:
        rows = table.model.objects.filter(**{f"{table.case_path}__in": list(self.references)})
        return [(row[0], row[1:]) for row in rows.order_by(*table.order).values_list(table.case_path, *table.paths)]

    def _others(self, table: Table, rows: Sequence[Read]) -> Mapping[int, str]:
        """References of the other cases that the rows name, as far as the reader may open them."""
        places = [place for place, column in enumerate(table.columns) if column.is_case]
        named = {values[place] for _case, values in rows for place in places} - {None}
        return dict(self._openable.filter(pk__in=named).values_list("pk", "reference")) if named else {}

    def _terms(self, through: type) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        links = through.objects.filter(case_id__in=list(self.references)).order_by("case_id", "term__order", "term_id")
        for case, term in links.values_list("case_id", "term_id"):
            found[case].append(term)
        return found


def chunks(cases: QuerySet[Case], words: Words, openable: QuerySet[Case]) -> Iterator[Chunk]:
    """The cases by primary key, oldest first, a thousand at a time; memory does not grow with their number.

    `openable` are the cases that the reader may open: of any other one that is named, no reference is told.
    """
    rows = cases.order_by("pk").values_list("pk", "reference", *CASES.paths).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield Chunk(chunk, words, openable)
