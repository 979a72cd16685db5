"""What recovery codes and the offline key are for: coming back after a lost password or a lost colleague."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import NotPossible, reset_account
from accounts.choices import Act
from accounts.models import Organisation, User
from accounts.permissions import home_of
from vault import crypto
from vault.actions import KEY_WRAPS_AT_ONCE, change_lock, forget_keys, open_with_code
from vault.choices import GrantReason
from vault.holders import compartments_by_office
from vault.keyrings import keyring_of_recovery
from vault.models import DataKey, KeyPair, KeyWrap, RecoveryKey, Vouch
from vault.receipts import MistypedReceipt


class NotRecovered(Exception):
    """User name and recovery code do not belong together. Says no more than that, whichever was wrong."""


@transaction.atomic
def recover_account(*, username: str, code: str, password: str) -> User:
    """Opens the keys with the recovery code and puts them and the account behind a new password.

    Every session of the account ends; the second factor stays. Raises NotRecovered.
    """
    pair = (
        KeyPair.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user__username__iexact=username, user__is_active=True)
        .first()
    )
    if pair is None:
        raise NotRecovered
    try:
        private_key = open_with_code(pair, code)
    except (crypto.Tampered, MistypedReceipt) as error:
        raise NotRecovered from error
    user = pair.user
    change_lock(user=user, private_key=private_key, password=password)
    user.set_password(password)
    user.session_epoch = uuid4()
    user.save(update_fields=["password", "session_epoch"])
    audit.record(actor=user, organisation=home_of(user), action=Act.RECOVERY_CODE_USED)
    return user


@transaction.atomic
def start_over(*, by: User, user: User) -> int:
    """The account of somebody who lost password and recovery code: keys gone, to be invited afresh.

    Gives the number of wrapped keys that went. Old cases open again only when a colleague hands the keys over. Raises
    what `reset_account` raises.
    """
    reset_account(by=by, user=user)
    return forget_keys(user=user)


@transaction.atomic
def rewrap_from_recovery(
    *, organisation: Organisation, private_key: bytes, to: User, today: date, now: datetime
) -> int:
    """Gives `to` the keys of all cases that their office asks for, when nobody else is left who could.

    Bars stay: nothing from which `to` is barred. Gives the number of keys. Raises NotPossible.
    """
    recovery_key = RecoveryKey.objects.filter(organisation=organisation).first()
    if recovery_key is None or bytes(recovery_key.public_key) != crypto.public_half(private_key):
        raise NotPossible(_("This is not the recovery key of the organisation."))
    pair = KeyPair.objects.filter(user=to).first()
    if pair is None:
        raise NotPossible(_("This person has no keys yet; they are made at the first sign-in."))
    compartments = compartments_by_office(to, organisation)
    if not compartments:
        raise NotPossible(_("Only a lead or a keeper of identities of the organisation can get the keys of all cases."))
    keyring = keyring_of_recovery(recovery_key, private_key)
    lacking = (
        DataKey.objects.filter(safe__organisation=organisation, compartment__in=compartments)
        .exclude(pk__in=KeyWrap.objects.in_force(now).filter(key_pair=pair).values("data_key"))
        .exclude(safe__bars__user=to)
    )
    new = [
        KeyWrap(
            data_key=data_key,
            key_pair=pair,
            wrapped=crypto.wrap(bytes(pair.public_key), keyring.private_key_of(data_key)),
            reason=GrantReason.OFFICE,
            granted_on=today,
        )
        for data_key in lacking
        if keyring.holds(data_key)
    ]
    KeyWrap.objects.filter(key_pair=pair, data_key__in=[wrap.data_key for wrap in new]).delete()
    KeyWrap.objects.bulk_create(new, batch_size=KEY_WRAPS_AT_ONCE)
    Vouch.objects.bulk_create(
        [Vouch(key_pair=pair, organisation=organisation, compartment=part, vouched_on=today) for part in compartments],
        ignore_conflicts=True,
    )
    audit.record(
        actor=None, organisation=organisation, action=Act.KEYS_HANDED_OVER, subject="person", subject_uuid=to.uuid
    )
    return len(new)
