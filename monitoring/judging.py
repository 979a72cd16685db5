"""Visits and terms as the pure rules read them: rows and facts turned into meanings."""

from institutions.choices import BodyKind
from institutions.models import MonitoringRegime, Term
from institutions.queries import mandate_on
from institutions.visit_choices import NoticeRule
from monitoring.facts import VisitFacts
from monitoring.models import Visit
from monitoring.rules import Conduct, Terms


def meaning(term: Term) -> str:
    """What a term of a list that the code reads means; empty where the pack does not say."""
    return str(term.attributes.get("meaning", ""))


def terms_of(regime: MonitoringRegime) -> Terms:
    """The terms of a regime; reads its body where no notice is due."""
    return Terms(
        notice=regime.notice,
        interviews=regime.interviews,
        visit_types=tuple(regime.visit_types),
        starts_on=regime.valid_from,
        ends_on=regime.valid_to,
        notice_hours=regime.notice_hours,
        is_preventive=regime.interval_months is not None,
        is_international=regime.notice == NoticeRule.NONE and _is_international(regime),
    )


def _is_international(regime: MonitoringRegime) -> bool:
    return regime.body is not None and regime.body.kind == BodyKind.INTERNATIONAL


def conduct_of(facts: VisitFacts) -> Conduct:
    """What is about to be recorded."""
    interviews: dict[str, int] = {}
    for mode, number in facts.interviews.items():
        interviews[meaning(mode)] = interviews.get(meaning(mode), 0) + number
    return Conduct(
        visited_on=facts.visited_on,
        visit_type=facts.visit_type.code,
        notice=meaning(facts.notice),
        notice_demanded=facts.notice_demanded,
        arrived_at=facts.arrived_at,
        entered_at=facts.entered_at,
        left_at=facts.left_at,
        access=[meaning(term) for term in facts.access],
        interviews=interviews,
        premises=[(outcome, mandate_on(kind, facts.visited_on)) for kind, outcome in facts.premises.items()],
        documents=tuple(facts.documents.values()),
    )


def conduct_of_visit(visit: Visit) -> Conduct:
    """What is recorded; reads access, interviews, premises and documents of the visit, prefetched or not."""
    interviews: dict[str, int] = {}
    for count in visit.interviews.all():
        interviews[meaning(count.mode)] = interviews.get(meaning(count.mode), 0) + count.number
    return Conduct(
        visited_on=visit.visited_on,
        visit_type=visit.visit_type.code,
        notice=meaning(visit.notice),
        notice_demanded=visit.notice_demanded,
        arrived_at=visit.arrived_at,
        entered_at=visit.entered_at,
        left_at=visit.left_at,
        access=[meaning(term) for term in visit.access.all()],
        interviews=interviews,
        premises=[(one.outcome, one.mandate) for one in visit.premises.all()],
        documents=_documents_of(visit),
    )


def _documents_of(visit: Visit) -> list[str]:
    # The page of a visit has read them with the visit itself.
    rows = getattr(visit, "document_rows", None)
    return [one.outcome for one in visit.documents.all()] if rows is None else [row["outcome"] for row in rows]
