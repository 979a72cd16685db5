"""Roles, and the states of a job."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person is in an organisation. What a role may do stands in `accounts.permissions`, nowhere else."""

    CASE_WORKER = "case_worker", pgettext_lazy("role", "Case worker")
    LEAD = "lead", pgettext_lazy("role", "Lead")
    CUSTODIAN = "custodian", pgettext_lazy("role", "Keeper of identities")
    MONITOR = "monitor", pgettext_lazy("role", "Monitor")
    ANALYST = "analyst", pgettext_lazy("role", "Analyst")
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "Administrator")


# The roles that read or record cases. An administrator decides who reads a case and therefore must never read one.
# The database keeps the two apart, so the list stands beside the roles; a test holds it against the permissions.
CASE_ROLES = (Role.CASE_WORKER, Role.LEAD, Role.CUSTODIAN)
ADMINISTRATOR_READS_NO_CASE = _(
    "An administrator must never read a case. Nobody can be administrator and case worker, lead or keeper of "
    "identities in one organisation; end the other role first."
)


class JobState(models.TextChoices):
    """Life of a job. `QUEUED` and `RUNNING` are live; the rest are final."""

    QUEUED = "queued", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


LIVE_JOB_STATES = (JobState.QUEUED, JobState.RUNNING)
