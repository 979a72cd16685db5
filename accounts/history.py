"""Tells the history of rows who is signed in: the number of the account and nothing else, no address, no browser."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class HistoryMiddleware:
    """What a signed-in person changes is kept under their number. Stands after the middleware that knows the person.

    Without a person nothing is told, and the history then keeps the day alone: it may be somebody anonymous. Under
    the public form there is never a person (`accounts.middleware.StrangerMiddleware`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return self.get_response(request)
        with pghistory.context(user=request.user.pk):
            return self.get_response(request)
