"""The private key of a session: neither its row nor its cookie alone opens anything."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault import crypto
from vault.models import KeyPair

pytestmark = pytest.mark.django_db
COOKIE = settings.VAULT_COOKIE_NAME


def sign_in(user, password: str = PASSWORD, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("account_login"), {"username": user.username, "login": user.username, "password": password})
    return client


def is_open(client: Client) -> bool:
    return client.get(reverse("my_keys")).context["is_unlocked"]


def test_the_first_sign_in_makes_the_keys_and_opens_them(alia):
    client = sign_in(alia)
    assert KeyPair.objects.get().user == alia
    assert is_open(client)


def test_the_next_sign_in_opens_the_same_keys(alia):
    sign_in(alia)
    before = KeyPair.objects.get().public_key
    assert is_open(sign_in(alia))
    assert KeyPair.objects.get().public_key == before


@pytest.mark.parametrize("name", ["dana", "azat"])
def test_whoever_opens_nothing_sealed_gets_no_keys(cast, name):
    client = sign_in(cast[name])
    assert not KeyPair.objects.exists()
    assert COOKIE not in client.cookies


def test_a_wrong_password_opens_nothing_and_makes_nothing(alia):
    client = sign_in(alia, "not the password of the cast")
    assert not KeyPair.objects.exists()
    assert COOKIE not in client.cookies


def test_the_cookie_is_for_this_site_and_no_script(alia):
    cookie = sign_in(alia).cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert not cookie["expires"]
    assert not cookie["max-age"]


def test_the_row_without_the_cookie_opens_nothing(alia):
    client = unlocked_client(with_keys(alia))
    assert is_open(client)
    del client.cookies[COOKIE]
    assert not is_open(client)


def test_the_cookie_without_the_row_opens_nothing(alia):
    client = unlocked_client(with_keys(alia))
    other = Client()
    other.force_login(alia)
    other.cookies[COOKIE] = client.cookies[COOKIE].value
    assert not is_open(other)


@pytest.mark.parametrize("value", ["", "x", "AAAA", "A" * 44, "\u00e9"])
def test_a_foreign_cookie_opens_nothing_and_breaks_nothing(alia, value):
    client = unlocked_client(with_keys(alia))
    client.cookies[COOKIE] = value
    assert not is_open(client)


def test_the_private_key_lies_in_no_session_row(alia):
    client = unlocked_client(with_keys(alia))
    private_key = private_key_of(alia)
    cookie = client.cookies[COOKIE].value
    for row in Session.objects.all():
        decoded = repr(row.get_decoded())
        assert private_key.hex() not in decoded
        assert cookie not in decoded
        assert cookie not in row.session_data


def test_signing_out_takes_the_cookie_away(alia):
    client = unlocked_client(with_keys(alia))
    response = client.post(reverse("logout"))
    assert response.cookies[COOKIE].value == ""
    assert response.cookies[COOKIE]["max-age"] == 0


def test_the_key_of_one_person_is_not_used_for_another_in_the_same_browser(alia, berik):
    client = unlocked_client(with_keys(alia, berik))
    client.force_login(berik)
    assert not is_open(client)


def test_typing_the_password_again_opens_a_locked_session(alia):
    client = Client()
    client.force_login(with_keys(alia))
    assert not is_open(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert is_open(client)


def test_a_wrong_password_again_leaves_it_locked(alia):
    client = Client()
    client.force_login(with_keys(alia))
    client.post(reverse("account_reauthenticate"), {"password": "not the password of the cast"})
    assert not is_open(client)


# --- changing and losing the password ---------------------------------------------------------------------------------

NEW = "another-long-password-of-the-cast"


def test_a_new_password_opens_the_same_keys(alia):
    client = unlocked_client(with_keys(alia))
    before = private_key_of(alia)
    answer = client.post(
        reverse("change_password"), {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    )
    assert answer.status_code == 302
    assert crypto.unlock_with_password(bytes(KeyPair.objects.get().locked_by_password), NEW) == before
    assert is_open(sign_in(alia, NEW))


def test_a_new_password_that_is_refused_changes_no_lock(alia):
    client = unlocked_client(with_keys(alia))
    client.post(reverse("change_password"), {"old_password": PASSWORD, "new_password1": "short", "new_password2": "x"})
    assert private_key_of(alia)


def test_keys_behind_an_older_password_are_not_lost_by_a_new_one(alia):
    with_keys(alia)
    alia.set_password(NEW)  # a way that knows nothing of keys
    alia.save()
    client = sign_in(alia, NEW)
    assert not is_open(client)
    client.post(
        reverse("change_password"), {"old_password": NEW, "new_password1": NEW + "!", "new_password2": NEW + "!"}
    )
    alia.refresh_from_db()
    assert alia.check_password(NEW)
    assert private_key_of(alia)


def recovery_code(client: Client) -> str:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client.post(reverse("make_recovery_code")).context["code"]


def lose_password(username: str, code: str, password: str = NEW):
    return Client().post(
        reverse("lost_password"),
        {"username": username, "code": code, "new_password1": password, "new_password2": password},
    )


def test_the_recovery_code_brings_account_and_keys_back(alia):
    client = unlocked_client(with_keys(alia))
    code, before = recovery_code(client), private_key_of(alia)
    assert lose_password("alia", code.lower().replace(" ", "-")).status_code == 302
    assert crypto.unlock_with_password(bytes(KeyPair.objects.get().locked_by_password), NEW) == before
    assert is_open(sign_in(alia, NEW))
    assert client.get(reverse("my_keys")).status_code == 302  # the old session has ended


def test_the_recovery_code_asks_for_the_password_first(alia):
    client = unlocked_client(with_keys(alia))
    assert client.post(reverse("make_recovery_code")).url.startswith(reverse("account_reauthenticate"))
    assert not KeyPair.objects.get().has_recovery_code


def test_a_new_recovery_code_makes_the_old_one_worthless(alia):
    client = unlocked_client(with_keys(alia))
    old, _new = recovery_code(client), recovery_code(client)
    assert lose_password("alia", old).status_code == 200
    assert private_key_of(alia)


def test_wrong_names_and_wrong_codes_answer_alike(alia, berik):
    code = recovery_code(unlocked_client(with_keys(alia)))
    wrong = [lose_password("berik", code), lose_password("nobody", code), lose_password("alia", "0" * 25)]
    texts = {answer.content.decode().split("error-summary", 1)[1].split("</div>")[0] for answer in wrong}
    assert len(texts) == 1


def test_no_code_is_stored_in_the_clear(alia):
    code = recovery_code(unlocked_client(with_keys(alia)))
    stored = bytes(KeyPair.objects.get().locked_by_code)
    assert code.replace(" ", "").encode() not in stored


def test_who_starts_over_gets_new_keys_and_opens_nothing_old(alia, azat):
    with_keys(alia)
    before = bytes(KeyPair.objects.get().public_key)
    client = Client()
    client.force_login(azat)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("start_over", args=[alia.uuid])).status_code == 200
    assert KeyPair.objects.exists()
    client.post(reverse("start_over", args=[alia.uuid]))
    assert not KeyPair.objects.exists()
    alia.refresh_from_db()
    assert not alia.has_usable_password()
    alia.set_password(NEW)
    alia.save()
    sign_in(alia, NEW)
    assert bytes(KeyPair.objects.get().public_key) != before
