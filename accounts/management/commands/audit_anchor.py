"""Writes down, outside the database, where each chain of the audit ends."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.audit_anchors import anchor_file, write_anchors


class Command(BaseCommand):
    help = "Appends where each chain of the audit ends to the file of anchors. Keep copies of it elsewhere."

    def handle(self, *args: object, **options: object) -> None:
        count = write_anchors(now=timezone.now())
        self.stdout.write(f"{count} chains anchored in {anchor_file()}.")
