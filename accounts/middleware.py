"""The language a person has chosen follows them to every browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class StoredLanguageMiddleware:
    """Without a cookie that says otherwise, a signed-in person reads the language stored with the account.

    Stands after the middleware that knows the person; LocaleMiddleware has already chosen for everybody else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            stored = request.user.language
            if stored in dict(settings.LANGUAGES):
                translation.activate(stored)
                request.LANGUAGE_CODE = stored
        return self.get_response(request)
