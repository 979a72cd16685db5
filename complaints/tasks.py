"""Doors for the workers."""

import logging

from celery import shared_task
from django.utils import timezone

from complaints.exports import tasks as _exports  # noqa: F401 -- workers look for tasks in this module alone
from complaints.intake.drafts import purge

logger = logging.getLogger(__name__)


@shared_task(name="complaints.tasks.purge_intake")
def purge_intake() -> None:
    """Rung by beat once a day: letters that were begun and never sent are deleted."""
    logger.info("intake_purged", extra={"count": purge(today=timezone.localdate())})
