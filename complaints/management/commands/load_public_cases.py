"""`manage.py load_public_cases`: the documented public cases of the country pack into the database."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints.public_record import load_public_cases
from institutions.packs import PackError, pack_folder
from institutions.queries import NoPack, current_pack


class Command(BaseCommand):
    help = "Loads the public cases of the pack this database runs on. Loading again adds only what the files changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, help="A folder to read instead of the pack that comes with Aryz.")

    def handle(self, *, folder: Path | None, **_options: object) -> None:
        try:
            loaded = load_public_cases(folder=folder or pack_folder(current_pack().code), now=timezone.now())
        except NoPack as error:
            raise CommandError(str(error)) from error
        except PackError as error:
            raise CommandError(f"The public cases were not loaded; nothing has changed.\n{error}") from error
        self.stdout.write(
            f"Public cases: {loaded.cases} cases; events: {loaded.added} new, {loaded.corrected} corrected, "
            f"{loaded.voided} taken back, {loaded.unchanged} as before."
        )
        for kind, number in loaded.alerts.items():
            self.stdout.write(f"  alerts, {kind}: {number}")
