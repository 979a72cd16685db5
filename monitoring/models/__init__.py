"""Visits, what was found, what was recommended and what became of it; plans and drafts."""

from monitoring.models.findings import Dissent, Finding, VisitText
from monitoring.models.following import Recommendation, RecommendationLetter, RecommendationStep
from monitoring.models.interviews import InterviewComplaint, ReprisalAfterVisit, VisitTrigger
from monitoring.models.plans import PlanCopy, VisitDraft, VisitPlan
from monitoring.models.visits import (
    InterviewCount,
    Visit,
    VisitAfterwards,
    VisitDocument,
    VisitMember,
    VisitPopulation,
    VisitPremise,
    VisitQuerySet,
)

__all__ = [
    "Dissent",
    "Finding",
    "InterviewComplaint",
    "InterviewCount",
    "PlanCopy",
    "Recommendation",
    "RecommendationLetter",
    "RecommendationStep",
    "ReprisalAfterVisit",
    "Visit",
    "VisitAfterwards",
    "VisitDocument",
    "VisitDraft",
    "VisitMember",
    "VisitPlan",
    "VisitPopulation",
    "VisitPremise",
    "VisitQuerySet",
    "VisitText",
    "VisitTrigger",
]
