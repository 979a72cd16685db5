"""People, organisations and memberships; the book of jobs; the audit; tokens of programs."""

from accounts.models.audit import AuditChain, AuditEvent
from accounts.models.jobs import Job
from accounts.models.people import Membership, Organisation, User
from accounts.models.tokens import ApiToken, RepeatedRequest

__all__ = [
    "ApiToken",
    "AuditChain",
    "AuditEvent",
    "Job",
    "Membership",
    "Organisation",
    "RepeatedRequest",
    "User",
]
