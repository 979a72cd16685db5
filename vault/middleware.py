"""Carries the cookie half of an unlocked session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.public_form import is_public_form
from vault.sessions import write_cookie


class VaultCookieMiddleware:
    """Stands inside the session middleware, because it asks whether the session still holds the other half.

    Leaves the public form alone: there the session is not even asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_public_form(request):
            write_cookie(request, response)
        return response
