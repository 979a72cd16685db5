"""A running house with tokens, for programs that are not ours."""

from collections.abc import Iterator

import pytest

from tests.house import House, open_house

# Every scope, for somebody who may do everything that any of them brings.
_TOKENS = """
from datetime import timedelta
from django.utils import timezone
from accounts.choices import Role, Scope
from accounts.demo import DEMO_ORGANISATION
from accounts.models import Membership, Organisation, User
from accounts.tokens import issue
place = Organisation.objects.get(name=DEMO_ORGANISATION)
owner = User.objects.create_user(username="program-owner", password=None)
for role in (Role.LEAD, Role.CASE_WORKER, Role.MONITOR, Role.ANALYST):
    Membership.objects.create(user=owner, organisation=place, role=role)
today = timezone.localdate()
for scope in Scope:
    last = today + timedelta(days=9)
    made = issue(by=owner, organisation=place, name=scope, scopes=[scope], expires_on=last, today=today)
    print(scope.value, made[1])
"""


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that no other test looks at; its programs may ask as often as they can."""
    with open_house("interface", tmp_path_factory.mktemp("var"), API_RATE="1000000/min") as running:
        yield running


@pytest.fixture(scope="session")
def tokens(house: House) -> dict[str, str]:
    """Scope -> a token that holds it alone."""
    return dict(line.split() for line in house.python(_TOKENS).splitlines())
