"""What programs send and read of imports. Nothing that stands in a cell has a member here."""

from collections.abc import Mapping

from django.utils.translation import gettext
from rest_framework import serializers

from accounts.api.fields import ChoiceOf, Strict
from complaints.choices import BatchState, RowVerdict, SheetKind
from complaints.imports import actions
from complaints.imports.actions import state_of
from complaints.imports.dates import DAY_FIRST, MONTH_FIRST
from complaints.imports.ending import KEPT_TO_UNDO, KEPT_WAITING
from complaints.imports.understanding import REASONS, WITHOUT_WORD
from complaints.models import ImportBatch, ImportMapping, ImportRow

_COUNTED = (BatchState.CHECKED, BatchState.WRITING, BatchState.DONE, BatchState.UNDOING, BatchState.UNDONE)


class SheetIn(Strict):
    """A spreadsheet, and the mapping by which it is read."""

    file = serializers.FileField(max_length=255, help_text="XLSX or CSV, up to 50 MB and 100,000 rows.")
    mapping = serializers.CharField(max_length=60, help_text="The name of a mapping that a person saved on the pages.")


class CheckIn(Strict):
    """How dates such as 03/04/2021 are meant; must be said where the sheet has such dates."""

    dates = ChoiceOf(choices=[(DAY_FIRST, DAY_FIRST), (MONTH_FIRST, MONTH_FIRST)], required=False, default="")


class ConfirmIn(Strict):
    """The word of the owner of the token that the records may be kept: by consent of the people, or by law."""

    may_be_kept = serializers.BooleanField()


class UndoIn(Strict):
    """Nothing more needs to be said."""


class SheetRow(serializers.Serializer):
    """An import and how far it is. Counts are null until the rows are checked.

    `waits_until`: when it is dropped if nobody confirms it; `undo_until`: until when it can be taken back.
    """

    uuid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=SheetKind.choices)
    state = serializers.ChoiceField(choices=BatchState.choices)
    sent_at = serializers.DateTimeField()
    rows = serializers.IntegerField(allow_null=True)
    new = serializers.IntegerField(allow_null=True)
    changed = serializers.IntegerField(allow_null=True)
    same = serializers.IntegerField(allow_null=True)
    rejected = serializers.IntegerField(allow_null=True)
    waits_until = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True)
    job = serializers.UUIDField(allow_null=True)


class UnknownWords(serializers.Serializer):
    """How many different words of a column have no code. Their rows will be rejected."""

    column = serializers.CharField(help_text="What the column means.")
    words = serializers.IntegerField()


class CheckedRow(SheetRow):
    """The import, and the words that its mapping does not know."""

    unknown_words = UnknownWords(many=True)


class RejectedRow(serializers.Serializer):
    """A row that is not taken in: its number in the sheet, and why, in three lists of the same order."""

    row = serializers.IntegerField()
    columns = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="What the column means; empty for the whole row."
    )
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=[(code, code) for code in REASONS]))
    sentences = serializers.ListField(child=serializers.CharField())


class MappingRow(serializers.Serializer):
    """A mapping that somebody saved: what the columns of its sheet mean, in their order."""

    name = serializers.CharField()
    columns = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="Empty for a column that is left out."
    )


SHEET, REJECTED, MAPPED = (list(shape().fields) for shape in (SheetRow, RejectedRow, MappingRow))


def row_of(batch: ImportBatch, reader: int) -> dict[str, object]:
    """What is told of an import; what would become of its rows is told to its uploader alone until it is done."""
    state = state_of(batch)
    is_told = state in _COUNTED and (batch.uploaded_by_id == reader or state == BatchState.DONE)
    counts = batch.counts if is_told else {}
    told = {
        "uuid": batch.uuid,
        "kind": batch.kind,
        "state": state.value,
        "sent_at": batch.uploaded_at,
        "rows": counts.get("rows"),
        **{verdict.value: counts.get(verdict.value) for verdict in RowVerdict},
        "waits_until": batch.uploaded_at + KEPT_WAITING if state in actions.WAITING else None,
        "undo_until": batch.ended_at + KEPT_TO_UNDO if batch.ended_at and state == BatchState.DONE else None,
        "job": batch.job.uuid if batch.job else None,
    }
    return dict(SheetRow(told).data)


def rejected_of(row: ImportRow, columns: Mapping[str, str]) -> dict[str, object]:
    """Why a row is not taken in, without the words of its cells."""
    return {
        "row": row.number,
        "columns": [columns.get(str(column), "") for column, _code, _what in row.reasons],
        "reasons": [code for _column, code, _what in row.reasons],
        "sentences": [_sentence(code, str(what)) for _column, code, what in row.reasons],
    }


def mapping_of(mapping: ImportMapping) -> dict[str, object]:
    """What is told of a mapping."""
    places = range(len(mapping.headers))
    return {"name": mapping.name, "columns": [mapping.columns.get(str(place), "") for place in places]}


def _sentence(code: str, what: str) -> str:
    if code in WITHOUT_WORD:
        return str(WITHOUT_WORD[code])
    return gettext(what) if code == "impossible" else str(REASONS[code]) % {"what": what}
