"""Who asks: a token in the header `Authorization: Bearer ...`, never in an address, and never a session."""

import hashlib

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.tokens import actor_of, token_behind


class TokenAuthentication(BaseAuthentication):
    """`request.user` is the owner with the rights that the token leaves, `request.auth` the token.

    `request.auth.secret` follows from the text of the token, which is kept nowhere: what is made with it says nothing
    to whoever holds the database alone.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Raises AuthenticationFailed for anything but a token that can be used; None without a header."""
        words = get_authorization_header(request).split()
        if not words:
            return None
        text = words[1].decode("latin-1") if len(words) == 2 and words[0].lower() == b"bearer" else ""
        token = token_behind(text, timezone.localdate())
        if token is None:
            raise AuthenticationFailed(_("This token is not known, has ended or was revoked."))
        token.secret = hashlib.sha256(b"repeat|" + text.encode()).digest()
        return actor_of(token), token

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer a 401, with the way to sign in."""
        return 'Bearer realm="aryz"'
