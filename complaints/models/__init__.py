"""Case and Complaint, the append-only CaseEvent, the projections that follow from events, and what is sealed."""

from complaints.models.cases import Case, CaseAssignment, CaseCount, CaseQuerySet, Complaint, Respondent, Victim
from complaints.models.events import CaseEvent, CaseEventQuerySet, EventSource, PublicSource, StatementText, Withdrawal
from complaints.models.intake import IntakeFile, IntakePart, IntakeSession, VisitKind
from complaints.models.projections import Alert, CaseMilestones, Deadline
from complaints.models.sealed import Attachment, CleanedPage, Identity, Writing
from complaints.models.trust import Consent, ErasureRequest, Letter, Recusal, Tie

__all__ = [
    "Alert",
    "Attachment",
    "Case",
    "CaseAssignment",
    "CaseCount",
    "CaseEvent",
    "CaseEventQuerySet",
    "CaseMilestones",
    "CaseQuerySet",
    "CleanedPage",
    "Complaint",
    "Consent",
    "Deadline",
    "ErasureRequest",
    "EventSource",
    "Identity",
    "IntakeFile",
    "IntakePart",
    "IntakeSession",
    "Letter",
    "PublicSource",
    "Recusal",
    "Respondent",
    "StatementText",
    "Tie",
    "Victim",
    "VisitKind",
    "Withdrawal",
    "Writing",
]
