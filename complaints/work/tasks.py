"""Doors for the workers."""

import logging

from celery import shared_task
from django.utils import timezone

from complaints.work.mail import send_digests
from complaints.work.notices import tell_news

logger = logging.getLogger(__name__)


@shared_task(name="complaints.work.tasks.make_notices")
def make_notices() -> None:
    """Rung by beat every quarter of an hour: tells everybody what is new."""
    logger.info("notices_made", extra={"count": tell_news(now=timezone.now())})


@shared_task(name="complaints.work.tasks.mail_digests")
def mail_digests() -> None:
    """Rung by beat in the morning: mails to those who asked for it that there is something new."""
    logger.info("digests_mailed", extra={"count": send_digests(today=timezone.localdate())})
