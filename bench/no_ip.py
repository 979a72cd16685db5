"""`python -m bench.no_ip --n 1000`: nobody's address and nobody's browser is kept.

Letters come from a thousand addresses, each with a browser and a forwarded address of its own. Then everything is
stopped and every byte is searched for them, the database also as text. What was left in the open on purpose must be
found, or the search itself counts as failed.
"""

import argparse
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.canaries import Found, Marks, missed_controls, plant_control, search, search_database
from bench.figures import print_figures
from bench.letter_writer import RETURN, Browser, Interrupted, Lost, scopes_of, write_shortly
from bench.server import House, house

AT_ONCE = 100  # most of them wait


def own_address(number: int) -> str:
    """An address of this machine that nothing else uses."""
    return f"127.{100 + number % 90}.{1 + number // 90 % 250}.{1 + number * 7 % 250}"


def forwarded_address(number: int) -> str:
    """What a proxy would say the address is."""
    return f"100.{64 + number % 60}.{1 + number // 60 % 250}.{1 + number * 11 % 250}"


def write_all(built: House, n: int, marks: Marks) -> int:
    """Writes the letters and comes back with every tenth code; how many codes were shown."""
    scopes = scopes_of(built.port)

    def one(number: int) -> bool:
        agent = f"Mozilla/5.0 (X11; {marks.new_latin('user agent')}) Gecko/20100101"
        headers = {"User-Agent": agent, "X-Forwarded-For": forwarded_address(number),
                   "X-Real-IP": forwarded_address(number), "Forwarded": f"for={forwarded_address(number)}"}  # fmt: skip
        browser = Browser(built.port, source=own_address(number), headers=headers, patience=30)
        try:
            receipt = write_shortly(
                browser, f"Letter {number}, of which nobody knows whence.", scopes, built.told["organisation"]
            )
            if number % 10 == 0:
                browser.post(RETURN, [("act", "open"), ("code", receipt)])
                browser.get(f"/nowhere/{number}/")
        except (Lost, Interrupted) as error:
            print(f"  {error}", file=sys.stderr)
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as writers:
        return sum(writers.map(one, range(n)))


def address_needles(n: int) -> dict[bytes, str]:
    """The addresses as text, in the codings in which text lies on disks."""
    found = {}
    for number in range(n):
        for address in (own_address(number), forwarded_address(number)):
            found[address.encode()] = "address"
    return found


def measure(n: int) -> bool:
    """Runs it all and prints the figures; whether nothing was found."""
    with house("bench-no-ip") as built:
        built.start_worker()
        marks, control, begun = Marks(), Marks(), time.monotonic()
        shown = write_all(built, n, marks)
        written_in, begun = time.monotonic() - begun, time.monotonic()
        plant_control(built, control)
        (built.folder / "control-address.txt").write_text(f"somebody at {own_address(n)} wrote")
        addresses = address_needles(n + 1)
        agents = marks.needles()
        pattern = re.compile(rb"1(?:27|00)\.\d{1,3}\.\d{1,3}\.\d{1,3}|1\x00(?:2\x007|0\x000)\x00\.\x00[\d.\x00]{9,22}")
        in_database = search_database(built, agents | control.needles(), (pattern, addresses))
        built.stop()
        in_files = search(built.folders, agents | control.needles(), (pattern, addresses))
        hidden = {needle: coding for needle, coding in addresses.items() if needle != own_address(n).encode()}
        found = [hit for each in (in_database, in_files) for hit in each.of(agents | hidden)]
        blind = missed_controls(in_files, in_database, control)
        if not any(where == "control-address.txt" for where, _c, _n in in_files.of(addresses)):
            blind.append("an address in a file")
        for line in [*map(str, found), *(f"the search is blind for {place}" for place in blind)]:
            print(f"  {line}", file=sys.stderr)
        return print_figures(
            f"{n:,} letters from {n:,} addresses", rows_of(n, shown, found, blind, in_files, written_in, begun)
        )


def rows_of(n: int, shown: int, found: list, blind: list, files: Found, written_in: float, begun: float) -> list:
    """The figures with their targets."""
    distinct, forwarded = (len({of(number) for number in range(n)}) for of in (own_address, forwarded_address))
    return [
        ("letters whose code was shown", f"{shown:,}", f"{n:,}", shown == n),
        ("distinct source addresses", f"{distinct:,}", f"{n:,}", distinct == n),
        (
            "distinct forwarded addresses, user agents",
            f"{forwarded:,}, {n:,}",
            "",
            True,
        ),
        ("files searched, MB", f"{files.files:,}, {files.bytes / 1e6:.0f}", "", True),
        ("hits", len(found), "0", not found),
        ("places where the search is blind (control)", len(blind), "0", not blind),
        ("seconds of writing, of searching", f"{written_in:.0f}, {time.monotonic() - begun:.0f}", "", True),
    ]


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=1_000, help="letters, each from an address of its own")
    options = parser.parse_args()
    return 0 if measure(options.n) else 1


if __name__ == "__main__":
    sys.exit(main())
