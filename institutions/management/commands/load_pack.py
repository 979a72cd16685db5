"""Door to `institutions.actions.load_pack`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from institutions.actions import PackRefused, load_pack
from institutions.pack_format import PackError
from institutions.packs import pack_folder


class Command(BaseCommand):
    help = "Loads a country pack: all of it or nothing. Says file, line and reason of every row at fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pack", help="code of a pack that comes with Aryz (kz), or a folder")

    def handle(self, *args: object, pack: str, **options: object) -> None:
        folder = Path(pack).resolve() if Path(pack).is_dir() else pack_folder(pack)
        try:
            report = load_pack(folder=folder, now=timezone.now())
        except (PackError, PackRefused) as error:
            raise CommandError(str(error)) from error
        if report.is_unchanged:
            self.stdout.write(f"Pack {report.code} is in place, nothing to change.")
        for name, file in report.files.items():
            self.stdout.write(
                f"{name}: {file.created} created, {file.changed} changed, {file.removed} removed, {file.unchanged} kept"
            )
