"""Sealing texts and files into a safe: needs no private key, so that the public form, workers and imports can do it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from vault import crypto
from vault.actions import newest_data_key, rotate
from vault.keyrings import context_of
from vault.models import DataKey, Envelope, Safe, SealedFile, SealedPart


@transaction.atomic
def seal_text(*, safe: Safe, compartment: str, record: UUID, field: str, text: str) -> Envelope:
    """Seals `text` as the `field` of `record`. Raises IntegrityError where that field is sealed already."""
    data_key = _writable_key(safe, compartment)
    body = crypto.seal(bytes(data_key.public_key), text.encode(), context_of(data_key, record, field))
    return Envelope.objects.create(data_key=data_key, record=record, field=field, body=body)


@transaction.atomic
def seal_file(*, safe: Safe, compartment: str, content: Iterable[bytes], length: int) -> SealedFile:
    """Seals a file of `length` bytes part by part. Raises ValueError when `content` has another length."""
    data_key = _writable_key(safe, compartment)
    file = SealedFile(data_key=data_key)
    context = context_of(data_key, file.uuid, "file")
    digest = hashlib.sha256()
    parts = []
    for part in crypto.seal_stream(bytes(data_key.public_key), content, length, context):
        digest.update(part)
        parts.append(part)
    file.parts, file.digest = len(parts), digest.digest()
    file.save(force_insert=True)
    for number, part in enumerate(parts):
        SealedPart.objects.create(file=file, number=number, body=part)
    return file


def _writable_key(safe: Safe, compartment: str, now: datetime | None = None) -> DataKey:
    """The newest key; a retired one is replaced first, so that whoever lost it cannot read what comes."""
    newest = newest_data_key(safe, compartment)
    if newest.is_retired:
        newest = newest_data_key(safe, compartment, for_update=True)
        if newest.is_retired:  # nobody else was quicker
            now = now or timezone.now()
            newest = rotate(safe=safe, compartment=compartment, today=timezone.localdate(now), now=now)
    newest.safe = safe
    return newest
