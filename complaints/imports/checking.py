"""The two looks at an uploaded sheet: which words it uses, and what would become of each of its rows.

Nothing here touches a case. Rows are read and written in chunks, so that memory does not grow with the sheet.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.jobs import WorkRefused
from complaints.bulk import copy_rows
from complaints.choices import BatchState, RowVerdict
from complaints.imports import dates, locking
from complaints.imports.allowed import require_today
from complaints.imports.barring import Barring
from complaints.imports.columns import Kind, Meaning, meanings
from complaints.imports.known import (
    Places,
    case_facts,
    cases_by_number,
    difference,
    files_of,
    impossible,
    recorded_facts,
    stage_with,
    with_submission,
)
from complaints.imports.reading import Refused, Row, rows_below
from complaints.imports.understanding import LONGEST_WORD, WITHOUT_WORD, Key, Understood, understand, words_in
from complaints.imports.words import fold, word_list
from complaints.models import ImportBatch, ImportRow
from institutions.choices import Effect
from institutions.queries import world as loaded_world

CHUNK = 1000
MAX_WORDS = 150  # different words of one column: more are no codes

Report = Callable[[int, int], None]

NO_WORK = gettext_noop("This import is no longer there.")


def survey(batch: ImportBatch, report: Report) -> None:
    """Counts rows and the different words of coded columns, and sees whether days and months could be confused."""
    wanted = meanings_of(batch)
    counts: dict[int, Counter[str]] = {number: Counter() for number, meaning in wanted.items() if meaning.list}
    spellings: dict[int, dict[str, str]] = {number: {} for number in counts}
    is_ambiguous, rows = False, 0
    for chunk in chunks(_rows(batch)):
        for _number, cells in chunk:
            for column, meaning in wanted.items():
                cell = cells[column] if column < len(cells) else None
                if meaning.kind == Kind.DATE:
                    is_ambiguous = is_ambiguous or dates.is_ambiguous(cell)
                elif column in counts:
                    _count(words_in(cell, meaning), counts[column], spellings[column])
        rows += len(chunk)
        report(rows, 0)
    words = {
        str(column): [[spellings[column][word], number] for word, number in counter.most_common()]
        for column, counter in counts.items()
    }
    too_many = [column for column, counter in counts.items() if len(counter) > MAX_WORDS]
    locking.put_told(
        batch,
        locking.SURVEY,
        {"rows": rows, "is_ambiguous": is_ambiguous, "too_many": too_many, "words": words},
    )


def _count(words: Iterable[str], counter: Counter[str], spellings: dict[str, str]) -> None:
    for word in words:
        folded = fold(word)
        if len(word) > LONGEST_WORD or (folded not in counter and len(counter) > MAX_WORDS):
            continue
        counter[folded] += 1
        spellings.setdefault(folded, word)


def check(batch: ImportBatch, report: Report, *, today: date) -> None:
    """Writes an ImportRow for each row of the sheet with what would become of it. Starting again begins anew."""
    require_today(batch, by=batch.uploaded_by_id, today=today)
    batch.rows.all().delete()
    surveyed = locking.told(batch, locking.SURVEY) or {}
    total = int(surveyed.get("rows", 0))
    checker = Checker(batch, today)
    report(0, total)
    for chunk in chunks(_rows(batch)):
        checker.check(chunk)
        report(min(checker.done, total), total)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != BatchState.CHECKING:
            raise WorkRefused(NO_WORK)
        locked.counts = {"rows": checker.done, **{verdict: checker.counts[verdict] for verdict in RowVerdict.values}}
        locked.counts["sealed_left"] = checker.sealed_left
        locked.counts["without_number"] = checker.without_number
        locked.state = BatchState.CHECKED
        locked.save(update_fields=["counts", "state"])


def meanings_of(batch: ImportBatch) -> dict[int, Meaning]:
    """What each column means, by its place; columns that mean nothing are left out. One query."""
    known = meanings()
    chosen = {int(number): known[key] for number, key in batch.columns.items() if key in known}
    return dict(sorted(chosen.items()))


def key_of(batch: ImportBatch, today: date) -> Key:
    """How the sheet of the batch is to be read."""
    chosen = meanings_of(batch)
    with_invented = batch.organisation.is_demonstration
    lists = {meaning.list for meaning in chosen.values() if meaning.list}
    return Key(
        meanings=chosen,
        words=words_of(batch),
        lists={name: word_list(name, with_invented=with_invented) for name in sorted(lists)},
        order=str(batch.options.get("order", dates.DAY_FIRST)),
        today=today,
        headers=batch.headers,
        registration_stage=stage_with(loaded_world(), Effect.REGISTERS),
    )


def words_of(batch: ImportBatch) -> dict[str, dict[str, str]]:
    """Meaning -> folded word -> chosen code, empty for a word to leave out. The batch itself keeps digests of words."""
    counted = (locking.told(batch, locking.SURVEY) or {}).get("words", {})
    found: dict[str, dict[str, str]] = {}
    for column, meaning in meanings_of(batch).items():
        chosen = batch.words.get(meaning.key, {})
        for word, _number in counted.get(str(column), ()) if chosen else ():
            digest = locking.digest(batch, fold(word))
            if digest in chosen:
                found.setdefault(meaning.key, {})[fold(word)] = chosen[digest]
    return found


def chunks(rows: Iterable[Row], size: int = CHUNK) -> Iterator[list[Row]]:
    """The rows in lists of at most `size`."""
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk


def _rows(batch: ImportBatch) -> Iterator[Row]:
    try:
        yield from rows_below(b"".join(locking.file_parts(batch)), batch.kind, int(batch.options["header_row"]))
    except Refused as refusal:
        with translation.override("en"):  # shown in the language of whoever reads it
            raise WorkRefused(str(refusal)) from refusal
    except locking.KeyGone as gone:
        raise WorkRefused(NO_WORK) from gone


class Checker:
    """Judges rows chunk by chunk; remembers the file numbers it has seen, and nothing else of a row."""

    def __init__(self, batch: ImportBatch, today: date) -> None:
        self.batch, self.today = batch, today
        self.key, self.world, self.places = key_of(batch, today), loaded_world(), Places.read()
        self.barring = Barring(batch.organisation, today)
        self.counts: Counter[str] = Counter()
        self.done = self.sealed_left = self.without_number = 0
        self._seen: dict[str, int] = {}

    def check(self, chunk: list[Row]) -> None:
        """Judges the rows and stores what was found. About ten queries a chunk."""
        understood = [(number, understand(cells, self.key)) for number, cells in chunk]
        self._find_twins(understood)
        numbers = {str(row.facts.get("file_number", "")) for _number, row in understood}
        known, foreign = cases_by_number(self.batch.organisation, numbers, self.batch.uploaded_by)
        recorded, files = recorded_facts(list(known.values())), files_of(known.values(), self.world)
        rows = []
        for number, row in understood:
            own = str(row.facts.get("file_number", ""))
            if own in foreign:
                row.reasons.append([None, "not_yours", ""])
            case = known.get(own) if own else None
            before: Mapping[str, object] = {}
            if row.reasons:
                verdict = RowVerdict.REJECTED
            elif case is None:
                verdict = self._judge_new(row)
            else:
                verdict, before = self._judge_known(row, recorded[case], files[case])
            self._note(verdict, row)
            rows.append(self._stored(number, verdict, row, before, case))
        copy_rows(ImportRow, ("batch", "number", "verdict", "facts", "reasons", "before", "locked", "case"), rows)
        self.done += len(chunk)

    def _find_twins(self, understood: list[tuple[int, Understood]]) -> None:
        for number, row in understood:
            own = str(row.facts.get("file_number", ""))
            if own and self._seen.setdefault(own, number) != number:
                row.reasons.append([None, "twice", str(self._seen[own])])

    def _judge_new(self, row: Understood) -> RowVerdict:
        if self.barring.is_barred(self.batch.uploaded_by, row.facts):
            row.reasons.append([None, "tied", ""])
        facts = case_facts(row.facts, self.places, self.world)
        row.reasons += impossible(with_submission(row.facts, self.world), [], facts, self.world, self.today)
        return RowVerdict.REJECTED if row.reasons else RowVerdict.NEW

    def _judge_known(self, row: Understood, recorded: Mapping, file) -> tuple[RowVerdict, Mapping[str, object]]:
        found = difference(row.facts, recorded, file.history)
        merged = {name: value for name, value in {**recorded, **row.facts}.items() if value is not None}
        facts = case_facts(merged, self.places, self.world)
        row.reasons += impossible(found.events, file.history, facts, self.world, self.today)
        if row.reasons:
            return RowVerdict.REJECTED, {}
        return (RowVerdict.CHANGED, found.before) if found else (RowVerdict.SAME, {})

    def _note(self, verdict: RowVerdict, row: Understood) -> None:
        self.counts[verdict.value] += 1
        if verdict in (RowVerdict.CHANGED, RowVerdict.SAME) and row.sealed:
            self.sealed_left += 1
        if verdict == RowVerdict.NEW and not row.facts.get("file_number"):
            self.without_number += 1

    def _stored(self, number: int, verdict: RowVerdict, row: Understood, before: Mapping, case: int | None) -> tuple:
        is_sealed = verdict == RowVerdict.NEW and bool(row.sealed)
        unread = [what if code in WITHOUT_WORD else "" for _column, code, what in row.reasons]
        reasons = [[column, code, "" if code in WITHOUT_WORD else what] for column, code, what in row.reasons]
        kept: object = row.sealed if is_sealed else unread if any(unread) else None
        locked = locking.lock(self.batch, json.dumps(kept, ensure_ascii=False).encode()) if kept else b""
        facts = row.facts if verdict in (RowVerdict.NEW, RowVerdict.CHANGED) else {}
        is_known = verdict in (RowVerdict.CHANGED, RowVerdict.SAME)
        return (
            self.batch.pk, number, verdict.value, facts, reasons, dict(before), locked, case if is_known else None,
        )  # fmt: skip
