"""One event with how it came about, as texts for the page of safety and evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from complaints import wording
from complaints.choices import Presence, ProtectionStep
from complaints.circumstances.endings import EventNote, ending_notes
from complaints.circumstances.following import days_between, days_waiting
from complaints.circumstances.reading import CircumstancesOfCase, Told
from complaints.circumstances.words import words_of
from complaints.models import ExaminationFinding
from complaints.pages.sheet import INDEPENDENCE_TAGS
from complaints.pages.timeline import anchor_of
from institutions.choices import Answer, Circumstances, Independence
from institutions.norm_words import norm_words

Tags = list[tuple[str, str]]  # a kind of tag and its words


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that follows from other events, with the anchor of the one it speaks of."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, and whether a description of it lies sealed."""

    number: int
    kind: str
    site: str
    degree: str
    is_described: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One event. `overall` is the degree the examiner gives the whole, beside the findings."""

    title: str
    when: str
    anchor: str
    tags: Sequence[tuple[str, str]]
    facts: Sequence[dict[str, str]]
    notes: Sequence[Note]
    findings: Sequence[FindingRow]
    overall: str


def cards_of(kind: Circumstances, read: CircumstancesOfCase, today: date) -> list[Card]:
    """All events in force of one kind, in the order things happened."""
    endings = ending_notes(read.ordered, read.events, read.world)
    return [_card(told, read, today, endings.get(told.event.pk, [])) for told in read.of(kind)]


def _card(told: Told, read: CircumstancesOfCase, today: date, endings: Sequence[EventNote]) -> Card:
    event = told.event
    tags, notes = _MORE[event.stage.circumstances](told, read, today)
    is_examination = event.stage.circumstances == Circumstances.EXAMINATION
    findings = [_finding(row) for row in told.row.findings.all()] if is_examination else []
    overall = told.row.consistency.label if findings and told.row.consistency else ""
    # What the examiner says of the whole stands below the findings, where there are any.
    words = [pair for pair in words_of(told.row) if pair[1] != overall]
    said = {value for _name, value in words}  # a kind of reprisal may be both the ground and the circumstance
    ground = event.ground.label if event.ground and event.ground.label not in said else ""
    pairs = [(_("Body"), event.body.label if event.body else ""), (_("Ground"), ground), *words]
    return Card(
        title=event.stage.label,
        when=wording.when(told.entry.when),
        anchor=anchor_of(event),
        tags=tags,
        facts=[{"key": name, "value": value} for name, value in pairs if value],
        notes=[*(Note(note.text, anchor_of(note.other)) for note in endings), *notes, *_consequence(told)],
        findings=findings,
        overall=overall,
    )


def _consequence(told: Told) -> list[Note]:
    words = norm_words(told.event.stage.consequence)
    return [Note(words)] if words else []


def _finding(row: ExaminationFinding) -> FindingRow:
    return FindingRow(
        number=row.number,
        kind=str(row.get_kind_display()),
        site=str(row.get_site_display()) if row.site else "",
        degree=row.consistency.label,
        is_described=row.description_id is not None,
    )


def _nothing_more(told: Told, read: CircumstancesOfCase, today: date) -> tuple[Tags, list[Note]]:
    return [], []


def _withdrawal(told: Told, read: CircumstancesOfCase, today: date) -> tuple[Tags, list[Note]]:
    row = told.row
    tags = [
        (row.voluntary in ("no", "found_not"), _("Not of free will")),
        (row.in_custody == Answer.YES, _("Made in custody")),
        (row.staff_present == Answer.YES, _("Staff present")),
        (row.lawyer_present == Answer.NO, _("No lawyer present")),
        (row.contacted_by_accused == Answer.YES, _("The accused body had been in contact")),
    ]
    return [("attention", words) for is_so, words in tags if is_so], []


def _reprisal(told: Told, read: CircumstancesOfCase, today: date) -> tuple[Tags, list[Note]]:
    tags = [("missed", _("Goes on"))] if told.row.is_going_on == Answer.YES else []
    since = read.complaint_before(told)
    days = days_between(since.when, told.entry.when) if since else None
    if days is None:
        return tags, []
    words = _("%(days)s after the complaint.") % {"days": wording.days(days)}
    return tags, [Note(words, anchor_of(read.events[since.id]))]


def _protection(told: Told, read: CircumstancesOfCase, today: date) -> tuple[Tags, list[Note]]:
    if told.entry.id in read.unanswered:
        days = days_waiting(told.entry.when, today)
        words = _("No answer yet") if days is None else _("No answer for %(days)s") % {"days": wording.days(days)}
        return [("attention", words)], []
    until = told.row.until
    if told.row.step == ProtectionStep.GRANTED and until is not None and until < today:
        return [("attention", _("Ran out on %(day)s") % {"day": wording.day(until)})], []
    return [], []


def _examination(told: Told, read: CircumstancesOfCase, today: date) -> tuple[Tags, list[Note]]:
    distance = examiner_independence(told, read)
    words = _("Examiner and place: %(independence)s") % {"independence": distance.label}
    tags = [(INDEPENDENCE_TAGS[distance], words)]
    if told.row.guards in (Presence.IN_ROOM, Presence.HEARING, Presence.SIGHT):
        tags.append(("attention", _("Guards: %(presence)s") % {"presence": told.row.get_guards_display()}))
    if told.row.restrained == Answer.YES:
        tags.append(("attention", _("Handcuffed or tied")))
    return tags, []


def examiner_independence(told: Told, read: CircumstancesOfCase) -> Independence:
    """How far the employer of the examiner stands from who ran the place, on the day of the examination."""
    case, when = read.case, told.entry.when
    if when.counted_on is None:
        return Independence.UNKNOWN
    facility = case.facility.code if case.facility else None
    kind = case.facility_type.code if case.facility_type else None
    operator = read.world.operator(facility, kind, when.counted_on)
    return read.world.hierarchy.between_during(told.entry.body, operator, when.earliest, when.latest)


def _communication(told: Told, read: CircumstancesOfCase, today: date) -> tuple[Tags, list[Note]]:
    due = told.row.reply_due_on
    if due is None or told.entry.id not in read.unanswered:
        return [], []
    if due < today:
        return [("missed", _("Answer overdue by %(days)s") % {"days": wording.days((today - due).days)})], []
    return [("running", _("Answer due on %(day)s") % {"day": wording.day(due)})], []


_MORE: Mapping[str, Callable[[Told, CircumstancesOfCase, date], tuple[Tags, list[Note]]]] = {
    Circumstances.WITHDRAWAL: _withdrawal,
    Circumstances.REPRISAL: _reprisal,
    Circumstances.PROTECTION: _protection,
    Circumstances.EXAMINATION: _examination,
    Circumstances.COMPENSATION: _nothing_more,
    Circumstances.COMMUNICATION: _communication,
}
