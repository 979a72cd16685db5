"""With which pack and which program the projections of all cases were last built: after an upgrade they are outdated.

A milestone, a clock or an alert follows from events, from the rows of the pack and from the code that reads both. Where
one of the last two changed, what is stored differs from what the events say, although nobody recorded anything.
"""

import hashlib
from functools import cache
from pathlib import Path

from institutions.models import Pack

_ROOT = Path(__file__).resolve().parent.parent
_ROOMS = ("complaints", "institutions")


def fingerprint(pack: Pack) -> str:
    """SHA-256 over the checksum of the pack and the sources of the program that may decide a projection."""
    return hashlib.sha256(f"{pack.checksum} {_program()}".encode()).hexdigest()


def is_rebuilt(rules: str) -> bool:
    """Whether the projections of all cases were built with these rules, a `fingerprint`."""
    return Pack.objects.filter(rebuilt_with=rules).exists()


def note_rebuilt(rules: str) -> None:
    """Remembers that the projections of all cases were built with these rules, a `fingerprint`."""
    Pack.objects.update(rebuilt_with=rules)


@cache
def _program() -> str:
    # The list is too long rather than too short: a rebuild too many takes time, one too few makes figures wrong.
    digest = hashlib.sha256()
    for path in sorted(path for room in _ROOMS for path in (_ROOT / room).glob("*.py")):
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
