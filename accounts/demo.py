"""The demonstration accounts: invented people with a password that everybody may read. Never in production."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from accounts.permissions import excluded_by

# For demonstration only: printed on the login page of a demonstration, refused by production.
DEMO_PASSWORD = "aryz-for-demonstration"  # noqa: S105 -- meant to be read
DEMO_ORGANISATION = "Demonstration organisation"


class DemonstrationRefused(Exception):
    """Demonstration accounts were asked for where real complaints may live."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One invented person in one role or several."""

    username: str
    first_name: str
    last_name: str
    roles: tuple[Role, ...]


DEMO_ACCOUNTS = (
    DemoAccount("demo-caseworker", "Gulnar", "Demo", (Role.CASE_WORKER,)),
    DemoAccount("demo-lead", "Marat", "Demo", (Role.LEAD, Role.CUSTODIAN)),
    DemoAccount("demo-monitor", "Saule", "Demo", (Role.MONITOR,)),
    DemoAccount("demo-analyst", "Timur", "Demo", (Role.ANALYST,)),
    DemoAccount("demo-admin", "Nurlan", "Demo", (Role.ADMINISTRATOR,)),
)


@transaction.atomic
def ensure_demo_accounts(now: datetime) -> Organisation:
    """The demonstration organisation with an account for every role, created or mended; returns the organisation.

    Raises DemonstrationRefused in production.
    """
    if not settings.DEMO_DATA_ALLOWED:
        raise DemonstrationRefused("Demonstration accounts are refused where real complaints may live.")
    organisation, _is_new = Organisation.objects.get_or_create(
        name=DEMO_ORGANISATION, defaults={"is_demonstration": True, "takes_letters": True}
    )
    if not organisation.takes_letters:
        organisation.takes_letters = True
        organisation.save(update_fields=["takes_letters"])
    for account in DEMO_ACCOUNTS:
        user, _is_new = User.objects.get_or_create(
            username=account.username, defaults={"is_demonstration": True, "date_joined": now}
        )
        _mend(user, account)
        excluded = {role for held in account.roles for role in excluded_by(held)}
        Membership.objects.filter(user=user, organisation=organisation, role__in=excluded).update(is_active=False)
        for role in account.roles:
            Membership.objects.update_or_create(
                user=user, organisation=organisation, role=role, defaults={"is_active": True}
            )
    return organisation


def demo_user(role: Role) -> User:
    """The demonstration account of a role. Raises User.DoesNotExist before `ensure_demo_accounts`."""
    username = next(account.username for account in DEMO_ACCOUNTS if role in account.roles)
    return User.objects.get(username=username, is_demonstration=True)


def offered_demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts a login page may show: those that exist, and none in production."""
    if not settings.DEMO_DATA_ALLOWED:
        return ()
    existing = set(
        User.objects.filter(
            username__in=[account.username for account in DEMO_ACCOUNTS], is_demonstration=True, is_active=True
        ).values_list("username", flat=True)
    )
    return tuple(account for account in DEMO_ACCOUNTS if account.username in existing)


def _mend(user: User, account: DemoAccount) -> None:
    user.first_name, user.last_name, user.is_active = account.first_name, account.last_name, True
    if not user.check_password(DEMO_PASSWORD):
        user.set_password(DEMO_PASSWORD)
    user.save()
