"""The words of the field in plain language: `glossary.csv` of the packs, a row a term with its text in three languages.

A pack without the file has no glossary. Terms are named by a code, which pages and anchors use.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from institutions.pack_format import Broken, PackError, decoded

FILE = "glossary.csv"
_COLUMNS = ["code", "label_en", "label_ru", "label_kk", "text_en", "text_ru", "text_kk", "source"]
_NEEDS_REVIEW = "*"
_PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field; `labels` and `texts` by language. `is_verified` is false for what nobody has read."""

    code: str
    labels: Mapping[str, str]
    texts: Mapping[str, str]
    source: str
    is_kk_reviewed: bool

    @property
    def label(self) -> str:
        """The word in the reader's language."""
        return self.labels[_language()]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The word in the two other languages, with the code of each: who reads a paper in one needs the other."""
        return [(language, word) for language, word in self.labels.items() if language != _language()]

    @property
    def text(self) -> str:
        """What it means, in the reader's language."""
        return self.texts[_language()]

    @property
    def is_verified(self) -> bool:
        """Whether the source was read; a tag with K is from memory."""
        return "K" not in self.source.replace(";", " ").split()


def terms() -> list[Term]:
    """Every term of the packs that come with Aryz, in the order of the files."""
    return list(_terms().values())


def term(code: str) -> Term | None:
    """The term `code`; None where no pack explains it, so that a page can leave the link out."""
    return _terms().get(code)


def glossary_faults(folder: Path) -> list[Broken]:
    """Rows of the file in `folder` that lack a cell or repeat a code; none where there is no file."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        rows = list(_read(path))
    except PackError as error:
        return list(error.broken)
    except csv.Error as error:
        return [Broken(FILE, 0, f"This is not CSV: {error}.")]
    if not rows or rows[0][1] != _COLUMNS:
        return [Broken(FILE, 1, f"The columns are not {', '.join(_COLUMNS)}.")]
    broken, known = [], {}
    for line, cells in rows[1:]:
        if len(cells) != len(_COLUMNS):
            broken.append(Broken(FILE, line, f"{len(cells)} cells, but {len(_COLUMNS)} columns."))
            continue
        empty = [name for name, cell in zip(_COLUMNS, cells, strict=True) if not cell.strip(_NEEDS_REVIEW)]
        broken += [Broken(FILE, line, f"The column {name} is empty.") for name in empty]
        if known.setdefault(cells[0], line) != line:
            broken.append(Broken(FILE, line, f"“{cells[0]}” is already in line {known[cells[0]]}."))
    return broken


def _language() -> str:
    language = (get_language() or "en")[:2]
    return language if language in ("ru", "kk") else "en"


@lru_cache
def _terms() -> Mapping[str, Term]:
    return {
        cells[0]: _term(cells)
        for path in sorted(_PACKS.glob(f"*/{FILE}"))
        for _line, cells in list(_read(path))[1:]
    }  # fmt: skip


def _term(cells: list[str]) -> Term:
    code, *words, source = cells
    plain = [word.rstrip(_NEEDS_REVIEW).rstrip() for word in words]
    return Term(
        code=code,
        labels=dict(zip(("en", "ru", "kk"), plain[:3], strict=True)),
        texts=dict(zip(("en", "ru", "kk"), plain[3:], strict=True)),
        source=source,
        is_kk_reviewed=not any(word.endswith(_NEEDS_REVIEW) for word in words),
    )


def _read(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(decoded(path.read_bytes(), FILE), newline=""), strict=True)
    for cells in reader:
        if cells:
            yield reader.line_num, [cell.strip() for cell in cells]
