"""People, organisations and memberships; the book of jobs; the audit."""

from accounts.models.audit import AuditChain, AuditEvent
from accounts.models.jobs import Job
from accounts.models.people import Membership, Organisation, User

__all__ = ["AuditChain", "AuditEvent", "Job", "Membership", "Organisation", "User"]
