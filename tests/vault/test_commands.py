"""The commands of the offline key, and new keys for safes that somebody lost."""

import io
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from tests.vault.keys import TODAY, private_key_of, with_keys
from vault import crypto
from vault.actions import create_safe, forget_keys, revoke
from vault.choices import Compartment
from vault.keyrings import keyring_of_user
from vault.models import DataKey, RecoveryKey
from vault.printed import MistypedKey, printed, read
from vault.sealing import seal_text


def answer(*words: str, typed: str = "", monkeypatch=None) -> str:
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def keys_in(text: str) -> list[bytes]:
    return [read(line) for line in text.splitlines() if line.startswith("  ")]


def test_the_offline_command_prints_a_pair_that_belongs_together(monkeypatch):
    private_key, public_key = keys_in(answer("recovery_key"))
    assert crypto.public_half(private_key) == public_key
    assert keys_in(answer("recovery_key", "--check", typed=printed(private_key), monkeypatch=monkeypatch)) == [
        public_key
    ]
    assert keys_in(answer("recovery_key")) != [private_key, public_key]


@pytest.mark.parametrize(
    "change", [lambda text: text[:-1], lambda text: "a" + text[1:] + "b", lambda text: "", str.title]
)
def test_a_key_on_paper_with_a_wrong_letter_is_refused(change):
    key = bytes(range(32))
    if change is str.title:
        assert read(change(printed(key))) == key  # large letters are no mistake
    else:
        with pytest.raises(MistypedKey):
            read(change(printed(key)))


@pytest.fixture
def safe(db, organisation, berik):
    """A safe that Berik alone holds, with a recovery key."""
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CUSTODIAN)
    with_keys(berik)
    RecoveryKey.objects.create(organisation=organisation, public_key=crypto.public_half(b"\x05" * 32), created_on=TODAY)
    return create_safe(organisation=organisation, holders={c: [berik.key_pair] for c in Compartment}, today=TODAY)


def test_when_nobody_is_left_the_offline_key_gives_the_cases_back(safe, berik, organisation, monkeypatch):
    story = seal_text(safe=safe, compartment=Compartment.NARRATIVE, record=uuid4(), field="text", text="told")
    forget_keys(user=berik)
    with_keys(berik)
    words = ("recover_keys", "--organisation", organisation.name, "--to", "berik")
    with pytest.raises(CommandError, match="not the recovery key"):
        answer(*words, typed=printed(b"\x06" * 32), monkeypatch=monkeypatch)
    assert answer(*words, typed=printed(b"\x05" * 32), monkeypatch=monkeypatch) == "2 keys wrapped.\n"
    keyring = keyring_of_user(berik, private_key_of(berik), [safe], now=timezone.now())
    assert keyring.open_text(story) == "told"


def test_the_offline_key_gives_nothing_to_who_has_no_office(safe, alia, organisation, monkeypatch):
    with_keys(alia)
    with pytest.raises(CommandError, match="Only a lead"):
        answer(
            "recover_keys", "--organisation", organisation.name, "--to", "alia",
            typed=printed(b"\x05" * 32), monkeypatch=monkeypatch,
        )  # fmt: skip


def test_the_offline_key_gives_nothing_to_people_of_another_organisation(safe, charlie, organisation, monkeypatch):
    with_keys(charlie)
    with pytest.raises(CommandError):
        answer(
            "recover_keys", "--organisation", organisation.name, "--to", "charlie",
            typed=printed(b"\x05" * 32), monkeypatch=monkeypatch,
        )  # fmt: skip


def test_lost_keys_are_replaced_and_others_stay(safe, berik):
    assert answer("rotate_keys") == "0 keys replaced.\n"
    revoke(user=berik, safes=[safe], compartments=[Compartment.IDENTITY])
    assert answer("rotate_keys") == "1 keys replaced.\n"
    assert answer("rotate_keys", "--all") == "2 keys replaced.\n"
    assert DataKey.objects.filter(is_retired=False).count() == 2
