"""The recovery key of an organisation: typed in by an administrator, put in force by somebody who holds keys.

Neither can do it alone: with the private half on paper somewhere, whoever set it could open everything sealed later.
"""

import hmac
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import Organisation, User
from vault import crypto
from vault.actions import KEY_WRAPS_AT_ONCE
from vault.choices import GrantReason
from vault.holders import is_trusted_in
from vault.keyrings import keyring_of_user
from vault.models import DataKey, KeyWrap, ProposedRecoveryKey, RecoveryKey, Safe


@transaction.atomic
def propose_recovery_key(*, by: User, organisation: Organisation, public_key: bytes, today: date) -> None:
    """An administrator types in the public half of an offline key. It opens nothing until a holder of keys confirms it.

    Raises ValueError for what is no key.
    """
    if len(public_key) != crypto.KEY_BYTES:
        raise ValueError("A public key has 32 bytes.")
    ProposedRecoveryKey.objects.filter(organisation=organisation).delete()
    ProposedRecoveryKey.objects.create(
        organisation=organisation, public_key=public_key, proposed_by=by, proposed_on=today
    )
    audit.record(actor=by, organisation=organisation, action=Act.RECOVERY_KEY_PROPOSED)


@transaction.atomic
def confirm_recovery_key(
    *, by: User, private_key: bytes, organisation: Organisation, public_key: bytes, today: date, now: datetime
) -> int:
    """`by` has compared `public_key` with the paper: it replaces an older recovery key. Gives the keys wrapped for it.

    What `by` holds is wrapped for it, and so is what is sealed from now on. Raises NotPossible where another key is
    proposed by now, for whoever proposed it or has no office that a colleague vouched for, and where something would
    open for nobody any more because only the older recovery key opened it.
    """
    proposal = ProposedRecoveryKey.objects.select_for_update().filter(organisation=organisation).first()
    if proposal is None or not hmac.compare_digest(bytes(proposal.public_key), public_key):
        raise NotPossible(_("Another recovery key was typed in meanwhile. Compare that one with the paper."))
    if proposal.proposed_by_id == by.pk:
        raise NotPossible(_("Whoever typed the recovery key in cannot confirm it. Ask a colleague who holds keys."))
    if not is_trusted_in(by, organisation):
        raise NotPossible(_("Only somebody to whom keys were handed over can put a recovery key in force."))
    _must_lose_nothing(by, organisation)
    RecoveryKey.objects.filter(organisation=organisation).delete()
    key = RecoveryKey.objects.create(organisation=organisation, public_key=public_key, created_on=today)
    proposal.delete()
    audit.record(actor=by, organisation=organisation, action=Act.RECOVERY_KEY_SET)
    return hand_over_to_recovery(by=by, private_key=private_key, recovery_key=key, today=today, now=now)


def _must_lose_nothing(by: User, organisation: Organisation) -> None:
    people = KeyWrap.objects.filter(data_key=OuterRef("pk"), key_pair__user__is_active=True, expires_at=None)
    of_recovery = DataKey.objects.filter(safe__organisation=organisation, wraps__recovery_key__isnull=False)
    if of_recovery.filter(~Exists(people)).exists():
        raise NotPossible(
            _(
                "Some names or stories open for the older recovery key alone. Give their keys to a lead or keeper of "
                "identities first, with the command recover_keys."
            )
        )


@transaction.atomic
def hand_over_to_recovery(
    *, by: User, private_key: bytes, recovery_key: RecoveryKey, today: date, now: datetime
) -> int:
    """Wraps for the recovery key every key that `by` holds of its organisation; gives their number."""
    lacking = (
        DataKey.objects.filter(safe__organisation=recovery_key.organisation, wraps__key_pair__user=by)
        .exclude(pk__in=KeyWrap.objects.filter(recovery_key=recovery_key).values("data_key"))
        .distinct()
    )
    keyring = keyring_of_user(by, private_key, Safe.objects.filter(data_keys__in=lacking), now=now)
    new = [
        KeyWrap(
            data_key=data_key,
            recovery_key=recovery_key,
            wrapped=crypto.wrap(bytes(recovery_key.public_key), keyring.private_key_of(data_key)),
            reason=GrantReason.OFFICE,
            granted_by=by,
            granted_on=today,
        )
        for data_key in lacking
        if keyring.holds(data_key)
    ]
    KeyWrap.objects.bulk_create(new, batch_size=KEY_WRAPS_AT_ONCE)
    audit.record(actor=by, organisation=recovery_key.organisation, action=Act.KEYS_HANDED_OVER)
    return len(new)
