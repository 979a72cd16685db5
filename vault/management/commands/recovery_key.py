"""Makes a recovery key pair, or checks a private half. Needs no database and no network: run it offline."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from vault import crypto
from vault.printed import MistypedKey, printed, read


class Command(BaseCommand):
    help = "Print a new recovery key pair; with --check, read a private half and print its public half."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="read a private half from the standard input")

    def handle(self, *args, **options) -> None:
        private_key = self._typed() if options["check"] else crypto.new_private_key()
        if not options["check"]:
            self.stdout.write(f"private half (on paper only, never on a computer):\n\n  {printed(private_key)}\n")
        self.stdout.write(
            f"public half (type it into the page of the organisation):\n\n  "
            f"{printed(crypto.public_half(private_key))}\n"
        )

    def _typed(self) -> bytes:
        try:
            return read(sys.stdin.readline())
        except MistypedKey as error:
            raise CommandError(str(error)) from error
