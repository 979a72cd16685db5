"""The people of every test. Alia, Berik, Vera, Dana and Azat work in one organisation; Charlie leads another one.

Charlie must never see anything of the others, and nobody here is a real person.
"""

from datetime import UTC, datetime

import pytest

from accounts.choices import Role
from accounts.models import Membership, Organisation, User

PASSWORD = "a-long-password-of-the-cast"

ROLE_OF = {
    "alia": Role.CASE_WORKER,
    "berik": Role.LEAD,
    "vera": Role.MONITOR,
    "dana": Role.ANALYST,
    "azat": Role.ADMINISTRATOR,
}


def person(name: str, organisation: Organisation, *roles: Role) -> User:
    """A new user with a first name, in `organisation` in each of `roles`."""
    user = User.objects.create_user(username=name, password=PASSWORD, first_name=name.capitalize())
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def organisation(db) -> Organisation:
    """The organisation of everybody but Charlie."""
    return Organisation.objects.create(name="Tirek")


@pytest.fixture
def other_organisation(db) -> Organisation:
    """Charlie's organisation."""
    return Organisation.objects.create(name="Senim")


@pytest.fixture
def alia(organisation: Organisation) -> User:
    """Case worker."""
    return person("alia", organisation, ROLE_OF["alia"])


@pytest.fixture
def berik(organisation: Organisation) -> User:
    """Lead: sees every case of the organisation."""
    return person("berik", organisation, ROLE_OF["berik"])


@pytest.fixture
def vera(organisation: Organisation) -> User:
    """Monitor."""
    return person("vera", organisation, ROLE_OF["vera"])


@pytest.fixture
def dana(organisation: Organisation) -> User:
    """Analyst: aggregates only."""
    return person("dana", organisation, ROLE_OF["dana"])


@pytest.fixture
def azat(organisation: Organisation) -> User:
    """Administrator: people, never cases."""
    return person("azat", organisation, ROLE_OF["azat"])


@pytest.fixture
def charlie(other_organisation: Organisation) -> User:
    """Lead of another organisation."""
    return person("charlie", other_organisation, Role.LEAD)


@pytest.fixture
def cast(alia: User, berik: User, vera: User, dana: User, azat: User, charlie: User) -> dict[str, User]:
    """Everybody by name."""
    return {user.username: user for user in (alia, berik, vera, dana, azat, charlie)}
