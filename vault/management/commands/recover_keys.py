"""Gives one person every key that the offline recovery key opens. The last way, when nobody else is left."""

import sys
from argparse import ArgumentParser
from getpass import getpass

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.models import Organisation, User
from vault.printed import MistypedKey, read
from vault.recovery import rewrap_from_recovery


def _typed() -> str:
    """What is typed, unseen at a terminal, or comes through a pipe."""
    return getpass("Private half of the recovery key: ") if sys.stdin.isatty() else sys.stdin.readline()


class Command(BaseCommand):
    help = "Read the private half of the recovery key from the standard input and wrap what it opens for a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, help="name of the organisation")
        parser.add_argument("--to", required=True, help="user name of who gets the keys")

    def handle(self, *args, **options) -> None:
        organisation = Organisation.objects.filter(name=options["organisation"]).first()
        user = User.objects.filter(username=options["to"], memberships__organisation=organisation).first()
        if organisation is None or user is None:
            raise CommandError("There is no such organisation, or nobody of that user name in it.")
        now = timezone.now()
        try:
            number = rewrap_from_recovery(
                organisation=organisation,
                private_key=read(_typed()),
                to=user,
                today=timezone.localdate(now),
                now=now,
            )
        except (MistypedKey, NotPossible) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number} keys wrapped.")
