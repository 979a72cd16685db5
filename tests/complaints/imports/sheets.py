"""Sheets as organisations keep them, and an import from the file to the end."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

from openpyxl import Workbook

from accounts import jobs
from accounts.models import Organisation, User
from complaints.imports import actions, locking
from complaints.imports.checking import check, meanings_of, survey
from complaints.imports.columns import meanings, suggested
from complaints.imports.understanding import REJECT
from complaints.imports.words import fold, word_list
from complaints.imports.writing import write
from complaints.models import ImportBatch

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 2)


def silent(_done: int, _total: int) -> None:
    """Nobody listens."""


def xlsx(*rows: list) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def with_numbers(content: bytes, numbers: dict[str, str]) -> bytes:
    """The workbook with other numbers in its cells, such as no program writes."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                body = old.read(entry)
                for number, other in numbers.items():
                    body = body.replace(f"<v>{number}</v>".encode(), f"<v>{other}</v>".encode())
                new.writestr(entry.filename, body)
        return file.getvalue()


def as_csv(*rows: list, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The same as text."""
    with io.StringIO() as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
        return file.getvalue().encode(encoding)


def uploaded(content: bytes, by: User, organisation: Organisation) -> ImportBatch:
    """A file that was taken in."""
    return actions.upload(by=by, organisation=organisation, content=content, now=NOW)


def mapped(batch: ImportBatch, columns: dict[int, str] | None = None, name: str = "") -> ImportBatch:
    """Columns as suggested, or as given, and the words counted."""
    headers = locking.told(batch, locking.HEAD)["headers"]
    chosen, _saved = suggested(headers, batch.organisation, meanings())
    given = dict(enumerate(chosen)) if columns is None else columns
    actions.map_columns(by=batch.uploaded_by, batch=batch, columns=given, name=name)
    return worked(fresh(batch), lambda found: survey(found, silent))


def checked(
    batch: ImportBatch, words: dict[str, dict[str, str]] | None = None, order: str = "day_first"
) -> ImportBatch:
    """Words as suggested besides those given, and the rows checked."""
    counted = locking.told(batch, locking.SURVEY)["words"]
    chosen: dict[str, dict[str, str]] = {}
    for column, meaning in meanings_of(batch).items():
        for word, _number in counted.get(str(column), ()):
            code = word_list(meaning.list).suggestion(word) or REJECT
            if code != REJECT:
                chosen.setdefault(meaning.key, {})[fold(word)] = code
    for key, given in (words or {}).items():
        chosen.setdefault(key, {}).update({fold(word): code for word, code in given.items()})
    actions.choose_words(by=batch.uploaded_by, batch=batch, words=chosen, order=order, now=NOW)
    return worked(fresh(batch), lambda found: check(found, silent, today=TODAY))


def confirmed(batch: ImportBatch) -> ImportBatch:
    """Asked to be written, and nothing is written yet."""
    actions.confirm(by=batch.uploaded_by, batch=batch, may_be_kept=True)
    return fresh(batch)


def taken_in(content: bytes, by: User, organisation: Organisation, **choices: object) -> ImportBatch:
    """A sheet from the file to the cases."""
    batch = confirmed(checked(mapped(uploaded(content, by, organisation), **choices)))
    return worked(batch, lambda found: write(found.pk, silent, now=NOW, today=TODAY))


def fresh(batch: ImportBatch) -> ImportBatch:
    """The batch as it stands now."""
    return ImportBatch.objects.select_related("organisation", "uploaded_by", "job").get(pk=batch.pk)


def worked(batch: ImportBatch, work: Callable[[ImportBatch], object]) -> ImportBatch:
    """What a worker does with the job of the batch."""
    job = jobs.claim(batch.job.pk, now=NOW)
    work(batch)
    jobs.finish(job, now=NOW)
    return fresh(batch)
