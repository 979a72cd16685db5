"""Fills the database with the demonstration: invented cases calibrated on published totals."""

import random
from argparse import ArgumentParser
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.choices import Role
from accounts.demo import demo_user, ensure_demo_accounts
from complaints.choices import DataSet
from complaints.demo.circumstances import invent_safety
from complaints.demo.generator import Generator
from complaints.demo.profile import SCENARIOS, read_profile
from complaints.demo.sealed import ensure_demo_keys, read_stories, seal_demonstration
from complaints.demo.store import Store, assign_some, prepare_setting
from complaints.models import Case
from institutions.packs import pack_folder
from institutions.queries import NoPack, current_pack

ASSIGNED_TO_CASE_WORKER = 250


class Command(BaseCommand):
    help = "Invent the demonstration cases. Same seed, same day, same cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="last day of the data (today)")
        parser.add_argument(
            "--scenario", choices=SCENARIOS, default="medium", help="how often complaints are withdrawn"
        )
        parser.add_argument("--scale", type=float, default=1.0, help="times as many cases as really are registered")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where demonstration cases exist")

    def handle(self, *args, **options) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("Invented cases never stand beside real complaints: no demonstration in production.")
        if Case.objects.of(DataSet.DEMONSTRATION).exists():
            if options["if_empty"]:
                self.stdout.write("The demonstration is already there.")
                self._seal(timezone.localdate())
                return
            raise CommandError(
                "There are demonstration cases already. Start from an empty database, or use --if-empty."
            )
        try:
            pack = current_pack()
        except NoPack as error:
            raise CommandError(str(error)) from error
        now = timezone.now()
        until = options["until"] or timezone.localdate(now)
        organisation = ensure_demo_accounts(now=now)
        rng = random.Random(options["seed"])
        profile = read_profile(pack_folder(pack.code))
        generator = Generator(
            profile,
            prepare_setting(profile, rng),
            seed=options["seed"],
            until=until,
            scenario=options["scenario"],
            scale=options["scale"],
        )
        worker = demo_user(Role.CASE_WORKER)
        store = Store(organisation=organisation, by=worker, rng=rng, until=until, seed=options["seed"])
        number = store.write(generator.cases())
        assign_some(user=worker, by=demo_user(Role.LEAD), number=ASSIGNED_TO_CASE_WORKER)
        invent_safety(worker=worker, seed=options["seed"], until=until)
        self.stdout.write(f"{number} invented cases up to {until}, seed {options['seed']}.")
        self._seal(until)

    def _seal(self, today: date) -> None:
        """Keys and sealed texts; also for a demonstration from before there were any."""
        ensure_demo_accounts(now=timezone.now())
        ensure_demo_keys(today)
        stories = read_stories(pack_folder(current_pack().code))
        filled = seal_demonstration(worker=demo_user(Role.CASE_WORKER), stories=stories, today=today)
        if filled:
            self.stdout.write(f"Invented texts sealed in {filled} cases.")
