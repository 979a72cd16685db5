"""Alerts in sentences: the rule in words, what it found, and the norm it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints import wording
from complaints.choices import AlertKind, Voluntary
from complaints.models import Alert
from complaints.pages.labels import CaseLabels, listed
from institutions.choices import Independence, Severity
from institutions.models import Body, ConflictRule, Ground, Guard, Stage
from institutions.norm_words import norm_words

TAGS = {AlertKind.UNLAWFUL: "unlawful", AlertKind.COMPETENCE: "unlawful"}


@dataclass(frozen=True, slots=True)
class AlertText:
    """An alert as it is read. `noted`: who took note of it, and what was decided."""

    kind: str
    tag: str
    text: str
    norm: str
    is_unlawful: bool
    noted: str
    event_uuid: UUID
    rule: str


@dataclass(frozen=True, slots=True)
class Words:
    """Labels of the codes that alerts of one case name. `entries`: identifier of an event -> how the page names it."""

    rules: Mapping[str, str]
    bases: Mapping[str, str]
    stages: Mapping[str, str]
    bodies: Mapping[str, str]
    grounds: Mapping[str, str]
    entries: Mapping[int, str]


def words_for(labels: CaseLabels, entries: Mapping[int, str]) -> Words:
    """What alerts of a case name, in words."""
    return Words(
        rules=labels.of(Guard) | labels.of(ConflictRule),
        bases=labels.bases,
        stages=labels.of(Stage),
        bodies=labels.of(Body),
        grounds=labels.of(Ground),
        entries=entries,
    )


def alert_text(alert: Alert, words: Words) -> AlertText:
    """The alert in a sentence or two. Reads its event and who took note of it, which a page fetches along."""
    kind = AlertKind(alert.kind)
    parts = [_sentence(words.rules.get(alert.rule, "")), *_DETAILS[kind](alert, words)]
    is_hard = alert.details.get("severity") == Severity.HARD
    return AlertText(
        kind=_conflict_kind(alert) if kind == AlertKind.CONFLICT else str(kind.label),
        tag="unlawful" if is_hard else TAGS.get(kind, "attention"),
        text=" ".join(part for part in parts if part),
        norm=norm_words(alert.norm or words.bases.get(alert.rule, "")),
        is_unlawful=kind in TAGS or is_hard,
        noted=_noted(alert),
        event_uuid=alert.event.uuid,
        rule=alert.rule,
    )


def _noted(alert: Alert) -> str:
    """Who took note of the alert and what was decided; empty while nobody did."""
    if alert.acknowledged_at is None:
        return ""
    return _("%(who)s took note on %(day)s: %(note)s.") % {
        "who": alert.acknowledged_by,
        "day": wording.day(timezone.localdate(alert.acknowledged_at)),
        "note": alert.get_note_display(),
    }


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _conflict_kind(alert: Alert) -> str:
    severity = alert.details.get("severity")
    return str(Severity(severity).label) if severity in Severity.values else str(AlertKind.CONFLICT.label)


def _unlawful(alert: Alert, words: Words) -> list[str]:
    found = []
    if ground := alert.details.get("ground"):
        found.append(_("Ground given: %(ground)s.") % {"ground": words.grounds.get(str(ground), ground)})
    for name in ("withdrawal", "refusal", "recall", "consent"):
        if entry := words.entries.get(alert.details.get(name)):
            found.append(_("See: %(entry)s.") % {"entry": entry})
    return found


def _missing_step(alert: Alert, words: Words) -> list[str]:
    skipped = [words.stages.get(code, code) for code in listed(alert.details.get("skipped"))]
    return [_("Nothing is recorded of: %(steps)s.") % {"steps": "; ".join(skipped)}]


def _irregular(alert: Alert, words: Words) -> list[str]:
    after = str(alert.details.get("after", ""))
    return [_("The law knows no way from “%(before)s” to this.") % {"before": words.stages.get(after, after)}]


def _conflict(alert: Alert, words: Words) -> list[str]:
    found = []
    independence = alert.details.get("independence")
    if independence in Independence.values:
        found.append(_("Independence of the acting body: %(label)s.") % {"label": Independence(independence).label})
    bodies = dict.fromkeys(words.bodies.get(code, code) for code in listed(alert.details.get("bodies")))
    if bodies:
        found.append(_("Bodies: %(bodies)s.") % {"bodies": "; ".join(bodies)})
    return found


def _competence(alert: Alert, words: Words) -> list[str]:
    body = str(alert.details.get("body", ""))
    found = [_("%(body)s had no jurisdiction over this case.") % {"body": words.bodies.get(body, body)}]
    competent = [words.bodies.get(code, code) for code in listed(alert.details.get("competent"))]
    if competent:
        found.append(_("Competent: %(bodies)s.") % {"bodies": "; ".join(competent)})
    return found


def _pressure(alert: Alert, words: Words) -> list[str]:
    found = [_("The withdrawal stands under a suspicion of pressure.")]
    if entry := words.entries.get(alert.details.get("threat")):
        if alert.details.get("is_order_known", True):
            found.append(_("Before it: %(entry)s.") % {"entry": entry})
        else:
            found.append(_("Near it, which of the two came first is not known: %(entry)s.") % {"entry": entry})
    voluntary = alert.details.get("voluntary")
    if voluntary in Voluntary.values:
        found.append(f"{Voluntary(voluntary).label}.")
    return found


def _contradiction(_alert: Alert, _words: Words) -> list[str]:
    return [_("Another source states this otherwise; both statements stand below.")]


_DETAILS = {
    AlertKind.UNLAWFUL: _unlawful,
    AlertKind.IRREGULAR: _irregular,
    AlertKind.MISSING_STEP: _missing_step,
    AlertKind.CONFLICT: _conflict,
    AlertKind.COMPETENCE: _competence,
    AlertKind.PRESSURE: _pressure,
    AlertKind.CONTRADICTION: _contradiction,
}
