"""`make bench ARGS=channel`: every measurement of the safe channel, one after the other, at its full size."""

import subprocess
import sys

from bench.database import ROOT

COMMANDS = (
    ("kill9", "--n", "1000", "--conc", "50", "--kills", "5"),
    ("flood", "--junk", "10000", "--rate", "50", "--every", "10"),
    ("seized", "--canaries", "200", "--decrypt"),
    ("no_ip", "--n", "1000"),
    ("receipt_guess", "--n", "10000"),
    ("tamper", "--n", "1000"),
    ("fuzz_parsers", "--seconds", "60", "--oracle"),
    ("foreign_ids", "--n", "500"),
)


def main() -> int:
    """Runs them all, whatever becomes of one; 1 when any of them missed a target."""
    codes = []
    for name, *words in COMMANDS:
        print(f"\npython -m bench.{name} {' '.join(words)}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", f"bench.{name}", *words], cwd=ROOT, check=False).returncode)
    return int(any(codes))
