"""How a row says where it comes from. Loaded by templates as `sources`."""

from typing import Protocol

from django import template

from institutions.sources import Piece, SourceBook

register = template.Library()


class Sourced(Protocol):
    """A row with a source column."""

    source: str
    is_verified: bool


@register.inclusion_tag("institutions/_cited.html")
def cite(row: Sourced, sources: SourceBook) -> dict[str, list[Piece] | bool]:
    """The source of `row` in words with links to the list of sources, and the mark of what nobody has verified."""
    return {"pieces": sources.cite(row.source), "is_verified": row.is_verified}
