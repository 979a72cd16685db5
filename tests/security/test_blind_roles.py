"""Every page of the house, asked by everybody, over cases full of canaries: nobody sees one without opening it."""

import pytest

from accounts.choices import Role
from accounts.models import Membership, User
from complaints.models import Case
from tests.complaints.sealed_cases import own_case
from tests.route_matrix import ROUTE_MATRIX
from tests.security import canaries
from tests.vault.keys import unlocked_client, with_keys
from tests.walking import Browser, at_route, in_parts
from vault.models import KeyPair

pytestmark = pytest.mark.django_db
PARTS = in_parts(sorted(name for name, rows in ROUTE_MATRIX.items() if "GET" in rows))


@pytest.fixture
def readers(cast, organisation) -> dict[str, User]:
    """Everybody; Alia, Berik and Charlie have keys, Berik also keeps identities, and lists have a case to show."""
    Membership.objects.create(user=cast["berik"], organisation=organisation, role=Role.CUSTODIAN)
    with_keys(*(cast[name] for name in ("alia", "berik", "charlie")))
    canaries.plant(own_case(cast["berik"], organisation), cast["berik"])
    return cast


def browser_of(user: User) -> Browser:
    """A browser of the user as the database knows them now, unlocked where they have keys."""
    known = User.objects.get(pk=user.pk)
    return Browser(known, unlocked_client(known) if hasattr(known, "key_pair") else None)


def with_keys_of_now() -> set[int]:
    return set(KeyPair.objects.values_list("user", flat=True))


@pytest.mark.parametrize("part", PARTS)
def test_no_page_shows_what_is_sealed(part, readers, organisation):
    had_keys, planted = with_keys_of_now(), Case.objects.get()
    browsers = {who: browser_of(user) for who, user in readers.items()}
    seen = {}
    for name in PARTS[part]:
        with at_route(name, organisation, readers) as address:
            for case in Case.objects.filter(organisation=organisation).exclude(pk=planted.pk):
                canaries.plant(case, readers["berik"])
            keyed = with_keys_of_now() - had_keys
            for who, user in readers.items():
                browser = browser_of(user) if user.pk in keyed else browsers[who]
                answer = browser.ask("GET", address)
                told = answer.body + repr(sorted(answer.headers.items())).encode()
                if found := canaries.found_in(told):
                    seen[name, who] = found
    assert seen == {}
