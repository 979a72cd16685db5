"""Rebuilds milestones, deadlines and alerts of every case from its events, or proves that nothing differs."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from complaints.models import Case
from complaints.projection import compare, project_cases
from complaints.rules_in_force import fingerprint, is_rebuilt, note_rebuilt
from institutions.queries import NoPack, current_pack, world


class Command(BaseCommand):
    help = "Rebuilds milestones, deadlines and alerts from events. With --check it only names what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="compare only; exit code 1 where something differs")
        choice.add_argument(
            "--if-outdated", action="store_true", help="only where the pack or the program is another than last time"
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            rules = fingerprint(current_pack())
            law = world()
        except NoPack as error:
            raise CommandError(str(error)) from error
        if options["if_outdated"] and is_rebuilt(rules):
            self.stdout.write("Built with this pack and this program already, nothing to do.")
            return
        cases = Case.objects.order_by("pk").values_list("pk", flat=True).iterator()
        if not options["check"]:
            project_cases(cases, world=law)
            note_rebuilt(rules)
            self.stdout.write(f"Rebuilt {Case.objects.count()} cases from their events.")
            return
        differences = compare(cases, world=law)
        for difference in differences:
            self.stderr.write(f"{difference.reference}: {difference.what} differ from what the events say")
        if differences:
            cases_that_differ = len({difference.case_id for difference in differences})
            raise CommandError(f"{cases_that_differ} cases differ. Rebuild them: manage.py rebuild_milestones")
        self.stdout.write(f"{Case.objects.count()} cases say exactly what their events say.")
