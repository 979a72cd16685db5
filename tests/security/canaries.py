"""Words that must never be seen, put into everything of a case that is sealed."""

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import date
from functools import cache
from urllib.parse import quote

from accounts.models import User
from complaints.choices import Party, WritingKind
from complaints.models import Case
from complaints.safekeeping import Description, ensure_safe, put_attachment, put_identity, put_writing

TODAY = date(2026, 11, 2)
NARRATIVE = "kanarra-tive-7731 \u0436\u0430\u0441\u044b\u0440\u044b\u043d"
NOTE = "kanote-4410"
NAME = "Kanidentia Kanfamilova"
CONTACT = "+7 700 0000 471 kancontact"
FILE_NAME = "kanfile-9120.txt"
CONTENT = "kancontent-5518"
ALL = (NARRATIVE, NOTE, NAME, CONTACT, FILE_NAME, CONTENT)


def plant(case: Case, by: User) -> None:
    """Seals every canary into the case."""
    ensure_safe(case=case, by=by, today=TODAY)
    put_writing(case=case, kind=WritingKind.NARRATIVE, text=NARRATIVE, author=by, today=TODAY)
    put_writing(case=case, kind=WritingKind.NOTE, text=NOTE, author=by, today=TODAY)
    facts = {"name": NAME, "contact": CONTACT}
    put_identity(case=case, party=Party.VICTIM, number=1, facts=facts, recorded_by=by, today=TODAY)
    content = CONTENT.encode()
    put_attachment(
        case=case,
        description=Description.of(name=FILE_NAME, kind="text", content=content),
        content=[content],
        added_by=by,
        today=TODAY,
    )


@cache
def spellings(canary: str) -> tuple[bytes, ...]:
    """The ways in which a word may stand in bytes: plain, wide, escaped, encoded."""
    return tuple(_spelled(canary))


def _spelled(canary: str) -> Iterable[bytes]:
    plain = canary.encode()
    yield plain
    yield canary.encode("utf-16-le")
    yield canary.encode("utf-16-be")
    yield plain.hex().encode()
    yield quote(canary).encode()
    yield json.dumps(canary)[1:-1].encode()
    for shift in range(3):  # base 64 looks different at each place of a triple
        yield b64encode(b"\0" * shift + plain)[4:-4]


def found_in(content: bytes) -> set[str]:
    """The canaries that stand in `content`, in whatever spelling."""
    return {canary for canary in ALL if any(spelling in content for spelling in spellings(canary))}
