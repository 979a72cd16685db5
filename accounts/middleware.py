"""What happens around every page of a signed-in person: language, limits of the session, second factor, disguise.

Nothing of it happens under the public form: there everybody is a stranger.
"""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.mfa import has_second_factor
from accounts.public_form import is_public_form
from accounts.sessions import is_over, note_activity
from accounts.view_as import disguise

Answer = Callable[[HttpRequest], HttpResponse]

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
# What opens to somebody who must set up a second factor first.
OPEN_WITHOUT_FACTOR = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"),
    *("account_login", "logout", "set_language"),
}
# What may still be posted by somebody who looks as another role.
OPEN_IN_DISGUISE = {"leave_view_as", "logout", "set_language"}


class StrangerMiddleware:
    """Under the public form everybody is a stranger: the session of a colleague is neither read, noted nor ended there.

    Stands right after the middleware that knows the person, so that everything below follows: no language of an
    account, no limits, no second factor, no disguise, and no name in the history of rows.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_public_form(request):
            request.user = AnonymousUser()
        return self.get_response(request)


class StoredLanguageMiddleware:
    """Without a cookie that says otherwise, a signed-in person reads the language stored with the account.

    Stands after the middleware that knows the person; LocaleMiddleware has already chosen for everybody else.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            stored = request.user.language
            if stored in dict(settings.LANGUAGES):
                translation.activate(stored)
                request.LANGUAGE_CODE = stored
        return self.get_response(request)


class AskAgainMiddleware:
    """Leads to the password when a page wants it again, and from there back to the page.

    Stands after the middleware of allauth and answers before it: that one would keep what was posted, and with it the
    address and browser of the reader, in the session.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answers to `ReauthenticationRequired` and to nothing else."""
        if not isinstance(exception, ReauthenticationRequired):
            return None
        return _lead("account_reauthenticate", back_to=_page_of(request))


class SessionLimitsMiddleware:
    """Ends a session that is too old or was left alone, and says so at the door."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        if is_over(request.session, now):
            get_adapter().logout(request)
            messages.warning(
                request,
                _("You have been signed out: this session was left alone for too long, or was too old. Sign in again."),
            )
            return _lead("account_login", back_to=_page_of(request))
        note_activity(request.session, now)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Where SECOND_FACTOR_REQUIRED, whoever has none sets one up before anything else opens."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Leads to the set-up from every other page."""
        if not settings.SECOND_FACTOR_REQUIRED or request.resolver_match.view_name in OPEN_WITHOUT_FACTOR:
            return None
        if not request.user.is_authenticated or has_second_factor(request.user):
            return None
        return redirect("mfa_index")


class ViewAsMiddleware:
    """Lets an administrator look as another role: over an empty organisation, and without changing anything."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewing_as = disguise(request.user, request.session) if request.user.is_authenticated else None
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> None:
        """Raises PermissionDenied for everything that would change something."""
        if request.viewing_as is None or request.method in SAFE_METHODS:
            return
        if request.resolver_match.view_name not in OPEN_IN_DISGUISE:
            raise PermissionDenied


def _lead(name: str, *, back_to: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: back_to}, safe='/')}")


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: the one asked for, or the one from which something was posted."""
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    referrer = request.headers.get("referer", "")
    is_own = url_has_allowed_host_and_scheme(
        referrer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not is_own:
        return resolve_url("front")
    parts = urlsplit(referrer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
