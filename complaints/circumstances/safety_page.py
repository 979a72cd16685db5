"""What the page of safety and evidence of a case says, panel by panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.permissions import Permission
from complaints import wording
from complaints.circumstances.cards import Card, cards_of
from complaints.circumstances.chain import LINKS, chain_of
from complaints.circumstances.reading import CircumstancesOfCase
from complaints.dates import PartialDate
from complaints.models import Case, EvidenceItem, RiskAssessment
from complaints.rights import may_on
from institutions.choices import Circumstances, TermList
from institutions.models import Stage, Term
from institutions.queries import world as current_world


@dataclass(frozen=True, slots=True)
class Panel:
    """All events of one kind of circumstances, and the address at which one more is recorded."""

    cards: Sequence[Card]
    record_url: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One judgement of the danger. `tag` is the kind of tag of its level."""

    level: str
    tag: str
    feared: Sequence[str]
    day: str
    by: str
    look_again: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence in the list."""

    uuid: str
    number: str
    kind: str
    obtained: str
    obtained_from: str
    links: int
    has_file: bool
    has_differing: bool


def safety_context(actor: User, case: Case, today: date) -> dict[str, object]:
    """The panels of a case that `actor` may see. `today` decides what is late."""
    read = CircumstancesOfCase(case, current_world())
    risks = list(case.risks.select_related("level", "assessed_by").order_by("-pk"))
    may_write = may_on(actor, Permission.CASE_RECORD, case)
    stages = _stages() if may_write else {}
    panels = {kind.value: _panel(kind, read, today, stages) for kind in Circumstances}
    rows = _risk_rows(risks, today)
    return {
        "case": case,
        "panels": panels,
        "risk": rows[0] if rows else None,
        "earlier_risks": rows[1:],
        "is_risk_outdated": _has_newer_reprisal(read, risks),
        "evidence": evidence_rows(case),
        "may_write": may_write,
        "may_open": case.safe_id is not None and may_on(actor, Permission.SEALED_OPEN, case),
    }


def _stages() -> dict[str, str]:
    """The code of the first stage of the country under which each kind of circumstances is recorded."""
    found = Stage.objects.exclude(circumstances="").order_by("-order").values_list("circumstances", "code")
    return dict(found)


def _panel(kind: Circumstances, read: CircumstancesOfCase, today: date, stages: dict[str, str]) -> Panel:
    address = reverse("record_event", args=[read.case.reference])
    url = f"{address}?{urlencode({'stage': stages[kind]})}" if kind in stages else ""
    return Panel(cards_of(kind, read, today), url)


# --- danger -----------------------------------------------------------------------------------------------------------

_TAGS = {1: "neutral", 2: "running", 3: "attention", 4: "missed"}


def _risk_rows(risks: Sequence[RiskAssessment], today: date) -> list[RiskRow]:
    codes = {code for risk in risks for code in risk.feared}
    terms = Term.objects.filter(list=TermList.REPRISAL_TYPE, code__in=codes).order_by("order") if codes else []
    labels = {term.code: term.label for term in terms}
    return [
        RiskRow(
            level=risk.level.label,
            tag=_TAGS.get(risk.level.attributes.get("rank"), "neutral"),
            feared=[label for code, label in labels.items() if code in risk.feared],
            day=wording.day(risk.assessed_on),
            by=str(risk.assessed_by or ""),
            look_again=wording.day(risk.look_again_on) if risk.look_again_on else "",
            is_due=risk.look_again_on is not None and risk.look_again_on <= today,
        )
        for risk in risks
    ]


def _has_newer_reprisal(read: CircumstancesOfCase, risks: Sequence[RiskAssessment]) -> bool:
    """Whether pressure was reported that the last judgement of risk, by its day, cannot have known."""
    days = [told.entry.when.latest for told in read.of(Circumstances.REPRISAL)]
    judged_on = risks[0].assessed_on if risks else None
    return any(judged_on is None or (day is not None and day > judged_on) for day in days)


# --- evidence ---------------------------------------------------------------------------------------------------------


def evidence_rows(case: Case) -> list[EvidenceRow]:
    """The pieces of evidence of a case by number. Two queries."""
    items = EvidenceItem.objects.filter(case=case).select_related("kind").prefetch_related(LINKS)
    return [
        EvidenceRow(
            uuid=str(item.uuid),
            number=str(item),
            kind=item.kind.label,
            obtained=wording.when(PartialDate(item.obtained_on, item.precision)),
            obtained_from=str(item.get_obtained_from_display()),
            links=len(item.custody.all()),
            has_file=item.attachment_id is not None,
            has_differing=any(link.is_differing for link in chain_of(item)),
        )
        for item in items.order_by("number")
    ]
