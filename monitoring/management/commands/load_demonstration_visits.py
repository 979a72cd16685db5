"""Adds invented visits of monitors to the demonstration, calibrated on the published number of visits a year."""

from argparse import ArgumentParser
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.choices import Role
from accounts.demo import demo_user, ensure_demo_accounts
from complaints.choices import DataSet
from complaints.demo.sealed import ensure_demo_keys
from institutions.packs import pack_folder
from institutions.queries import NoPack, current_pack
from monitoring.demo.generator import invent_visits
from monitoring.demo.profile import read_visit_profile
from monitoring.demo.setting import prepare_visit_setting
from monitoring.demo.store import VisitStore
from monitoring.demo.words import Author, open_cases_to_monitor, read_visit_stories
from monitoring.models import Visit, VisitText


class Command(BaseCommand):
    help = "Invent the demonstration visits, after `load_demo`. Same seed, same day, same cases, same visits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="last day of the data (today)")
        parser.add_argument("--scale", type=float, default=1.0, help="times as many visits as really are made")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where demonstration visits exist")

    def handle(self, *args, **options) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("Invented visits never stand beside real ones: no demonstration in production.")
        if Visit.objects.of(DataSet.DEMONSTRATION).exists():
            if options["if_empty"]:
                self.stdout.write("The demonstration visits are already there.")
                self._write_words(timezone.localdate())
                return
            raise CommandError(
                "There are demonstration visits already. Start from an empty database, or use --if-empty."
            )
        try:
            profile = read_visit_profile(pack_folder(current_pack().code))
        except NoPack as error:
            raise CommandError(str(error)) from error
        now = timezone.now()
        until, seed = options["until"] or timezone.localdate(now), options["seed"]
        organisation = ensure_demo_accounts(now=now)
        setting = prepare_visit_setting(profile, organisation, seed)
        visits = invent_visits(profile, setting, seed=seed, until=until, scale=options["scale"])
        store = VisitStore(profile, organisation, demo_user(Role.MONITOR), seed=seed, until=until)
        self.stdout.write(f"{store.write(visits)} invented visits before {until}, seed {seed}.")
        self._write_words(until)

    def _write_words(self, today: date) -> None:
        """What is sealed; also for demonstration visits from before there was any."""
        if VisitText.objects.filter(visit__data_set=DataSet.DEMONSTRATION).exists():
            return
        folder, monitor = pack_folder(current_pack().code), demo_user(Role.MONITOR)
        organisation = ensure_demo_accounts(now=timezone.now())
        ensure_demo_keys(today)
        author = Author(read_visit_profile(folder), organisation, monitor, today)
        number = author.write(read_visit_stories(folder))
        cases = open_cases_to_monitor(monitor=monitor, by=demo_user(Role.LEAD), today=today)
        self.stdout.write(f"{number} more with invented words; {cases} cases assigned to the monitor.")
