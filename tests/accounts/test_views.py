"""The door, one's own account, and the language that follows a person."""

import pytest
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.actions import invite
from accounts.choices import Role
from accounts.demo import DEMO_PASSWORD, ensure_demo_accounts
from tests.cast import PASSWORD

COOKIE = settings.LANGUAGE_COOKIE_NAME


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"username": username, "password": password, **more})


def language_of(response) -> str:
    return response.headers["Content-Language"]


# --- the door -----------------------------------------------------------------------------------------------------


def test_sign_in_leads_back_to_the_page_that_asked(client, berik):
    response = sign_in(client, "berik", next=reverse("profile"))
    assert (response.status_code, response["Location"]) == (302, reverse("profile"))


@pytest.mark.parametrize(
    ("name", "page"),
    [("alia", "my_work"), ("berik", "my_work"), ("vera", "front"), ("dana", "front"), ("azat", "front")],
)
def test_sign_in_leads_to_one_s_work_whoever_has_cases_and_never_out_of_the_house(client, cast, name, page):
    assert sign_in(client, name, next="https://example.org/")["Location"] == reverse(page)
    client.logout()
    assert sign_in(client, name)["Location"] == reverse(page)


@pytest.mark.parametrize(("username", "password"), [("berik", "wrong-password-here"), ("nobody", PASSWORD)])
def test_sign_in_says_the_same_for_a_wrong_name_and_a_wrong_password(client, berik, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "The user name or the password is wrong. Capital letters count in both."
    ]
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_open(client, berik):
    berik.is_active = False
    berik.save()
    assert sign_in(client, "berik").status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_page_sends_strangers_to_the_door_and_keeps_the_way(client, db):
    response = client.get(reverse("profile") + "?a=1")
    assert response["Location"] == f"{reverse('account_login')}?next=/accounts/profile/%3Fa%3D1"


def test_signing_out_empties_the_session_and_the_browser(client, berik):
    client.force_login(berik)
    response = client.post(reverse("logout"))
    assert (response.status_code, response["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert "_auth_user_id" not in client.session


def test_signing_out_by_following_a_link_is_refused(client, berik):
    client.force_login(berik)
    assert client.get(reverse("logout")).status_code == 405
    assert "_auth_user_id" in client.session


def test_the_login_page_names_the_demonstration_accounts(client, db, now):
    ensure_demo_accounts(now)
    page = client.get(reverse("account_login")).content.decode()
    names = ("demo-caseworker", "demo-lead", "demo-monitor", "demo-analyst", "demo-admin", DEMO_PASSWORD)
    assert [name in page for name in names] == [True] * 6
    assert "invented" in page


def test_the_login_page_names_no_accounts_that_do_not_exist(client, db):
    page = client.get(reverse("account_login")).content.decode()
    assert "demo-lead" not in page
    assert DEMO_PASSWORD not in page


def test_production_shows_and_takes_no_demonstration_account(client, db, now, settings):
    ensure_demo_accounts(now)
    settings.DEMO_DATA_ALLOWED = False
    assert "demo-lead" not in client.get(reverse("account_login")).content.decode()
    assert sign_in(client, "demo-lead", DEMO_PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


# --- an invitation ------------------------------------------------------------------------------------------------


def invitation_address(user) -> str:
    return reverse(
        "invitation",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )


@pytest.fixture
def gulia(azat, organisation):
    return invite(by=azat, organisation=organisation, username="gulia", first_name="", last_name="", role=Role.MONITOR)


def test_an_invitation_opens_the_account_once(client, gulia):
    address = invitation_address(gulia)
    form_page = client.get(address)["Location"]
    chosen = {"new_password1": "four-words-of-my-own", "new_password2": "four-words-of-my-own"}
    assert client.post(form_page, chosen)["Location"] == reverse("account_login")
    assert sign_in(client, "gulia", "four-words-of-my-own").status_code == 302
    client.logout()
    assert "no longer works" in client.get(address).content.decode()


def test_an_invitation_takes_no_short_password(client, gulia):
    form_page = client.get(invitation_address(gulia))["Location"]
    response = client.post(form_page, {"new_password1": "short-one", "new_password2": "short-one"})
    assert response.status_code == 200
    gulia.refresh_from_db()
    assert not gulia.has_usable_password()


# --- one's own account --------------------------------------------------------------------------------------------


def test_the_profile_names_organisation_and_role(client, berik):
    client.force_login(berik)
    page = client.get(reverse("profile")).content.decode()
    assert ("Tirek" in page, "Lead" in page, "Senim" in page) == (True, True, False)


def test_a_person_without_a_role_is_told_what_to_do(client, berik):
    berik.memberships.update(is_active=False)
    client.force_login(berik)
    assert "You belong to no organisation" in client.get(reverse("profile")).content.decode()


def test_a_new_password_needs_the_old_one(client, berik):
    client.force_login(berik)
    chosen = {"new_password1": "four-words-of-my-own", "new_password2": "four-words-of-my-own"}
    assert client.post(reverse("change_password"), {"old_password": "guess", **chosen}).status_code == 200
    berik.refresh_from_db()
    assert berik.check_password(PASSWORD)
    assert client.post(reverse("change_password"), {"old_password": PASSWORD, **chosen}).status_code == 302
    berik.refresh_from_db()
    assert berik.check_password("four-words-of-my-own")
    assert client.get(reverse("profile")).status_code == 200


# --- language -----------------------------------------------------------------------------------------------------


def choose(client, language, address="/accounts/login/?next=/x%3Fy%3D1"):
    return client.post(reverse("set_language"), {"language": language, "next": address})


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_stranger_chooses_a_language_and_keeps_page_and_query(client, db, language):
    response = choose(client, language)
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/x%3Fy%3D1")
    assert response.cookies[COOKIE].value == language
    assert language_of(client.get(reverse("account_login"))) == language


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/cases/many/", "/cases/"),
        ("/cases/AB-1/open/?x=1", "/cases/AB-1/"),
        ("/cases/?stage=REG", "/cases/?stage=REG"),
        ("/nowhere/at/all/", "/nowhere/at/all/"),
    ],
)
def test_a_language_chosen_on_an_answer_to_a_form_leads_to_the_page_above(client, db, address, page):
    assert choose(client, "ru", address)["Location"] == page


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "\\\\x.org"])
def test_choosing_a_language_does_not_lead_out_of_the_house(client, db, address):
    assert choose(client, "ru", address)["Location"] == reverse("front")


@pytest.mark.parametrize("language", ["de", "", "../etc", "RU"])
def test_a_language_that_is_not_spoken_here_is_refused(client, db, language):
    response = choose(client, language)
    assert (response.status_code, COOKIE in response.cookies) == (400, False)


def test_a_choice_is_kept_with_the_account(client, berik):
    client.force_login(berik)
    choose(client, "kk")
    berik.refresh_from_db()
    assert berik.language == "kk"


def test_the_stored_language_is_used_on_a_new_device(client, berik):
    berik.language = "ru"
    berik.save()
    client.force_login(berik)
    assert language_of(client.get(reverse("profile"))) == "ru"


def test_a_cookie_outweighs_the_stored_language(client, berik):
    berik.language = "ru"
    berik.save()
    client.force_login(berik)
    client.cookies[COOKIE] = "kk"
    assert language_of(client.get(reverse("profile"))) == "kk"


def test_a_stored_language_outweighs_what_the_browser_asks_for(client, berik):
    berik.language = "kk"
    berik.save()
    client.force_login(berik)
    assert language_of(client.get(reverse("profile"), headers={"accept-language": "ru"})) == "kk"


def test_without_any_choice_the_browser_decides(client, berik):
    client.force_login(berik)
    assert language_of(client.get(reverse("profile"), headers={"accept-language": "ru"})) == "ru"


def test_one_persons_language_does_not_reach_the_next_request(client, berik):
    berik.language = "kk"
    berik.save()
    client.force_login(berik)
    client.get(reverse("profile"))
    client.logout()
    assert language_of(client.get(reverse("account_login"))) == "en"
