"""Setting up and removing second factors: never without the password, never with a secret in the clear."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from tests.accounts.factors import (
    give_app,
    give_codes,
    is_signed_in,
    shown_code,
    sign_in,
    type_code,
    type_password_again,
    wrong_code,
)

SHAPED = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
NO_ANSWERS = [
    *("", "{}", "[]", "null", '"x"', '{"id": 1}', '{"response": {}}', "not json"),
    json.dumps(SHAPED),
    json.dumps(SHAPED | {"response": []}),
    json.dumps(SHAPED | {"response": {"clientDataJSON": 5, "attestationObject": None}}),
    json.dumps(SHAPED | {"response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}}),
    json.dumps(SHAPED | {"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}),
    json.dumps(SHAPED | {"response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"}}),
    json.dumps(SHAPED | {"response": {"clientDataJSON": "e30", "authenticatorData": "A" * 60, "signature": "A"}}),
]
PROTECTED = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]


@pytest.fixture
def at_home(client, berik):
    """Berik's browser, just after the password was typed again."""
    client.force_login(berik)
    type_password_again(client)
    return client


def kinds_of(user) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def stored_text() -> str:
    """Everything the table of second factors holds, as the database sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(mfa_authenticator::text, ' ') FROM mfa_authenticator")
        return cursor.fetchone()[0] or ""


def set_up_app(client):
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    return secret, client.post(reverse("mfa_activate_totp"), {"code": shown_code(secret)})


@pytest.mark.parametrize("name", PROTECTED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_set_up_without_the_password(client, berik, name, method):
    client.force_login(berik)
    response = getattr(client, method)(reverse(name))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert kinds_of(berik) == set()


def test_an_app_is_set_up_and_recovery_codes_come_with_it(at_home, berik):
    _secret, response = set_up_app(at_home)
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert kinds_of(berik) == {"totp", "recovery_codes"}
    assert len(at_home.get(response["Location"]).context["unused_codes"]) == 10


def test_a_wrong_first_code_sets_up_nothing_and_keeps_the_secret(at_home, berik):
    page = at_home.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    again = at_home.post(reverse("mfa_activate_totp"), {"code": wrong_code(secret)})
    assert again.context["form"].secret == secret
    assert kinds_of(berik) == set()
    at_home.post(reverse("mfa_activate_totp"), {"code": shown_code(secret)})
    assert "totp" in kinds_of(berik)


def test_the_code_that_set_up_the_app_is_used_up(at_home, berik):
    page = at_home.get(reverse("mfa_activate_totp"))
    code = shown_code(page.context["form"].secret)
    at_home.post(reverse("mfa_activate_totp"), {"code": code})
    at_home.post(reverse("logout"))
    sign_in(at_home, "berik")
    assert "used already" in type_code(at_home, code).content.decode()
    assert not is_signed_in(at_home)


def test_no_secret_lies_in_the_clear_in_the_database(at_home, berik):
    page = at_home.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    waiting = str([row.get_decoded() for row in Session.objects.all()])
    assert secret in page.context["totp_url"]
    assert secret not in waiting
    at_home.post(reverse("mfa_activate_totp"), {"code": shown_code(secret)})
    codes = at_home.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    stored = stored_text()
    assert "totp" in stored
    assert [text in stored for text in (secret, secret.lower(), *codes)] == [False] * 12


def test_the_page_shows_the_secret_as_picture_and_letters_and_asks_no_other_server(at_home):
    page = at_home.get(reverse("mfa_activate_totp"))
    html = page.content.decode()
    assert page.context["secret"].replace(" ", "") == page.context["form"].secret
    assert page.context["secret"] in html
    assert '<path d="M' in html
    assert "data:image" not in html


def test_an_app_is_removed_and_its_recovery_codes_go_with_it(at_home, berik):
    give_app(berik)
    give_codes(berik)
    at_home.post(reverse("mfa_deactivate_totp"))
    assert kinds_of(berik) == set()


def test_nobody_removes_the_passkey_of_another(at_home, alia):
    passkey = Authenticator.objects.create(user=alia, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    assert at_home.post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 404
    assert kinds_of(alia) == {"webauthn"}


def test_new_recovery_codes_replace_the_old_ones(at_home, berik):
    give_app(berik)
    old = give_codes(berik)
    at_home.post(reverse("mfa_generate_recovery_codes"))
    new = at_home.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert set(old) & set(new) == set()


def test_recovery_codes_alone_cannot_be_had(at_home, berik):
    at_home.post(reverse("mfa_generate_recovery_codes"))
    assert kinds_of(berik) == set()


def test_recovery_codes_are_shown_only_after_the_password(client, berik):
    give_app(berik)
    codes = give_codes(berik)
    client.force_login(berik)
    response = client.get(reverse("mfa_view_recovery_codes"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert codes[0] not in response.content.decode()


@pytest.mark.parametrize("posted", NO_ANSWERS)
def test_a_passkey_that_is_none_is_refused_without_an_accident(at_home, berik, posted):
    at_home.get(reverse("mfa_add_webauthn"))
    assert at_home.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": posted}).status_code == 200
    assert kinds_of(berik) == set()


@pytest.mark.parametrize("posted", NO_ANSWERS)
def test_an_answer_of_no_passkey_opens_nothing(client, berik, posted):
    give_app(berik)
    sign_in(client, "berik")
    client.get(reverse("mfa_authenticate"))
    assert client.post(reverse("mfa_authenticate"), {"credential": posted}).status_code == 200
    assert not is_signed_in(client)
