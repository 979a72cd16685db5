"""People with keys, and browsers whose session is unlocked."""

from datetime import date

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD
from vault import crypto, sessions
from vault.actions import create_key_pair
from vault.models import KeyPair

TODAY = date(2026, 11, 2)


def with_keys(*users: User) -> User:
    """Makes a key pair for each of `users` behind the password of the cast; gives the first of them."""
    for user in users:
        create_key_pair(user=user, password=PASSWORD, today=TODAY)
    return users[0]


def private_key_of(user: User) -> bytes:
    """The private key of somebody of the cast, opened with the password."""
    return crypto.unlock_with_password(bytes(KeyPair.objects.get(user=user).locked_by_password), PASSWORD)


def unlocked_client(user: User, client: Client | None = None) -> Client:
    """A browser in which `user` is signed in and the session holds the private key, as after a sign-in."""
    client = client or Client()
    client.force_login(user)
    request = HttpRequest()
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    sessions.unlock(request, user, private_key_of(user))
    request.session.save()
    client.cookies[settings.VAULT_COOKIE_NAME] = request.vault_cookie
    return client
