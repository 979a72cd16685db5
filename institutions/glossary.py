"""The words of the field in plain language: `glossary.csv` of the packs, a row a term with its text in three languages.

A pack without the file has no glossary. Terms are named by a code, which pages and anchors use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from institutions.pack_format import Broken
from institutions.word_tables import NEEDS_REVIEW, read_words, table_faults

FILE = "glossary.csv"
_COLUMNS = ["code", "label_en", "label_ru", "label_kk", "text_en", "text_ru", "text_kk", "source"]
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
    return table_faults(folder / FILE, _COLUMNS)


def _language() -> str:
    language = (get_language() or "en")[:2]
    return language if language in ("ru", "kk") else "en"


@lru_cache
def _terms() -> Mapping[str, Term]:
    return {
        cells[0]: _term(cells)
        for path in sorted(_PACKS.glob(f"*/{FILE}"))
        for _line, cells in list(read_words(path))[1:]
    }  # fmt: skip


def _term(cells: list[str]) -> Term:
    code, *words, source = cells
    plain = [word.rstrip(NEEDS_REVIEW).rstrip() for word in words]
    return Term(
        code=code,
        labels=dict(zip(("en", "ru", "kk"), plain[:3], strict=True)),
        texts=dict(zip(("en", "ru", "kk"), plain[3:], strict=True)),
        source=source,
        is_kk_reviewed=not any(word.endswith(NEEDS_REVIEW) for word in words),
    )
