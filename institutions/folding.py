"""How words are compared in a search: one spelling for the habits of both alphabets. Pure; its table is folding.csv.

Only ever compares: what is folded is never shown and never stored.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("folding.csv")
_WORD = re.compile(r"\w+")
_DASHES = re.compile(r"[\s\-\u2010-\u2015_.]+")


@cache
def _table(kind: str) -> dict[int, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {ord(row["written"]): row["read_as"] for row in csv.DictReader(file) if row["kind"] == kind}


def fold(text: str) -> str:
    """The text as it is compared: small letters, letters of Kazakh as people type them on a Russian keyboard."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_table("spelling"))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order; whatever stands between letters and digits parts them."""
    return _WORD.findall(fold(text))


def as_reference(text: str) -> str:
    """What was typed for a reference: capitals, Latin letters for the Cyrillic ones that look alike, no dashes."""
    capitals = unicodedata.normalize("NFKC", text).upper().translate(_table("lookalike"))
    return _DASHES.sub("", capitals)
