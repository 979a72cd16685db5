"""Whether what lies in the vault is whole and in the right hands. Opens nothing: it needs no key."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.choices import CASE_ROLES
from accounts.models import Membership
from vault.choices import Compartment
from vault.models import Bar, DataKey, Envelope, KeyWrap, Safe, SealedFile, SealedPart
from vault.owners import files_of_nobody, safes_of_nobody, texts_of_nobody


def find_vault_faults(now: datetime) -> dict[str, int]:
    """Kind of fault -> how many. Reads every sealed file once; gives every kind, those without a fault too."""
    missing, changed = _files()
    return {
        "compartments that nobody could open": _unopenable(now),
        "safes without a key": Safe.objects.exclude(data_keys__compartment=Compartment.NARRATIVE).count(),
        "safes that belong to nothing": safes_of_nobody(Safe.objects.all()).count(),
        "envelopes nobody refers to": texts_of_nobody(Envelope.objects.all()).count(),
        "sealed files nobody refers to": files_of_nobody(SealedFile.objects.all()).count(),
        "keys held by people who are barred": _held_by_barred(),
        "keys held by people without a role that works on cases": _held_without_role(),
        "keys whose loan has ended": KeyWrap.objects.filter(expires_at__lte=now).count(),
        "sealed files with missing parts": missing,
        "sealed files that were changed": changed,
    }


def _unopenable(now: datetime) -> int:
    """Newest keys that are wrapped neither for a person nor for the recovery key: what is sealed next is lost."""
    newer = DataKey.objects.filter(
        safe=OuterRef("safe"), compartment=OuterRef("compartment"), generation__gt=OuterRef("generation")
    )
    held = (
        KeyWrap.objects.in_force(now)
        .filter(data_key=OuterRef("pk"))
        .filter(Q(key_pair__isnull=False) | Q(recovery_key__isnull=False))
    )
    return DataKey.objects.filter(~Exists(newer), ~Exists(held)).count()


def _held_by_barred() -> int:
    barred = Bar.objects.filter(safe=OuterRef("data_key__safe"), user=OuterRef("key_pair__user"))
    return KeyWrap.objects.filter(Exists(barred)).count()


def _held_without_role() -> int:
    """Closed accounts keep their roles and therefore do not count: they can be opened again."""
    roles = Membership.objects.filter(
        user=OuterRef("key_pair__user"),
        organisation=OuterRef("data_key__safe__organisation"),
        role__in=CASE_ROLES,
        is_active=True,
    )
    return KeyWrap.objects.filter(~Exists(roles), key_pair__isnull=False).count()


def _files() -> tuple[int, int]:
    """How many sealed files lack parts, and how many have other bytes than were sealed."""
    found = SealedFile.objects.annotate(there=Count("sealed_parts"))
    missing = found.exclude(there=F("parts")).count()
    changed = sum(
        1
        for pk, digest in found.filter(there=F("parts")).order_by("pk").values_list("pk", "digest").iterator()
        if _digest(pk) != bytes(digest)
    )
    return missing, changed


def _digest(file: int) -> bytes:
    digest = hashlib.sha256()
    for body in _bodies(file):
        digest.update(body)
    return digest.digest()


def _bodies(file: int) -> Iterator[bytes]:
    parts = SealedPart.objects.filter(file=file).order_by("number").values_list("body", flat=True)
    return (bytes(body) for body in parts.iterator(chunk_size=4))
