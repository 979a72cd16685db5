"""`manage.py fsck`: whether what is sealed is whole, in the right hands and where it belongs. Opens nothing."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vault.checks import find_vault_faults
from vault.owners import find_faults_of_rooms


class Command(BaseCommand):
    help = "Counts faults of sealed content. With --fail the exit code is 1 where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fail", action="store_true", help="exit code 1 where anything is at fault")

    def handle(self, *args: object, **options: object) -> None:
        faults = find_vault_faults(timezone.now()) | find_faults_of_rooms()
        for kind, number in faults.items():
            self.stdout.write(f"{number:>6}  {kind}")
        total = sum(faults.values())
        if total and options["fail"]:
            raise CommandError(f"{total} faults.")
        self.stdout.write(f"{total:>6}  faults in all")
