"""`python -m bench.receipt_guess --n 10000`: codes that are guessed open nothing, and tell nothing.

Well-formed codes of chance are tried one after the other by many; every answer must be the same bytes. Meanwhile
somebody comes back with a genuine code again and again.
"""

import argparse
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median

from bench.figures import Row, percentile, print_figures
from bench.letter_writer import RETURN, Browser, come_back, scopes_of, write_letter, write_shortly
from bench.page_reader import Page
from bench.server import House, house
from vault.receipts import new_receipt

AT_ONCE = 8
SLOWEST = 2.0  # seconds, p95 of a genuine code meanwhile


@dataclass
class Guesses:
    """What was answered. `times` are seconds of a wrong code."""

    bodies: Counter = field(default_factory=Counter)
    headers: Counter = field(default_factory=Counter)
    opened: int = 0
    times: list[float] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)


def try_code(port: int, code: str) -> tuple[Page, float]:
    """Posts a code in a fresh browser; the page and the seconds."""
    browser, begun = Browser(port, patience=0.0), time.perf_counter()
    page = browser.post(f"{RETURN}?language=en", [("act", "open"), ("code", code)])
    return page, time.perf_counter() - begun


def guess(port: int, guesses: Guesses) -> None:
    """One code of chance."""
    page, seconds = try_code(port, new_receipt())
    headers = tuple(sorted((name, value) for name, value in page.headers.items() if name != "date"))
    with guesses.guard:
        guesses.bodies[page.status, page.body] += 1
        guesses.headers[headers] += 1
        guesses.opened += page.form_with(("act", "leave")) is not None
        guesses.times.append(seconds)


def come_back_meanwhile(port: int, receipt: str, story: str, is_over: threading.Event) -> tuple[list[float], int]:
    """Opens a genuine letter again and again; seconds of each time, and how often it did not open."""
    times, failures = [], 0
    while not is_over.is_set():
        page, seconds = try_code(port, receipt)
        times.append(seconds)
        failures += page.own_words != [story]
        is_over.wait(0.25)
    return times, failures


def in_turns(port: int, receipt: str, rounds: int) -> tuple[float, float]:
    """Median seconds of a hit and of a miss, asked in turns so that a busy machine slows both alike."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * rounds):
        is_hit = number % 2 == 0
        times[is_hit].append(try_code(port, receipt if is_hit else new_receipt())[1])
    return median(times[True]), median(times[False])


def measure(n: int, rounds: int) -> bool:
    """Runs it all and prints the figures; whether codes can be trusted."""
    with house("bench-receipts") as built:
        story = "A letter to which somebody comes back."
        receipt = write_letter(Browser(built.port, patience=30), {"story": story}).receipt
        for _letter in range(10):  # others that a guess could hit
            write_shortly(Browser(built.port, patience=30), story, scopes_of(built.port), built.told["organisation"])
        guesses, begun = Guesses(), time.monotonic()
        times, failures = _guess_all(built, guesses, n, receipt, story)
        seconds = time.monotonic() - begun
        hit, miss = in_turns(built.port, receipt, rounds)
        come_back(Browser(built.port), receipt)
        for line in differing_lines(guesses):
            print(f"  {line}", file=sys.stderr)
        return print_figures(f"{n:,} guessed codes", rows_of(guesses, times, failures, hit, miss, seconds))


def _guess_all(built: House, guesses: Guesses, n: int, receipt: str, story: str) -> tuple[list[float], int]:
    is_over = threading.Event()
    with ThreadPoolExecutor(AT_ONCE + 1) as threads:
        genuine = threads.submit(come_back_meanwhile, built.port, receipt, story, is_over)
        try:
            for future in [threads.submit(guess, built.port, guesses) for _guess in range(n)]:
                future.result()
        finally:
            is_over.set()
        return genuine.result()


def differing_lines(guesses: Guesses) -> list[str]:
    """Where answers to wrong codes differ, by line of the page and by header."""
    bodies = [body.decode(errors="replace").splitlines() for _status, body in guesses.bodies]
    found = [
        f"page, line {number}: {set(lines)}"
        for number, lines in enumerate(zip(*bodies, strict=False), 1)
        if len(set(lines)) > 1
    ]
    headers = [dict(each) for each in guesses.headers]
    names = sorted({name for each in headers for name in each})
    found += [f"header {name}: {values}" for name in names if len(values := {each.get(name) for each in headers}) > 1]
    return found[:20]


def rows_of(guesses: Guesses, times: list[float], failures: int, hit: float, miss: float, seconds: float) -> list[Row]:
    """The figures with their targets."""
    p95 = percentile(times, 0.95)
    return [
        ("guesses, a second", f"{len(guesses.times):,}, {len(guesses.times) / seconds:.0f}", "", True),
        ("guesses that opened something", guesses.opened, "0", guesses.opened == 0),
        ("different pages to wrong codes (nothing taken out)", len(guesses.bodies), "1", len(guesses.bodies) == 1),
        ("different headers (but for the date)", len(guesses.headers), "1", len(guesses.headers) == 1),
        (
            "genuine code meanwhile: times, failures",
            f"{len(times)}, {failures}",
            "0 failures",
            failures == 0 and bool(times),
        ),
        ("genuine code meanwhile: p95, s", f"{p95:.2f}", f"<= {SLOWEST:g}", p95 <= SLOWEST),
        ("a wrong code: median, s", f"{median(guesses.times):.3f}", "", True),
        ("one at a time: hit, miss, median ms", f"{hit * 1e3:.1f}, {miss * 1e3:.1f}", "", True),
        ("one at a time: hit - miss, ms", f"{(hit - miss) * 1e3:.1f}", "", True),
    ]


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=10_000, help="codes of chance")
    parser.add_argument("--rounds", type=int, default=200, help="times a hit and a miss are compared")
    options = parser.parse_args()
    return 0 if measure(options.n, options.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
