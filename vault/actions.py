"""Everything that writes keys. One transaction each.

Nothing here needs a private key but what gives a key to somebody else: sealing uses public halves only.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.choices import Act, Reason
from accounts.models import Organisation, User
from accounts.permissions import home_of
from vault import crypto, receipts
from vault.choices import Compartment, GrantReason
from vault.holders import compartments_by_office, holders_by_office, is_ready_for_letters
from vault.keyrings import NoKey, keyring_of_user
from vault.models import Bar, DataKey, KeyPair, KeyWrap, Receipt, RecoveryKey, Safe, Vouch

KEY_WRAPS_AT_ONCE = 500
NO_KEY_PAIR = _("Your colleague has no keys yet; they are made when your colleague signs in the first time.")


_NOBODY_LEFT = _("Nobody holds a key of this case any more. What you write now could never be opened.")
NOBODY = _("Nobody in the organisation holds keys yet. A lead and a keeper of identities must sign in first.")


class NobodyCouldOpen(Exception):
    """Nobody would hold a key of what is to be sealed; the text is a sentence for the person who asked."""


# --- people -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_key_pair(*, user: User, password: str, today: date) -> KeyPair:
    """The first key pair of a person; the private half stays behind `password`."""
    private_key = crypto.new_private_key()
    pair = KeyPair.objects.create(
        user=user,
        public_key=crypto.public_half(private_key),
        locked_by_password=crypto.lock_with_password(private_key, password),
        created_on=today,
    )
    audit.record(actor=user, organisation=home_of(user), action=Act.KEY_PAIR_CREATED)
    return pair


@transaction.atomic
def change_lock(*, user: User, private_key: bytes, password: str) -> None:
    """Puts the private key of `user` behind another password. Raises KeyPair.DoesNotExist."""
    pair = KeyPair.objects.select_for_update().get(user=user)
    pair.locked_by_password = crypto.lock_with_password(private_key, password)
    pair.save(update_fields=["locked_by_password"])


@transaction.atomic
def renew_recovery_code(*, user: User, private_key: bytes) -> str:
    """A new recovery code, to be shown once; an older one opens nothing from now on."""
    code = receipts.new_receipt()
    pair = KeyPair.objects.select_for_update().get(user=user)
    pair.locked_by_code = crypto.lock_with_key(private_key, crypto.derive(code.encode(), "recovery-code"))
    pair.save(update_fields=["locked_by_code"])
    audit.record(actor=user, organisation=home_of(user), action=Act.RECOVERY_CODE_RENEWED)
    return code


def open_with_code(pair: KeyPair, code: str) -> bytes:
    """The private key behind the recovery code. Raises crypto.Tampered, receipts.MistypedReceipt."""
    key = crypto.derive(receipts.normalise(code).encode(), "recovery-code")
    return crypto.unlock_with_key(bytes(pair.locked_by_code), key)


@transaction.atomic
def forget_keys(*, user: User) -> int:
    """Removes the key pair and everything wrapped for it; gives the number of wraps. What was held is retired."""
    held = KeyWrap.objects.filter(key_pair__user=user)
    DataKey.objects.filter(pk__in=held.values("data_key")).update(is_retired=True)
    number = held.count()
    KeyPair.objects.filter(user=user).delete()
    return number


@transaction.atomic
def take_letters(*, by: User, organisation: Organisation, takes_letters: bool) -> None:
    """Whether the public form offers the organisation. Raises NobodyCouldOpen where nobody could read a letter."""
    if takes_letters and not is_ready_for_letters(organisation):
        raise NobodyCouldOpen(NOBODY)
    organisation.takes_letters = takes_letters
    organisation.save(update_fields=["takes_letters"])
    audit.record(actor=by, organisation=organisation, action=Act.ORGANISATION_CHANGED)


# --- safes ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_safe(
    *,
    organisation: Organisation,
    holders: Mapping[Compartment, Iterable[KeyPair]],
    today: date,
    by: User | None = None,
    barred: Iterable[User] = (),
    receipt: str | None = None,
    compartments: Iterable[Compartment] = tuple(Compartment),
) -> Safe:
    """A safe with fresh keys, wrapped for `holders` (but for who is barred), the receipt and the recovery key.

    `compartments`: what there will be to seal; a safe in which no names will lie needs no key for names.

    The receipt opens the narrative only: found in a cell, it must not tell names. Raises NobodyCouldOpen.
    """
    vouch_for_first(organisation, today)
    safe = Safe.objects.create(organisation=organisation)
    barred_ids = {user.pk for user in barred}
    Bar.objects.bulk_create([Bar(safe=safe, user_id=pk) for pk in sorted(barred_ids)])
    door = _receipt_row(safe, receipt, today) if receipt else None
    recovery_key = RecoveryKey.objects.filter(organisation=organisation).first()
    wraps = []
    for compartment in compartments:
        pairs = {pair.pk: pair for pair in holders.get(compartment, ()) if pair.user_id not in barred_ids}
        data_key, private_key = _new_data_key(safe, compartment, generation=1)
        common = {"data_key": data_key, "reason": GrantReason.CREATED, "granted_by": by, "granted_on": today}
        new = [
            KeyWrap(**common, key_pair=pair, wrapped=crypto.wrap(bytes(pair.public_key), private_key))
            for pair in pairs.values()
        ]
        if door is not None and compartment == Compartment.NARRATIVE:
            new.append(KeyWrap(**common, receipt=door, wrapped=crypto.wrap(door.public_key, private_key)))
        if recovery_key is not None:
            wrapped = crypto.wrap(bytes(recovery_key.public_key), private_key)
            new.append(KeyWrap(**common, recovery_key=recovery_key, wrapped=wrapped))
        if not any(wrap.key_pair or wrap.recovery_key for wrap in new):
            raise NobodyCouldOpen(NOBODY)
        wraps += new
    KeyWrap.objects.bulk_create(wraps)
    return safe


def _receipt_row(safe: Safe, receipt: str, today: date) -> Receipt:
    return Receipt.objects.create(
        lookup_id=receipts.lookup_id(receipt),
        safe=safe,
        public_key=crypto.public_half(receipts.private_key(receipt)),
        created_on=today,
    )


def _new_data_key(safe: Safe, compartment: str, *, generation: int) -> tuple[DataKey, bytes]:
    private_key = crypto.new_private_key()
    data_key = DataKey.objects.create(
        safe=safe, compartment=compartment, generation=generation, public_key=crypto.public_half(private_key)
    )
    return data_key, private_key


@transaction.atomic
def rotate(*, safe: Safe, compartment: str, today: date, now: datetime) -> DataKey:
    """A new key for what will be sealed from now on, wrapped for whoever holds the newest one or the office.

    Needs no private key. What was sealed before stays under the key it was sealed with: whoever held that key may have
    kept it. Raises NobodyCouldOpen where only a receipt or a loan would be left.
    """
    newest = newest_data_key(safe, compartment, for_update=True)
    data_key, private_key = _new_data_key(safe, compartment, generation=newest.generation + 1)
    DataKey.objects.filter(pk=newest.pk).update(is_retired=True)
    kept = _kept_wraps(newest, data_key, private_key, today, now)
    holding = {wrap.key_pair_id for wrap in kept}
    barred = Bar.objects.filter(safe=safe).values("user")
    in_office = holders_by_office(safe.organisation_id, compartment).exclude(user__in=barred)
    common = {"data_key": data_key, "reason": GrantReason.OFFICE, "granted_on": today}
    kept += [
        KeyWrap(**common, key_pair=pair, wrapped=crypto.wrap(bytes(pair.public_key), private_key))
        for pair in in_office
        if pair.pk not in holding
    ]
    if not any(wrap.recovery_key_id or (wrap.key_pair_id and not wrap.expires_at) for wrap in kept):
        raise NobodyCouldOpen(_NOBODY_LEFT)
    KeyWrap.objects.bulk_create(kept)
    return data_key


def _kept_wraps(newest: DataKey, data_key: DataKey, private_key: bytes, today: date, now: datetime) -> list[KeyWrap]:
    """The new key for every holder of the newest one, unsaved; a closed account keeps nothing."""
    wraps = KeyWrap.objects.in_force(now).filter(data_key=newest).exclude(key_pair__user__is_active=False)
    return [
        KeyWrap(
            data_key=data_key,
            key_pair=wrap.key_pair,
            receipt=wrap.receipt,
            recovery_key=wrap.recovery_key,
            wrapped=crypto.wrap(bytes((wrap.key_pair or wrap.receipt or wrap.recovery_key).public_key), private_key),
            reason=wrap.reason if wrap.expires_at else GrantReason.ROTATED,
            granted_by=wrap.granted_by,
            granted_on=today,
            expires_at=wrap.expires_at,
        )
        for wrap in wraps.select_related("key_pair", "receipt", "recovery_key").order_by("pk")
    ]


def newest_data_key(safe: Safe, compartment: str, *, for_update: bool = False) -> DataKey:
    """The key under which the next text is sealed, unless it is retired. Raises DataKey.DoesNotExist."""
    keys = DataKey.objects.filter(safe=safe, compartment=compartment).order_by("-generation")
    newest = (keys.select_for_update() if for_update else keys).first()
    if newest is None:
        raise DataKey.DoesNotExist(f"safe {safe.uuid} has no key of its {compartment}")
    return newest


# --- who holds a key --------------------------------------------------------------------------------------------------


@transaction.atomic
def grant(
    *,
    by: User,
    private_key: bytes,
    to: User,
    safe: Safe,
    compartment: str,
    reason: GrantReason,
    today: date,
    now: datetime,
    expires_at: datetime | None = None,
) -> int:
    """Wraps for `to` the keys of a compartment that `by` holds; gives their number. An earlier loan is replaced.

    `private_key` is that of `by`. Raises NoKey when `by` holds none or `to` has no key pair yet.
    """
    data_keys = DataKey.objects.filter(safe=safe, compartment=compartment)
    if expires_at is None:
        already = KeyWrap.objects.filter(data_key__in=data_keys, key_pair__user=to, expires_at=None)
        data_keys = data_keys.exclude(pk__in=already.values("data_key"))
    return _rewrap(by, private_key, to, list(data_keys), reason=reason, today=today, now=now, expires_at=expires_at)


@transaction.atomic
def hand_over(
    *,
    by: User,
    private_key: bytes,
    to: User,
    organisation: Organisation,
    data_keys: Iterable[DataKey],
    today: date,
    now: datetime,
) -> int:
    """Wraps many keys of many safes for a colleague whose office asks for them; gives their number.

    Whoever does so vouches for the colleague's office, as far as their own office reaches: from now on it gives keys.
    Raises NoKey.
    """
    number = _rewrap(by, private_key, to, list(data_keys), reason=GrantReason.OFFICE, today=today, now=now)
    pair = KeyPair.objects.get(user=to)
    Vouch.objects.bulk_create(
        [
            Vouch(key_pair=pair, organisation=organisation, compartment=part, vouched_by=by, vouched_on=today)
            for part in compartments_by_office(to, organisation)
            if holders_by_office(organisation, part).filter(user=by).exists()
        ],
        ignore_conflicts=True,
    )
    return number


def vouch_for_first(organisation: Organisation, today: date) -> None:
    """Before the first thing is sealed: whoever holds an office now holds it for good reason."""
    if Safe.objects.filter(organisation=organisation).exists():
        return
    Vouch.objects.bulk_create(
        [
            Vouch(key_pair=pair, organisation=organisation, compartment=part, vouched_on=today)
            for part in Compartment
            for pair in holders_by_office(organisation, part)
        ],
        ignore_conflicts=True,
    )


def _rewrap(
    by: User,
    private_key: bytes,
    to: User,
    data_keys: list[DataKey],
    *,
    reason: GrantReason,
    today: date,
    now: datetime,
    expires_at: datetime | None = None,
) -> int:
    pair = KeyPair.objects.filter(user=to).first()
    if pair is None:
        raise NoKey(NO_KEY_PAIR)
    safes = Safe.objects.filter(data_keys__in=data_keys)
    _lock(safes)
    keyring = keyring_of_user(by, private_key, safes, now=now)
    held = [data_key for data_key in data_keys if keyring.holds(data_key)]
    if data_keys and not held:
        raise NoKey(_("You hold no key of this, so you cannot give one."))
    KeyWrap.objects.filter(data_key__in=held, key_pair=pair).delete()
    KeyWrap.objects.bulk_create(
        [
            KeyWrap(
                data_key=data_key,
                key_pair=pair,
                wrapped=crypto.wrap(bytes(pair.public_key), keyring.private_key_of(data_key)),
                reason=reason,
                granted_by=by,
                granted_on=today,
                expires_at=expires_at,
            )
            for data_key in held
        ],
        batch_size=KEY_WRAPS_AT_ONCE,
    )
    return len(held)


def _lock(safes: Iterable[Safe]) -> None:
    """Holds the safes until the commit, so that nobody is given a key of one they are being barred from."""
    pks = Safe.objects.filter(pk__in=[safe.pk for safe in safes])
    list(pks.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def revoke(
    *,
    user: User,
    safes: Iterable[Safe],
    compartments: Iterable[str] = Compartment.values,
    is_lasting_only: bool = False,
) -> int:
    """Takes from `user` the keys of the safes, `is_lasting_only` all but loans; gives the number of wraps that went.

    Every key that was held is retired: the next text is sealed under a new one that `user` never sees.
    """
    wraps = KeyWrap.objects.filter(
        key_pair__user=user, data_key__safe__in=safes, data_key__compartment__in=list(compartments)
    )
    if is_lasting_only:
        wraps = wraps.filter(expires_at=None)
    DataKey.objects.filter(pk__in=wraps.values("data_key")).update(is_retired=True)
    number, _by_model = wraps.delete()
    return number


@transaction.atomic
def bar(*, user: User, safe: Safe) -> None:
    """`user` loses every key of the safe and is never given one again, until `unbar`."""
    _lock([safe])
    Bar.objects.get_or_create(safe=safe, user=user)
    revoke(user=user, safes=[safe])


@transaction.atomic
def unbar(*, user: User, safe: Safe) -> None:
    """`user` may be given keys of the safe again; none comes by itself."""
    Bar.objects.filter(safe=safe, user=user).delete()


@transaction.atomic
def end_vouches(*, user: User, organisation: Organisation) -> None:
    """What was vouched for an office goes with the office: whoever comes back to it is vouched for again."""
    left = compartments_by_office(user, organisation)
    Vouch.objects.filter(key_pair__user=user, organisation=organisation).exclude(compartment__in=left).delete()


@transaction.atomic
def remove_expired(*, now: datetime) -> int:
    """Deletes the wraps whose loan has ended, and retires their keys; gives their number.

    Whose loans ended is on record once for each person and organisation.
    """
    expired = KeyWrap.objects.filter(expires_at__lte=now)
    ended = sorted(set(expired.values_list("data_key__safe__organisation", "key_pair__user__uuid")))
    DataKey.objects.filter(pk__in=expired.values("data_key")).update(is_retired=True)
    number, _by_model = expired.delete()
    for organisation, person in ended:
        audit.record(
            actor=None,
            organisation=organisation,
            action=Act.KEY_REVOKED,
            subject="person",
            subject_uuid=person,
            reason=Reason.EXPIRED,
        )
    return number
