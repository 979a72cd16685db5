"""Brings the database to where a first visitor expects it: tables, country pack, figures, cases, demonstration.

Run as `python -m config.prepare` by config.launch. Progress goes to the error stream; the demonstration accounts, which
the caller prints last, to the output. Every command can be repeated without harm.
"""

import io
import os
import sys

import django
from django.core.management import CommandError, call_command

PACK = "kz"
STEPS = [
    ("Tables", "migrate", ["--verbosity", "0"]),
    ("Country pack", "load_pack", [PACK]),
    ("Official figures", "load_official_figures", []),
    ("Public cases", "load_public_cases", []),
    # After an upgrade the law or the program may read the same events differently; figures come after this.
    ("Milestones, clocks and alerts", "rebuild_milestones", ["--if-outdated"]),
]
DEMONSTRATION = [
    ("Demonstration data (the first time takes a minute)", "load_demo", ["--if-empty"]),
    ("Demonstration visits", "load_demonstration_visits", ["--if-empty"]),
]

FIGURES = ("Figures of the first pages", "refresh_funnel", ["--if-missing"])


def main() -> int:
    """Runs the steps; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    steps = [*STEPS, *(DEMONSTRATION if settings.DEMO_DATA_ALLOWED else []), FIGURES]
    invented = {command for _title, command, _arguments in DEMONSTRATION}
    for title, command, arguments in steps:
        print(f"  {title} ...", file=sys.stderr, flush=True)
        # The counts of the loaders interest nobody here; the demonstration takes long enough to show its progress.
        words = sys.stderr if command in invented else io.StringIO()
        try:
            call_command(command, *arguments, stdout=words)
        except CommandError as error:
            print(f"{command}: {error}", file=sys.stderr)
            return 1
    if settings.DEMO_DATA_ALLOWED:
        call_command("demo_accounts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
