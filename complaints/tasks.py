"""Doors for the workers."""

import logging

from celery import shared_task
from django.utils import timezone

from complaints.exports import tasks as _exports  # noqa: F401 -- workers look for tasks in this module alone
from complaints.imports import tasks as _imports  # noqa: F401 -- as above
from complaints.intake.drafts import purge
from complaints.reception import drafts
from complaints.work import tasks as _work  # noqa: F401 -- as above

logger = logging.getLogger(__name__)


@shared_task(name="complaints.tasks.purge_intake")
def purge_intake() -> None:
    """Rung by beat once a day: letters that were begun and never sent are deleted."""
    logger.info("intake_purged", extra={"count": purge(today=timezone.localdate())})


@shared_task(name="complaints.tasks.purge_drafts")
def purge_drafts() -> None:
    """Rung by beat once a day: complaints that somebody began and left alone for a month are deleted."""
    logger.info("drafts_purged", extra={"count": drafts.purge(now=timezone.now())})
