"""Headers that every response carries, whoever made it, and a page where Django has none."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

_POWERFUL_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)


# Passkeys, asked for by our own pages only.
_OWN_FEATURES = ("publickey-credentials-create", "publickey-credentials-get")


def permissions_policy() -> str:
    """The header value that turns the features of a device off, but for those of our own pages."""
    closed = [f"{feature}=()" for feature in _POWERFUL_FEATURES]
    return ", ".join([*closed, *(f"{feature}=(self)" for feature in _OWN_FEATURES)])


def content_security_policy(directives: dict[str, list[str]]) -> str:
    """The header value of a policy given as {directive: [sources]}."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


# The public form: whatever is answered there, errors too, no script runs and no address of it is told elsewhere.
INTAKE = "/contact/"
PROGRAMS = "/api/"


class SecurityHeadersMiddleware:
    """Adds the policy of SECURE_CSP and its companions; keeps a header that a view has set on purpose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": content_security_policy(settings.SECURE_CSP),
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": permissions_policy(),
            # Pages hold what must not stay on a shared computer; static files bring their own value.
            "Cache-Control": "no-store",
        }

        self.policy_of_intake = content_security_policy(
            settings.SECURE_CSP | {"script-src": ["'none'"], "connect-src": ["'none'"]}
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(INTAKE):
            response.headers["Content-Security-Policy"] = self.policy_of_intake
            response.headers["Referrer-Policy"] = "no-referrer"
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class NotAllowedPageMiddleware:
    """A page with a way on where somebody opens an address that only a button sends to; Django answers with nothing.

    Stands below the middleware that chooses the language. Programs, which ask for no page, get none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wants_page = "text/html" in request.headers.get("Accept", "") and not request.path_info.startswith(PROGRAMS)
        if isinstance(response, HttpResponseNotAllowed) and wants_page:
            response.content = render_to_string("405.html")
        return response
