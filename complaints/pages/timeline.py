"""The timeline of a case: one card an event in force, in the order things happened, with the silence between them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints import wording
from complaints.dates import PartialDate
from complaints.happenings import Happening
from complaints.models import CaseEvent
from complaints.ordering import effective, in_force, in_order
from complaints.pages.alerts import AlertText, alert_text, words_for
from complaints.pages.labels import CaseLabels
from institutions.choices import Answer, Track
from institutions.models import Ground
from institutions.norm_words import norm_words


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
    """One event as it is read. `corrected`: earlier entries that this one replaces."""

    anchor: str
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


def timeline(
    events: Sequence[CaseEvent],
    history: Sequence[Happening],
    visible_references: Mapping[int, str],
    labels: CaseLabels,
) -> list[Card]:
    """Cards for everything in force. `events` carry stage, body, ground, offence, withdrawal, alerts and sources."""
    by_id = {event.pk: event for event in events}
    ordered = in_order(effective(history))
    names = {event.pk: name_of(event) for event in events}
    words = words_for(labels, names)
    rivals, corrected = _rivals(events, history), _corrected(events, history)
    cards, before = [], None
    for entry in ordered:
        event = by_id[entry.id]
        alerts = tuple(alert_text(alert, words) for alert in event.alerts.all())
        cards.append(
            Card(
                anchor=anchor_of(event),
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
            )
        )
        before = entry.when if entry.when.day else before
    return cards


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
    withdrawal = getattr(event, "withdrawal", None)
    pairs = [
        (_("Body"), event.body.label if event.body else ""),
        (_("Ground"), _with_basis(event.ground) if event.ground else ""),
        (_("Offence"), event.offence.label if event.offence else ""),
        (_("Approved by a prosecutor"), _answer(event.approved)),
        (_("Number in the register"), event.register_number),
        (_("Follows from"), names.get(event.answers_id, "")),
        (
            _("Other case"),
            references.get(event.other_case_id, _("a case you cannot open")) if event.other_case_id else "",
        ),
    ]
    if withdrawal:
        pairs += [
            (_("Of the complainant's own will"), str(withdrawal.get_voluntary_display())),
            (_("Addressed to"), withdrawal.addressee.label if withdrawal.addressee else ""),
            (_("Made in custody"), _answer(withdrawal.in_custody)),
            (_("Staff present"), _answer(withdrawal.staff_present)),
            (_("Lawyer present"), _answer(withdrawal.lawyer_present)),
            (_("Contact by the accused body before"), _answer(withdrawal.contacted_by_accused)),
        ]
    return [(name, value) for name, value in pairs if value]


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
