"""Doors for the workers."""

import logging

from celery import shared_task
from django.utils import timezone

from monitoring.recording import drafts

logger = logging.getLogger(__name__)


@shared_task(name="monitoring.tasks.purge_drafts")
def purge_drafts() -> None:
    """Rung by beat once a day: visits that somebody began to type in and left alone for two months are deleted."""
    logger.info("visit_drafts_purged", extra={"count": drafts.purge(now=timezone.now())})
