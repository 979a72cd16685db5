"""A list as a table of texts: heads with links to sort by, rows, cells. Knows no model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from complaints.listing.chips import address
from complaints.listing.sorting import ASCENDING, DESCENDING


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, with the look of a tag where it has one, and a quieter second line. A day `is_unbroken` over lines."""

    text: str
    tag: str = ""
    note: str = ""
    label: str = ""
    url: str = ""
    is_unbroken: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `aria_sort` is empty where one cannot sort by it."""

    label: str
    url: str
    aria_sort: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list; texts only. Where it has no title of its own, the reference is its title."""

    title: str
    reference: str
    url: str
    cells: tuple[Cell, ...]


def heads_of(
    columns: Iterable[tuple[str, str]], sent: Mapping[str, str], sort: str, *, is_descending: bool
) -> list[Head]:
    """The head of each (label, sort); a second press turns the direction round. No sort: one cannot sort by it."""
    return [_head(label, own, sent, sort, is_descending=is_descending) for label, own in columns]


def _head(label: str, own: str, sent: Mapping[str, str], sort: str, *, is_descending: bool) -> Head:
    if not own:
        return Head(label, "", "")
    if own != sort:
        return Head(label, address({k: v for k, v in sent.items() if k != "dir"}, sort=own), "none")
    turned = ASCENDING if is_descending else DESCENDING
    return Head(label, address(sent, sort=own, dir=turned), "descending" if is_descending else "ascending")


def labelled(cells: Iterable[Cell], labels: Iterable[str]) -> tuple[Cell, ...]:
    """The cells of a row with the names of their columns, which stand beside them on a narrow page."""
    return tuple(replace(cell, label=label) for cell, label in zip(cells, labels, strict=True))
