"""How tests walk the routes of the house: many in one test, with people who sign in once, and nothing left behind."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from http.cookies import SimpleCookie

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from tests.route_matrix import ARGUMENTS

ROUTES_OF_A_PART = 10


def in_parts(names: list[str]) -> Mapping[str, list[str]]:
    """The names in parts of a few, each named by its first and last: one set-up serves a part."""
    parts = [names[start : start + ROUTES_OF_A_PART] for start in range(0, len(names), ROUTES_OF_A_PART)]
    return {f"{part[0]}..{part[-1]}": part for part in parts}


@contextmanager
def at_route(name: str, organisation: Organisation, cast: Mapping[str, User]) -> Iterator[str]:
    """The address of a route, with whatever it takes in the database for as long as one stays there."""
    # Copies: what is remembered of rows that are rolled back must not last either.
    written = deepcopy((organisation, dict(cast)))
    with passing(name):
        yield reverse(name, kwargs=ARGUMENTS[name](*written) if name in ARGUMENTS else {})


@contextmanager
def passing(what: str) -> Iterator[None]:
    """Rolls back whatever is done within; an accident in there says `what` was being done."""
    block = transaction.atomic()
    # As the block around a whole test: what a page commits before it opens something may be rolled back here.
    block._from_testcase = True
    with block:
        try:
            yield
        except Exception as accident:
            accident.add_note(f"While walking: {what}")
            raise
        transaction.set_rollback(True)


class Browser:
    """A browser in which `user`, or nobody, is signed in; what an answer takes away is there again the next time."""

    def __init__(self, user: User | None, client: Client | None = None) -> None:
        self.client = client or Client()
        if user is not None and client is None:
            self.client.force_login(user)
        self._cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, address: str, posted: Mapping[str, object] | None = None):
        """One request that leaves nothing behind; a stream is read to its end, and its bytes are in `body`."""
        cache.clear()  # nor is any attempt counted
        self.client.cookies = SimpleCookie(self._cookies)
        with passing(f"{method} {address}"):
            if method == "POST":
                response = self.client.post(address, posted or {})
            else:
                response = self.client.generic(method, address)
            response.body = b"".join(response.streaming_content) if response.streaming else response.content
        return response
