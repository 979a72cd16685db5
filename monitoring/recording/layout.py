"""The record of a visit, laid out once: the paper form and the form on the screen have its sections and numbers.

Names are those of the fields of the form. Lists of answers stand elsewhere (`lists`); nothing here asks a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Shape(models.TextChoices):
    """How an answer is given, on paper and on the screen."""

    PICK = "pick", "one of a list"
    TICKS = "ticks", "several of a list"
    DAY = "day", "a day"
    HOUR = "hour", "a time of day"
    FIGURE = "figure", "a number of people"
    WORDS = "words", "words, which are sealed"
    YES = "yes", "a tick"
    OUTCOMES = "outcomes", "one of a list for each line"
    FIGURES = "figures", "a number for each line"
    ROWS = "rows", "as many rows as needed"
    SEEN = "seen", "what was asked for before, and whether it was done"
    LATER = "later", "on paper only; recorded elsewhere afterwards"


@dataclass(frozen=True, slots=True)
class Question:
    """One numbered question. `lines` are lines for handwriting."""

    name: str
    label: Promise
    shape: Shape
    hint: Promise | str = ""
    lines: int = 0
    number: str = ""

    @property
    def anchor(self) -> str:
        """Where the question stands on the page."""
        return f"q-{self.number.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section of the record."""

    title: Promise
    questions: tuple[Question, ...]
    lead: Promise | str = ""
    number: str = ""


PAPER_ROWS = {"members": 6, "findings": 5, "good": 2, "recommendations": 5, "dissents": 1, "complaints": 6}
# How many rows are offered on the screen before somebody asks for more, and how many there can be.
FIRST_ROWS = {"members": 4, "findings": 3, "good": 1, "recommendations": 3, "dissents": 1}
MOST_ROWS = {"members": 20, "findings": 40, "good": 20, "recommendations": 40, "dissents": 10}

_Q = Question

_PLAIN = (
    Section(
        _("Place, day and terms"),
        (
            _Q("facility", _("Place"), Shape.PICK),
            _Q("visited_on", _("Day of the visit"), Shape.DAY, _("As 20.10.2026 or 201026.")),
            _Q("regime", _("Under which terms"), Shape.PICK),
            _Q("visit_type", _("Kind of visit"), Shape.PICK),
            _Q("trigger", _("Why"), Shape.PICK),
        ),
    ),
    Section(
        _("Notice"),
        (
            _Q("notice", _("Notice given"), Shape.PICK),
            _Q("notice_demanded", _("Notice required by"), Shape.PICK),
        ),
    ),
    Section(
        _("Team, and who stood back"),
        (_Q("members", _("Members"), Shape.ROWS, _("Rows left as they are count for nobody.")),),
        _("Colleagues with an account are named, others by their profession only."),
    ),
    Section(
        _("Preparation"),
        (
            _Q("objectives", _("Objectives and focus"), Shape.WORDS, lines=3),
            _Q("seen", _("Open recommendations of earlier visits: seen on site"), Shape.SEEN),
            _Q("previous", _("What has changed since the last visit"), Shape.WORDS, lines=3),
        ),
    ),
    Section(
        _("Who was held"),
        (_Q("people", _("People, at the moment of the visit"), Shape.FIGURES),),
        _("Leave empty what nobody counted; 0 means nobody."),
    ),
    Section(
        _("How the visit went"),
        (
            _Q("arrived", _("At the gate"), Shape.HOUR, _("As 9:35 or 0935.")),
            _Q("entered", _("Let in"), Shape.HOUR, _("An hour earlier than the one before is of the next day.")),
            _Q("left", _("Left"), Shape.HOUR),
            _Q("access", _("Access"), Shape.TICKS),
            _Q("cooperation", _("Behaviour of the administration"), Shape.PICK),
            _Q("rooms", _("Rooms"), Shape.OUTCOMES),
            _Q("documents", _("Registers and files"), Shape.OUTCOMES),
            _Q("persons_offered", _("People offered an interview"), Shape.FIGURE),
            _Q("modes", _("Interviews, by how they were held"), Shape.FIGURES, _("Numbers only, never a name.")),
            _Q("conduct", _("How the visit went, in words"), Shape.WORDS, lines=3),
        ),
    ),
    Section(
        pgettext_lazy("visit", "Findings"),
        (_Q("findings", pgettext_lazy("visit", "Findings"), Shape.ROWS, lines=3),),
        _("A finding that rests on two kinds of source is worth more than two that rest on one."),
    ),
    Section(_("Good practice"), (_Q("good", _("Worth copying"), Shape.ROWS, lines=2),)),
    Section(_("Recommendations"), (_Q("recommendations", _("Recommendations"), Shape.ROWS, lines=3),)),
    Section(
        _("Complaints received"),
        (_Q("complaints", _("Complaints received"), Shape.LATER),),
        _("Recorded one by one from the page of the visit, with consent, once the visit is recorded."),
    ),
    Section(
        _("Safety of those who spoke"),
        (
            _Q("reprisal_risk", _("Risk of reprisals"), Shape.PICK),
            _Q("follow_up", _("What follows"), Shape.PICK),
            _Q("look_again_on", _("Return until"), Shape.DAY),
            _Q("safety", _("Plan against reprisals"), Shape.WORDS, lines=2),
        ),
    ),
    Section(
        _("Dissenting opinions"),
        (_Q("dissents", _("Opinions of members who disagree"), Shape.ROWS, lines=3),),
        _("Attached to the report as they are."),
    ),
    Section(
        _("Report"),
        (
            _Q("reported_on", _("Report written on"), Shape.DAY),
            _Q("sent_on", _("Report sent on"), Shape.DAY),
            _Q("published_on", _("Report published on"), Shape.DAY),
            _Q("is_anonymised", _("Published without anybody recognisable"), Shape.YES),
            _Q("note", _("Note"), Shape.WORDS, lines=2),
        ),
    ),
)

# The columns of each kind of row, in the order in which they are written.
COLUMNS: Mapping[str, tuple[Question, ...]] = {
    "members": (
        _Q("user", _("Colleague"), Shape.PICK),
        _Q("profession", _("Profession"), Shape.PICK),
        _Q("part", _("Part in the team"), Shape.PICK),
        _Q("stood_back", _("Took part, or stood back"), Shape.PICK),
    ),
    "findings": (
        _Q("theme", _("Theme"), Shape.PICK),
        _Q("severity", _("How grave"), Shape.PICK),
        _Q("sources", _("Rests on"), Shape.TICKS),
        _Q("words", _("Finding"), Shape.WORDS, lines=3),
    ),
    "good": (
        _Q("theme", _("Theme"), Shape.PICK),
        _Q("sources", _("Rests on"), Shape.TICKS),
        _Q("words", _("Good practice"), Shape.WORDS, lines=2),
    ),
    "recommendations": (
        _Q("addressee", _("To whom"), Shape.PICK),
        _Q("theme", _("Theme"), Shape.PICK),
        _Q("priority", _("Priority"), Shape.PICK),
        _Q("finding", _("Follows from finding number"), Shape.FIGURE),
        _Q("legal_basis", _("Rests on which law"), Shape.PICK),
        _Q("words", _("Recommendation"), Shape.WORDS, lines=3),
    ),
    "dissents": (
        _Q("member", _("Member, by number in the team"), Shape.FIGURE),
        _Q("words", _("Opinion"), Shape.WORDS, lines=3),
    ),
}


def _numbered(section: Section, number: int) -> Section:
    questions = tuple(
        Question(one.name, one.label, one.shape, one.hint, one.lines, f"{number}.{place}")
        for place, one in enumerate(section.questions, start=1)
    )
    return Section(section.title, questions, section.lead, str(number))


SECTIONS: tuple[Section, ...] = tuple(_numbered(section, number) for number, section in enumerate(_PLAIN, start=1))
QUESTIONS: Mapping[str, Question] = {one.name: one for section in SECTIONS for one in section.questions}
