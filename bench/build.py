"""Builds the database a benchmark runs on, and times the building."""

from datetime import date

from django.core.management import call_command
from django.db import connection

from bench.measure import peak_megabytes, seconds_of
from complaints.models import Case, CaseEvent


def prepare() -> None:
    """Migrations and the country pack."""
    call_command("migrate", verbosity=0)
    call_command("load_pack", "kz", stdout=_Silence())


def build(*, scale: float, until: date) -> dict:
    """Invented cases at `scale`; gives their numbers, the seconds it took and the peak of memory."""
    seconds, _result = seconds_of(
        lambda: call_command("load_demo", scale=scale, until=until, seed=1, stdout=_Silence())
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "cases": Case.objects.count(),
        "events": CaseEvent.objects.count(),
        "generation_seconds": seconds,
        "generation_peak_mb": peak_megabytes(),
    }


class _Silence:
    """Swallows what a command would print, because standard output carries the figures."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""
