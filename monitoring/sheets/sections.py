"""The parts of a report, as texts: what any level is made of. Reads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitoring.pages.wording import Facts

Pair = dict[str, str]


@dataclass(slots=True)
class Item:
    """One finding, recommendation or opinion: a title, quieter lines under it, and its words."""

    title: str
    notes: list[str] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class Section:
    """A part of the report; what is empty is not shown. `empty` stands where nothing else does."""

    title: str
    sentences: list[str] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    tables: list[Facts] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    empty: str = ""

    @property
    def has_content(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.sentences or self.pairs or self.tables or self.items)


def shown(sections: Sequence[Section]) -> list[Section]:
    """Those that say something, be it that there is nothing."""
    return [one for one in sections if one.has_content or one.empty]


def tables(*found: Facts | None) -> list[Facts]:
    """Those that have rows."""
    return [one for one in found if one is not None]
