"""People, organisations and memberships; the book of jobs."""

from accounts.models.jobs import Job
from accounts.models.people import Membership, Organisation, User

__all__ = ["Job", "Membership", "Organisation", "User"]
