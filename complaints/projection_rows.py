"""The three tables of projections as rows: what they should say, what they say, and making them say it.

Statements are written out once: recording an event runs them every time, and putting them together again would cost
more than running them.
"""

import json
from collections.abc import Collection, Mapping
from functools import cached_property

from django.db import connection, models

from complaints.bulk import copy_rows
from complaints.models import Alert, CaseMilestones, Deadline

Key = tuple[object, ...]
Rows = dict[Key, dict[str, object]]


class Table:
    """One table of projections: rows by key, each row a dictionary of the remaining projected columns."""

    def __init__(self, name: str, model: type[models.Model], key: tuple[str, ...], columns: tuple[str, ...]) -> None:
        self.name, self.model, self.key, self.columns = name, model, key, columns
        self._table = model._meta.db_table
        self._json = [name for name in columns if isinstance(self._field(name), models.JSONField)]

    def read(self, case_ids: Collection[int]) -> Rows:
        """The stored rows of the cases. One query."""
        with connection.cursor() as cursor:
            cursor.execute(self._select, [list(case_ids)])
            found = cursor.fetchall()
        width = len(self.key)
        rows = {row[:width]: dict(zip(self.columns, row[width:], strict=True)) for row in found}
        for row in rows.values():
            for name in self._json:
                row[name] = json.loads(row[name])
        return rows

    def synchronise(self, expected: Rows, case_ids: Collection[int]) -> None:
        """Makes the table say `expected` of the cases. Rows that are right, and all other columns, stay untouched."""
        stored = self.read(case_ids)
        if stored == expected:
            return
        for gone in stored.keys() - expected.keys():
            self.model._default_manager.filter(**dict(zip(self.key, gone, strict=True))).delete()
        self.write({key: row for key, row in expected.items() if stored.get(key) != row})

    def write(self, rows: Rows) -> None:
        """Inserts the rows, or overwrites their projected columns. One query, none for no rows."""
        if not rows:
            return
        values = [value for key, row in rows.items() for value in (*key, *self._values(row))]
        with connection.cursor() as cursor:
            cursor.execute(self._upsert(len(rows)), values)

    def copy(self, rows: Rows) -> None:
        """Writes rows of which none is there yet; several times as fast as `write`."""
        if rows:
            told = ((*key, *map(_as_array, self._values(row))) for key, row in rows.items())
            copy_rows(self.model, (*self.key, *self.columns), told)

    def _values(self, row: Mapping[str, object]) -> list[object]:
        return [json.dumps(row[name]) if name in self._json else row[name] for name in self.columns]

    def _field(self, name: str) -> models.Field:
        return next(field for field in self.model._meta.concrete_fields if field.attname == name)

    @cached_property
    def _select(self) -> str:
        names = ", ".join((*self.key, *self.columns))
        return f"SELECT {names} FROM {self._table} WHERE case_id = ANY(%s)"  # noqa: S608 -- names of columns only

    def _upsert(self, number: int) -> str:
        names, key = ", ".join((*self.key, *self.columns)), ", ".join(self.key)
        changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in self.columns)
        values = ", ".join([self._template] * number)
        return f"INSERT INTO {self._table} ({names}) VALUES {values} ON CONFLICT ({key}) DO UPDATE SET {changes}"  # noqa: S608

    @cached_property
    def _template(self) -> str:
        # Without types a row that is empty in a column would be taken for text there.
        types = [(self._field(name).db_type(connection) or "").split("(")[0] for name in (*self.key, *self.columns)]
        return "(" + ", ".join(f"%s::{kind}" for kind in types) + ")"


def _as_array(value: object) -> object:
    """Days in a column of days, as COPY takes them; anything else as it is."""
    if not isinstance(value, list):
        return value
    return "{" + ",".join("NULL" if day is None else day.isoformat() for day in value) + "}"


MILESTONES = Table(
    "milestones",
    CaseMilestones,
    ("case_id",),
    tuple(field.attname for field in CaseMilestones._meta.concrete_fields if not field.primary_key),
)
DEADLINES = Table(
    "deadlines",
    Deadline,
    ("time_limit_id", "started_by_id"),
    ("case_id", "met_by_id", "starts_on", "due_on", "met_on", "paused_days"),
)
ALERTS = Table("alerts", Alert, ("event_id", "rule"), ("case_id", "kind", "norm", "details"))
