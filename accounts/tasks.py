"""Doors for the workers."""

from celery import shared_task
from django.utils import timezone

from accounts import jobs


@shared_task(name="accounts.tasks.sweep_jobs")
def sweep_jobs() -> None:
    """Rung by beat: finds jobs whose bell was lost or whose worker died."""
    jobs.sweep(now=timezone.now())
