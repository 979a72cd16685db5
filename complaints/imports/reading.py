"""Reads spreadsheets row by row, whatever program wrote them. Values only: no formula, macro or link is followed.

A file is judged by its bytes. What could exhaust the machine is refused before anything is parsed.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS

from complaints.choices import SheetKind
from complaints.imports.strings import SharedStrings

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_COLUMNS = 200
MAX_ROWS = 100_000
MAX_ROW_NUMBER = 1_048_576  # what a spreadsheet program can hold
MAX_CELL = 100_000
DELIMITERS = ";,\t"

_OLE = b"\xd0\xcf\x11\xe0"
_BLOCK = 1 << 20
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

Cell = str | int | float | date | datetime | None
Row = tuple[int, list[Cell]]


class Refused(Exception):
    """The file is not read; the text is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The headers of a sheet, the number of their row, and the rows right below them."""

    headers: list[str]
    row: int
    first_rows: list[Row]


def kind_of(content: bytes) -> SheetKind:
    """Which kind of spreadsheet this is. Raises Refused for everything that is none we read."""
    if len(content) > MAX_FILE_BYTES:
        raise Refused(_("The file is larger than 50 MB. Split it and import the parts one after the other."))
    if not content.strip():
        raise Refused(_("The file is empty."))
    if content.startswith(_OLE):
        raise Refused(_("This is an old or a locked Excel file. Save it as XLSX without a password and try again."))
    if content.startswith(b"PK"):
        _refuse_dangerous(content)
        return SheetKind.XLSX
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")) or _is_binary(content):
        raise Refused(_("This is not a spreadsheet. Send an XLSX or a CSV file."))
    return SheetKind.CSV


def read_rows(content: bytes, kind: str) -> Iterator[Row]:
    """Rows that hold anything, each with its number in the sheet. Raises Refused, also on the way."""
    rows = _xlsx_rows(content) if kind == SheetKind.XLSX else _csv_rows(content)
    for number, values in rows:
        if number > MAX_ROW_NUMBER:
            return
        cells = [_tidy(value) for value in values[:MAX_COLUMNS]]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield number, cells


def read_head(content: bytes, kind: str, samples: int = 3) -> Head:
    """Headers and first rows: the first row with more than one filled cell. Raises Refused."""
    rows = read_rows(content, kind)
    title: Row | None = None
    for number, cells in rows:
        filled = [cell for cell in cells if cell is not None]
        if len(filled) > 1:
            return _head(number, cells, rows, samples)
        title = title or (number, cells)
    if title is None:
        raise Refused(_("There is nothing in the first sheet of this file."))
    raise Refused(_("No row of headers was found. The first row with several filled cells must name the columns."))


def rows_below(content: bytes, kind: str, header_row: int) -> Iterator[Row]:
    """The rows under the headers. Raises Refused, for more than MAX_ROWS of them too."""
    count = 0
    for number, cells in read_rows(content, kind):
        if number <= header_row:
            continue
        count += 1
        if count > MAX_ROWS:
            raise Refused(_("The sheet has more than 100,000 rows. Split it and import the parts one after the other."))
        yield number, cells


def _head(number: int, cells: Sequence[Cell], rows: Iterator[Row], samples: int) -> Head:
    width = max(place for place, cell in enumerate(cells, start=1) if cell is not None)
    headers = ["" if cell is None else " ".join(str(cell).split())[:200] for cell in cells[:width]]
    first_rows = []
    for row in rows:
        first_rows.append((row[0], row[1][:width]))
        if len(first_rows) == samples:
            break
    return Head(headers, number, first_rows)


def _tidy(value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int | float | datetime | date):
        return value
    if isinstance(value, time):
        return value.isoformat()
    text = _CONTROL.sub("", str(value)).strip()
    return text or None


# --- xlsx -------------------------------------------------------------------------------------------------------------


def _refuse_dangerous(content: bytes) -> None:
    """Bombs, macros and declarations are refused from the directory and the bytes, before any parser sees them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename.lower() for entry in entries}
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise Refused(_("The file unpacks to more than we can read. Split it and try again."))
            if "mimetype" in names:
                raise Refused(_("This is an OpenDocument file. Save it as XLSX or CSV and try again."))
            if any(name.endswith("vbaproject.bin") for name in names):
                raise Refused(_("The file carries macros. Save it as XLSX without macros and try again."))
            if "xl/workbook.xml" not in names:
                raise Refused(_("This is not a spreadsheet. Send an XLSX or a CSV file."))
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _refuse_declarations(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        # zipfile says NotImplementedError of a way of packing that it does not know, RuntimeError of a password.
        raise Refused(_("The file is damaged or locked with a password.")) from error


def _refuse_declarations(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        kept = b""
        while block := stream.read(_BLOCK):
            seen = (kept + block).replace(b"\x00", b"")  # in UTF-16 a declaration stands between zeros
            if any(declaration in seen for declaration in _DECLARATIONS):
                raise Refused(_("The file declares entities, which no spreadsheet program does. It is not read."))
            kept = block[-32:]


class _Reader(ExcelReader):
    """openpyxl's reader, which would hold all texts of the workbook in memory."""

    def read_strings(self) -> None:
        """Leaves the texts packed until a cell asks for them."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            self.shared_strings = SharedStrings(self.archive.open(part.PartName[1:]), _text_of)


def _text_of(node: ElementTree.Element) -> str:
    return (Text.from_tree(node).content or "").replace("x005F_", "")


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    try:
        reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read()
        sheets = reader.wb.worksheets
        if not sheets:
            raise Refused(_("There is nothing in the first sheet of this file."))
        sheets[0].reset_dimensions()
        yield from enumerate(sheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1)
    except Refused:
        raise
    except _UNREADABLE as error:
        raise Refused(_("The file is damaged and cannot be read.")) from error


# Whatever a damaged file makes a parser stumble over.
_UNREADABLE = (
    *(zipfile.BadZipFile, ElementTree.ParseError, InvalidFileException, KeyError, ValueError, TypeError, EOFError),
    *(AttributeError, IndexError, OverflowError, OSError),
)


# --- csv --------------------------------------------------------------------------------------------------------------


def _is_binary(content: bytes) -> bool:
    head = content[:65536]
    return not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and head.count(0) * 20 > len(head)


def encoding_of(content: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes say so, else the code page of Russian Windows."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for start in range(0, len(content), _BLOCK):
            decoder.decode(content[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def delimiter_of(line: str) -> str:
    """What stands between the cells: the sign that is most often outside of quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=bare.count)


def _csv_rows(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    encoding = encoding_of(content)
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="") as lines:
        named, sample = _first_lines(lines)
        lines.seek(0)
        clean = (line.replace("\x00", "") for line in lines)
        try:
            for number, cells in enumerate(csv.reader(clean, delimiter=named or delimiter_of(sample)), start=1):
                if not (named and number == 1):
                    yield number, cells
        except csv.Error as error:
            raise Refused(_("A cell of the file is too long, or its quotes do not close.")) from error


def _first_lines(lines: io.TextIOWrapper) -> tuple[str, str]:
    """What a line `sep=;` of Excel names, else nothing; and some lines to judge by."""
    first = lines.readline(_BLOCK)
    if found := re.match(r"sep=(.)\s*$", first):
        return found[1], ""
    return "", first + "".join(lines.readline(_BLOCK) for _line in range(20))
