"""The timeline of a case: one card an event in force, in the order things happened, with the silence between them.

What is dated and is no event stands between the events, each on its day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints import wording
from complaints.choices import Party, Teller
from complaints.circumstances.endings import ending_notes
from complaints.circumstances.words import WITH_EVENTS, words_of
from complaints.dates import PartialDate
from complaints.happenings import Happening
from complaints.models import CaseEvent, Complaint
from complaints.ordering import effective, in_force, in_order
from complaints.pages.alerts import AlertText, alert_text, words_for
from complaints.pages.labels import CaseLabels
from complaints.parties import label_of
from complaints.recording import circumstances_of
from institutions.choices import Answer, Effect, Track
from institutions.models import Ground
from institutions.norm_words import norm_words
from institutions.world import World

# What select_related of the events of a page names.
EVENTS_WITH = ("stage", "body", "ground", "offence", "respondent", "complaint__channel", *WITH_EVENTS)

_LANGUAGES = {
    "kk": gettext_lazy("Kazakh"),
    "ru": gettext_lazy("Russian"),
    "en": gettext_lazy("English"),
    "other": pgettext_lazy("language", "Another language"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """Something dated that is no event. `line` is what the timeline can be narrowed to; `tag` marks it, if any.

    `url` leads to its own page, `link` says where to.
    """

    day: date
    line: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    tag: str = ""
    tag_label: str = ""
    norm: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is stated, and how surely."""

    publisher: str
    url: str
    certainty: str
    statement: str
    preferred_because: str
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """One of two statements that contradict each other."""

    date_text: str
    title: str
    body: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One event as it is read. `corrected`: earlier entries that this one replaces. `line`: what it belongs to.

    `uuid` is empty for what is no event and cannot be corrected; `tag` and `norm` mark such a card. `notes` are
    sentences about another event, with its anchor.
    """

    anchor: str
    line: str
    gap_text: str
    date_text: str
    machine_date: str
    title: str
    track: str
    facts: tuple[tuple[str, str], ...]
    consequence: str
    alerts: tuple[AlertText, ...]
    sources: tuple[Source, ...]
    rivals: tuple[Statement, ...]
    corrected: tuple[str, ...]
    is_unlawful: bool
    uuid: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    tag: str = ""
    tag_label: str = ""
    norm: str = ""
    url: str = ""
    link: str = ""


def timeline(
    events: Sequence[CaseEvent],
    history: Sequence[Happening],
    visible_references: Mapping[int, str],
    labels: CaseLabels,
    world: World,
) -> list[Card]:
    """Cards for everything in force. `events` carry what `EVENTS_WITH` names, alerts and sources."""
    by_id = {event.pk: event for event in events}
    ordered = in_order(effective(history))
    names = {event.pk: name_of(event) for event in events}
    words = words_for(labels, names)
    rivals, corrected = _rivals(events, history), _corrected(events, history)
    notes = ending_notes(ordered, by_id, world)
    cards, before = [], None
    for entry in ordered:
        event = by_id[entry.id]
        alerts = tuple(alert_text(alert, words) for alert in event.alerts.all())
        cards.append(
            Card(
                anchor=anchor_of(event),
                line=event.stage.track,
                gap_text=wording.gap(before, entry.when) if before else "",
                date_text=wording.when(entry.when),
                machine_date=wording.machine_date(entry.when),
                title=event.stage.label,
                track="" if event.stage.track == Track.PROCEDURE else str(Track(event.stage.track).label),
                facts=tuple(_facts(event, names, visible_references)),
                consequence=norm_words(event.stage.consequence),
                alerts=alerts,
                sources=_sources(event),
                rivals=tuple(_statement(rival) for rival in rivals[event.pk]),
                corrected=tuple(name_of(old) for old in corrected[event.pk]),
                is_unlawful=any(alert.is_unlawful for alert in alerts),
                uuid=str(event.uuid),
                notes=tuple((note.text, anchor_of(note.other)) for note in notes.get(event.pk, ())),
            )
        )
        before = entry.when if entry.when.day else before
    return cards


def with_besides(cards: Sequence[Card], days: Mapping[str, date | None], besides: Sequence[Beside]) -> list[Card]:
    """The cards with what happened beside, each after everything of its day. `days`: anchor -> day of the event."""
    waiting = sorted(besides, key=lambda beside: beside.day)
    found: list[Card] = []
    for card in cards:
        day = days.get(card.anchor)
        while day is not None and waiting and waiting[0].day < day:
            found.append(_beside_card(waiting.pop(0)))
        found.append(card)
    return [*found, *(_beside_card(beside) for beside in waiting)]


def _beside_card(beside: Beside) -> Card:
    when = PartialDate(beside.day)
    return Card(
        anchor="",
        line=beside.line,
        gap_text="",
        date_text=wording.when(when),
        machine_date=wording.machine_date(when),
        title=beside.title,
        track="",
        facts=beside.facts,
        consequence="",
        alerts=(),
        sources=(),
        rivals=(),
        corrected=(),
        is_unlawful=beside.tag == "missed",
        tag=beside.tag,
        tag_label=beside.tag_label,
        norm=beside.norm,
        url=beside.url,
        link=beside.link,
    )


def narrowed(cards: Sequence[Card], line: str) -> list[Card]:
    """The cards of one line alone; the silence between them would be no silence, so it is not told."""
    return [replace(card, gap_text="") for card in cards if card.line == line]


def mistaken(events: Sequence[CaseEvent], history: Sequence[Happening]) -> list[str]:
    """Entries that were withdrawn as mistakes and that nothing replaces, by name."""
    successors = {entry.supersedes: entry for entry in history if entry.supersedes is not None}
    return [
        name_of(event)
        for event in events
        if not event.is_void and event.pk in successors and in_force(event.pk, successors) is None
    ]


def anchor_of(event: CaseEvent) -> str:
    """Name of the card within the page."""
    return f"event-{event.sequence}"


def partial_date(event: CaseEvent) -> PartialDate:
    """The date of the event with its precision."""
    return PartialDate(event.happened_on, event.precision)


def name_of(event: CaseEvent) -> str:
    """An event in few words, for mention on another card."""
    return f"{event.stage.label}, {wording.when(partial_date(event))}"


def _rivals(events: Sequence[CaseEvent], history: Sequence[Happening]) -> dict[int, list[CaseEvent]]:
    successors = {entry.supersedes: entry for entry in history if entry.supersedes is not None}
    found: dict[int, list[CaseEvent]] = defaultdict(list)
    for event in events:
        if event.alternative_to_id and not event.is_void and event.pk not in successors:
            preferred = in_force(event.alternative_to_id, successors)
            if preferred is not None:
                found[preferred].append(event)
    return found


def _corrected(events: Sequence[CaseEvent], history: Sequence[Happening]) -> dict[int, list[CaseEvent]]:
    successors = {entry.supersedes: entry for entry in history if entry.supersedes is not None}
    found: dict[int, list[CaseEvent]] = defaultdict(list)
    for event in events:
        standing = in_force(event.pk, successors)
        if standing is not None and standing != event.pk:
            found[standing].append(event)
    return found


def _facts(event: CaseEvent, names: Mapping[int, str], references: Mapping[int, str]) -> list[tuple[str, str]]:
    """What the card says about the event besides its name and date, as pairs of words."""
    circumstances = circumstances_of(event)
    remedies = [event.ground] if event.ground and not hasattr(event, "compensation") else []
    complaint = event.complaint if event.stage.effect == Effect.SUBMITS else None
    pairs = [
        (_("Body"), event.body.label if event.body else ""),
        *((_("Ground"), _with_basis(ground)) for ground in remedies),
        (_("Offence"), event.offence.label if event.offence else ""),
        (_("Official"), label_of(Party.RESPONDENT, event.respondent.number) if event.respondent else ""),
        (_("Approved by a prosecutor"), _answer(event.approved)),
        (_("Number in the register"), event.register_number),
        (_("Follows from"), names.get(event.answers_id, "")),
        (
            _("Other case"),
            references.get(event.other_case_id, _("a case you cannot open")) if event.other_case_id else "",
        ),
        *(_how_it_came(complaint) if complaint else []),
        *words_of(circumstances),
    ]
    return [(name, value) for name, value in pairs if value]


def _how_it_came(complaint: Complaint) -> list[tuple[str, str]]:
    told_by = "" if complaint.told_by in (Teller.UNKNOWN, "") else str(complaint.get_told_by_display())
    return [
        (_("Came by"), complaint.channel.label if complaint.channel else ""),
        (_("Told by"), told_by),
        (_("Passed through staff of the place"), _answer(complaint.passed_staff)),
        (_("Language it was told in"), str(_LANGUAGES.get(complaint.language, ""))),
        (_("Anonymous"), str(Answer.YES.label) if complaint.is_anonymous else ""),
    ]


def _with_basis(ground: Ground) -> str:
    return f"{ground.label} ({norm_words(ground.legal_basis)})" if ground.legal_basis else ground.label


def _answer(value: str) -> str:
    """An answer worth a line: what nobody knows or asked is left out."""
    return "" if value in (Answer.UNKNOWN, Answer.NOT_ASKED) else str(Answer(value).label)


def _sources(event: CaseEvent) -> tuple[Source, ...]:
    return tuple(
        Source(
            publisher=norm_words(found.source.publisher),
            url=found.source.publisher if found.source.publisher.startswith("https://") else "",
            certainty=str(found.get_certainty_display()),
            statement=found.told.statement,
            preferred_because=found.told.preferred_because,
            is_reviewed=found.told.is_reviewed,
        )
        for found in event.sources.all()
    )


def _statement(event: CaseEvent) -> Statement:
    return Statement(
        date_text=wording.when(partial_date(event)),
        title=event.stage.label,
        body=event.body.label if event.body else "",
        sources=_sources(event),
    )
