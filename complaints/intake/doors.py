"""What every page of the public intake has in common: no script, no trace, no cookie of its own before it is needed."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from complaints.intake.drafts import Draft, cookie_of, secret_of
from complaints.models import VisitKind

View = Callable[[HttpRequest], HttpResponse]

_UNREADABLE = (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    MultiPartParserError,
    UnreadablePostError,
    BadRequest,
)


class SeeOther(HttpResponseRedirect):
    """Leads on to a page that is read, whatever was posted."""

    status_code = 303


def intake_page(view: View) -> View:
    """Makes a view one of the public intake. The strict headers are added by the middleware, to errors as well.

    Exempt from the token against foreign forms: the only thing a browser brings along by itself is a cookie with
    SameSite=Strict, which forms of other sites do not get. So no cookie is needed before the first answer.
    """

    @login_not_required
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        try:
            request.POST  # noqa: B018 -- reads what was sent, so that its size is found out here
        except _UNREADABLE:
            return _hardened(show(request, "intake/too_large.html", status=413))
        with translation.override(_wished_language(request)):
            return _hardened(view(request))

    return page


def _hardened(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noarchive"
    response.headers.setdefault("Content-Language", translation.get_language())
    return response


def _wished_language(request: HttpRequest) -> str:
    """The one named in the address, else the one the browser prefers. No cookie is asked or set for it."""
    wished = request.GET.get("language", "")
    return wished if wished in dict(settings.LANGUAGES) else translation.get_language()


def language_of(draft: Draft) -> str:
    """The language in which a letter is written."""
    wished = draft.content.get("language", "")
    return wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def show(request: HttpRequest, template: str, context: dict[str, object] | None = None, *, status: int = 200):
    """A page. No context processor runs: nothing of a session or an account takes part."""
    given = {"languages": settings.LANGUAGES, "path": request.path} | (context or {})
    return HttpResponse(render_to_string(template, given), status=status)


def is_own_wish(request: HttpRequest) -> bool:
    """Whether the visitor asked for it on a page of ours or by hand; browsers that do not tell are believed."""
    return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


# --- cookies ----------------------------------------------------------------------------------------------------------

_COOKIES = {VisitKind.LETTER: "INTAKE_COOKIE_NAME", VisitKind.RETURN: "INTAKE_RETURN_COOKIE_NAME"}


def secret_in(request: HttpRequest, kind: VisitKind) -> bytes | None:
    """The secret that the visitor's browser keeps."""
    return secret_of(request.COOKIES.get(getattr(settings, _COOKIES[kind]), ""))


def keep_secret(response: HttpResponse, draft: Draft) -> None:
    """Gives the browser the secret, until it is closed."""
    response.set_cookie(
        getattr(settings, _COOKIES[VisitKind(draft.row.kind)]),
        cookie_of(draft.secret),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def drop_secret(response: HttpResponse, kind: VisitKind) -> None:
    """Takes the secret from the browser, and what the browser has kept of our pages."""
    response.delete_cookie(getattr(settings, _COOKIES[kind]), path="/", samesite="Strict")
    response["Clear-Site-Data"] = '"cache", "storage"'


def letter_address() -> str:
    """The one address of all steps."""
    return reverse("intake_letter")
