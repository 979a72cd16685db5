"""What an administrator may do to an account: close it, empty it, never open it."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator

from accounts import actions
from accounts.choices import Role
from accounts.models import Membership, User
from accounts.queries import invitations_of, people_in_hands_of
from tests.accounts.factors import give_app, give_codes
from tests.cast import PASSWORD

EVERY_CHANGE = [
    actions.reset_second_factor,
    actions.reset_account,
    actions.close_account,
    actions.reopen_account,
]
ENDING_SESSIONS = EVERY_CHANGE[:3]


def stored(user) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("change", ENDING_SESSIONS)
def test_every_session_of_the_person_ends(azat, vera, change):
    change(by=azat, user=vera)
    assert stored(vera).session_epoch != vera.session_epoch
    assert stored(vera).get_session_auth_hash() != vera.get_session_auth_hash()


def test_a_reset_second_factor_leaves_the_password(azat, vera, alia):
    for person in (vera, alia):
        give_app(person)
        give_codes(person)
    actions.reset_second_factor(by=azat, user=vera)
    assert not Authenticator.objects.filter(user=vera).exists()
    assert Authenticator.objects.filter(user=alia).count() == 2
    assert stored(vera).check_password(PASSWORD)


def test_a_reset_account_waits_for_its_owner_again(azat, vera, now):
    User.objects.filter(pk=vera.pk).update(last_login=now)
    vera.refresh_from_db()
    old_link = default_token_generator.make_token(vera)
    give_app(vera)
    actions.reset_account(by=azat, user=vera)
    after = stored(vera)
    assert (after.has_usable_password(), after.last_login, after.is_active) == (False, None, True)
    assert not Authenticator.objects.filter(user=vera).exists()
    assert not default_token_generator.check_token(after, old_link)
    assert vera in invitations_of(azat)


def test_a_closed_account_keeps_roles_and_password(azat, vera):
    actions.close_account(by=azat, user=vera)
    assert not stored(vera).is_active
    assert not Membership.objects.active().filter(user=vera).exists()
    actions.reopen_account(by=azat, user=vera)
    assert stored(vera).check_password(PASSWORD)
    assert [row.role for row in Membership.objects.active().filter(user=vera)] == [Role.MONITOR]


@pytest.mark.parametrize("change", EVERY_CHANGE)
def test_nobody_does_it_to_oneself(azat, change):
    with pytest.raises(actions.NotPossible, match="own account"):
        change(by=azat, user=azat)
    assert stored(azat).session_epoch == azat.session_epoch


@pytest.mark.parametrize("change", EVERY_CHANGE)
@pytest.mark.parametrize("name", ["alia", "berik", "dana", "charlie"])
def test_only_an_administrator_of_the_organisation_does_it(cast, change, name):
    with pytest.raises(actions.NotPermitted):
        change(by=cast[name], user=cast["vera"])
    assert stored(cast["vera"]).session_epoch == cast["vera"].session_epoch


@pytest.mark.parametrize("change", EVERY_CHANGE)
def test_nobody_elsewhere_is_touched(azat, charlie, vera, other_organisation, change):
    Membership.objects.create(user=vera, organisation=other_organisation, role=Role.MONITOR)
    for person in (charlie, vera):
        with pytest.raises(actions.NotPermitted):
            change(by=azat, user=person)
        assert stored(person).session_epoch == person.session_epoch


@pytest.mark.parametrize("change", EVERY_CHANGE)
def test_a_closed_administrator_does_nothing_more(azat, dana, organisation, change):
    Membership.objects.create(user=dana, organisation=organisation, role=Role.ADMINISTRATOR)
    actions.close_account(by=dana, user=azat)
    with pytest.raises(actions.NotPermitted):
        change(by=azat, user=dana)
    assert stored(dana).is_active


def test_people_in_hands_are_those_at_work_here_alone(azat, vera, alia, charlie, other_organisation):
    alia.memberships.update(is_active=False)
    Membership.objects.create(user=vera, organisation=other_organisation, role=Role.MONITOR)
    assert set(people_in_hands_of(azat)) == {azat}
    assert set(people_in_hands_of(charlie)) == set()
