"""Rows of cases as programs get them: the tables of what may leave the house, as codes.

A member of a row is a column of `complaints.exports.columns`; there is no other list of what may be told.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers

from complaints.exports.columns import CASES, CHILDREN, Column, Table, fields_of
from complaints.exports.labels import Style, Words
from complaints.exports.reading import Chunk
from complaints.models import Case

_STYLE = Style(is_native=True)
PATHS = CASES.paths


def rows_of(
    cases: Sequence[int], openable: QuerySet[Case], tables: Sequence[Table]
) -> dict[str, list[tuple[int, dict]]]:
    """By name of the table: (case, row) in the order of the table, for the cases with these primary keys."""
    words = Words(_STYLE, (CASES, *(table for table in tables if table is not CASES)))
    read = Case.objects.filter(pk__in=list(cases)).values_list("pk", "reference", *PATHS)
    chunk = Chunk(list(read), words, openable)
    return {
        table.name: [(case, dict(zip(words.headers[table.name], row, strict=True))) for case, row in chunk.rows(table)]
        for table in tables
    }


def case_rows(
    cases: Sequence[int], openable: QuerySet[Case], include: Sequence[Table] = ()
) -> Iterator[dict[str, object]]:
    """The cases in the order of `cases`, with the rows of further tables inside them."""
    found = rows_of(cases, openable, (CASES, *include))
    own = dict(found[CASES.name])
    inside: dict[int, dict[str, list]] = {case: {table.name: [] for table in include} for case in own}
    for table in include:
        for case, row in found[table.name]:
            inside[case][table.name].append({name: value for name, value in row.items() if name != "case"})
    for case in cases:
        if case in own:
            row = own[case]
            yield {"reference": row.pop("case"), **row, **inside[case]}


def rows_among(table: Table, cases: QuerySet[Case]) -> QuerySet:
    """The rows of a table of those cases, each once, as `told_rows` takes them: values by path."""
    rows = table.model.objects.filter(**{f"{table.case_path}__in": cases.order_by().values("pk")})
    return rows.values("pk", table.case_path, _reference_path(table), *table.paths)


def told_rows(table: Table, found: Sequence[Mapping[str, object]], openable: QuerySet[Case]) -> list[dict[str, object]]:
    """What was read by `rows_among`, as the table tells it, in the order in which it was read."""
    words = Words(_STYLE, (table,))
    at, named = table.case_path, _reference_path(table)
    chunk = Chunk(list({row[at]: (row[at], row[named]) for row in found}.values()), words, openable)
    read = [(row[at], tuple(row[path] for path in table.paths)) for row in found]
    return [dict(zip(words.headers[table.name], row, strict=True)) for _case, row in chunk.written(table, read)]


def _reference_path(table: Table) -> str:
    return f"{table.case_path.removesuffix('_id')}__reference"


def members_of(table: Table) -> list[str]:
    """Names of the members of a row."""
    names = table.names
    return ["reference", *names] if table is CASES else ["case", *names]


@cache
def serializer_for(table: Table, *, is_nested: bool = False) -> type[serializers.Serializer]:
    """The shape of a row, for the schema."""
    first = {} if is_nested else {members_of(table)[0]: serializers.CharField()}
    members = {
        column.name: _member(column, field, is_empty=_can_be_empty(table.model, path))
        for (column, field), path in zip(fields_of(table), table.paths, strict=True)
    }
    several = {one.name: serializers.ListField(child=serializers.CharField()) for one in table.several}
    name = "".join(part.capitalize() for part in table.name.split("_")) + ("Inside" if is_nested else "Row")
    return type(name, (serializers.Serializer,), {**first, **members, **several})


@cache
def case_serializer() -> type[serializers.Serializer]:
    """A case with everything inside it that can be asked for."""
    inside = {table.name: serializer_for(table, is_nested=True)(many=True, required=False) for table in CHILDREN}
    return type("CaseWithRows", (serializer_for(CASES),), inside)


def _can_be_empty(model: type[models.Model], path: str) -> bool:
    """Whether there may be nothing: the value itself, or the row on the way to it that the fact names."""
    name, _, rest = path.partition("__")
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return (field.concrete and field.null) or (bool(rest) and _can_be_empty(field.related_model, rest))


def _member(column: Column, field: models.Field, *, is_empty: bool) -> serializers.Field:
    is_empty = is_empty or column.is_case
    if column.is_presence or isinstance(field, models.BooleanField):
        return serializers.BooleanField(allow_null=field.null and not column.is_presence)
    if column.is_case or field.is_relation or column.lists:
        return serializers.CharField(allow_null=is_empty, allow_blank=True)
    if field.choices and isinstance(field, models.CharField):
        return serializers.ChoiceField(choices=field.flatchoices, allow_null=is_empty, allow_blank=field.blank)
    if isinstance(field, models.DateField):
        return serializers.DateField(allow_null=is_empty)
    if isinstance(field, models.DecimalField):
        return serializers.FloatField(allow_null=is_empty)
    if isinstance(field, models.IntegerField):
        return serializers.IntegerField(allow_null=is_empty)
    return serializers.CharField(allow_null=is_empty, allow_blank=True)
