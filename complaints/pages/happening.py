"""What the pages that record an event show: what can be recorded next, and what would be wrong with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from complaints.findings import Finding
from complaints.models import Alert, CaseEvent
from complaints.next_steps import Offers, offers
from complaints.pages.alerts import AlertText, alert_text, words_for
from complaints.pages.labels import CaseLabels
from complaints.pages.timeline import name_of
from complaints.scenes import Scene
from institutions.choices import Track
from institutions.models import Stage, Transition
from institutions.norm_words import norm_words


@dataclass(frozen=True, slots=True)
class Offer:
    """A stage that can be recorded: what it means in law, and on which condition it may follow now."""

    label: str
    meaning: str
    condition: str
    url: str


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """Stages under one heading."""

    label: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be found. `about` names an earlier event that it would be found of, empty for the new one."""

    about: str
    alert: AlertText


def choosing_context(scene: Scene, on: date) -> dict[str, object]:
    """Everything that can be recorded for the day, lawful steps first. Two queries."""
    found = offers(scene.history, scene.world, on)
    stages = {stage.code: stage for stage in Stage.objects.order_by("order")}
    conditions = _conditions(found)
    day = {"on": on.isoformat()} if on != scene.today else {}
    return {
        "position": stages[found.position].label if found.position else "",
        "lawful": [_offer(stages[code], conditions.get(code, ""), day) for code in found.lawful],
        "beside": [
            OfferGroup(str(track.label), _offers(found.beside[track], stages, day))
            for track in Track
            if track in found.beside
        ],
        "unlawful": _offers(found.unlawful, stages, day),
    }


def _conditions(found: Offers) -> dict[str, str]:
    rows = Transition.objects.filter(from_stage__code=found.position or "", to_stage__code__in=found.lawful)
    return dict(rows.values_list("to_stage__code", "legal_basis"))


def _offers(codes: Collection[str], stages: Mapping[str, Stage], day: Mapping[str, str]) -> tuple[Offer, ...]:
    return tuple(_offer(stages[code], "", day) for code in codes)


def _offer(stage: Stage, condition: str, day: Mapping[str, str]) -> Offer:
    address = f"?{urlencode({'stage': stage.code, **day})}"
    return Offer(stage.label, norm_words(stage.consequence), norm_words(condition), address)


def foreseen(scene: Scene, found: Sequence[tuple[int, Finding]]) -> list[Foreseen]:
    """What would be found, in sentences. One query."""
    alerts = [(entry, _alert(scene.events.get(entry, CaseEvent()), finding)) for entry, finding in found]
    names = {pk: name_of(event) for pk, event in scene.events.items()}
    words = words_for(CaseLabels([alert for _entry, alert in alerts]), names | {0: _("this event")})
    return [Foreseen(names.get(entry, ""), alert_text(alert, words)) for entry, alert in alerts]


def _alert(event: CaseEvent, finding: Finding) -> Alert:
    """The alert that would be raised; it is never saved."""
    details = dict(finding.details)
    return Alert(event=event, kind=finding.kind, rule=finding.rule, norm=finding.norm, details=details)


def key_of(scene: Scene, found: Sequence[tuple[int, Finding]]) -> str:
    """Stands for exactly these findings: who confirms them has read them, and not others."""
    places = {pk: event.sequence for pk, event in scene.events.items()}
    return " ".join(sorted(f"{places.get(entry, 0)}:{finding.rule}" for entry, finding in found))
