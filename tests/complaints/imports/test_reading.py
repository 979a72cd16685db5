"""Spreadsheets of whatever program are read; what could do harm is refused before it is parsed."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.xml.constants import SHARED_STRINGS

from complaints.imports import reading
from complaints.imports.reading import Refused, kind_of, read_head, read_rows, rows_below
from tests.complaints.imports.sheets import as_csv, xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADERS = ["\u043d\u043e\u043c\u0435\u0440", "\u043f\u043e\u043b"]


def rows_of(content: bytes) -> list:
    return list(read_rows(content, kind_of(content)))


def packed(entries: dict[str, bytes], content: bytes | None = None) -> bytes:
    """A workbook with entries besides or in place of its own."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(io.BytesIO(content or xlsx(HEADERS))) as old, zipfile.ZipFile(file, "w") as new:
            for name in old.namelist():
                if name not in entries:
                    new.writestr(name, old.read(name))
            for name, body in entries.items():
                new.writestr(name, body)
        return file.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_text_is_read_however_it_is_written(delimiter, encoding):
    content = as_csv(HEADERS, ["1", "a;b,c"], delimiter=delimiter, encoding=encoding)
    assert rows_of(content) == [(1, HEADERS), (2, ["1", "a;b,c"])]


def test_what_excel_says_about_the_separator_is_heard():
    assert rows_of(b"sep=,\r\na;b,c\r\n") == [(2, ["a;b", "c"])]


def test_headers_may_stand_below_a_title_and_empty_rows():
    content = xlsx([], ["A register of cases"], [], HEADERS, [], ["1", "m"])
    head = read_head(content, kind_of(content))
    assert (head.headers, head.row, head.first_rows) == (HEADERS, 4, [(6, ["1", "m"])])
    assert list(rows_below(content, "xlsx", head.row)) == [(6, ["1", "m"])]


def test_formulas_are_values_and_control_characters_go():
    content = xlsx(HEADERS, ["=1+1", "x"])
    assert rows_of(content)[1:] == [(2, [None, "x"])]  # never computed by a program, so there is no value
    assert rows_of(b"a;b\n1\x00\x07;=cmd|' /C calc'!A0\n")[1] == (2, ["1", "=cmd|' /C calc'!A0"])


def test_merged_cells_say_what_they_say_once():
    book = Workbook()
    book.active.append(HEADERS)
    book.active["A2"], book.active["B3"] = "1", "m"
    book.active.merge_cells("A2:A3")
    file = io.BytesIO()
    book.save(file)
    assert rows_of(file.getvalue())[1:] == [(2, ["1"]), (3, [None, "m"])]


def with_shared_texts(rows: list[list[str]]) -> bytes:
    """As Excel writes it: cells are numbers of texts that stand in a list of their own, once each."""
    texts = list(dict.fromkeys(text for row in rows for text in row))
    place = {text: number for number, text in enumerate(texts)}
    items = "".join(f"<si><r><t>{text[:3]}</t></r><r><t>{text[3:]}</t></r></si>" for text in texts)
    cells = "".join(
        f'<row r="{number}">' + "".join(f'<c t="s"><v>{place[text]}</v></c>' for text in row) + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    with zipfile.ZipFile(io.BytesIO(xlsx(HEADERS))) as archive:
        kinds = archive.read("[Content_Types].xml").decode()
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return packed(
        {
            "[Content_Types].xml": kinds.replace("</Types>", part).encode(),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>'.encode(),
            "xl/worksheets/sheet1.xml": sheet.encode(),
        }
    )


def test_shared_texts_of_many_rows_are_found_whatever_their_order():
    rows = [["number", "story"], *([f"row {number}", f"text {number % 1700} again"] for number in range(6000))]
    content = with_shared_texts([*rows, *reversed(rows)])
    assert [cells for _number, cells in rows_of(content)] == [*rows, *reversed(rows)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n ",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xd0\xcf\x11\xe0" + b"\0" * 100,
        b"PK\x03\x04broken",
        b"\0" * 10_000,
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        packed({"xl/vbaProject.bin": b"macro"}),
        packed({"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'}),
        packed({"xl/other.xml": '<?xml version="1.0"?><!DOCTYPE x>'.encode("utf-16")}),
        packed({f"junk/{number}": b"" for number in range(reading.MAX_ENTRIES)}),
    ],
)
def test_what_is_no_spreadsheet_or_could_do_harm_is_refused(content):
    with pytest.raises(Refused):
        kind_of(content)


def test_a_bomb_is_refused_by_its_directory(monkeypatch):
    monkeypatch.setattr(reading, "MAX_UNPACKED_BYTES", 100_000)
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 200_000)
        content = file.getvalue()
    assert len(content) < 2000
    with pytest.raises(Refused):
        kind_of(content)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_damaged_workbook_is_refused_in_a_sentence(name):
    content = packed(
        {name: b"<worksheet><sheetData><row r='x'><c t='s'><v>77</v></c>"}, with_shared_texts([HEADERS, ["one", "two"]])
    )
    with pytest.raises(Refused):
        rows_of(content)


def test_a_row_at_the_end_of_the_world_is_not_walked_to():
    row = '<row r="99999999"><c r="A99999999" t="inlineStr"><is><t>far</t></is></c></row>'
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    assert rows_of(packed({"xl/worksheets/sheet1.xml": body.encode()})) == []


@pytest.mark.parametrize("content", [b"only one column\nx\ny\n", xlsx(["title"]), xlsx([], [])])
def test_a_sheet_without_headers_is_refused(content):
    with pytest.raises(Refused):
        read_head(content, kind_of(content))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    content = as_csv(HEADERS, *[["1", "m"]] * 4)
    with pytest.raises(Refused):
        list(rows_below(content, "csv", 1))
