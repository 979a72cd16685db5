"""All measurements at one number of cases: `python -m bench.size 10000` prints them as JSON.

Runs in a process of its own, so that the memory it reports is its own. Needs an empty database.
"""

import json
import sys
from datetime import date

import django

TODAY = date(2026, 11, 22)


def main(cases: int) -> dict:
    """Build `cases` invented cases and measure on them; gives figure name -> value."""
    django.setup()
    from bench import funnel, upkeep
    from bench.build import build, prepare

    prepare()
    found = build(cases=cases, until=TODAY)
    found |= funnel.measure(today=TODAY, is_loop_feasible=cases <= 100_000)
    found |= upkeep.measure(today=TODAY)
    return found


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
