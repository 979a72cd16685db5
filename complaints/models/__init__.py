"""Case and Complaint, the append-only CaseEvent and its circumstances, projections, what is sealed, daily work."""

from complaints.models.cases import Case, CaseAssignment, CaseCount, CaseQuerySet, Complaint, Respondent, Victim
from complaints.models.circumstances import (
    Communication,
    Compensation,
    Examination,
    ExaminationFinding,
    Protection,
    Reprisal,
    Withdrawal,
)
from complaints.models.events import CaseEvent, CaseEventQuerySet, EventSource, PublicSource, StatementText
from complaints.models.evidence import CustodyStep, EvidenceItem
from complaints.models.intake import IntakeFile, IntakePart, IntakeSession, VisitKind
from complaints.models.projections import Alert, CaseMilestones, Deadline
from complaints.models.safety import RiskAssessment, Safeguards
from complaints.models.sealed import Attachment, CleanedPage, Identity, Writing
from complaints.models.spreadsheets import ExportFile, ExportPart, ImportBatch, ImportMapping, ImportPart, ImportRow
from complaints.models.trust import Consent, ErasureRequest, Letter, Recusal, Tie
from complaints.models.work import ComplaintDraft, Habits, Notice, Postponement, SavedView

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
    "Communication",
    "Compensation",
    "Complaint",
    "ComplaintDraft",
    "Consent",
    "CustodyStep",
    "Deadline",
    "ErasureRequest",
    "EventSource",
    "EvidenceItem",
    "Examination",
    "ExaminationFinding",
    "ExportFile",
    "ExportPart",
    "Habits",
    "Identity",
    "ImportBatch",
    "ImportMapping",
    "ImportPart",
    "ImportRow",
    "IntakeFile",
    "IntakePart",
    "IntakeSession",
    "Letter",
    "Notice",
    "Postponement",
    "Protection",
    "PublicSource",
    "Recusal",
    "Reprisal",
    "Respondent",
    "RiskAssessment",
    "Safeguards",
    "SavedView",
    "StatementText",
    "Tie",
    "Victim",
    "VisitKind",
    "Withdrawal",
    "Writing",
]
