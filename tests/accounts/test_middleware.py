"""What stands before every page: a second factor where it is demanded, and the password before what is dangerous."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from accounts.access import recently_authenticated
from accounts.middleware import OPEN_WITHOUT_FACTOR
from config.urls import urlpatterns as house
from tests.accounts.factors import (
    give_app,
    give_codes,
    session_of,
    shown_code,
    sign_in,
    type_code,
    type_password_again,
)
from tests.route_matrix import POSTED, ROUTE_MATRIX
from tests.walking import Browser, at_route, in_parts

PROBES = {"healthz", "readyz"}


@recently_authenticated
def dangerous(request):
    """A page that wants the password again."""
    return HttpResponse(f"{request.method} was let in")


urlpatterns = [*house, path("dangerous/", dangerous, name="dangerous")]


# --- second factor demanded -------------------------------------------------------------------------------------------


LOCKED = in_parts(sorted(name for name in set(ROUTE_MATRIX) - OPEN_WITHOUT_FACTOR if not name.startswith("intake")))


@pytest.mark.parametrize("part", LOCKED)
def test_without_a_factor_every_page_leads_to_the_set_up(cast, organisation, settings, part):
    settings.SECOND_FACTOR_REQUIRED = True
    browsers = {person: Browser(cast[person]) for person in ("berik", "azat")}
    let_in = {}
    for name in LOCKED[part]:
        with at_route(name, organisation, cast) as address:
            for person, browser in browsers.items():
                for method in ("GET", "POST"):
                    answer = browser.ask(method, address, POSTED.get(name, {}))
                    given = (answer.status_code, answer.headers.get("Location"))
                    if given != (302, reverse("mfa_index")):
                        let_in[name, method, person] = given
    assert let_in == {}


@pytest.mark.parametrize("name", sorted(OPEN_WITHOUT_FACTOR))
def test_what_stays_open_exists(name):
    assert name in ROUTE_MATRIX


def test_the_set_up_says_what_is_missing(client, berik, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, "berik")
    page = client.get(reverse("front"), follow=True)
    assert page.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Before anything else opens" in page.content.decode()


def test_the_whole_way_from_the_first_sign_in_to_the_first_page(client, berik, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, "berik")
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"] == f"{reverse('account_reauthenticate')}?next={reverse('mfa_activate_totp')}"
    assert type_password_again(client, next=reverse("mfa_activate_totp"))["Location"] == reverse("mfa_activate_totp")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": shown_code(secret)}, follow=True)
    assert response.status_code == 200
    assert client.get(reverse("people")).status_code == 200


def test_recovery_codes_alone_do_not_open(client, berik, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    give_codes(berik)
    client.force_login(berik)
    assert client.get(reverse("people"))["Location"] == reverse("mfa_index")


def test_who_has_a_factor_goes_on(client, berik, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    secret = give_app(berik)
    sign_in(client, "berik")
    type_code(client, shown_code(secret))
    assert client.get(reverse("people")).status_code == 200


def test_who_removes_the_only_factor_sets_up_another(client, berik, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    give_app(berik)
    client.force_login(berik)
    type_password_again(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("people"))["Location"] == reverse("mfa_index")


def test_strangers_read_public_pages_and_signing_out_stays_possible(client, berik, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get(reverse("front")).status_code == 200
    client.force_login(berik)
    assert client.post(reverse("logout"))["Location"] == reverse("front")
    assert client.get(reverse("front")).status_code == 200


# --- the password again -----------------------------------------------------------------------------------------------


@pytest.fixture
def with_danger(settings):
    settings.ROOT_URLCONF = __name__


def test_a_dangerous_page_wants_the_password_and_opens_after_it(client, berik, with_danger):
    sign_in(client, "berik")
    asked = client.get("/dangerous/?case=1")
    assert asked["Location"] == f"{reverse('account_reauthenticate')}?next=/dangerous/%3Fcase%3D1"
    assert type_password_again(client, next="/dangerous/?case=1")["Location"] == "/dangerous/?case=1"
    assert client.get("/dangerous/").content == b"GET was let in"
    assert client.post("/dangerous/").content == b"POST was let in"


def test_a_wrong_password_opens_nothing(client, berik, with_danger):
    client.force_login(berik)
    page = type_password_again(client, "a-guess-that-is-wrong").content.decode()
    assert "This is not your password" in page
    assert client.get("/dangerous/").status_code == 302


def test_after_five_minutes_the_password_is_wanted_again(client, berik, with_danger):
    client.force_login(berik)
    type_password_again(client)
    assert client.get("/dangerous/").status_code == 200
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 300
    session.save()
    assert client.get("/dangerous/").status_code == 302


def test_what_was_posted_is_not_kept_while_the_password_is_asked_for(berik, with_danger):
    visitor = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Telltale/9.1")
    visitor.force_login(berik)
    response = visitor.post(
        "/dangerous/", {"reason": "a-name-nobody-may-read"}, headers={"referer": "http://testserver/dangerous/?case=1"}
    )
    assert response["Location"] == f"{reverse('account_reauthenticate')}?next=/dangerous/%3Fcase%3D1"
    held = str(session_of(visitor))
    assert [word in held for word in ("nobody-may-read", "203.0.113", "Telltale")] == [False] * 3


@pytest.mark.parametrize("referrer", ["", "https://example.org/x", "//example.org", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_house(client, berik, with_danger, referrer):
    client.force_login(berik)
    response = client.post("/dangerous/", headers={"referer": referrer})
    assert response["Location"] == f"{reverse('account_reauthenticate')}?next=/"
    assert type_password_again(client, next="https://example.org/")["Location"] == reverse("my_work")


def test_a_stranger_is_led_to_the_door_and_not_to_the_password(client, db, with_danger):
    assert client.get("/dangerous/")["Location"].startswith(reverse("account_login"))


def test_the_second_factor_does_not_stand_in_for_the_password(client, berik, with_danger):
    secret = give_app(berik)
    sign_in(client, "berik")
    type_code(client, shown_code(secret))
    assert client.get("/dangerous/").status_code == 302
