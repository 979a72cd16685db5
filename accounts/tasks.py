"""Doors for the workers."""

import logging

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import jobs
from accounts.api.repeating import forget_old
from accounts.audit_anchors import write_anchors

logger = logging.getLogger(__name__)


@shared_task(name="accounts.tasks.sweep_jobs")
def sweep_jobs() -> None:
    """Rung by beat: finds jobs whose bell was lost or whose worker died."""
    jobs.sweep(now=timezone.now())


@shared_task(name="accounts.tasks.anchor_audit")
def anchor_audit() -> None:
    """Rung by beat once a day: writes down outside the database where each chain of the audit ends."""
    logger.info("audit_anchored", extra={"count": write_anchors(now=timezone.now())})


@shared_task(name="accounts.tasks.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Rung by beat: rows of sessions that are over, and with them the private keys sealed in them, are deleted."""
    call_command("clearsessions")


@shared_task(name="accounts.tasks.forget_repeated_requests")
def forget_repeated_requests() -> None:
    """Rung by beat: what was answered to programs more than a day ago is deleted."""
    forget_old(now=timezone.now())
