"""New keys for safes: for those that somebody lost, or for all. What was sealed before stays as it is."""

from argparse import ArgumentParser
from collections import Counter

from django.core.management.base import BaseCommand
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.choices import Act
from accounts.models import Organisation
from vault.actions import NobodyCouldOpen, rotate
from vault.models import DataKey, Safe


class Command(BaseCommand):
    help = "Replace the keys that were retired by new ones; with --all, every key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also keys that nobody lost")
        parser.add_argument("--organisation", default="", help="only safes of the organisation of this name")

    def handle(self, *args, **options) -> None:
        now = timezone.now()
        safes = Safe.objects.order_by("pk")
        if options["organisation"]:
            safes = safes.filter(organisation__name=options["organisation"])
        replaced: Counter[int] = Counter()
        left = 0
        for safe in safes.iterator():
            newest = DataKey.objects.filter(safe=safe).values("compartment").annotate(newest=Max("generation"))
            for row in newest:
                key = DataKey.objects.get(safe=safe, compartment=row["compartment"], generation=row["newest"])
                if options["all"] or key.is_retired:
                    try:
                        rotate(safe=safe, compartment=key.compartment, today=timezone.localdate(now), now=now)
                    except NobodyCouldOpen:
                        left += 1
                    else:
                        replaced[safe.organisation_id] += 1
        for organisation in Organisation.objects.filter(pk__in=replaced):
            audit.record(actor=None, organisation=organisation, action=Act.KEYS_ROTATED)
        self.stdout.write(f"{replaced.total()} keys replaced.")
        if left:
            self.stdout.write(f"{left} keys stay, because nobody would hold the new ones.")
