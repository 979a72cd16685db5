"""Builds the database a benchmark runs on, and times the building."""

from datetime import date

from django.core.management import call_command
from django.db import connection

from bench.measure import peak_megabytes, seconds_of
from bench.multiply import multiply
from complaints.models import Case, CaseEvent

CASES_AT_SCALE_ONE = 13_681
INVENTED_AT_MOST = 100_000


def prepare() -> None:
    """Migrations and the country pack."""
    call_command("migrate", verbosity=0)
    call_command("load_pack", "kz", stdout=_Silence())


def build(*, cases: int, until: date) -> dict:
    """About so many invented cases; gives their numbers, the seconds it took to invent and the peak of memory."""
    invented = min(cases, INVENTED_AT_MOST)
    seconds, _result = seconds_of(
        lambda: call_command("load_demo", scale=invented / CASES_AT_SCALE_ONE, until=until, seed=1, stdout=_Silence())
    )
    found = {"invented": Case.objects.count()}
    multiply(cases // invented - 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return found | {
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
