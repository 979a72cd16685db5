"""The first person of an organisation: an administrator, who invites all others. Prints the link of the invitation."""

from argparse import ArgumentParser

from django.contrib.auth.tokens import default_token_generator
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.actions import NotPossible, found_organisation


class Command(BaseCommand):
    help = "Found an organisation with its first administrator, who chooses a password by the link printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, help="name of the new organisation")
        parser.add_argument("--username", required=True, help="user name of its first administrator")

    def handle(self, *args, **options) -> None:
        try:
            user = found_organisation(name=options["organisation"], username=options["username"])
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        arguments = {
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        }
        self.stdout.write("Open this address on the site, once, within three days, and choose a password:")
        self.stdout.write(reverse("invitation", kwargs=arguments))
