"""Nothing that lies on the server opens what is sealed: no value of any table, no secret of the settings."""

import itertools
from base64 import b64decode

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from accounts.choices import Role
from accounts.models import Membership
from complaints.actions import receive_complaint
from complaints.choices import DataSet
from tests.security import canaries
from tests.vault.keys import TODAY, private_key_of, unlocked_client, with_keys
from vault import crypto
from vault.models import DataKey, KeyWrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def seized(alia, berik, organisation):
    """A case full of canaries, and people whose sessions are open at the moment of the seizure."""
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CUSTODIAN)
    with_keys(alia, berik)
    case = receive_complaint(by=alia, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY)
    canaries.plant(case, alia)
    for user in (alia, berik):
        unlocked_client(user)
    return case


def everything_stored() -> list[tuple[str, bytes]]:
    """(table, row as text in PostgreSQL's own spelling) of every table."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            rows += [(table, row.encode()) for (row,) in cursor.fetchall()]
    return rows


def stored_bytes() -> set[bytes]:
    """Every value of a binary field, and every value of the sessions that is base 64."""
    found = set()
    for model in apps.get_models():
        binary = [field.attname for field in model._meta.concrete_fields if field.get_internal_type() == "BinaryField"]
        if binary:
            found |= {bytes(value) for row in model.objects.values_list(*binary) for value in row if value}
    for session in apps.get_model("sessions", "Session").objects.all():
        vault = session.get_decoded().get("vault")
        if vault:
            found.add(b64decode(vault["sealed"]))
    return found


def candidates() -> set[bytes]:
    """Every run of 32 bytes at the ends of a stored value, and keys that follow from the secrets of the settings."""
    found = set()
    for value in stored_bytes():
        found |= {value[:32], value[-32:]} if len(value) >= 32 else set()
    for secret, purpose in itertools.product(
        [settings.SECRET_KEY.encode()[:64]], ["", "receipt", "receipt-key", "recovery-code", "intake-content", "vault"]
    ):
        found.add(crypto.derive(secret, purpose))
    return {key for key in found if len(key) == 32}


def opens_anything(key: bytes) -> bool:
    """Whether `key` opens a wrap as a private key, or a locked private key as a key."""
    for wrap in KeyWrap.objects.all():
        try:
            crypto.unwrap(key, bytes(wrap.wrapped))
        except crypto.Tampered:
            continue
        return True
    for value in stored_bytes():
        try:
            crypto.unlock_with_key(value, key)
        except crypto.Tampered:
            continue
        return True
    return False


def test_no_canary_lies_in_the_database_in_the_clear(seized):
    hits = {(table, canary) for table, row in everything_stored() for canary in canaries.found_in(row)}
    assert hits == set()


def test_the_search_finds_what_is_in_the_clear(seized, organisation):
    organisation.name = canaries.NAME
    organisation.save()
    assert ("accounts_organisation", canaries.NAME) in {
        (table, canary) for table, row in everything_stored() for canary in canaries.found_in(row)
    }


def test_nothing_on_the_server_opens_a_key(seized):
    tried = candidates()
    assert len(tried) > 20
    assert [key.hex() for key in tried if opens_anything(key)] == []


def test_the_attempt_would_notice_a_key_that_lay_around(seized, alia):
    assert opens_anything(private_key_of(alia))


def test_no_data_key_of_a_case_is_the_key_of_another(seized, alia, organisation):
    other = receive_complaint(by=alia, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY)
    canaries.plant(other, alia)
    keys = [bytes(key) for key in DataKey.objects.values_list("public_key", flat=True)]
    assert len(keys) == len(set(keys)) == 4
