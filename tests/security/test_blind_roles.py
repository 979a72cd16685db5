"""Every page of the house, asked by everybody, over cases full of canaries: nobody sees one without opening it."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership
from complaints.models import Case
from tests.route_matrix import ARGUMENTS, ROUTE_MATRIX
from tests.security import canaries
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db
READABLE = sorted(name for name, rows in ROUTE_MATRIX.items() if "GET" in rows)


@pytest.fixture
def readers(cast, organisation):
    """Browsers of everybody, unlocked where there are keys; Berik also keeps identities."""
    Membership.objects.create(user=cast["berik"], organisation=organisation, role=Role.CUSTODIAN)
    with_keys(*(cast[name] for name in ("alia", "berik", "charlie")))
    return cast


def answered(name: str, address: str, client) -> bytes:
    block = transaction.atomic()
    # As the block around a whole test: what a page commits before it opens something may be rolled back here.
    block._from_testcase = True
    with block:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return body + repr(sorted(response.headers.items())).encode()


@pytest.mark.parametrize("name", READABLE)
def test_no_page_shows_what_is_sealed(name, readers, organisation):
    arguments = ARGUMENTS[name](organisation, readers) if name in ARGUMENTS else {}
    for case in Case.objects.filter(organisation=organisation):
        canaries.plant(case, readers["berik"])
    address = reverse(name, kwargs=arguments)
    seen = {}
    for who, user in readers.items():
        with transaction.atomic():
            client = unlocked_client(user) if hasattr(user, "key_pair") else _signed_in(user)
            seen[who] = canaries.found_in(answered(name, address, client))
            transaction.set_rollback(True)
    assert {who: found for who, found in seen.items() if found} == {}


def _signed_in(user):
    client = Client()
    client.force_login(user)
    return client
