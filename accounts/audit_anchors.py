"""Anchors: where each chain ended, day by day, in a file outside the database.

The chain alone shows that something within it was changed; that its end was cut off shows only against an anchor.
Copies of the file belong into other hands: whoever can write both the database and the file can write both anew.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from accounts.models import AuditChain, Organisation

HOUSE = "house"


class UnreadableAnchor(Exception):
    """A line of the file is no anchor; the text says which."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A chain ("house", or the uuid of its organisation) ended then with this event."""

    at: datetime
    chain: str
    seq: int
    hash: str


def anchor_file() -> Path:
    """Where anchors are written: beside the database, never in it."""
    return settings.VAR_DIR / "anchors" / "audit.jsonl"


def chain_name(organisation: Organisation | None) -> str:
    """What an anchor calls the chain."""
    return str(organisation.uuid) if organisation else HOUSE


def write_anchors(*, now: datetime, file: Path | None = None) -> int:
    """Appends where every chain ends to the file, on disk when this returns; the number of chains."""
    file = file or anchor_file()
    heads = AuditChain.objects.filter(seq__gt=0).select_related("organisation").order_by("pk")
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    lines = [
        json.dumps({"at": at, "chain": chain_name(head.organisation), "seq": head.seq, "hash": head.hash})
        for head in heads
    ]
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as stream:
        stream.writelines(f"{line}\n" for line in lines)
        stream.flush()
        os.fsync(stream.fileno())
    return len(lines)


def read_anchors(file: Path | None = None) -> Iterator[Anchor]:
    """Every anchor of the file, oldest first; none where there is no file. Raises UnreadableAnchor."""
    file = file or anchor_file()
    if not file.exists():
        return
    with file.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                found = json.loads(line)
                yield Anchor(datetime.fromisoformat(found["at"]), found["chain"], int(found["seq"]), found["hash"])
            except (ValueError, KeyError, TypeError) as error:
                raise UnreadableAnchor(f"Line {number} of {file.name} is no anchor.") from error


def last_anchor(organisation: Organisation | None) -> Anchor | None:
    """The newest anchor of a chain, or None where there is none that can be read."""
    name, newest = chain_name(organisation), None
    try:
        for anchor in read_anchors():
            if anchor.chain == name:
                newest = anchor
    except (UnreadableAnchor, OSError):
        return newest
    return newest
