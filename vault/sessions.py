"""The private key of a signed-in person, for as long as the session lasts.

Sealed in the session row under a key that only a second cookie holds: the row without the cookie opens nothing, the
cookie without the row opens nothing.
"""

import secrets
from base64 import b64decode, b64encode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from vault import crypto

_ROW = "vault"


def unlock(request: HttpRequest, user: User, private_key: bytes) -> None:
    """Keeps the private key of `user` for this session; the cookie goes out with the response."""
    key = secrets.token_bytes(crypto.KEY_BYTES)
    request.session[_ROW] = {"user": user.pk, "sealed": b64encode(crypto.lock_with_key(private_key, key)).decode()}
    request.vault_cookie = b64encode(key).decode()
    request.vault_private_key = (user.pk, private_key)


def unlocked_key(request: HttpRequest) -> bytes | None:
    """The private key of `request.user`, None where the session is locked. Opened once a request."""
    if not request.user.is_authenticated:
        return None
    cached = getattr(request, "vault_private_key", None)
    if cached is None:
        cached = request.vault_private_key = _from_session(request)
    return cached[1] if cached and cached[0] == request.user.pk else None


def _from_session(request: HttpRequest) -> tuple[int, bytes] | None:
    row, cookie = request.session.get(_ROW), request.COOKIES.get(settings.VAULT_COOKIE_NAME, "")
    if not row or not cookie:
        return None
    try:
        return row["user"], crypto.unlock_with_key(b64decode(row["sealed"]), b64decode(cookie, validate=True))
    except (crypto.Tampered, ValueError):  # a cookie of another session
        return None


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Sets the cookie after an unlock; takes it away when the session no longer holds its other half."""
    value = getattr(request, "vault_cookie", None)
    if value:
        response.set_cookie(
            settings.VAULT_COOKIE_NAME,
            value,
            path="/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    elif settings.VAULT_COOKIE_NAME in request.COOKIES and _ROW not in request.session:
        response.delete_cookie(settings.VAULT_COOKIE_NAME, path="/", samesite="Strict")
