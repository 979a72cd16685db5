"""`python -m bench [sizes]`: builds each size in an empty embedded database and prints the figures with their targets.

A database of its own in var/bench, thrown away afterwards. Beyond 10^5 the invented cases are multiplied inside the
database. Fewer sizes: `make bench ARGS="10000 100000"`. The safe channel instead: `make bench ARGS=channel`.
Files, list and interface on one database: `make bench ARGS=million`.
"""

import itertools
import json
import subprocess
import sys

from bench import channel, imports, limits, million
from bench.database import ROOT, throw_away

SIZES = (10_000, 100_000, 1_000_000)


def run(size: int) -> dict:
    """The figures at one size, from a process and a database of their own."""
    with throw_away("bench") as environment:
        output = subprocess.run(
            [sys.executable, "-m", "bench.size", str(size)],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
    return json.loads(output)


def lines(found: dict) -> list[tuple[str, str, str]]:
    """(figure, measured, target) for one size."""
    ours = found["funnel_seconds"]
    rows = [
        ("cases, events", f"{found['cases']:,}, {found['events']:,}", ""),
        (
            "demonstration: seconds for 15 years of cases",
            f"{15 * 680 * 1.34 * found['generation_seconds'] / found['invented']:.1f}",
            "<= 60",
        ),
        ("demonstration: cases a second", f"{found['invented'] / found['generation_seconds']:,.0f}", ""),
        ("demonstration: peak memory, MB", f"{found['generation_peak_mb']:.0f}", ""),
        ("funnel, three breakdowns: cells", f"{found['cells']:,}", ""),
        ("funnel / one SQL statement over the events", f"{ours / found['sql_over_events_seconds']:.2f}", "<= 0.40"),
        ("its count statement / the whole funnel", f"{found['counts_seconds'] / ours:.2f}", ""),
        ("memory after the funnel, MB", f"{found['funnel_peak_mb']:.0f}", "<= 300"),
    ]
    if "object_loop_seconds" in found:
        rows.append(("funnel / loop over objects", f"1/{found['object_loop_seconds'] / ours:.0f}", "<= 1/40"))
    rows += [
        (
            "one event through the action / bare insert",
            f"{found['record_event_seconds'] / found['bare_insert_seconds']:.2f}",
            "<= 3",
        ),
        ("case of 500 events / case of 5", f"{found['long_case_seconds'] / found['short_case_seconds']:.2f}", "<= 1.5"),
        ("rebuild: cases a second", f"{1 / found['rebuild_seconds_per_case']:,.0f}", ""),
        ("rows that differ after a rebuild", str(found["differences_after_rebuild"]), "0"),
    ]
    return rows


def growth(by_size: dict[int, dict]) -> list[tuple[str, str, str]]:
    """How figures grow from one size to the next."""
    sizes, rows = sorted(by_size), []
    for small, large in itertools.pairwise(sizes):
        ratio = by_size[large]["funnel_seconds"] / by_size[small]["funnel_seconds"]
        rows.append((f"funnel at {large:,} / at {small:,}", f"{ratio:.1f}", "<= 12"))
        ratio = by_size[large]["record_event_seconds"] / by_size[small]["record_event_seconds"]
        rows.append((f"one event at {large:,} / at {small:,}", f"{ratio:.2f}", "<= 1.3"))
    return rows


def main(sizes: list[int]) -> None:
    by_size = {}
    for size in sizes:
        by_size[size] = run(size)
        print(f"\n{size:,} cases")
        for figure, measured, target in lines(by_size[size]):
            print(f"  {figure:<52}{measured:>18}   {target}")
    print("\nGrowth")
    for figure, measured, target in growth(by_size):
        print(f"  {figure:<52}{measured:>18}   {target}")


if __name__ == "__main__":
    if sys.argv[1:] == ["channel"]:
        sys.exit(channel.main())
    if sys.argv[1:2] == ["imports"]:
        sys.exit(imports.main(sys.argv[2:]))
    if sys.argv[1:2] == ["million"]:
        sys.exit(million.main(sys.argv[2:]))
    if sys.argv[1:] and sys.argv[1] in million.MEASURED:
        sys.exit(million.main(sys.argv[2:], sys.argv[1:2], million.MEASURED[sys.argv[1]].CASES))
    if sys.argv[1:2] == ["limits"]:
        sys.exit(limits.main(sys.argv[2:]))
    main([int(word) for word in sys.argv[1:]] or list(SIZES))
