"""How recommendations are shown in words and signs: what was said never looks like what was verified. Texts only."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints import wording
from complaints.listing.table import Cell
from institutions.choices import TimeUnit
from institutions.models import MonitoringRegime
from institutions.visit_choices import VERIFIED, RecommendationState
from institutions.vocabulary import Vocabulary
from monitoring.choices import Priority
from monitoring.models import Recommendation, RecommendationLetter
from monitoring.recommendations.choices import Column, Gap
from monitoring.recommendations.rules import is_overdue

# A pillar marks the word of an authority, a check or a cross what somebody saw, a question what nobody has looked at.
TAG_OF_COLUMN = {
    Column.NOT_SENT: "neutral",
    Column.WAITING: "running",
    Column.NO_REPLY: "attention",
    Column.AGREED: "official",
    Column.REJECTED: "official",
    Column.SAID_DONE: "unverified",
    Column.NOT_DONE: "missed",
    Column.DONE: "met",
    Column.OVERTAKEN: "neutral",
}
TAG_OF_SEEN = {RecommendationState.VERIFIED_DONE: "met", RecommendationState.NOT_DONE: "missed"}
TAG_OF_GAP = {Gap.UNVERIFIED: "unverified", Gap.CONTRADICTED: "missed", Gap.CONFIRMED: "met", Gap.UNSAID: "met"}


@dataclass(frozen=True, slots=True)
class Lists:
    """The words of coded lists by primary key, in the reader's language."""

    known: Vocabulary
    today: date

    def word(self, name: str, key: int | None) -> str:
        """The label of a row of a list; says so where it is not known."""
        entry = self.known.by_pk(name).get(key) if key else None
        return entry.label if entry else _("not known")


def number_of(row: Recommendation) -> str:
    """The visit and the number of the recommendation there."""
    return f"{row.visit.reference} / {row.number}"


def url_of(row: Recommendation) -> str:
    """Its page."""
    return reverse("recommendation_detail", args=[row.uuid])


def verified_day(row: Recommendation) -> date | None:
    """On which day it was verified; None where that is the day of a visit hidden from the reader (`queries.told_to`).

    A row of which nobody asked who reads it tells no day.
    """
    return row.verified_on if row.verified_on and not getattr(row, "is_day_hidden", True) else None


def status_day(row: Recommendation) -> date | None:
    """Since when a placed recommendation stands so; None where that is the day of a visit hidden from the reader."""
    return verified_day(row) if row.state in VERIFIED else row.status_on


def column_cell(row: Recommendation) -> Cell:
    """Where a placed recommendation stands, and since when."""
    column = Column(row.column)
    # Silence that was noted, and whose day due moved since, waits again: not since the day of the note.
    is_void = column == Column.WAITING and row.state == RecommendationState.NO_REPLY
    day = None if is_void else status_day(row)
    since = _("since %(day)s") % {"day": wording.day(day)} if day else ""
    return Cell(str(column.label), TAG_OF_COLUMN[column], note=since)


def said_cell(row: Recommendation, lists: Lists) -> Cell:
    """What the authority said last; never more than said."""
    if row.said_id is None:
        return Cell(pgettext("said by the authority", "nothing"))
    return Cell(lists.word("recommendation_status", row.said_id), "official", note=wording.day(row.said_on))


def verified_cell(row: Recommendation, lists: Lists) -> Cell:
    """What a monitor saw last."""
    if row.verified_id is None:
        return Cell(_("nobody has looked"))
    tag = TAG_OF_SEEN.get(RecommendationState(row.verified_state), "neutral")
    day = verified_day(row)
    return Cell(lists.word("recommendation_status", row.verified_id), tag, note=wording.day(day) if day else "")


def is_late(row: Recommendation, today: date) -> bool:
    """Whether the answer to a placed recommendation is overdue."""
    return is_overdue(row.due_on, row.state, has_reply=row.said_id is not None, today=today)


def due_cell(row: Recommendation, today: date) -> Cell:
    """When an answer is due and how sure that is, or that none is awaited. Needs letter and terms of the visit."""
    if row.letter_id is None:
        return Cell(_("not sent yet"))
    if row.due_on is None:
        return Cell(_("no time set"))
    doubts = counting(row.letter, row.visit.regime)
    if is_late(row, today):
        passed = wording.days((today - row.due_on).days)
        since = _("%(day)s, %(days)s ago") % {"day": wording.day(row.due_on), "days": passed}
        return Cell(_("overdue"), late_tag(row.visit.regime), note="; ".join(filter(None, (since, doubts))))
    if row.said_id is not None:
        return Cell(wording.day(row.due_on), note=_("answered"), is_unbroken=True)
    left = (row.due_on - today).days
    note = _("%(days)s left") % {"days": wording.days(left)} if left > 0 else ""
    return Cell(wording.day(row.due_on), note="; ".join(filter(None, (note, doubts))), is_unbroken=True)


def counting(letter: RecommendationLetter, regime: MonitoringRegime) -> str:
    """Why the day due of a letter is not certain, in words; empty where it is, or where there is none.

    Time runs from receipt. Working days are Monday to Friday: holidays can only move the true day later.
    """
    if letter.answer_due_on is None:
        return ""
    doubts = [_("counted from sending, receipt not known")] if letter.received_on is None else []
    if regime.reply_unit == TimeUnit.WORKING_DAYS:
        doubts.append(_("at the earliest: public holidays are not known here"))
    return "; ".join(doubts)


def late_tag(regime: MonitoringRegime) -> str:
    """The mark of what is overdue; a weaker one where holidays can still move the day."""
    return "attention" if regime.reply_unit == TimeUnit.WORKING_DAYS else "missed"


def priority_of(row: Recommendation) -> str:
    """How soon it asks to be carried out."""
    return str(Priority(row.priority).label)
