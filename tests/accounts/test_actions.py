"""Changes of people: by those who may, without passwords, and never so that nobody is left to administer."""

import pytest

from accounts import actions
from accounts.choices import CASE_ROLES, Role
from accounts.models import Membership, User
from tests.cast import ROLE_OF


def roles_of(user, organisation) -> set[str]:
    return set(Membership.objects.active().filter(user=user, organisation=organisation).values_list("role", flat=True))


def invited(by, organisation, username="gulia"):
    return actions.invite(
        by=by, organisation=organisation, username=username, first_name="Gulia", last_name="", role=Role.MONITOR
    )


def test_invite_makes_an_account_that_nobody_can_open_yet(azat, organisation):
    user = invited(azat, organisation)
    assert not user.has_usable_password()
    assert roles_of(user, organisation) == {Role.MONITOR}


@pytest.mark.parametrize("username", ["berik", "BERIK", "charlie"])
def test_invite_refuses_a_name_that_is_taken(azat, berik, charlie, organisation, username):
    with pytest.raises(actions.NotPossible, match="taken"):
        invited(azat, organisation, username)
    assert User.objects.filter(username__iexact=username).count() == 1


@pytest.mark.parametrize("name", ["alia", "berik", "vera", "dana", "charlie"])
def test_only_an_administrator_of_the_organisation_invites(cast, organisation, name):
    with pytest.raises(actions.NotPermitted):
        invited(cast[name], organisation)
    assert not User.objects.filter(username="gulia").exists()


def test_an_administrator_has_no_power_over_another_organisation(azat, charlie, other_organisation):
    with pytest.raises(actions.NotPermitted):
        invited(azat, other_organisation)
    with pytest.raises(actions.NotPermitted):
        actions.end_membership(by=azat, membership=charlie.memberships.get())
    assert charlie.memberships.get().is_active


def test_give_role_adds_to_what_a_colleague_has(azat, vera, organisation):
    actions.give_role(by=azat, organisation=organisation, user=vera, role=Role.ANALYST)
    assert roles_of(vera, organisation) == {Role.MONITOR, Role.ANALYST}


def test_give_role_opens_an_ended_role_again_without_a_second_row(azat, vera, organisation):
    row = vera.memberships.get()
    actions.end_membership(by=azat, membership=row)
    assert roles_of(vera, organisation) == set()
    actions.give_role(by=azat, organisation=organisation, user=vera, role=Role.MONITOR)
    assert [each.pk for each in Membership.objects.active().filter(user=vera)] == [row.pk]


def test_give_role_refuses_what_a_colleague_already_has(azat, vera, organisation):
    with pytest.raises(actions.NotPossible, match="already has this role"):
        actions.give_role(by=azat, organisation=organisation, user=vera, role=Role.MONITOR)


def test_give_role_draws_nobody_in_from_elsewhere(azat, charlie, organisation):
    with pytest.raises(actions.NotPossible, match="Invite"):
        actions.give_role(by=azat, organisation=organisation, user=charlie, role=Role.LEAD)
    assert roles_of(charlie, organisation) == set()


def test_end_membership_keeps_the_row(azat, alia):
    actions.end_membership(by=azat, membership=alia.memberships.get())
    assert [row.is_active for row in alia.memberships.all()] == [False]


def test_the_last_administrator_stays(azat, organisation):
    with pytest.raises(actions.NotPossible, match="needs an administrator"):
        actions.end_membership(by=azat, membership=azat.memberships.get())
    assert roles_of(azat, organisation) == {Role.ADMINISTRATOR}


def test_an_administrator_may_leave_when_another_stays(azat, dana, organisation):
    actions.give_role(by=azat, organisation=organisation, user=dana, role=Role.ADMINISTRATOR)
    actions.end_membership(by=azat, membership=azat.memberships.get())
    assert roles_of(azat, organisation) == set()


def test_a_closed_account_does_not_count_as_an_administrator_who_stays(azat, dana, organisation):
    actions.give_role(by=azat, organisation=organisation, user=dana, role=Role.ADMINISTRATOR)
    User.objects.filter(pk=dana.pk).update(is_active=False)
    with pytest.raises(actions.NotPossible):
        actions.end_membership(by=azat, membership=azat.memberships.get())


# --- an administrator never reads a case ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_nobody_gives_a_role_to_themselves(azat, organisation, role):
    with pytest.raises(actions.NotPossible, match="to themselves"):
        actions.give_role(by=azat, organisation=organisation, user=azat, role=role)
    assert roles_of(azat, organisation) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", CASE_ROLES)
def test_another_administrator_takes_no_role_that_reads_cases(azat, dana, organisation, role):
    actions.give_role(by=azat, organisation=organisation, user=dana, role=Role.ADMINISTRATOR)
    with pytest.raises(actions.NotPossible, match="must never read a case"):
        actions.give_role(by=azat, organisation=organisation, user=dana, role=role)
    assert roles_of(dana, organisation) == {Role.ANALYST, Role.ADMINISTRATOR}


@pytest.mark.parametrize("name", ["alia", "berik", "vera"])
def test_whoever_reads_cases_does_not_become_administrator(cast, organisation, name):
    with pytest.raises(actions.NotPossible, match="must never read a case"):
        actions.give_role(by=cast["azat"], organisation=organisation, user=cast[name], role=Role.ADMINISTRATOR)
    assert roles_of(cast[name], organisation) == {ROLE_OF[name]}


def test_after_the_other_role_has_ended_the_change_is_possible(azat, alia, organisation):
    actions.end_membership(by=azat, membership=alia.memberships.get())
    actions.give_role(by=azat, organisation=organisation, user=alia, role=Role.ADMINISTRATOR)
    assert roles_of(alia, organisation) == {Role.ADMINISTRATOR}
    with pytest.raises(actions.NotPossible, match="must never read a case"):
        actions.give_role(by=azat, organisation=organisation, user=alia, role=Role.CASE_WORKER)


def test_an_administrator_may_be_analyst(azat, dana, organisation):
    actions.give_role(by=azat, organisation=organisation, user=dana, role=Role.ADMINISTRATOR)
    assert roles_of(dana, organisation) == {Role.ANALYST, Role.ADMINISTRATOR}
