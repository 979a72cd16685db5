"""Safes for many cases at once, as spreadsheets bring them; and the end of the keys of safes that should not be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Organisation, User
from vault import crypto
from vault.actions import NOBODY, NobodyCouldOpen, vouch_for_first
from vault.choices import Compartment, GrantReason
from vault.models import Bar, DataKey, KeyPair, KeyWrap, RecoveryKey, Safe

WRAPS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class NewSafe:
    """A safe with its first data keys, each with `safe` read already."""

    safe: Safe
    data_keys: Mapping[Compartment, DataKey]


@transaction.atomic
def create_safes(
    *,
    organisation: Organisation,
    number: int,
    holders: Mapping[Compartment, Sequence[KeyPair]],
    today: date,
    barred: Sequence[Sequence[User]] = (),
    by: User | None = None,
) -> list[NewSafe]:
    """`number` safes with fresh keys, each wrapped for `holders` and the recovery key, as `actions.create_safe` does.

    `barred` are for each safe, in order, those who never get a key of it. A handful of statements. Raises
    NobodyCouldOpen.
    """
    vouch_for_first(organisation, today)
    recovery_key = RecoveryKey.objects.filter(organisation=organisation).first()
    closed = [{user.pk for user in people} for people in barred] or [set() for _number in range(number)]
    if recovery_key is None and any(
        all(pair.user_id in shut for pair in holders.get(compartment, ()))
        for compartment in Compartment
        for shut in {frozenset(shut) for shut in closed}
    ):
        raise NobodyCouldOpen(NOBODY)
    safes = Safe.objects.bulk_create([Safe(organisation=organisation) for _number in range(number)])
    private = [{compartment: crypto.new_private_key() for compartment in Compartment} for _safe in safes]
    new = [
        NewSafe(
            safe,
            {
                compartment: DataKey(
                    safe=safe, compartment=compartment, generation=1, public_key=crypto.public_half(key)
                )
                for compartment, key in keys.items()
            },
        )
        for safe, keys in zip(safes, private, strict=True)
    ]
    Bar.objects.bulk_create(
        [Bar(safe=safe, user_id=pk) for safe, shut in zip(safes, closed, strict=True) for pk in sorted(shut)]
    )
    DataKey.objects.bulk_create([data_key for one in new for data_key in one.data_keys.values()])
    common = {"reason": GrantReason.CREATED, "granted_by": by, "granted_on": today}
    doors = {compartment: _doors(holders.get(compartment, ()), recovery_key) for compartment in Compartment}
    KeyWrap.objects.bulk_create(
        [
            KeyWrap(**common, **door, data_key=one.data_keys[compartment], wrapped=crypto.wrap(public, key))
            for one, keys, shut in zip(new, private, closed, strict=True)
            for compartment, key in keys.items()
            for door, public in doors[compartment]
            if "key_pair" not in door or door["key_pair"].user_id not in shut
        ],
        batch_size=WRAPS_AT_ONCE,
    )
    return new


@transaction.atomic
def destroy_keys(safes: Iterable[Safe]) -> int:
    """Deletes every wrap of the keys of `safes`: what lies in them opens for nobody any more. Gives their number."""
    data_keys = DataKey.objects.filter(safe__in=safes)
    data_keys.update(is_retired=True)
    number, _by_model = KeyWrap.objects.filter(data_key__in=data_keys).delete()
    return number


def _doors(
    pairs: Iterable[KeyPair], recovery_key: RecoveryKey | None
) -> list[tuple[dict[str, KeyPair | RecoveryKey], bytes]]:
    by_pair = {pair.pk: pair for pair in pairs}
    doors: list[tuple[dict[str, KeyPair | RecoveryKey], bytes]] = [
        ({"key_pair": pair}, bytes(pair.public_key)) for pair in by_pair.values()
    ]
    if recovery_key is not None:
        doors.append(({"recovery_key": recovery_key}, bytes(recovery_key.public_key)))
    return doors
