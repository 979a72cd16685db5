"""Doors for the workers."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts import jobs
from complaints.exports import actions

logger = logging.getLogger(__name__)


@shared_task(name=actions.MAKE)
def make_file(job_id: int) -> None:
    """Writes the file that somebody asked for."""
    jobs.perform(job_id, actions.make)


@shared_task(name="complaints.exports.tasks.drop_expired")
def drop_expired() -> None:
    """Rung by beat once an hour: files to fetch whose days are over are deleted."""
    number = actions.drop_expired(today=timezone.localdate(), now=timezone.now())
    logger.info("export_files_dropped", extra={"count": number})
