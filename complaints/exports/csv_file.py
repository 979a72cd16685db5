"""One table as CSV, line by line. Lines that begin with # are about the file; the last one says that it is whole."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from complaints.exports.about import About
from complaints.exports.columns import Table
from complaints.exports.labels import Words
from complaints.exports.reading import Chunk
from institutions.cells import safe_text

BYTE_ORDER_MARK = "\ufeff"
SEPARATORS = (",", ";", "\t")


class _Line:
    """Takes what a csv.writer writes and gives it back."""

    def write(self, text: str) -> str:
        return text


def usual_separator(language: str) -> str:
    """What spreadsheet programs expect where a comma parts the decimals."""
    return "," if language == "en" else ";"


def writer(separator: str) -> Iterator:
    """A csv.writer whose `writerow` gives the line back."""
    return csv.writer(_Line(), delimiter=separator, lineterminator="\r\n")


def table_lines(table: Table, cases: Iterable[Chunk], words: Words, about: About, separator: str) -> Iterator[str]:
    """The rows of `table` of all cases. Pieces of text, one a chunk of cases."""
    out = writer(separator)
    yield opening(about, out, words.headers[table.name], separator)
    rows = 0
    for chunk in cases:
        found = chunk.rows(table)
        rows += len(found)
        yield "".join([out.writerow(row) for _case, row in found])
    yield closing(rows)


def opening(about: About, out: object, header: Sequence[str], separator: str) -> str:
    """The mark of the encoding, what the file says of itself, and the header."""
    said = "".join(remark(line, separator) for line in about.sentences())
    return BYTE_ORDER_MARK + said + str(out.writerow(header))


def remark(text: str, separator: str) -> str:
    """A line about the file, which programs skip by its first letter: never quoted, and no part of it a formula."""
    plain = " ".join(text.replace('"', "'").split())
    return f"# {separator.join(safe_text(part) for part in plain.split(separator))}\r\n"


def closing(rows: int) -> str:
    """The line without which a file is not whole."""
    return f"# complete: {rows}\r\n"
