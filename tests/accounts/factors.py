"""Second factors of the cast: setting them up without pages, and the codes an app would show."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD

STEP_SECONDS = 30


def give_app(user: User) -> str:
    """An app for `user`; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_codes(user: User) -> list[str]:
    """Recovery codes for `user`."""
    return RecoveryCodes.activate(user).generate_codes()


def shown_code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP_SECONDS + steps))


def wrong_code(secret: str) -> str:
    """Six digits that the app shows at none of the moments that are accepted now."""
    accepted = {shown_code(secret, steps=steps) for steps in range(-3, 4)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in accepted)


def sign_in(client, username: str, password: str = PASSWORD, **more: str):
    """Posts user name and password."""
    return client.post(reverse("account_login"), {"username": username, "password": password, **more})


def type_code(client, code: str):
    """Posts the code of a second factor."""
    return client.post(reverse("mfa_authenticate"), {"code": code})


def type_password_again(client, password: str = PASSWORD, **more: str):
    """Posts the password of somebody who is signed in."""
    return client.post(reverse("account_reauthenticate"), {"password": password, **more})


def is_signed_in(client) -> bool:
    """Whether a page of one's own opens."""
    return client.get(reverse("profile")).status_code == 200


def session_of(client) -> dict[str, object]:
    """What the session row of this browser holds."""
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return dict(client.session.__class__(key).load())
