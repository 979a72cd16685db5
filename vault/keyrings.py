"""Opening what is sealed, with the keys that one holder has. Reading only; whether somebody may is asked elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from vault import crypto, receipts
from vault.models import DataKey, Envelope, KeyWrap, Receipt, RecoveryKey, Safe, SealedFile, SealedPart


class NoKey(Exception):
    """The holder has no key for this; the text is a sentence for the person who asked."""


class Keyring:
    """The keys of some safes that one holder has: data key id -> wrapped private half, opened when needed."""

    def __init__(self, private_key: bytes, wraps: Mapping[int, bytes]) -> None:
        self._private_key = private_key
        self._wraps = wraps
        self._opened: dict[int, bytes] = {}

    def holds(self, data_key: DataKey) -> bool:
        """Whether the holder can open what is sealed under `data_key`."""
        return data_key.pk in self._wraps

    def private_key_of(self, data_key: DataKey) -> bytes:
        """The private half of `data_key`. Raises NoKey, crypto.Tampered."""
        if data_key.pk not in self._wraps:
            raise NoKey(_("You hold no key of this part of the case."))
        if data_key.pk not in self._opened:
            opened = crypto.unwrap(self._private_key, self._wraps[data_key.pk])
            if crypto.public_half(opened) != bytes(data_key.public_key):
                raise crypto.Tampered
            self._opened[data_key.pk] = opened
        return self._opened[data_key.pk]

    def open_text(self, envelope: Envelope) -> str:
        """The text of an envelope; reads `envelope.data_key.safe`. Raises NoKey, crypto.Tampered."""
        data_key = envelope.data_key
        context = context_of(data_key, envelope.record, envelope.field)
        return crypto.open_sealed(self.private_key_of(data_key), bytes(envelope.body), context).decode()

    def open_file(self, file: SealedFile) -> Iterator[bytes]:
        """The content of a sealed file, part by part; reads `file.data_key.safe`. Raises NoKey, crypto.Tampered."""
        private_key = self.private_key_of(file.data_key)
        bodies = SealedPart.objects.filter(file=file).order_by("number").values_list("body", flat=True)
        parts = (bytes(body) for body in bodies.iterator(chunk_size=1))
        return crypto.open_stream(private_key, parts, context_of(file.data_key, file.uuid, "file"))


def context_of(data_key: DataKey, record: UUID, field: str) -> bytes:
    """What an envelope is bound to: safe, compartment, record and field. Reads `data_key.safe`."""
    return b"|".join([data_key.safe.uuid.bytes, data_key.compartment.encode(), record.bytes, field.encode()])


def keyring_of_user(user: User, private_key: bytes, safes: Iterable[Safe] | QuerySet, *, now: datetime) -> Keyring:
    """The keys of `safes` that `user` holds now. One query."""
    wraps = KeyWrap.objects.in_force(now).filter(key_pair__user=user, data_key__safe__in=safes)
    return _keyring(private_key, wraps)


def receipt_row(receipt: str) -> Receipt | None:
    """The row of a receipt (normalised), None where there is none."""
    return Receipt.objects.select_related("safe").filter(lookup_id=receipts.lookup_id(receipt)).first()


def keyring_of_receipt(receipt: str) -> Keyring:
    """The keys that a receipt (normalised) opens; none for a receipt nobody was given."""
    wraps = KeyWrap.objects.filter(receipt__lookup_id=receipts.lookup_id(receipt))
    return _keyring(receipts.private_key(receipt), wraps)


def keyring_of_recovery(recovery_key: RecoveryKey, private_key: bytes) -> Keyring:
    """The keys that the offline recovery key opens."""
    return _keyring(private_key, KeyWrap.objects.filter(Q(recovery_key=recovery_key)))


def _keyring(private_key: bytes, wraps: QuerySet[KeyWrap]) -> Keyring:
    return Keyring(private_key, {pk: bytes(wrapped) for pk, wrapped in wraps.values_list("data_key", "wrapped")})
