"""What a visitor has written so far, sealed under the cookie of the visitor: the server alone cannot read it.

The cookie is a secret of 32 bytes. From it follow the hash by which the row is found, the key of the content, the key
pair of the files, and at last the receipt.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from complaints.models import IntakeFile, IntakePart, IntakeSession, VisitKind
from vault import crypto

SECRET_BYTES = 32
PADDED_TO = 4096  # so that the length of a draft tells little of how far it is
IDLE = {VisitKind.LETTER: timedelta(hours=24), VisitKind.RETURN: timedelta(minutes=30)}
RECEIPT_SHOWN = timedelta(minutes=60)  # after the letter was sent


@dataclass
class Draft:
    """An opened session. `content` is plain JSON and is written back by `save`."""

    row: IntakeSession
    secret: bytes
    content: dict = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether the letter went; then nothing but the moment of it is left."""
        return bool(self.content.get("sent"))


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of a draft. A cleaned one consists of pages whose lengths are told; an original of one piece."""

    number: int
    name: str
    kind: str
    size: int
    sha256: str
    length: int
    page_lengths: tuple[int, ...] = ()

    @property
    def is_cleaned(self) -> bool:
        """Whether the original was dropped and only pictures of its pages are kept."""
        return bool(self.page_lengths)


# --- the secret -------------------------------------------------------------------------------------------------------


def cookie_of(secret: bytes) -> str:
    """The secret as a cookie holds it."""
    return urlsafe_b64encode(secret).decode()


def secret_of(cookie: str) -> bytes | None:
    """The secret in a cookie, None for whatever else somebody put there."""
    try:
        secret = urlsafe_b64decode(cookie.encode())
    except ValueError:
        return None
    return secret if len(secret) == SECRET_BYTES else None


def lookup_of(secret: bytes) -> bytes:
    """By which the row of a secret is found; the secret does not follow from it."""
    return crypto.derive(secret, "intake-lookup")


def _key(secret: bytes) -> bytes:
    return crypto.derive(secret, "intake-content")


def _file_key(secret: bytes) -> bytes:
    return crypto.derive(secret, "intake-files")


# --- reading and writing ----------------------------------------------------------------------------------------------


def begin(*, kind: VisitKind, content: dict, today: date, now: datetime) -> Draft:
    """A new session under a new secret."""
    secret = secrets.token_bytes(SECRET_BYTES)
    draft = Draft(IntakeSession(lookup=lookup_of(secret), kind=kind, created_on=today), secret, content)
    draft.content["seen"] = now.timestamp()
    draft.row.sealed = _sealed(draft)
    draft.row.save(force_insert=True)
    return draft


def load(
    secret: bytes | None, *, kind: VisitKind, today: date, now: datetime, for_update: bool = False
) -> Draft | None:
    """The session of a secret; None where there is none, or it was left alone too long. What is too old is deleted."""
    if secret is None:
        return None
    rows = IntakeSession.objects.filter(lookup=lookup_of(secret), kind=kind)
    row = (rows.select_for_update() if for_update else rows).first()
    if row is None:
        return None
    try:
        content = json.loads(crypto.unlock_with_key(bytes(row.sealed), _key(secret)))
    except (crypto.Tampered, ValueError):
        return None
    if _is_over(kind, content, now) or row.created_on < today - timedelta(days=1):
        row.delete()
        return None
    return Draft(row, secret, content)


def _is_over(kind: VisitKind, content: dict, now: datetime) -> bool:
    """Whether it was left alone too long, or the letter went long enough ago for the receipt to be written down."""
    if "sent" in content:
        return now.timestamp() - content["sent"] > RECEIPT_SHOWN.total_seconds()
    return now.timestamp() - content.get("seen", 0) > IDLE[kind].total_seconds()


def save(draft: Draft, *, now: datetime) -> None:
    """Seals the content again."""
    draft.content["seen"] = now.timestamp()
    draft.row.sealed = _sealed(draft)
    draft.row.save(update_fields=["sealed"])


def forget(secret: bytes | None) -> None:
    """Deletes the session of a secret with its files."""
    if secret is not None:
        IntakeSession.objects.filter(lookup=lookup_of(secret)).delete()


def purge(*, today: date) -> int:
    """Deletes the sessions that were begun before yesterday; gives their number."""
    old = IntakeSession.objects.filter(created_on__lt=today - timedelta(days=1))
    number = old.count()
    old.delete()
    return number


def _sealed(draft: Draft) -> bytes:
    text = json.dumps(draft.content, ensure_ascii=False, separators=(",", ":")).encode()
    padding = -(len(text) + 1) % PADDED_TO
    return crypto.lock_with_key(text + b" " * (padding + 1), _key(draft.secret))


# --- files ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_file(draft: Draft, *, described: dict[str, object], content: bytes, pages: Sequence[bytes] = ()) -> None:
    """Seals a file into the draft: its cleaned `pages` where there are any, its `content` otherwise."""
    number = max((file.number for file in draft.row.files.all()), default=0) + 1
    body = b"".join(pages) if pages else content
    described = described | {"length": len(body), "page_lengths": [len(page) for page in pages]}
    file = IntakeFile.objects.create(
        session=draft.row,
        number=number,
        sealed=crypto.lock_with_key(json.dumps(described).encode(), _key(draft.secret)),
    )
    public_key = crypto.public_half(_file_key(draft.secret))
    parts = crypto.seal_stream(public_key, [body], len(body), _context(draft, number))
    for position, part in enumerate(parts):
        IntakePart.objects.create(file=file, number=position, body=part)


def files(draft: Draft) -> list[DraftFile]:
    """The files of the draft, in order."""
    found = []
    for file in draft.row.files.order_by("number"):
        told = json.loads(crypto.unlock_with_key(bytes(file.sealed), _key(draft.secret)))
        told["page_lengths"] = tuple(told["page_lengths"])
        found.append(DraftFile(number=file.number, **told))
    return found


def read_file(draft: Draft, number: int) -> Iterator[bytes]:
    """The content of a file, part by part."""
    bodies = IntakePart.objects.filter(file__session=draft.row, file__number=number).order_by("number")
    parts = (bytes(body) for body in bodies.values_list("body", flat=True).iterator(chunk_size=1))
    return crypto.open_stream(_file_key(draft.secret), parts, _context(draft, number))


def remove_file(draft: Draft, number: int) -> None:
    """Deletes a file of the draft; nothing happens where there is none."""
    draft.row.files.filter(number=number).delete()


def _context(draft: Draft, number: int) -> bytes:
    return bytes(draft.row.lookup) + number.to_bytes(2, "big")
