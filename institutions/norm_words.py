"""The words of the law in the reader's language: `norm_words.csv` of the packs, a row a phrase that the pack writes.

A text that is a row as a whole is replaced as a whole; any other is put together from phrases, the longest first. A
text with a word that no row knows stays as it is written, so that no sentence is half in one language and half in
another. A pack without the file keeps its English.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from institutions.pack_format import Broken, PackError, decoded

FILE = "norm_words.csv"
_COLUMNS = ["en", "ru", "kk", "source"]
_NEEDS_REVIEW = "*"
_ENGLISH = re.compile(r"[a-z]{2,}")
_ADDRESS = r"https?://\S+"
_NAME_OF_A_SITE = re.compile(r"\w+(?:\.\w+)+")
_PACKS = Path(__file__).parent / "packs"


def norm_words(text: str) -> str:
    """`text`, as a pack writes it in English, in the reader's language."""
    words = _words((get_language() or "en")[:2])
    if text in words or not words:
        return words.get(text, text)
    pattern = _pattern(tuple(words))
    if _ENGLISH.search(_NAME_OF_A_SITE.sub("", pattern.sub("", text))):
        return text
    return pattern.sub(lambda found: words.get(found[0], found[0]), text)


def word_faults(folder: Path) -> list[Broken]:
    """Rows of the file in `folder` that lack a translation or repeat a phrase; none where there is no file."""
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


@lru_cache
def _words(language: str) -> Mapping[str, str]:
    """Phrases and their translations, over all packs that come with Aryz; nothing for English."""
    if language not in _COLUMNS[1:3]:
        return {}
    column = _COLUMNS.index(language)
    return {
        cells[0]: cells[column].rstrip(_NEEDS_REVIEW).rstrip()
        for path in sorted(_PACKS.glob(f"*/{FILE}"))
        for _line, cells in list(_read(path))[1:]
    }


@lru_cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, or an address, which stays as it is."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join([_ADDRESS, *(_whole(phrase) for phrase in longest_first)]))


def _whole(phrase: str) -> str:
    """The pattern of a phrase that neither begins nor ends within a word."""
    before, after = (r"\b" if edge.isalnum() else "" for edge in (phrase[0], phrase[-1]))
    return f"{before}{re.escape(phrase)}{after}"


def _read(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(decoded(path.read_bytes(), FILE), newline=""), strict=True)
    for cells in reader:
        if cells:
            yield reader.line_num, [cell.strip() for cell in cells]
