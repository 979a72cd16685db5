"""The demonstration accounts: there when allowed, never in production, and always as the table says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import demo
from accounts.choices import Role
from accounts.models import Membership, Organisation, User


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def test_every_role_has_an_account(db, now):
    organisation = demo.ensure_demo_accounts(now)
    assert organisation.is_demonstration
    assert {role: demo.demo_user(role).username for role in Role} == {
        Role.CASE_WORKER: "demo-caseworker",
        Role.LEAD: "demo-lead",
        Role.CUSTODIAN: "demo-lead",
        Role.MONITOR: "demo-monitor",
        Role.ANALYST: "demo-analyst",
        Role.ADMINISTRATOR: "demo-admin",
    }
    assert organisation.takes_letters
    people = User.objects.filter(memberships__organisation=organisation).distinct()
    assert [user.is_demonstration for user in people] == [True] * 5


def test_nobody_of_the_demonstration_is_a_superuser(db, now):
    demo.ensure_demo_accounts(now)
    assert not User.objects.filter(is_superuser=True).exists()


def test_a_second_time_changes_nothing_and_mends_what_was_changed(db, now):
    demo.ensure_demo_accounts(now)
    lead = demo.demo_user(Role.LEAD)
    lead.set_password("something-else-entirely")
    lead.save()
    Membership.objects.filter(user=lead).update(is_active=False)
    demo.ensure_demo_accounts(now)
    assert (User.objects.count(), Organisation.objects.count(), Membership.objects.count()) == (5, 1, 6)
    assert demo.demo_user(Role.LEAD).check_password(demo.DEMO_PASSWORD)
    assert Membership.objects.active().filter(user=lead).exists()


def test_a_role_that_excludes_the_one_of_the_table_ends(db, now):
    organisation = demo.ensure_demo_accounts(now)
    administrator = demo.demo_user(Role.ADMINISTRATOR)
    administrator.memberships.update(is_active=False)
    Membership.objects.create(user=administrator, organisation=organisation, role=Role.LEAD)
    demo.ensure_demo_accounts(now)
    active = Membership.objects.active().filter(user=administrator)
    assert [row.role for row in active] == [Role.ADMINISTRATOR]


def test_production_refuses(db, now, settings):
    settings.DEMO_DATA_ALLOWED = False
    with pytest.raises(demo.DemonstrationRefused):
        demo.ensure_demo_accounts(now)
    with pytest.raises(CommandError, match="refused"):
        call_command("demo_accounts", "--ensure")
    assert User.objects.count() == 0


def test_the_command_prints_the_table(db):
    lines = printed("--ensure").splitlines()
    assert [line.split()[0] for line in lines] == [account.username for account in demo.DEMO_ACCOUNTS]
    assert all(demo.DEMO_PASSWORD in line for line in lines)


def test_the_command_creates_nothing_unasked(db):
    assert "There are no demonstration accounts" in printed()
    assert User.objects.count() == 0
