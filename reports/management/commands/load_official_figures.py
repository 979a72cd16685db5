"""`manage.py load_official_figures`: published figures of the country pack into the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from institutions.packs import PackError, pack_folder
from reports.official_file import load_figures


class Command(BaseCommand):
    help = "Loads the published figures of a country pack. Loading again changes only what the file changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pack", nargs="?", default="kz", help="Code of the pack (default: kz).")
        parser.add_argument("--folder", type=Path, help="A folder to read instead of the pack that comes with Aryz.")

    def handle(self, *, pack: str, folder: Path | None, **_options: object) -> None:
        try:
            loaded = load_figures(folder or pack_folder(pack))
        except PackError as error:
            raise CommandError(f"The official figures were not loaded; nothing has changed.\n{error}") from error
        self.stdout.write(
            f"Official figures: {loaded.created} new, {loaded.changed} changed, "
            f"{loaded.unchanged} as before, {loaded.removed} removed."
        )
