"""Prints the demonstration accounts; creates them when asked."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.demo import DEMO_PASSWORD, DemonstrationRefused, ensure_demo_accounts, offered_demo_accounts


class Command(BaseCommand):
    help = "Show the demonstration accounts and their password; with --ensure, create what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ensure", action="store_true", help="create or mend the accounts")

    def handle(self, *args, **options) -> None:
        if options["ensure"]:
            try:
                ensure_demo_accounts(now=timezone.now())
            except DemonstrationRefused as refusal:
                raise CommandError(str(refusal)) from refusal
        accounts = offered_demo_accounts()
        if not accounts:
            self.stdout.write("There are no demonstration accounts. Create them with: manage.py demo_accounts --ensure")
            return
        for account in accounts:
            roles = ", ".join(str(role.label) for role in account.roles)
            self.stdout.write(f"{account.username:<16} {DEMO_PASSWORD}  {roles}")
