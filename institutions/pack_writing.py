"""How the rows of one file of a pack get into their table: compared in memory, written in sets."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from institutions.pack_format import PackFile, PackRow

Key = tuple[object, ...]
Values = dict[str, object]
_BATCH = 500


class PackRefused(Exception):
    """A whole pack that this database cannot take; the text is a sentence for the person who loads it."""


class FileLoad:
    """The difference between a file and its table. References are compared as codes and written as ids."""

    def __init__(self, file: PackFile, rows: Iterable[PackRow]) -> None:
        self.file = file
        self.wanted: dict[Key, Values] = {row.key: dict(row.values) for row in rows}
        self._ids: dict[Key, int] = {}
        stored = self._read_stored()
        self.new = [key for key in self.wanted if key not in stored]
        self.changed = [key for key, values in self.wanted.items() if key in stored and stored[key] != values]
        self.vanished = [key for key in stored if key not in self.wanted]

    @property
    def _table(self) -> models.QuerySet:
        return self.file.model._base_manager.all()

    def _own_rows(self) -> models.QuerySet:
        return self._table if self.file.own_rows is None else self._table.filter(self.file.own_rows)

    def _read_stored(self) -> dict[Key, Values]:
        references = {f"{name}_code": F(f"{name}__code") for name in self.file.references}
        plain = [name for name in self.file.fields if name not in self.file.references]
        stored: dict[Key, Values] = {}
        for row in self._own_rows().values("pk", *plain, **references):
            values = {name: row.get(name, row.get(f"{name}_code")) for name in self.file.fields}
            key = tuple(values[name] for name in self.file.key)
            stored[key] = values
            self._ids[key] = row["pk"]
        return stored

    def clear_edges(self) -> None:
        """Delete dated edges that changed or vanished: updated in place they could meet a neighbour halfway."""
        if self.file.alone:
            self._table.filter(pk__in=[self._ids[key] for key in (*self.changed, *self.vanished)]).delete()

    def write(self, ids: dict[str, dict[str, int]]) -> None:
        """Create and update. `ids` (file -> code -> id) holds the files before this one; this one is added."""
        self._refuse_taken_codes()
        created = [*self.new, *self.changed] if self.file.alone else self.new
        own_columns = [name for name, target in self.file.references.items() if target == self.file.name]
        rows = [self.file.model(**self._columns(self.wanted[key], ids, without=own_columns)) for key in created]
        self._table.bulk_create(rows, batch_size=_BATCH)
        if "code" in self.file.columns:
            ids[self.file.name] = dict(self._table.values_list("code", "pk"))
        self._ids |= {key: row.pk for key, row in zip(created, rows, strict=True)}
        late = [key for key in self.new if any(self.wanted[key][name] for name in own_columns)]
        self._update([*late, *(() if self.file.alone else self.changed)], ids)

    def _update(self, keys: list[Key], ids: dict[str, dict[str, int]]) -> None:
        if keys:
            rows = [self.file.model(pk=self._ids[key], **self._columns(self.wanted[key], ids)) for key in keys]
            self._table.bulk_update(rows, list(self.file.fields), batch_size=_BATCH)

    def _columns(self, values: Values, ids: dict[str, dict[str, int]], without: Iterable[str] = ()) -> Values:
        columns: Values = {}
        for name, value in values.items():
            if name in self.file.references:
                target = ids.get(self.file.references[name], {})
                columns[f"{name}_id"] = None if value is None or name in without else target[str(value)]
            else:
                columns[name] = value
        return columns

    def _refuse_taken_codes(self) -> None:
        if self.file.own_rows is None or "code" not in self.file.columns:
            return
        codes = [self.wanted[key]["code"] for key in self.new]
        taken = self._table.exclude(self.file.own_rows).filter(code__in=codes).values_list("code", flat=True).first()
        if taken:
            raise PackRefused(
                _("%(file)s: the code “%(code)s” is held by an invented row of the demonstration.")
                % {"file": self.file.file_name, "code": taken}
            )

    def remove_vanished(self) -> None:
        """Delete rows that are no longer in the pack. Raises PackRefused where something refers to one of them."""
        if self.file.alone or not self.vanished:
            return
        by_id = {self._ids[key]: key for key in self.vanished}
        for relation in self.file.model._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
                self._refuse_referrers(relation, by_id)
        self._table.filter(pk__in=by_id).delete()

    def _refuse_referrers(self, relation: models.ForeignObjectRel, by_id: dict[int, Key]) -> None:
        column = relation.field.attname
        referrers = relation.related_model._base_manager.filter(**{f"{column}__in": by_id})
        if relation.related_model is self.file.model:
            referrers = referrers.exclude(pk__in=by_id)
        if (referred := referrers.values_list(column, flat=True).first()) is not None:
            raise PackRefused(
                _("%(file)s: “%(key)s” is gone from the pack, but %(count)d × %(what)s still refer to it.")
                % {
                    "file": self.file.file_name,
                    "key": ", ".join(str(part) for part in by_id[referred]),
                    "count": referrers.filter(**{column: referred}).count(),
                    "what": relation.related_model._meta.verbose_name,
                }
            )
