"""Draws docs/states.md from the country pack, or fails when the page is older than the pack."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from complaints.state_diagram import document
from institutions.models import Guard, Stage, TimeLimit, Transition
from institutions.queries import NoPack, current_pack


class Command(BaseCommand):
    help = "Draws the states of the country pack into docs/states.md. With --check it only says whether that is stale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 where the page is stale")
        parser.add_argument("--to", type=Path, default=None, help="another file than docs/states.md")

    def handle(self, *args: object, **options: object) -> None:
        page = options["to"] or settings.BASE_DIR / "docs" / "states.md"
        drawn = self._draw()
        if options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != drawn:
                raise CommandError(f"{page.name} is older than the country pack. Draw it again: manage.py draw_states")
            self.stdout.write(f"{page.name} says what the country pack says.")
            return
        page.write_text(drawn, encoding="utf-8")
        self.stdout.write(f"Drew {page.name}.")

    @staticmethod
    def _draw() -> str:
        try:
            pack = current_pack()
        except NoPack as error:
            raise CommandError(str(error)) from error
        with translation.override("en"):
            return document(
                pack.code,
                list(Stage.objects.order_by("order")),
                list(
                    Transition.objects.select_related("from_stage", "to_stage").order_by(
                        "from_stage__order", "to_stage__order"
                    )
                ),
                Guard.objects.select_related("stage").order_by("order"),
                TimeLimit.objects.order_by("order"),
            )
