"""`python -m bench.seized --canaries 200`: what somebody finds who carries the switched-off machine away.

Marks are planted through every input there is, on the public form and on the pages of colleagues. Then everything is
stopped, and every byte that was written is searched for them in many codings, for the codes, and for the secrets of
people. A mark that was left in the open on purpose must be found, or the search itself counts as failed.

`--decrypt`: tries to open every envelope with whatever key lies about on the machine. That is an attempt, no proof.
"""

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass

from bench.canaries import Found, Marks, codings, missed_controls, plant_control, search, search_database
from bench.database import ROOT
from bench.figures import Row, print_figures
from bench.planting import Planter
from bench.server import KEEPER, LEAD, PASSWORD, House, house
from bench.staff import Desk

_SHORT_CODINGS = ("utf-8", "hex", "base64", "utf-16-le")


def plant(built: House, wanted: int) -> tuple[Planter, dict[str, int]]:
    """Plants at least so many marks; and how many of them readers could open, so that something was truly planted."""
    planter, read = Planter(built.port, Marks()), {"narrative": 0, "identities": 0}
    lead, keeper = Desk(built.port, LEAD, PASSWORD), Desk(built.port, KEEPER, PASSWORD)
    planter.account(lead)
    planter.account(keeper)
    while len(planter.marks.planted) < wanted:
        known = set(lead.references())
        receipts = [planter.letter("relative"), planter.letter("victim", is_junk=True)]
        planter.unsent(leaves=False)
        planter.unsent(leaves=True)
        planter.back(receipts[0])
        planter.strays()
        for reference in sorted(set(lead.references()) - known)[:2]:
            planter.case(lead, reference)
            planter.assign(lead, reference, built.told[KEEPER])
            read["narrative"] += planter.open_case(lead, reference)
            read["identities"] += planter.open_identities(keeper, reference)
    return planter, read


def needles_of(secrets: dict[str, str]) -> dict[bytes, str]:
    """Codings of codes and other secrets; codes also as they are shown."""
    found = {}
    for secret, what in secrets.items():
        spellings = [secret]
        if len(secret) == 25 and secret.isalnum():
            spellings += [" ".join(secret[start : start + 5] for start in range(0, 25, 5)), secret.lower()]
        for spelling in spellings:
            found |= {needle: what for needle, coding in codings(spelling).items() if coding in _SHORT_CODINGS}
    return found


def hits(found: Found, needles: dict[bytes, str]) -> list[str]:
    """Where something was found that must not be."""
    return [f"{where}: {coding} ({number} times)" for where, coding, number in found.of(needles)]


def measure(wanted: int, *, is_to_decrypt: bool) -> bool:
    """Runs it all and prints the figures; whether nothing was found."""
    with house("bench-seized") as built:
        begun = time.monotonic()
        built.start_worker()
        planter, read = plant(built, wanted)
        control = Marks()
        plant_control(built, control)
        opened = attempt(built, planter) if is_to_decrypt else None
        forbidden = planter.marks.needles() | needles_of({**planter.secrets, PASSWORD: "first password"})
        everything = forbidden | control.needles()
        planted_in, begun = time.monotonic() - begun, time.monotonic()
        in_database = search_database(built, everything)
        built.stop()
        in_files = search(built.folders, everything)
        found = hits(in_database, forbidden) + hits(in_files, forbidden)
        blind = missed_controls(in_files, in_database, control)
        for line in [*found, *(f"the search is blind for {place}" for place in blind)]:
            print(f"  {line}", file=sys.stderr)
        seconds = (planted_in, time.monotonic() - begun)
        searched = Searched(in_files, in_database, found, blind, len(everything), seconds)
        rows = rows_of(planter, read, searched) + decrypted_rows(opened)
        return print_figures("The machine is carried away", rows)


@dataclass
class Searched:
    """What the search came to. `seconds` of planting and of searching."""

    files: Found
    database: Found
    found: list[str]
    blind: list[str]
    needles: int
    seconds: tuple[float, float]


def rows_of(planter: Planter, read: dict[str, int], searched: Searched) -> list[Row]:
    """The figures with their targets."""
    places, files, database = len(set(planter.marks.planted)), searched.files, searched.database
    return [
        ("canaries planted", len(planter.marks.planted), "", True),
        ("kinds of places", places, "", True),
        ("canaries that the lead read back (narrative, files)", read["narrative"], "> 0", read["narrative"] > 0),
        ("canaries that the keeper read back (names)", read["identities"], "> 0", read["identities"] > 0),
        ("other secrets (codes, apps, cookies, passwords)", len(planter.secrets) + 1, "", True),
        ("byte sequences looked for", searched.needles, "", True),
        ("files searched, MB", f"{files.files:,}, {files.bytes / 1e6:.0f}", "", True),
        ("compressed streams unpacked", f"{files.streams:,}", "", True),
        ("dump searched, MB; columns of bytes", f"{database.bytes / 1e6:.1f}; {database.streams:,}", "", True),
        ("hits", len(searched.found), "0", not searched.found),
        ("places where the search is blind (control)", len(searched.blind), "0", not searched.blind),
        ("seconds of planting, of searching", "{:.0f}, {:.0f}".format(*searched.seconds), "", True),
    ]


# --- with all keys of the machine -------------------------------------------------------------------------------------


def attempt(built: House, planter: Planter) -> dict[str, int]:
    """Tries every key that lies about; in the process that has the database."""
    receipt = next(secret for secret, what in planter.secrets.items() if what == "receipt")
    output = subprocess.run(
        [sys.executable, "-m", "bench.keys_lying_about", str(built.folder)],
        env=built.environment,
        cwd=ROOT,
        check=True,
        input=receipt,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(output)


def decrypted_rows(opened: dict[str, int] | None) -> list[Row]:
    """What the attempt came to."""
    if opened is None:
        return []
    return [
        ("envelopes, files, wrapped keys, drafts, locked keys", f"{opened['sealed']:,}", "", True),
        ("keys tried", f"{opened['keys']:,}", "", True),
        ("opened (an attempt with obvious keys, no proof)", opened["opened"], "0", opened["opened"] == 0),
        ("opened with a code, as a control", opened["control"], "> 0", opened["control"] > 0),
    ]


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--canaries", type=int, default=200, help="marks to plant")
    parser.add_argument("--decrypt", action="store_true", help="also try every key that lies about")
    options = parser.parse_args()
    return 0 if measure(options.canaries, is_to_decrypt=options.decrypt) else 1


if __name__ == "__main__":
    sys.exit(main())
