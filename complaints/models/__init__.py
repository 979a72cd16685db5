"""Case and Complaint, the append-only CaseEvent, and the projections that follow from events."""

from complaints.models.cases import Case, CaseAssignment, CaseCount, CaseQuerySet, Complaint, Respondent, Victim
from complaints.models.events import CaseEvent, CaseEventQuerySet, EventSource, PublicSource, StatementText, Withdrawal
from complaints.models.projections import Alert, CaseMilestones, Deadline

__all__ = [
    "Alert",
    "Case",
    "CaseAssignment",
    "CaseCount",
    "CaseEvent",
    "CaseEventQuerySet",
    "CaseMilestones",
    "CaseQuerySet",
    "Complaint",
    "Deadline",
    "EventSource",
    "PublicSource",
    "Respondent",
    "StatementText",
    "Victim",
    "Withdrawal",
]
