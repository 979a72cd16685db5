"""Words and signs of the page of a visit. Texts only."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format, number_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.choices import Mandate
from institutions.visit_choices import ANNOUNCED, VERIFIED, Access, Notice, RecommendationState
from monitoring.choices import DocumentOutcome, FindingSeverity, PremiseOutcome
from monitoring.models import Visit

TAG_OF_ACCESS = {Access.FULL: "met", Access.DENIED: "missed"}
TAG_OF_ROOM = {
    PremiseOutcome.VISITED: "met",
    PremiseOutcome.REFUSED: "missed",
    PremiseOutcome.OUTSIDE: "attention",
    PremiseOutcome.NOT_ASKED: "neutral",
}
TAG_OF_MANDATE = {Mandate.IN: "met", Mandate.DISPUTED: "attention"}
TAG_OF_DOCUMENT = {
    DocumentOutcome.SEEN: "met",
    DocumentOutcome.REFUSED: "missed",
    DocumentOutcome.NOT_KEPT: "attention",
    DocumentOutcome.NOT_ASKED: "neutral",
}
TAG_OF_SEVERITY = {FindingSeverity.HIGH: "attention", FindingSeverity.URGENT: "unlawful"}
TAG_OF_SEEN = {RecommendationState.VERIFIED_DONE: "met", RecommendationState.NOT_DONE: "missed"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `tag` makes it a tag, `note` a quieter second line, `label` is the name of its column."""

    text: str
    tag: str = ""
    note: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A small table: what it is of, the names of its columns, and its rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def facts(caption: str, heads: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> Facts | None:
    """The table with the name of its column on each cell; None where there is no row."""
    named = tuple(tuple(replace(cell, label=head) for cell, head in zip(row, heads, strict=True)) for row in rows)
    return Facts(caption, heads, named) if rows else None


def notice_tag(meaning: str) -> str:
    """The sign of a notice: the place knew, did not know, or nobody wrote it down."""
    if meaning == Notice.UNANNOUNCED:
        return "met"
    return "attention" if meaning in ANNOUNCED else "neutral"


def seen_tag(meaning: str) -> str:
    """The sign of what a monitor saw of a recommendation."""
    return TAG_OF_SEEN[RecommendationState(meaning)] if meaning in VERIFIED else "neutral"


def hour(moment: datetime | None, visit: Visit) -> str:
    """The time of day, with the day where it is not that of the visit; says so where it is not recorded."""
    if moment is None:
        return _("not recorded")
    local = localtime(moment)
    return time_format(local) if local.date() == visit.visited_on else date_format(local, "DATETIME_FORMAT")


def minutes(number: int) -> str:
    """So many minutes."""
    return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": counted(number)}


def counted(number: int) -> str:
    """A number with its thousands apart."""
    return number_format(number, force_grouping=True)
