"""The door of accounts, which opens the sealed content as well."""

from django.http import HttpRequest

from accounts.adapter import AccountAdapter
from accounts.models import User
from vault.doors import open_with_password


class VaultAccountAdapter(AccountAdapter):
    """Unlocks the session whenever somebody types the right password.

    Between password and second factor the session is unlocked already; nothing asks for the key of whoever is not
    signed in (`vault.sessions.unlocked_key`).
    """

    def authenticate(self, request: HttpRequest, **credentials: object) -> User | None:
        """The person who may come in, with the session unlocked."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            open_with_password(request, user, str(credentials["password"]))
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether the password is right; then a session that was locked is unlocked."""
        is_right = super().reauthenticate(user, password)
        if is_right:
            open_with_password(self.request, user, password)
        return is_right
