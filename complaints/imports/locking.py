"""What lies in a batch while it waits: parts of the file and cells of people, locked with the random key of the batch.

The key lies in the same database (docs/security/threat-model.md says what that is worth): it goes with the batch, and
what was locked with it opens for nobody afterwards, wherever a copy of it may lie.
"""

import hmac
import json
from collections.abc import Iterator

from complaints.models import ImportBatch, ImportPart
from vault import crypto

PART_BYTES = 1 << 20
HEAD, SURVEY, FIRST_PART = 0, 1, 2  # numbers of the parts: what the first rows say, which words there are, the file


class KeyGone(Exception):
    """The batch has ended: its key is deleted, and nothing of its file can be read any more."""


def new_key() -> bytes:
    """The key of one batch."""
    return crypto.new_private_key()


def lock(batch: ImportBatch, content: bytes) -> bytes:
    """`content` behind the key of the batch. Raises KeyGone."""
    return crypto.lock_with_key(content, _key(batch))


def unlock(batch: ImportBatch, locked: bytes) -> bytes:
    """What `lock` locked. Raises KeyGone, crypto.Tampered."""
    return crypto.unlock_with_key(bytes(locked), _key(batch))


def put_file(batch: ImportBatch, content: bytes) -> None:
    """Stores the uploaded file in locked parts."""
    for number, start in enumerate(range(0, len(content), PART_BYTES), start=FIRST_PART):
        ImportPart.objects.create(batch=batch, number=number, body=lock(batch, content[start : start + PART_BYTES]))


def file_parts(batch: ImportBatch) -> Iterator[bytes]:
    """The uploaded file part by part. Raises KeyGone, crypto.Tampered."""
    parts = ImportPart.objects.filter(batch=batch, number__gte=FIRST_PART).order_by("number")
    for number in parts.values_list("number", flat=True):
        body = ImportPart.objects.values_list("body", flat=True).get(batch=batch, number=number)
        yield unlock(batch, body)


def put_told(batch: ImportBatch, number: int, told: object) -> None:
    """Stores what was found out about the file (`HEAD` or `SURVEY`) in place of what stood there."""
    body = lock(batch, json.dumps(told, ensure_ascii=False).encode())
    ImportPart.objects.update_or_create(batch=batch, number=number, defaults={"body": body})


def told(batch: ImportBatch, number: int) -> dict | None:
    """What was stored by `put_told`; None where nothing is. Raises KeyGone, crypto.Tampered."""
    body = ImportPart.objects.filter(batch=batch, number=number).values_list("body", flat=True).first()
    return json.loads(unlock(batch, body)) if body is not None else None


def digest(batch: ImportBatch, word: str) -> str:
    """What stands for a word in the row of the batch: nobody finds the word in it once the key is gone.

    Raises KeyGone.
    """
    return hmac.digest(_key(batch), word.encode(), "sha256").hex()


def forget(batch: ImportBatch) -> None:
    """Deletes the file and the key of the batch; what was locked of its rows goes too. The caller saves the batch."""
    batch.parts.all().delete()
    batch.rows.exclude(locked=b"").update(locked=b"")
    batch.key = b""


def _key(batch: ImportBatch) -> bytes:
    if not batch.key:
        raise KeyGone
    return bytes(batch.key)
