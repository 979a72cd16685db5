"""`manage.py refresh_funnel`: computes and freezes the standard questions here and now, without a worker."""

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from complaints.choices import DataSet
from reports.actions import owners, refresh
from reports.snapshots import has_snapshot


class Command(BaseCommand):
    help = "Computes the figures of a data set (default: of all) and stores them for the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("data_sets", nargs="*", choices=[*DataSet.values, []], help="Data sets to compute.")
        parser.add_argument(
            "--if-missing", action="store_true", help="only where this version of the program has stored none yet"
        )

    def handle(self, *, data_sets: list[str], if_missing: bool, **_options: object) -> None:
        for data_set in data_sets or DataSet.values:
            stored = sum(
                refresh(data_set=data_set, organisation=organisation, as_of=timezone.localdate())
                for organisation in owners(data_set)
                if not (if_missing and has_snapshot(data_set, organisation))
            )
            self.stdout.write(f"Figures of {data_set}: {stored} questions answered and stored.")
