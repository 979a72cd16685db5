"""`python -m bench.kill9 --n 1000 --conc 50 --kills 5`: no letter whose code was shown is ever lost.

Many people write at once, while web server and database are killed without warning again and again at moments of
chance. Afterwards every code that was shown must open exactly what was written, and nothing may be kept by halves or
twice. Exits with 1 otherwise.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from bench.database import ROOT
from bench.figures import Row, print_figures
from bench.letter_writer import RETURN, Browser, Interrupted, Lost, write_letter
from bench.server import House, house

PATIENCE = 300.0  # seconds a person keeps trying
_ALPHABETS = [
    *(chr(number) for number in range(0x61, 0x7B)),
    *(chr(number) for number in range(0x410, 0x450)),
    *(chr(number) for number in (0x4D9, 0x493, 0x49B, 0x4A3, 0x4E9, 0x4B1, 0x4AF, 0x4BB, 0x456)),
    *(chr(number) for number in (0x20, 0x20, 0x20, 0x26, 0x3C, 0x22, 0x27, 0x2014, 0x1F54A, 0xE9)),
]


@dataclass
class Tally:
    """What the writers have seen so far."""

    letters: list[dict[str, str]] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    retries: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)


def story(chance: Random, number: int) -> str:
    """A text that occurs once, in several alphabets and lines, as it is kept (line breaks as browsers send them)."""
    lines = ["".join(chance.choices(_ALPHABETS, k=chance.randint(20, 400))).strip() for _line in range(3)]
    return "\r\n".join([f"letter {number}", *lines, "."])


def one_letter(built: House, number: int, tally: Tally) -> None:
    """Writes one letter, every other with a file."""
    chance = Random(number)
    text = story(chance, number)
    content = f"file {number}\n".encode() + chance.randbytes(1500).hex().encode() if number % 2 else b""
    files = [(f"evidence-{number}.txt", "text/plain", content)] if content else []
    browser = Browser(built.port, patience=PATIENCE)
    try:
        walk = write_letter(browser, {"story": text, "name": f"Name {number}", "role": "relative"}, files)
    except (Lost, Interrupted) as error:
        with tally.guard:
            tally.given_up.append(str(error))
    else:
        with tally.guard:
            tally.letters.append({"receipt": walk.receipt, "story": text, "file": content.hex()})
    with tally.guard:
        tally.retries += browser.retries


def kill_now_and_then(built: House, tally: Tally, n: int, kills: int) -> list[int]:
    """Kills everything when so many codes were shown, as chance has it; gives the numbers of processes that died."""
    chance = Random()
    died = []
    for share in sorted(chance.uniform(0.02, 0.92) for _kill in range(kills)):
        while len(tally.letters) + len(tally.given_up) < share * n:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 1))
        died.append(built.kill_everything())
        built.start_again()
        print(f"  killed at {len(tally.letters)} codes: {died[-1]} processes", file=sys.stderr, flush=True)
    return died


def read_back(built: House, letters: list[dict[str, str]]) -> int:
    """Comes back with every code; how many pages do not show the text that was written."""

    def differs(letter: dict[str, str]) -> bool:
        browser = Browser(built.port, patience=60)
        page = browser.post(f"{RETURN}?language=en", [("act", "open"), ("code", letter["receipt"])])
        return page.own_words != [letter["story"]]

    with ThreadPoolExecutor(8) as threads:
        return sum(threads.map(differs, letters))


def in_database(built: House, letters: list[dict[str, str]]) -> dict:
    """What the database says of the letters."""
    output = subprocess.run(
        [sys.executable, "-m", "bench.letters_kept"],
        env=built.environment,
        cwd=ROOT,
        check=True,
        input=json.dumps(letters),
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(output)


def fsck(built: House) -> str:
    """What the house's own check says: "clean", or how it failed."""
    words = [sys.executable, "manage.py", "fsck", "--fail"]
    outcome = subprocess.run(words, env=built.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if outcome.returncode:
        print(outcome.stdout, outcome.stderr, file=sys.stderr)
    return f"failed ({outcome.returncode})" if outcome.returncode else "clean"


def measure(n: int, at_once: int, kills: int) -> bool:
    """Runs it all and prints the figures; whether nothing was lost."""
    with house("bench-kill9") as built:
        tally, begun = Tally(), time.monotonic()
        with ThreadPoolExecutor(at_once) as writers:
            killer = threading.Thread(target=kill_now_and_then, args=(built, tally, n, kills), daemon=True)
            killer.start()
            for number in range(n):
                writers.submit(one_letter, built, number, tally)
        killer.join()
        written_in = time.monotonic() - begun
        unread = read_back(built, tally.letters)
        kept, checked = in_database(built, tally.letters), fsck(built)
        for reason in [*tally.given_up, *kept["breaches"], *map(str, kept["halves"].items())]:
            print(f"  {reason}", file=sys.stderr)
        return print_figures(
            f"{n:,} letters, {at_once} at once", rows_of(n, kills, tally, kept, unread, checked, written_in)
        )


def rows_of(n: int, kills: int, tally: Tally, kept: dict, unread: int, checked: str, seconds: float) -> list[Row]:
    """The figures with their targets."""
    shown = len(tally.letters)
    lost = kept["unknown"] + kept["differing_texts"] + kept["differing_files"]
    return [
        ("submitted", f"{n:,}", "", True),
        ("receipts shown", f"{shown:,}", f"{n:,}", shown == n),
        ("times everything was killed (web and database)", kills, "", True),
        ("requests that had to be repeated", f"{tally.retries:,}", "", True),
        ("lost: unknown code, other text or other file", lost, "0", lost == 0),
        ("pages that do not show the text with the code", unread, "0", unread == 0),
        ("receipts that two letters share", shown - len({each["receipt"] for each in tally.letters}), "0",
         shown == len({each["receipt"] for each in tally.letters})),
        ("doubled cases: cases - receipts", kept["cases"] - shown, "0", kept["cases"] == shown),
        ("letters with the file twice", kept["doubled_files"], "0", kept["doubled_files"] == 0),
        ("partial rows", sum(kept["halves"].values()), "0", not kept["halves"]),
        ("manage.py fsck --fail", checked, "clean", checked == "clean"),
        ("breaches of the audit", len(kept["breaches"]), "0", not kept["breaches"]),
        ("seconds of writing", f"{seconds:.0f}", "", True),
    ]  # fmt: skip


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=1_000, help="letters")
    parser.add_argument("--conc", type=int, default=50, help="people who write at once")
    parser.add_argument("--kills", type=int, default=5, help="how often everything is killed")
    options = parser.parse_args()
    return 0 if measure(options.n, options.conc, options.kills) else 1


if __name__ == "__main__":
    sys.exit(main())
