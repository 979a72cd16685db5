"""The words of the law in the reader's language: `norm_words.csv` of the packs, a row a phrase that the pack writes.

A text that is a row as a whole is replaced as a whole; any other is put together from phrases, the longest first. A
text with a word that no row knows stays as it is written, so that no sentence is half in one language and half in
another. A pack without the file keeps its English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from institutions.pack_format import Broken
from institutions.word_tables import NEEDS_REVIEW, read_words, table_faults

FILE = "norm_words.csv"
_COLUMNS = ["en", "ru", "kk", "source"]
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
    return table_faults(folder / FILE, _COLUMNS)


@lru_cache
def _words(language: str) -> Mapping[str, str]:
    """Phrases and their translations, over all packs that come with Aryz; nothing for English."""
    if language not in _COLUMNS[1:3]:
        return {}
    column = _COLUMNS.index(language)
    return {
        cells[0]: cells[column].rstrip(NEEDS_REVIEW).rstrip()
        for path in sorted(_PACKS.glob(f"*/{FILE}"))
        for _line, cells in list(read_words(path))[1:]
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
