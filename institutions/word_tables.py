"""Tables of words beside the lists of a pack: read as they are written, and what is wrong with them said row by row."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from institutions.pack_format import Broken, PackError, decoded

NEEDS_REVIEW = "*"


def read_words(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row, the header first. Raises PackError for what is no text, csv.Error for no CSV."""
    reader = csv.reader(io.StringIO(decoded(path.read_bytes(), path.name), newline=""), strict=True)
    for cells in reader:
        if cells:
            yield reader.line_num, [cell.strip() for cell in cells]


def table_faults(path: Path, columns: Sequence[str]) -> list[Broken]:
    """Rows that lack a cell or repeat the first one; none where there is no file."""
    if not path.exists():
        return []
    try:
        rows = list(read_words(path))
    except PackError as error:
        return list(error.broken)
    except csv.Error as error:
        return [Broken(path.name, 0, f"This is not CSV: {error}.")]
    if not rows or rows[0][1] != list(columns):
        return [Broken(path.name, 1, f"The columns are not {', '.join(columns)}.")]
    broken, known = [], {}
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            broken.append(Broken(path.name, line, f"{len(cells)} cells, but {len(columns)} columns."))
            continue
        empty = [name for name, cell in zip(columns, cells, strict=True) if not cell.strip(NEEDS_REVIEW)]
        broken += [Broken(path.name, line, f"The column {name} is empty.") for name in empty]
        if known.setdefault(cells[0], line) != line:
            broken.append(Broken(path.name, line, f"“{cells[0]}” is already in line {known[cells[0]]}."))
    return broken
