"""`python -m bench.fuzz_parsers --seconds 60`: whether bytes and names that chance invents get past the refusals.

Seeds are whole files and harmful ones; chance changes, cuts, joins and renames them. A refusal is an
answer; every other exception is a finding, and the program ends with 1. Repeatable with `--seed`. With `--oracle` it
also asks exiftool, where it is installed, what it still finds in clean copies of files full of marks.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable

import django

MOST_BYTES = 6_000
ENDINGS = ("jpg", "jpeg", "png", "webp", "pdf", "txt", "m4a", "mp3", "mp4", "exe")
LETTERS = "abcZ019.-_ /\\\0\r\n\x1b\u202e\u2066\u200e\u00e9\u6f22\ud800\U0001f4f7%<>\"';:|?*"
# What exiftool says of every file, of its pixels or of itself.
SAID_OF_PIXELS = {"SourceFile", "ExifTool", "File", "Composite", "JFIF"}
SAID_OF_PIXELS_IN_PNG = {
    *("ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace"),
}


def sniffing() -> tuple[list[tuple[str, bytes]], Callable[[str, bytes], None]]:
    """(seeds, what is done with each case) for files that strangers send."""
    from bench.strange_files import planted
    from bench.strange_files.hostile import everything
    from bench.strange_files.parts import harmless
    from vault.cleaning.kinds import Refused, receive, safe_display_name, sniff
    from vault.cleaning.serving import attachment_headers

    seeds = [*harmless().items(), *((each.name, each.content[:MOST_BYTES]) for each in everything())]
    seeds += [("p.jpg", planted.jpeg()[0]), ("p.png", planted.png()[0]), ("p.pdf", planted.pdf()[0])]

    def attempt(name: str, content: bytes) -> None:
        shown = safe_display_name(name)
        assert shown and len(shown) <= 80 and not set(shown) & set('\0\r\n/\\"\u202e')
        assert "\n" not in attachment_headers(name)["Content-Disposition"]
        for look in (lambda: sniff(content, name), lambda: receive(name=name, chunks=[content])):
            try:
                look()
            except Refused as refusal:
                assert str(refusal)

    return seeds, attempt


PARSERS = {"sniff": sniffing}


def mutated(chance: random.Random, seeds: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A name and bytes, made of one or two seeds."""
    name, content = chance.choice(seeds)
    grown = bytearray(content[:MOST_BYTES])
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(grown) + 1)
        step = chance.randrange(6)
        if step == 0:
            del grown[at:]
        elif step == 1:
            grown[at:at] = chance.randbytes(chance.randrange(1, 40))
        elif step == 2:
            grown[at : at + chance.randrange(1, 20)] = b""
        elif step == 3 and grown:
            grown[at % len(grown)] = chance.choice([0, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        elif step == 4:
            other = chance.choice(seeds)[1][:MOST_BYTES]
            grown[at:] = other[chance.randrange(len(other) + 1) :]
        else:
            grown[:0] = chance.choice(seeds)[1][: chance.randrange(40)]
    if chance.random() < 0.4:
        name = _renamed(chance, name)
    return name, bytes(grown)


def _renamed(chance: random.Random, name: str) -> str:
    if chance.random() < 0.5:
        return f"{name.rpartition('.')[0]}.{chance.choice(ENDINGS)}"
    at = chance.randrange(len(name) + 1)
    return name[:at] + "".join(chance.choices(LETTERS, k=chance.randrange(1, 6))) + name[at:]


def fuzz(parser: str, *, seconds: float, seed: int) -> tuple[int, Counter]:
    """(cases, unexpected exceptions by their last line); the first case of each is printed for whoever repairs it."""
    seeds, attempt = PARSERS[parser]()
    chance, found, cases = random.Random(seed), Counter(), 0
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        name, content = mutated(chance, seeds)
        cases += 1
        try:
            attempt(name, content)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            story = traceback.format_exc()
            reason = story.strip().splitlines()[-1]
            if reason not in found:
                print(f"{name!r} {content!r}\n{story}", file=sys.stderr)
            found[reason] += 1
    return cases, found


def remains() -> dict[str, list[str]]:
    """What exiftool names in clean copies of files full of marks, beyond what every picture has; empty is good."""
    from bench.strange_files import planted
    from vault.cleaning.kinds import FileKind
    from vault.cleaning.rendering import render

    named = {}
    for kind in (FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.PDF):
        content = getattr(planted, kind.value)()[0]
        before = _named_by_exiftool(content)
        (page,) = render(kind, content).pages
        named[kind.value] = _named_by_exiftool(page)
        print(f"exiftool, {kind.value}: {len(before)} names in the original, {len(named[kind.value])} in the copy")
    return {kind: names for kind, names in named.items() if names}


def _named_by_exiftool(content: bytes) -> list[str]:
    command = ["exiftool", "-json", "-G0", "-ee", "-u", "-"]
    (told,) = json.loads(subprocess.run(command, input=content, capture_output=True, check=False).stdout)
    return sorted(
        key
        for key in told
        if key.partition(":")[0] not in SAID_OF_PIXELS
        and not (key.startswith("PNG:") and key.partition(":")[2] in SAID_OF_PIXELS_IN_PNG)
    )


def main() -> int:
    """Prints one line for each parser; gives the exit status."""
    reading = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reading.add_argument("--seconds", type=float, default=60, help="for each parser")
    reading.add_argument("--seed", type=int, default=1)
    reading.add_argument("--oracle", action="store_true")
    chosen = reading.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    findings = 0
    for parser in PARSERS:
        cases, found = fuzz(parser, seconds=chosen.seconds, seed=chosen.seed)
        findings += sum(found.values())
        print(f"{parser}: {cases:,} cases, {sum(found.values())} unexpected exceptions")
    if chosen.oracle and shutil.which("exiftool"):
        findings += len(remains())
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
