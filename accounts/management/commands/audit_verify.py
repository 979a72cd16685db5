"""Verifies every chain of the audit; exits with 1 at the first place that does not hold."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.audit_anchors import UnreadableAnchor, anchor_file, read_anchors
from accounts.audit_verification import verify


class Command(BaseCommand):
    help = "Reads the audit from its beginning and names the first place of each chain that was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchors", type=Path, help="a file of anchors kept elsewhere; that of this house otherwise"
        )

    def handle(self, *args: object, **options: object) -> None:
        file = options["anchors"] or anchor_file()
        if options["anchors"] and not file.exists():
            raise CommandError(f"There is no file {file}.")
        try:
            verdict = verify(read_anchors(file))
        except UnreadableAnchor as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{verdict.events} events in {verdict.chains} chains, {verdict.anchors} anchors.")
        if verdict.breaches:
            for breach in verdict.breaches:
                self.stderr.write(str(breach))
            raise CommandError("The audit does not hold.")
        self.stdout.write("Every event follows the one before it, and nothing was changed.")
        if not verdict.anchors:
            self.stdout.write("Without an anchor nobody can tell whether the end was cut off: manage.py audit_anchor")
