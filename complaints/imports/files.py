"""Files of imports that leave the house or enter it: the empty template, the rejected rows, the upload itself."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from complaints.choices import RowVerdict
from complaints.imports import locking
from complaints.imports.checking import meanings_of
from complaints.imports.columns import EVENT, Kind, meanings
from complaints.imports.pages import reasons_of
from complaints.imports.reading import MAX_FILE_BYTES, Refused, rows_below
from complaints.imports.words import word_list
from complaints.intake.uploads import InMemoryHandler
from complaints.models import ImportBatch
from institutions.cells import safe_text


class SheetHandler(InMemoryHandler):
    """Keeps a spreadsheet in memory, up to a byte more than is allowed."""

    def __init__(self, request: object = None) -> None:
        super().__init__(request)
        self._left = MAX_FILE_BYTES + 1


def template_file() -> bytes:
    """A workbook with the headers that are understood at once, and a sheet of the words of each list."""
    book = Workbook(write_only=True)
    sheet, words = book.create_sheet(_("Cases")[:31]), book.create_sheet(_("Words")[:31])
    fixed = [meaning for meaning in meanings().values() if not meaning.key.startswith(EVENT)]
    sheet.append([_head(sheet, str(meaning.label)) for meaning in fixed])
    coded = [meaning for meaning in fixed if meaning.list and meaning.list != "facility"]
    columns = [list(word_list(meaning.list).labels.values()) for meaning in coded]
    words.append([_head(words, str(meaning.label)) for meaning in coded])
    for place in range(max(map(len, columns))):
        words.append([column[place] if place < len(column) else None for column in columns])
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def _head(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def rejected_rows(batch: ImportBatch) -> str:
    """CSV of the rejected rows: number, reasons, and the cells of coded columns as long as the file is there."""
    with io.StringIO() as file:
        file.write("\ufeff")
        writer = csv.writer(file, delimiter="," if (get_language() or "en").startswith("en") else ";")
        kept = [number for number, meaning in meanings_of(batch).items() if meaning.kind != Kind.SEALED]
        writer.writerow([_("Row"), _("Reasons"), *(safe_text(batch.headers[number]) for number in kept)])
        reasons = {
            row.number: " ".join(reasons_of(row, batch))
            for row in batch.rows.filter(verdict=RowVerdict.REJECTED).order_by("number").iterator(chunk_size=1000)
        }
        for number, cells in _cells(batch, reasons):
            said = [cells[place] if place < len(cells) else None for place in kept] if cells else []
            writer.writerow(
                [number, safe_text(reasons[number]), *("" if one is None else safe_text(str(one)) for one in said)]
            )
        return file.getvalue()


def _cells(batch: ImportBatch, wanted: dict[int, str]) -> Iterator[tuple[int, list]]:
    if not batch.key:
        yield from ((number, []) for number in wanted)
        return
    try:
        content = b"".join(locking.file_parts(batch))
        for number, cells in rows_below(content, batch.kind, int(batch.options["header_row"])):
            if number in wanted:
                yield number, cells
    except Refused:
        return
