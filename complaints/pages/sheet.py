"""The page of one case: where it stands, its clocks, its counts, and how it is counted in the funnel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from complaints import wording
from complaints.casefiles import Codes, happening_of
from complaints.choices import DataSet, Precision
from complaints.custody import holds, independence
from complaints.dates import PartialDate
from complaints.happenings import CaseFacts
from complaints.models import (
    Alert,
    Case,
    CaseEvent,
    CaseMilestones,
    Deadline,
    EventSource,
    Respondent,
    Safeguards,
    Victim,
)
from complaints.ordering import effective, in_order
from complaints.pages.beside import further, messages, passed_limits, risk_of, terms_of
from complaints.pages.clocks import deadline_text, due_besides, next_deadline
from complaints.pages.labels import CaseLabels
from complaints.pages.timeline import EVENTS_WITH, anchor_of, mistaken, partial_date, timeline, with_besides
from complaints.work.conditions import put_off_until
from institutions.choices import CLOSING_EXITS, Exit, Independence
from institutions.queries import world as current_world

INDEPENDENCE_TAGS = {
    Independence.INDEPENDENT: "met",
    Independence.SAME_ROOT: "attention",
    Independence.SUBORDINATE: "unlawful",
    Independence.UNKNOWN: "neutral",
}

NOT_ASKED = "not_asked"  # the same words in every choice of coded facts
NOTHING_TOLD = frozenset({None, "", "unknown", NOT_ASKED})


@dataclass(frozen=True, slots=True)
class Counted:
    """How one step is counted, and the event it rests on."""

    label: str
    words: str
    event_url: str
    is_reached: bool


def case_context(actor: User, case: Case, today: date) -> dict[str, object]:
    """What the events of a case say; on the page of a case that `actor` may see."""
    is_public = case.data_set == DataSet.PUBLIC_RECORD
    events = list(
        case.events.select_related(*EVENTS_WITH)
        .prefetch_related(_alerts(), Prefetch("sources", _sources() if is_public else EventSource.objects.none()))
        .order_by("sequence")
    )
    world = current_world()
    codes = Codes(world)
    history = [happening_of(event, getattr(event, "withdrawal", None), codes) for event in events]
    ordered = in_order(effective(history))
    holder = next((event for event in reversed(ordered) if holds(event)), None)
    milestones = getattr(case, "milestones", None)
    respondents = list(case.respondents.select_related("agency", "involvement").order_by("number"))
    distance = independence(holder, _known_facts(case, respondents), world) if holder else Independence.UNKNOWN
    clock_texts = [deadline_text(found, today) for found in _deadlines(case)]
    pressing = next_deadline(clock_texts, today, is_open=not milestones or milestones.state not in CLOSING_EXITS)
    besides = [*messages(case), *passed_limits(clock_texts), *([] if is_public else further(actor, case))]
    labels = CaseLabels([alert for event in events for alert in event.alerts.all()])
    others = _visible_others(actor, events, milestones)
    cards = timeline(events, history, {pk: other.title for pk, other in others.items()}, labels, world)
    days = {anchor_of(event): partial_date(event).counted_on for event in events}
    return {
        "case": case,
        "is_demonstration": case.data_set == DataSet.DEMONSTRATION,
        "is_public": is_public,
        "title": case.title,
        **_standing(milestones, events, today),
        "holder": next((event.body.label for event in events if holder and event.pk == holder.id and event.body), ""),
        "independence": str(distance.label),
        "independence_tag": INDEPENDENCE_TAGS[distance],
        "next_deadline": pressing,
        "due_besides": due_besides(clock_texts, pressing, today),
        "deadlines": clock_texts,
        "cards": with_besides(cards, days, besides),
        "risk": risk_of(case),
        "mistaken": mistaken(events, history),
        "counts": _counts(case) if is_public else [],
        "facts": _facts(case),
        "parties": _parties(case, respondents),
        "safeguards": _safeguards(case),
        "counted": counted(labels.steps(), milestones, events, {entry.id for entry in ordered}),
        "absorbed": _absorbed(others, milestones),
    }


def _alerts() -> Prefetch:
    return Prefetch("alerts", Alert.objects.select_related("acknowledged_by"))


def _sources() -> QuerySet[EventSource]:
    """Sources and counts exist in the public record only; for other cases they are not even asked for."""
    return EventSource.objects.select_related("source").prefetch_related("texts")


def _standing(milestones: CaseMilestones | None, events: Sequence[CaseEvent], today: date) -> dict[str, str]:
    if milestones is None:
        return {"stage": _("Nothing recorded yet"), "state": str(Exit.OPEN.label), "days_in_stage": ""}
    last = [event for event in events if event.stage.code == milestones.position]
    since = partial_date(last[-1]).counted_on if last else None
    return {
        "stage": last[-1].stage.label if last else _("Nothing recorded yet"),
        "state": str(Exit(milestones.state).label),
        "days_in_stage": wording.days((today - since).days) if since and since <= today else "",
    }


def _deadlines(case: Case) -> list[Deadline]:
    return list(
        case.deadlines.select_related("time_limit", "started_by__stage", "met_by__stage")
        .annotate(put_off_until=put_off_until())
        .order_by("starts_on", "time_limit__order", "pk")
    )


def counted(
    steps: Mapping[int, str], milestones: CaseMilestones | None, events: Sequence[CaseEvent], standing: set[int]
) -> list[Counted]:
    """Every step of the country's funnel: reached or not, on which day, and by which event."""
    return [_counted(step, label, milestones, events, standing) for step, label in steps.items()]


def _counted(
    step: int, label: str, milestones: CaseMilestones | None, events: Sequence[CaseEvent], standing: set[int]
) -> Counted:
    if milestones is None or not milestones.furthest or milestones.furthest < step:
        return Counted(label, _("not reached"), "", is_reached=False)
    reached_on = getattr(milestones, f"reached_{step}")
    own = [event for event in events if event.pk in standing and event.stage.milestone == step]
    first = min(own, key=lambda event: (partial_date(event).counted_on or date.max, event.sequence), default=None)
    day = wording.day(reached_on) if reached_on else _("an unknown day")
    if first is None:
        text = _("counted as reached on %(day)s: implied by a later step, no event of its own") % {"day": day}
        later = [event for event in events if event.pk in standing and (event.stage.milestone or 0) > step]
        first = min(later, key=lambda event: (partial_date(event).counted_on or date.max, event.sequence), default=None)
        return Counted(label, text, f"#{anchor_of(first)}" if first else "", is_reached=True)
    text = _("counted as reached on %(day)s") % {"day": day}
    if first.precision != Precision.DAY:
        text = f"{text} ({wording.when(partial_date(first))})"
    return Counted(label, text, f"#{anchor_of(first)}", is_reached=True)


def _visible_others(actor: User, events: Sequence[CaseEvent], milestones: CaseMilestones | None) -> dict[int, Case]:
    """The cases that this one was joined to or that its events name, as far as the actor may open them."""
    named = {event.other_case_id for event in events} | {milestones.absorbed_by_id if milestones else None}
    others = {pk for pk in named if pk is not None}
    return {case.pk: case for case in Case.objects.visible_to(actor).filter(pk__in=others)} if others else {}


def _absorbed(others: Mapping[int, Case], milestones: CaseMilestones | None) -> dict[str, str] | None:
    """The case this one was joined to, with an address where the actor may open it."""
    if milestones is None or milestones.absorbed_by_id is None:
        return None
    other = others.get(milestones.absorbed_by_id)
    if other is None:
        return {"label": _("a case you cannot open"), "url": ""}
    return {"label": str(other), "url": reverse("case_detail", args=[other.reference])}


def _known_facts(case: Case, respondents: Sequence[Respondent]) -> CaseFacts:
    """Of the coded facts those that decide how far a body stands from the place and from the accused."""
    return CaseFacts(
        facility=case.facility.code if case.facility else None,
        facility_type=case.facility_type.code if case.facility_type else None,
        agencies=tuple(dict.fromkeys(official.agency.code for official in respondents if official.agency)),
    )


def _counts(case: Case) -> list[dict[str, str]]:
    return [
        {
            "value": str(number_format(count.value, force_grouping=True)),
            "label": str(count.get_unit_display()),
            "note": count.note,
        }
        for count in case.counts.order_by("unit", "value")
    ]


def _facts(case: Case) -> list[dict[str, str]]:
    incident = PartialDate(case.incident_on, case.incident_precision)
    region_now = case.region_now if case.region_now_id != case.region_id else None
    rows = [
        (_("Incident"), wording.when(incident), ""),
        (
            _("Region at the time"),
            case.region.label if case.region else _("not known"),
            _("today: %(region)s") % {"region": region_now.label} if region_now else "",
        ),
        (
            _("Place"),
            (case.facility or case.facility_type).label if case.facility or case.facility_type else _("not known"),
            case.premise_type.label if case.premise_type else "",
        ),
        (_("First qualification"), case.offence.label if case.offence else _("not known"), ""),
        *((name, words, "") for name, words in _told_of(case) if words),
        (pgettext("case", "Reference"), case.reference, ""),
    ]
    return [{"key": key, "value": value, "note": note} for key, value, note in rows]


def _told_of(case: Case) -> list[tuple[str, str]]:
    """How and what for it was done, as was told."""
    return [(_("Methods"), terms_of(case, "methods")), (_("Purposes"), terms_of(case, "purposes"))]


def _safeguards(case: Case) -> list[dict[str, str]]:
    """Which safeguards the person had when held; what nobody asked is left out."""
    told = getattr(case, "safeguards", None)
    if told is None:
        return []
    asked = [field for field in Safeguards._meta.fields if field.choices and getattr(told, field.name) != NOT_ASKED]
    return [
        {"key": capfirst(str(field.verbose_name)), "value": str(dict(field.flatchoices)[getattr(told, field.name)])}
        for field in asked
    ]


def _parties(case: Case, respondents: Sequence[Respondent]) -> list[dict[str, str]]:
    """Coded facts of alleged victims and of officials complained about. Names are not here."""
    victims = [
        {"key": _("Alleged victim %(number)s") % {"number": victim.number}, "value": _victim(victim)}
        for victim in _victims(case)
    ]
    officials = [
        {"key": _("Official complained about %(number)s") % {"number": official.number}, "value": _official(official)}
        for official in respondents
    ]
    return [*victims, *officials]


def _victims(case: Case) -> list[Victim]:
    """Read along with the case where its page was asked for, else by a query."""
    told = getattr(case, "victims_told", None)
    return list(case.victims.order_by("number")) if told is None else [Victim(**facts) for facts in told]


def _victim(victim: Victim) -> str:
    return _known(
        (victim.sex, victim.get_sex_display()),
        (victim.age_band, victim.get_age_band_display()),
        (victim.custody, victim.get_custody_display()),
    )


def _official(official: Respondent) -> str:
    return _known(
        (official.agency_id, official.agency.label if official.agency else ""),
        (official.rank_band, official.get_rank_band_display()),
        (official.involvement_id, official.involvement.label if official.involvement else ""),
    )


def _known(*facts: tuple[object, object]) -> str:
    """What is known, of pairs of a code and its words; said once where nothing is."""
    known = [str(words) for code, words in facts if code not in NOTHING_TOLD]
    return ", ".join(known) or _("nothing recorded")
