"""The tags in a source column: found, checked, and said in words. Pure.

A tag is `V:key` (read in the publication `key`), one of the letters S, D and K, or a key standing alone. Whatever else
stands in the column is a remark and stays as it is.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

_WORD = re.compile(r"(?<![\w:.\-])(?:V:(?P<read>[\w-]+)|(?P<alone>[A-Za-z][\w-]*))")
_LETTERS = frozenset("SDK")  # founding paper, derived, from memory
_READ = "V"  # explains the tags V:key and is none itself


class Publication(Protocol):
    """What this module must know of a source."""

    key: str
    label: str
    addresses: list[str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a source column: a tag with the `key` it names, or a remark with none."""

    text: str
    key: str = ""


def pieces(text: str, known: Container[str]) -> Iterator[Piece]:
    """`text` cut into tags and remarks; put together they are `text` again. Keys may be unknown ones."""
    done = 0
    for found in _WORD.finditer(text):
        key = found["read"] or found["alone"]
        if found["read"] or key in _LETTERS or (key != _READ and key in known):
            if found.start() > done:
                yield Piece(text[done : found.start()])
            yield Piece(found[0], key)
            done = found.end()
    if done < len(text):
        yield Piece(text[done:])


def tag_faults(text: str, known: Container[str]) -> list[str]:
    """A sentence for every tag that names no known source, or for the want of any tag."""
    keys = [piece.key for piece in pieces(text, known) if piece.key]
    if not keys:
        return [f"source: there is no tag in “{text}”; write V:key, S, D or K."]
    return [f"source: there is no “{key}” in sources.csv." for key in dict.fromkeys(keys) if key not in known]


class SourceBook:
    """The sources of a pack, to say in words what the tags of a column mean."""

    def __init__(self, publications: Iterable[Publication]) -> None:
        self._by_key = {publication.key: publication for publication in publications}

    def cite(self, text: str) -> list[Piece]:
        """`text` with the title of a source in place of each tag; a tag of no known source stays as it is."""
        cited: list[Piece] = []
        for piece in pieces(text, self._by_key):
            publication = self._by_key.get(piece.key)
            if publication:
                cited.append(Piece(publication.label, piece.key))
            else:
                cited.append(Piece(piece.text))
        return [_parted(cited, position) for position in range(len(cited))]

    def plain(self, text: str) -> str:
        """The same as one line of text."""
        return "".join(piece.text for piece in self.cite(text))

    def addresses(self, text: str) -> list[str]:
        """Where the sources named in `text` are found, each once."""
        named = [self._by_key[piece.key] for piece in pieces(text, self._by_key) if piece.key in self._by_key]
        return list(dict.fromkeys(address for publication in named for address in publication.addresses))


def _parted(cited: list[Piece], position: int) -> Piece:
    """Two titles side by side would read as one; a comma stands between them."""
    piece = cited[position]
    is_between_titles = 0 < position < len(cited) - 1 and cited[position - 1].key and cited[position + 1].key
    return Piece(", ") if not piece.text.strip() and is_between_titles else piece
