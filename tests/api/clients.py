"""Programs that hold tokens."""

from datetime import date, timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.tokens import issue


def token_of(owner: User, organisation: Organisation, *scopes: str, name: str = "") -> str:
    """The text of a fresh token of `owner`."""
    today = timezone.localdate()
    _token, text = issue(
        by=User.objects.get(pk=owner.pk),
        organisation=organisation,
        name=name or f"program {uuid4().hex[:6]}",
        scopes=scopes,
        expires_on=today + timedelta(days=30),
        today=today,
    )
    return text


class Program(Client):
    """A client that sends a token with every request, and a fresh key with every POST."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def generic(self, method, path, data="", content_type="application/json", secure=False, *, headers=None, **extra):
        """One request."""
        sent = {"Authorization": f"Bearer {self._text}"}
        if method == "POST":
            sent["Idempotency-Key"] = str(uuid4())
        return super().generic(method, path, data, content_type, secure, headers=sent | (headers or {}), **extra)

    def read(self, path: str, **query: object):
        """The body of a GET that must be answered."""
        response = self.get(path, query)
        assert response.status_code == 200, response.content
        return response.json()


def program(owner: User, organisation: Organisation, *scopes: str) -> Program:
    """A program with a token of `owner`."""
    return Program(token_of(owner, organisation, *scopes))


TODAY = date(2026, 11, 2)
