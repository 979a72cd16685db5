"""What the pages of imports show, in the words of the reader."""

import json
from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from complaints import wording
from complaints.choices import BatchState, RowVerdict
from complaints.imports import locking
from complaints.imports.actions import state_of
from complaints.imports.columns import Kind, Meaning
from complaints.imports.people import MOST, name_of
from complaints.imports.understanding import REASONS, WITHOUT_WORD, when_of
from complaints.imports.words import WordList
from complaints.models import ImportBatch, ImportRow

TAGS = {
    BatchState.UPLOADED: "open",
    BatchState.MAPPED: "open",
    BatchState.CHECKING: "running",
    BatchState.CHECKED: "attention",
    BatchState.WRITING: "running",
    BatchState.DONE: "met",
    BatchState.UNDOING: "running",
    BatchState.UNDONE: "neutral",
    BatchState.DROPPED: "neutral",
}
LISTED_IN = (BatchState.CHECKED, BatchState.DONE)  # where the rows can be looked at
VERDICT_TAGS = {
    RowVerdict.NEW: "documented",
    RowVerdict.CHANGED: "attention",
    RowVerdict.SAME: "neutral",
    RowVerdict.REJECTED: "missed",
}


def batch_rows(batches: Sequence[ImportBatch]) -> list[dict[str, object]]:
    """Imports as rows of the list."""
    return [
        {
            "url": reverse("import_batch", args=[batch.uuid]),
            "uploaded": date_format(localtime(batch.uploaded_at), "DATETIME_FORMAT"),
            "by": batch.uploaded_by,
            "state": state_of(batch).label,
            "tag": TAGS[state_of(batch)],
            "rows": number_format(batch.counts["rows"], force_grouping=True) if "rows" in batch.counts else "–",
        }
        for batch in batches
    ]


def figures(batch: ImportBatch) -> list[dict[str, object]]:
    """Counts of the rows by verdict, each the way to these rows as long as they can be seen."""
    if "rows" not in batch.counts:
        return []
    is_open = state_of(batch) in LISTED_IN
    address = reverse("import_rows", args=[batch.uuid])
    return [
        {
            "value": number_format(batch.counts.get(verdict.value, 0), force_grouping=True),
            "label": verdict.label,
            "url": f"{address}?verdict={verdict.value}" if is_open and batch.counts.get(verdict.value) else "",
        }
        for verdict in RowVerdict
    ]


def shown_rows(rows: Sequence[ImportRow], batch: ImportBatch, words: "Words") -> list[dict[str, object]]:
    """Rows of the sheet with what would become of them. Says nothing of what is sealed but that there is something."""
    return [
        {
            "number": row.number,
            "said": "; ".join(words.facts(row.facts)),
            "before": "; ".join(words.facts(row.before.get("facts", row.before))) if row.before else "",
            "reasons": list(reasons_of(row, batch)),
            "is_sealed": _is_sealed(row),
            "case": row.case.reference if row.case and row.case_id in words.visible else "",
        }
        for row in rows
    ]


def _is_sealed(row: ImportRow) -> bool:
    is_waiting = row.verdict == RowVerdict.NEW and bool(row.locked)
    return is_waiting or bool(row.before.get("writings") or row.before.get("identities"))


def reasons_of(row: ImportRow, batch: ImportBatch) -> Iterator[str]:
    """Why a row is not taken: the header of the column and the sentence, with the word as long as the key is there."""
    is_open = bool(batch.key) and bool(row.locked)
    unread = json.loads(locking.unlock(batch, row.locked)) if is_open and row.reasons else []
    for place, (column, code, what) in enumerate(row.reasons):
        if code in WITHOUT_WORD:
            word = unread[place] if unread else ""
            sentence = str(REASONS[code]) % {"what": word} if word else str(WITHOUT_WORD[code])
        else:
            sentence = gettext(what) if code == "impossible" else str(REASONS[code]) % {"what": what}
        headers = batch.headers
        header = headers[column] if column is not None and column < len(headers) else ""
        yield _("%(column)s: %(sentence)s") % {"column": header, "sentence": sentence} if header else sentence


class Words:
    """Labels for the facts of rows."""

    def __init__(self, known: Mapping[str, Meaning], lists: Mapping[str, WordList], visible: set[int]) -> None:
        self.known, self.lists, self.visible = known, lists, visible

    def facts(self, facts: Mapping[str, object]) -> Iterator[str]:
        """Each fact as a line: what it is, and what is said of it."""
        for key, meaning in self.known.items():
            for number in range(1, MOST + 1 if meaning.is_each else 2):
                value = facts.get(name_of(key, number))
                if value not in (None, "", []):
                    label = meaning.label if number == 1 else f"{meaning.label} ({number})"
                    yield f"{label}: {self._value(meaning, value)}"
        yield from (self._event(event) for event in facts.get("events") or ())

    def _value(self, meaning: Meaning, value: object) -> str:
        if meaning.kind == Kind.DATE:
            return wording.when(when_of(value))
        labels = self.lists[meaning.list].labels if meaning.list in self.lists else {}
        codes = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(code), str(code)) for code in codes)

    def _event(self, event: Mapping[str, object]) -> str:
        meaning = self.known.get(f"event.{event['stage']}.on") or self.known["registration.on"]
        label = str(meaning.label).rpartition(":")[0]
        when = when_of(event.get("on"))
        return f"{label}: {wording.when(when)}" if when.day else label
