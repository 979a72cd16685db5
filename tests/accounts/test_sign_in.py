"""The whole way in: name and password, second factor, one session, and what ends it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.choices import Role
from accounts.models import Membership, User
from tests.accounts.factors import (
    give_app,
    give_codes,
    is_signed_in,
    session_of,
    shown_code,
    sign_in,
    type_code,
    wrong_code,
)
from tests.cast import PASSWORD

NEW_PASSWORD = "four-words-of-my-own"


# --- password and second factor ---------------------------------------------------------------------------------------


def test_without_a_second_factor_the_password_opens(client, berik):
    sign_in(client, "berik")
    assert is_signed_in(client)


def test_with_an_app_the_password_alone_opens_nothing(client, berik):
    give_app(berik)
    assert sign_in(client, "berik")["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_opens_and_leads_to_the_page_that_asked(client, berik):
    secret = give_app(berik)
    sign_in(client, "berik", next=reverse("people"))
    assert type_code(client, shown_code(secret))["Location"] == reverse("people")
    assert is_signed_in(client)


def test_a_wrong_code_opens_nothing_and_is_told(client, berik):
    secret = give_app(berik)
    sign_in(client, "berik")
    response = type_code(client, wrong_code(secret))
    assert "This code is wrong" in response.content.decode()
    assert not is_signed_in(client)


def test_a_code_is_good_for_one_sign_in_only(client, berik):
    secret = give_app(berik)
    code = shown_code(secret)
    sign_in(client, "berik")
    type_code(client, code)
    assert is_signed_in(client)
    observer = Client()
    sign_in(observer, "berik")
    assert "used already" in type_code(observer, code).content.decode()
    assert not is_signed_in(observer)


def test_a_recovery_code_stands_in_once(client, berik):
    give_app(berik)
    first, second = give_codes(berik)[:2]
    for code, opens in [(first, True), (first, False), (second, True)]:
        visitor = Client()
        sign_in(visitor, "berik")
        type_code(visitor, code)
        assert is_signed_in(visitor) is opens


def test_the_code_of_somebody_else_opens_nothing(client, berik, alia):
    give_app(berik)
    secret = give_app(alia)
    sign_in(client, "berik")
    type_code(client, shown_code(secret))
    assert not is_signed_in(client)


def test_a_sign_in_that_stopped_half_way_can_begin_again(client, berik):
    give_app(berik)
    sign_in(client, "berik")
    assert client.get(reverse("account_login"))["Location"] == reverse("mfa_authenticate")
    client.post(reverse("logout"))
    assert client.get(reverse("account_login")).status_code == 200


def test_the_page_of_the_code_opens_to_nobody_without_a_password(client, db):
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")


def test_an_account_closed_between_password_and_code_stays_closed(client, berik):
    secret = give_app(berik)
    sign_in(client, "berik")
    User.objects.filter(pk=berik.pk).update(is_active=False)
    type_code(client, shown_code(secret))
    assert not is_signed_in(client)


def test_guessing_is_slowed_down_for_the_account_and_says_so(client, berik):
    for _attempt in range(5):
        sign_in(client, "berik", "a-guess-that-is-wrong")
    assert "Too many attempts" in sign_in(client, "berik").content.decode()
    assert not is_signed_in(client)


def test_guessing_codes_is_slowed_down_too(client, berik):
    secret = give_app(berik)
    sign_in(client, "berik")
    for _attempt in range(5):
        type_code(client, wrong_code(secret))
    assert "Too many attempts" in type_code(client, shown_code(secret)).content.decode()
    assert not is_signed_in(client)


def test_guessing_one_account_closes_no_other(client, berik, alia):
    for _attempt in range(6):
        sign_in(client, "berik", "a-guess-that-is-wrong")
    sign_in(client, "alia")
    assert is_signed_in(client)


def test_a_session_holds_neither_address_nor_browser(client, berik):
    secret = give_app(berik)
    visitor = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Telltale/9.1")
    sign_in(visitor, "berik")
    assert "203.0.113" not in str(session_of(visitor))
    type_code(visitor, shown_code(secret))
    visitor.post(reverse("mfa_deactivate_totp"))
    held = str(session_of(visitor))
    assert is_signed_in(visitor)
    assert ("203.0.113" in held, "Telltale" in held) == (False, False)


# --- what ends a session ----------------------------------------------------------------------------------------------


def test_a_second_sign_in_ends_the_first_session(client, berik):
    sign_in(client, "berik")
    other = Client()
    sign_in(other, "berik")
    assert (is_signed_in(client), is_signed_in(other)) == (False, True)


def test_a_second_sign_in_that_stops_before_the_code_ends_nothing(client, berik):
    secret = give_app(berik)
    sign_in(client, "berik")
    type_code(client, shown_code(secret))
    other = Client()
    sign_in(other, "berik")
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


def test_a_new_password_ends_other_sessions_and_keeps_this_one(client, berik):
    client.force_login(berik)
    other = Client()
    other.force_login(berik)
    posted = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post(reverse("change_password"), posted)
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


@pytest.mark.parametrize("new", ["short-one", "yfdbufnjh10305070", "berik-berik-berik"])
def test_a_weak_new_password_is_refused(client, berik, new):
    User.objects.filter(pk=berik.pk).update(first_name="berik-berik-beri")
    client.force_login(berik)
    posted = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert "new_password2" in client.post(reverse("change_password"), posted).context["form"].errors
    berik.refresh_from_db()
    assert berik.check_password(PASSWORD)


def test_guessing_the_old_password_is_slowed_down(client, berik):
    client.force_login(berik)
    posted = {"old_password": "a-guess", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    given = [client.post(reverse("change_password"), posted).status_code for _attempt in range(6)]
    assert given == [200] * 5 + [429]


def test_an_account_that_is_closed_is_out_at_the_next_request(client, azat, berik):
    client.force_login(berik)
    assert is_signed_in(client)
    actions.close_account(by=azat, user=berik)
    assert not is_signed_in(client)


def test_a_role_that_has_ended_opens_nothing_at_the_next_request(client, azat, berik):
    client.force_login(berik)
    assert client.get(reverse("people")).status_code == 200
    actions.end_membership(by=azat, membership=berik.memberships.get())
    assert client.get(reverse("people")).status_code == 403


def test_a_role_that_was_given_opens_at_the_next_request(client, azat, vera, organisation):
    client.force_login(vera)
    assert client.get(reverse("people")).status_code == 403
    actions.give_role(by=azat, organisation=organisation, user=vera, role=Role.CUSTODIAN)
    assert client.get(reverse("people")).status_code == 200
    assert Membership.objects.filter(user=vera).count() == 2
