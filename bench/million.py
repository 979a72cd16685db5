"""`make bench ARGS=million`: one database of 10^6 cases, on which files, list and interface are measured in turn.

A number after it asks for another size: `make bench ARGS="million 100000"`. Building takes by far the longest, so that
it is done once; `ARGS=exports`, `ARGS=listing` and `ARGS=interface` build for one of them alone. Each is measured in a
process of its own, so that memory is that of its work, and one that breaks does not take the others with it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date

import django

from bench import exports, interface, listing
from bench.database import ROOT, throw_away

CASES = 1_000_000
UNTIL = date(2026, 11, 22)
MEASURED = {"exports": exports, "listing": listing, "interface": interface}  # the last one writes cases
BUILD = "build"


def main(words: list[str], names: Sequence[str] = tuple(MEASURED), usual: int = CASES) -> int:
    """Builds once, measures each, prints; 1 where a target is missed or something could not be measured."""
    cases = int(words[0]) if words else usual
    are_met = []
    with throw_away("bench-million") as environment:
        before = time.monotonic()
        built = _step(environment, BUILD, cases)
        print(f"Built {built['cases']:,} cases in {time.monotonic() - before:,.0f} s", flush=True)
        for name in names:
            before = time.monotonic()
            try:
                found = built | _step(environment, name, cases)
            except subprocess.CalledProcessError:
                print(f"\n{name}: could not be measured, see above", flush=True)
                are_met.append(False)
                continue
            print(f"\nMeasured in {time.monotonic() - before:,.0f} s", flush=True)
            are_met.append(MEASURED[name].show(found))
    return int(not all(are_met))


def _step(environment: dict[str, str], name: str, cases: int) -> dict[str, float]:
    """What a step found, in a process of its own. Raises CalledProcessError."""
    command = [sys.executable, "-m", "bench.million", name, str(cases)]
    unhurried = {**environment, "API_RATE": "1000000/min"}
    return json.loads(subprocess.run(command, env=unhurried, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def make(cases: int) -> dict[str, float]:
    """Fills the database."""
    from bench.build import build, prepare

    prepare()
    return dict(build(cases=cases, until=UNTIL))


if __name__ == "__main__":
    django.setup()
    step, size = sys.argv[1], int(sys.argv[2])
    json.dump(make(size) if step == BUILD else MEASURED[step].measure(size), sys.stdout)
