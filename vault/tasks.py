"""Doors for the workers. They hold no keys: they can take a loan away, never give one."""

from celery import shared_task
from django.utils import timezone

from vault.actions import remove_expired


@shared_task(name="vault.tasks.end_loans")
def end_loans() -> None:
    """Rung by beat: keys that were lent until now are gone."""
    remove_expired(now=timezone.now())
