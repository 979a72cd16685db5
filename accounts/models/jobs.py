"""The book of jobs."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import LIVE_JOB_STATES, JobState
from accounts.models.people import Organisation, User
from institutions.sensitivity import declare


class Job(models.Model):
    """Work that takes longer than a page. The row is the truth; the message queue only rings the bell."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(
        _("key"), max_length=200, unique=True, help_text=_("Asking twice for the same work finds the same row.")
    )
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    parameters = models.JSONField(_("parameters"), default=dict, blank=True, help_text=_("Codes and ids only."))
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message = models.CharField(_("message"), max_length=300, blank=True, default="")
    is_cancel_requested = models.BooleanField(_("cancel requested"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    sensitivity = declare(
        MACHINE="id uuid kind key owner organisation parameters state done total attempts message is_cancel_requested"
        " created_at heartbeat_at finished_at"
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state__in=LIVE_JOB_STATES), name="accounts_job_live"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")),
                name="accounts_job_done_within_total",
                violation_error_message=_("More is done than there was to do."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE_JOB_STATES, finished_at__isnull=True)
                | (~Q(state__in=LIVE_JOB_STATES) & Q(finished_at__isnull=False)),
                name="accounts_job_finished_iff_final",
                violation_error_message=_("A job has a time of ending if and only if it has ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
