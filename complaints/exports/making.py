"""From a question to the bytes of a file: chooses words and format, reads, writes. Asks for no rights."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO

from django.db.models import QuerySet

from accounts.models import User
from complaints.choices import ExportKind
from complaints.exports import csv_file, event_log, json_file, xlsx_file
from complaints.exports.about import About
from complaints.exports.choosing import Chosen, exportable_by
from complaints.exports.columns import BY_NAME, TABLES
from complaints.exports.labels import Style, Words
from complaints.exports.reading import Chunk, chunks
from complaints.models import Case
from institutions.cells import safe_text

Told = Callable[[int], None]  # told the number of cases written so far; may stop the work by raising


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the file shall be. `table` and `separator` matter to CSV alone."""

    kind: str = ExportKind.CSV
    table: str = "cases"
    language: str = "en"
    is_labels: bool = False
    is_dates_as_text: bool = False
    separator: str = ","

    def kept(self) -> dict[str, object]:
        """As it is stored."""
        return asdict(self)

    def style(self) -> Style:
        """How values are written."""
        return Style(
            language=self.language,
            is_labels=self.is_labels,
            is_dates_as_text=self.is_dates_as_text,
            is_native=self.kind == ExportKind.JSON,
            has_decimal_comma=self.kind == ExportKind.CSV and self.separator == ";",
        )


def about(wanted: Wanted, chosen: Chosen, *, by: User, cases: int, now: datetime) -> About:
    """What the file says of itself. One query for a log, none for others."""
    is_log = wanted.kind in (ExportKind.EVENTS, ExportKind.XES)
    return About(
        kind=wanted.kind,
        data_set=chosen.asked.data_set,
        by=str(by),
        made_at=now,
        filters=chosen.words,
        cases=cases,
        language=wanted.language,
        undated=event_log.count_undated(chosen.cases) if is_log else 0,
        is_labels=wanted.is_labels,
    )


def pieces(wanted: Wanted, found: About, cases: QuerySet[Case], by: User, told: Told | None = None) -> Iterator[str]:
    """The text of a file of any kind but XLSX, piece by piece; `by` decides which other cases may be named."""
    is_table = wanted.kind in (ExportKind.CSV, ExportKind.EVENTS)
    tables = TABLES if wanted.kind == ExportKind.JSON else (BY_NAME[wanted.table],)
    words = Words(wanted.style(), tables, safe_text if is_table else str)
    read = _telling(chunks(cases, words, exportable_by(by)), told)
    if wanted.kind == ExportKind.CSV:
        return csv_file.table_lines(BY_NAME[wanted.table], read, words, found, wanted.separator)
    if wanted.kind == ExportKind.JSON:
        return json_file.nested(read, words, found)
    if wanted.kind == ExportKind.EVENTS:
        return event_log.csv_log(read, words, found, wanted.separator)
    return event_log.xes_log(read, words, found)


def write_file(out: BinaryIO, wanted: Wanted, found: About, cases: QuerySet[Case], by: User, told: Told) -> None:
    """Writes a file of any kind to `out`."""
    if wanted.kind == ExportKind.XLSX:
        words = Words(wanted.style(), TABLES, xlsx_file.safe_cell)
        xlsx_file.write(out, chunks(cases, words, exportable_by(by)), words, found, told)
        return
    for piece in pieces(wanted, found, cases, by, told):
        out.write(piece.encode())


def wanted_from(kept: Mapping[str, object]) -> Wanted:
    """What was stored."""
    return Wanted(**kept)


def _telling(read: Iterable[Chunk], told: Told | None) -> Iterator[Chunk]:
    done = 0
    for chunk in read:
        yield chunk
        done += len(chunk)
        if told:
            told(done)
