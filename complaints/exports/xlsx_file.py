"""A workbook with one sheet a table, written row by row: memory does not grow with the number of cases."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from complaints.exports.about import About
from complaints.exports.columns import TABLES
from complaints.exports.labels import Words
from complaints.exports.reading import Chunk
from institutions.cells import safe_text

ROWS_OF_A_SHEET = 1_000_000  # the format ends at 1,048,576
LONGEST_TITLE = 31


def safe_cell(text: str) -> str:
    """A text that a workbook takes and no program runs."""
    return safe_text(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))[:32_767]


def write(out: BinaryIO, cases: Iterable[Chunk], words: Words, about: About, report: Callable[[int], None]) -> int:
    """Writes the workbook to `out`, which need not be wound back; gives the number of cases. `report(cases)` is told
    after each chunk and may stop it by raising.
    """
    book = Workbook(write_only=True)
    sheets = {table.name: _Sheet(book, words.titles[table.name], words.headers[table.name]) for table in TABLES}
    about_sheet = book.create_sheet("About", 0)
    for line in about.sentences():
        about_sheet.append([safe_cell(line)])
    done = 0
    for chunk in cases:
        for table in TABLES:
            for _case, row in chunk.rows(table):
                sheets[table.name].append(row)
        done += len(chunk)
        report(done)
    about_sheet.append([f"complete: {done}"])
    book.save(out)
    return done


class _Sheet:
    """A table that goes on in a second sheet where the first is full."""

    def __init__(self, book: Workbook, title: str, header: list[str]) -> None:
        self._book, self._title, self._header = book, title, header
        self._number = self._rows = 0
        self._sheet = self._next()

    def append(self, row: list[object]) -> None:
        """One more row."""
        if self._rows >= ROWS_OF_A_SHEET:
            self._sheet, self._rows = self._next(), 0
        self._sheet.append(row)
        self._rows += 1

    def _next(self) -> object:
        self._number += 1
        ending = f" {self._number}" if self._number > 1 else ""
        title = INVALID_TITLE_REGEX.sub(" ", self._title)[: LONGEST_TITLE - len(ending)]
        sheet = self._book.create_sheet(title + ending)
        sheet.freeze_panes = "B2"
        sheet.append([safe_cell(name) for name in self._header])
        return sheet
