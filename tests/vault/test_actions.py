"""Keys of people and of cases: who can open what, and who cannot any more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from accounts.actions import NotPossible, end_membership
from accounts.choices import Role
from accounts.models import Membership
from tests.cast import PASSWORD
from tests.vault.keys import TODAY, private_key_of, with_keys
from vault import crypto, receipts
from vault.actions import (
    NobodyCouldOpen,
    bar,
    create_safe,
    forget_keys,
    grant,
    hand_over,
    remove_expired,
    revoke,
    rotate,
    take_letters,
)
from vault.choices import Compartment, GrantReason
from vault.holders import holders_by_office, missing_keys, safes_held_by
from vault.keyrings import NoKey, keyring_of_receipt, keyring_of_recovery, keyring_of_user
from vault.models import DataKey, KeyPair, KeyWrap, ProposedRecoveryKey, RecoveryKey, Safe, Vouch
from vault.recovery_keys import confirm_recovery_key, propose_recovery_key
from vault.sealing import seal_file, seal_text

pytestmark = pytest.mark.django_db
NARRATIVE, IDENTITY = Compartment.NARRATIVE, Compartment.IDENTITY
NOW = timezone.now()


@pytest.fixture
def keeper(berik, organisation):
    """Berik leads, and keeps the identities."""
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CUSTODIAN)
    return with_keys(berik)


@pytest.fixture
def safe(keeper, alia, organisation) -> Safe:
    """Alia and Berik hold the narrative, Berik alone the identity."""
    with_keys(alia)
    return create_safe(
        organisation=organisation,
        holders={NARRATIVE: KeyPair.objects.all(), IDENTITY: KeyPair.objects.filter(user=keeper)},
        today=TODAY,
    )


def sealed(safe: Safe, compartment: str = NARRATIVE, text: str = "what was told"):
    return seal_text(safe=safe, compartment=compartment, record=uuid4(), field="text", text=text)


def opened(user, envelope, now=NOW) -> str:
    return keyring_of_user(user, private_key_of(user), [envelope.data_key.safe], now=now).open_text(envelope)


def handed_over(by, to, organisation, data_keys) -> int:
    return hand_over(
        by=by, private_key=private_key_of(by), to=to, organisation=organisation, data_keys=data_keys,
        today=TODAY, now=NOW,
    )  # fmt: skip


def assert_closed(user, envelope, now=NOW) -> None:
    with pytest.raises(NoKey):
        opened(user, envelope, now)


def test_who_holds_the_key_reads_and_who_does_not_does_not(safe, alia, keeper, dana):
    story, names = sealed(safe), sealed(safe, IDENTITY, "a name")
    assert opened(alia, story) == opened(keeper, story) == "what was told"
    assert opened(keeper, names) == "a name"
    assert_closed(alia, names)
    assert_closed(with_keys(dana), story)


def test_the_private_key_of_somebody_else_opens_no_wrap_of_mine(safe, alia, keeper):
    story = sealed(safe)
    keyring = keyring_of_user(alia, private_key_of(keeper), [safe], now=NOW)
    with pytest.raises(crypto.Tampered):
        keyring.open_text(story)


def test_a_wrap_moved_from_another_safe_opens_nothing(safe, alia, keeper, organisation):
    other = create_safe(
        organisation=organisation, holders={c: holders_by_office(organisation, c) for c in Compartment}, today=TODAY
    )
    mine = KeyWrap.objects.get(data_key__safe=safe, data_key__compartment=NARRATIVE, key_pair__user=alia)
    KeyWrap.objects.create(
        data_key=DataKey.objects.get(safe=other, compartment=NARRATIVE),
        key_pair=alia.key_pair,
        wrapped=bytes(mine.wrapped),
        reason=GrantReason.ASSIGNED,
        granted_on=TODAY,
    )
    with pytest.raises(crypto.Tampered):
        opened(alia, sealed(other))


def test_an_envelope_opens_only_as_the_record_it_was_sealed_for(safe, alia):
    story = sealed(safe)
    story.record = uuid4()
    with pytest.raises(crypto.Tampered):
        opened(alia, story)


def test_the_database_refuses_to_change_or_swap_an_envelope(safe):
    story, other = sealed(safe), sealed(safe)
    with pytest.raises(InternalError, match="does not change"), transaction.atomic():
        type(story).objects.filter(pk=story.pk).update(body=bytes(other.body))
    with pytest.raises(IntegrityError), transaction.atomic():
        seal_text(safe=safe, compartment=NARRATIVE, record=story.record, field="text", text="again")


def test_nothing_is_sealed_that_nobody_could_open(organisation, alia):
    with_keys(alia)
    with pytest.raises(NobodyCouldOpen), transaction.atomic():
        create_safe(organisation=organisation, holders={NARRATIVE: [alia.key_pair]}, today=TODAY)
    assert not Safe.objects.exists()


def test_the_receipt_opens_the_narrative_and_never_the_identity(keeper, organisation):
    receipt = receipts.new_receipt()
    safe = create_safe(
        organisation=organisation,
        holders={c: holders_by_office(organisation, c) for c in Compartment},
        today=TODAY,
        receipt=receipt,
    )
    keyring = keyring_of_receipt(receipt)
    assert keyring.open_text(sealed(safe)) == "what was told"
    with pytest.raises(NoKey):
        keyring.open_text(sealed(safe, IDENTITY))
    with pytest.raises(NoKey):
        keyring_of_receipt(receipts.new_receipt()).open_text(sealed(safe))


def test_a_file_comes_back_as_it_was_given(safe, alia):
    content = bytes(range(256)) * 9_000
    file = seal_file(safe=safe, compartment=NARRATIVE, content=[content[:7], content[7:]], length=len(content))
    keyring = keyring_of_user(alia, private_key_of(alia), [safe], now=NOW)
    assert b"".join(keyring.open_file(file)) == content
    file.sealed_parts.filter(number=1).delete()
    with pytest.raises(crypto.Tampered):
        b"".join(keyring.open_file(file))


# --- giving keys ------------------------------------------------------------------------------------------------------


def grant_to(user, safe, by, compartment=NARRATIVE, **more):
    return grant(
        by=by,
        private_key=private_key_of(by),
        to=user,
        safe=safe,
        compartment=compartment,
        reason=GrantReason.ASSIGNED,
        today=TODAY,
        now=NOW,
        **more,
    )


def test_a_key_is_given_by_who_holds_it_and_opens_what_was_sealed_before(safe, alia, keeper, vera):
    story = sealed(safe)
    rotate(safe=safe, compartment=NARRATIVE, today=TODAY, now=NOW)
    later = sealed(safe)
    with_keys(vera)
    assert grant_to(vera, safe, by=alia) == 2
    assert opened(vera, story) == opened(vera, later) == "what was told"
    assert grant_to(vera, safe, by=alia) == 0


def test_who_holds_no_key_gives_none(safe, alia, vera):
    with_keys(vera)
    with pytest.raises(NoKey):
        grant_to(vera, safe, by=alia, compartment=IDENTITY)


def test_a_colleague_without_keys_is_named_as_the_reason(safe, alia, vera):
    with pytest.raises(NoKey, match="no keys yet"):
        grant_to(vera, safe, by=alia)


def test_a_loan_ends_by_itself(safe, alia, keeper):
    names = sealed(safe, IDENTITY, "a name")
    until = NOW + timedelta(days=3)
    grant_to(alia, safe, by=keeper, compartment=IDENTITY, expires_at=until)
    assert opened(alia, names) == "a name"
    assert_closed(alia, names, now=until)
    assert remove_expired(now=until) == 1
    assert DataKey.objects.get(safe=safe, compartment=IDENTITY).is_retired


def test_what_was_lent_cannot_be_handed_on_as_one_s_own(safe, alia, keeper, organisation):
    grant_to(alia, safe, by=keeper, compartment=IDENTITY, expires_at=NOW + timedelta(days=3))
    forget_keys(user=keeper)
    with_keys(keeper)
    lacking = missing_keys(alia, keeper.key_pair, organisation)
    assert set(lacking.values_list("compartment", flat=True)) == {NARRATIVE}


def test_after_starting_over_a_colleague_hands_the_keys_over(safe, alia, keeper, organisation):
    story = sealed(safe)
    assert forget_keys(user=keeper) == 2
    with_keys(keeper)
    assert_closed(keeper, story)
    lacking = missing_keys(alia, keeper.key_pair, organisation)
    assert handed_over(alia, keeper, organisation, lacking) == 1
    assert opened(keeper, story) == "what was told"
    assert not missing_keys(alia, keeper.key_pair, organisation).exists()


# --- taking keys away -------------------------------------------------------------------------------------------------


def test_who_lost_the_key_reads_neither_the_old_nor_what_is_written_later(safe, alia, keeper):
    before = sealed(safe)
    kept = keyring_of_user(alia, private_key_of(alia), [safe], now=NOW)
    assert revoke(user=alia, safes=[safe]) == 1
    assert not KeyWrap.objects.filter(key_pair__user=alia).exists()
    assert_closed(alia, before)
    after = sealed(safe)
    assert after.data_key.generation == 2
    with pytest.raises(NoKey):
        kept.open_text(after)  # even a copy of the key that was made in time
    assert opened(keeper, after) == "what was told"


def test_the_key_is_changed_once_and_not_with_every_text(safe, alia):
    revoke(user=alia, safes=[safe])
    assert {sealed(safe).data_key.generation for _time in range(3)} == {2}


def test_changing_keys_needs_no_private_key_and_loses_nobody(safe, alia, keeper):
    holders = set(KeyWrap.objects.values_list("data_key__compartment", "key_pair__user"))
    for compartment in Compartment:
        rotate(safe=safe, compartment=compartment, today=TODAY, now=NOW)
    newest = KeyWrap.objects.filter(data_key__generation=2)
    assert set(newest.values_list("data_key__compartment", "key_pair__user")) == holders


def test_whoever_is_barred_loses_the_key_and_the_database_gives_no_other(safe, alia, keeper):
    bar(user=alia, safe=safe)
    assert not safes_held_by(alia, NARRATIVE, NOW).exists()
    with pytest.raises(InternalError, match="barred"), transaction.atomic():
        grant_to(alia, safe, by=keeper)
    assert not missing_keys(keeper, alia.key_pair, safe.organisation).exists()


def test_whoever_is_barred_from_the_beginning_never_gets_a_key(keeper, alia, organisation):
    with_keys(alia)
    safe = create_safe(
        organisation=organisation,
        holders={NARRATIVE: KeyPair.objects.all(), IDENTITY: [keeper.key_pair]},
        barred=[alia],
        today=TODAY,
    )
    assert_closed(alia, sealed(safe))


def test_a_retired_key_is_never_taken_into_use_again(safe, alia):
    revoke(user=alia, safes=[safe])
    with pytest.raises(InternalError, match="does not change"), transaction.atomic():
        DataKey.objects.filter(is_retired=True).update(is_retired=False)


@pytest.mark.parametrize("table", ["vault_envelope", "vault_sealedpart", "vault_keywrap", "vault_keypair"])
def test_no_table_of_the_vault_is_emptied_at_once(table):
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


# --- the offline key --------------------------------------------------------------------------------------------------


def confirmed(by) -> int:
    """The proposed recovery key, confirmed; gives the number of keys that were wrapped for it."""
    proposal = ProposedRecoveryKey.objects.get()
    return confirm_recovery_key(
        by=by,
        private_key=private_key_of(by),
        organisation=proposal.organisation,
        public_key=bytes(proposal.public_key),
        today=TODAY,
        now=NOW,
    )


def test_the_offline_key_opens_what_is_sealed_after_it_was_set_and_what_was_wrapped_for_it(safe, azat, alia, keeper):
    private_key = crypto.new_private_key()
    story = sealed(safe)
    public_key = crypto.public_half(private_key)
    propose_recovery_key(by=azat, organisation=safe.organisation, public_key=public_key, today=TODAY)
    assert not RecoveryKey.objects.exists()
    assert confirmed(keeper) == 2
    recovery_key = RecoveryKey.objects.get()
    assert keyring_of_recovery(recovery_key, private_key).open_text(story) == "what was told"
    fresh = create_safe(organisation=safe.organisation, holders={NARRATIVE: [alia.key_pair]}, today=TODAY)
    assert keyring_of_recovery(recovery_key, private_key).open_text(sealed(fresh, IDENTITY)) == "what was told"


def test_an_organisation_takes_letters_only_when_somebody_could_open_them(organisation, azat, berik, keeper):
    take_letters(by=azat, organisation=organisation, takes_letters=True)
    assert organisation.takes_letters
    forget_keys(user=berik)
    with pytest.raises(NobodyCouldOpen):
        take_letters(by=azat, organisation=organisation, takes_letters=True)


def test_the_password_of_the_cast_opens_the_key_and_another_does_not(keeper):
    locked = bytes(keeper.key_pair.locked_by_password)
    assert crypto.public_half(crypto.unlock_with_password(locked, PASSWORD)) == bytes(keeper.key_pair.public_key)
    with pytest.raises(crypto.Tampered):
        crypto.unlock_with_password(locked, PASSWORD + "!")


def test_whoever_typed_a_recovery_key_in_cannot_confirm_it(safe, keeper):
    propose_recovery_key(by=keeper, organisation=safe.organisation, public_key=b"k" * 32, today=TODAY)
    with pytest.raises(NotPossible, match="cannot confirm"):
        confirmed(keeper)
    assert not RecoveryKey.objects.exists()


def test_a_recovery_key_that_was_only_proposed_gets_no_wrap(safe, azat, keeper, alia, organisation):
    propose_recovery_key(by=azat, organisation=organisation, public_key=b"k" * 32, today=TODAY)
    create_safe(organisation=organisation, holders={c: [keeper.key_pair] for c in Compartment}, today=TODAY)
    assert not KeyWrap.objects.filter(recovery_key__isnull=False).exists()


# --- who is a reader by office ----------------------------------------------------------------------------------------


def test_a_lead_made_after_something_was_sealed_gets_no_key_until_a_colleague_hands_them_over(
    safe, keeper, organisation, dana
):
    Membership.objects.filter(user=dana).update(role=Role.LEAD)
    with_keys(dana)
    assert dana.key_pair not in holders_by_office(organisation, NARRATIVE)
    lacking = missing_keys(keeper, dana.key_pair, organisation)
    handed_over(keeper, dana, organisation, lacking)
    assert dana.key_pair in holders_by_office(organisation, NARRATIVE)
    assert Vouch.objects.get(key_pair__user=dana).vouched_by == keeper


def test_a_vouch_is_for_one_office_and_ends_with_it(safe, keeper, organisation, dana, azat):
    """Promoted by whoever gives roles, a colleague is trusted again only by those who hold the keys."""
    membership = Membership.objects.get(user=dana)
    Membership.objects.filter(user=dana).update(role=Role.LEAD)
    with_keys(dana)
    handed_over(keeper, dana, organisation, missing_keys(keeper, dana.key_pair, organisation))
    Membership.objects.create(user=dana, organisation=organisation, role=Role.CUSTODIAN)
    assert dana.key_pair not in holders_by_office(organisation, IDENTITY)
    end_membership(by=azat, membership=Membership.objects.get(pk=membership.pk))
    Membership.objects.filter(pk=membership.pk).update(is_active=True)
    assert dana.key_pair not in holders_by_office(organisation, NARRATIVE)


def test_a_colleague_without_the_office_vouches_for_nobody(safe, alia, keeper, organisation, dana):
    Membership.objects.filter(user=dana).update(role=Role.LEAD)
    with_keys(dana)
    handed_over(alia, dana, organisation, missing_keys(alia, dana.key_pair, organisation))
    assert dana.key_pair not in holders_by_office(organisation, NARRATIVE)


def test_an_account_nobody_vouched_for_puts_no_recovery_key_in_force(safe, azat, organisation, dana):
    Membership.objects.filter(user=dana).update(role=Role.CUSTODIAN)
    with_keys(dana)
    propose_recovery_key(by=azat, organisation=organisation, public_key=b"k" * 32, today=TODAY)
    with pytest.raises(NotPossible, match="handed over"):
        confirmed(dana)
    assert not RecoveryKey.objects.exists()


def test_a_recovery_key_that_was_exchanged_after_it_was_read_is_not_put_in_force(safe, azat, keeper, organisation):
    propose_recovery_key(by=azat, organisation=organisation, public_key=b"g" * 32, today=TODAY)
    propose_recovery_key(by=azat, organisation=organisation, public_key=b"e" * 32, today=TODAY)
    with pytest.raises(NotPossible, match="Another recovery key"):
        confirm_recovery_key(
            by=keeper, private_key=private_key_of(keeper), organisation=organisation, public_key=b"g" * 32,
            today=TODAY, now=NOW,
        )  # fmt: skip


def test_a_new_recovery_key_is_refused_while_something_opens_for_the_old_one_alone(alia, azat, berik, organisation):
    with_keys(alia, berik)
    RecoveryKey.objects.create(organisation=organisation, public_key=crypto.public_half(b"o" * 32), created_on=TODAY)
    create_safe(organisation=organisation, holders={NARRATIVE: [berik.key_pair]}, today=TODAY)
    propose_recovery_key(by=azat, organisation=organisation, public_key=b"k" * 32, today=TODAY)
    with pytest.raises(NotPossible, match="older recovery key"):
        confirmed(berik)
    assert KeyWrap.objects.filter(recovery_key__isnull=False, data_key__compartment=IDENTITY).exists()


def test_nothing_is_sealed_under_a_new_key_that_only_a_receipt_would_hold(keeper, organisation):
    safe = create_safe(
        organisation=organisation,
        holders={c: [keeper.key_pair] for c in Compartment},
        today=TODAY,
        receipt=receipts.new_receipt(),
    )
    forget_keys(user=keeper)
    for compartment in Compartment:
        with pytest.raises(NobodyCouldOpen), transaction.atomic():
            sealed(safe, compartment)


@pytest.mark.parametrize(
    ("model", "field"), [("keypair", "public_key"), ("keywrap", "wrapped"), ("receipt", "public_key")]
)
def test_the_database_refuses_to_put_another_key_in_the_place_of_one(keeper, organisation, model, field):
    create_safe(
        organisation=organisation,
        holders={c: [keeper.key_pair] for c in Compartment},
        today=TODAY,
        receipt=receipts.new_receipt(),
    )
    with pytest.raises(InternalError, match="does not change"), transaction.atomic():
        apps.get_model("vault", model).objects.update(**{field: b"x" * 32})
