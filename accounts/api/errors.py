"""Mistakes as problems (RFC 9457): a title and a sentence in the reader's language, and what is wrong by field.

What was sent is never repeated: it may hold a name.
"""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied as NotAllowed
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.actions import NotPermitted, NotPossible


class Impossible(APIException):
    """What is asked cannot be done now, or cannot have happened."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "impossible"


class Conflict(APIException):
    """Somebody else changed it meanwhile, or the same request is on its way."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Outdated(APIException):
    """The `If-Match` of the request names a state that has passed."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "outdated"


class ProblemRenderer(JSONRenderer):
    """JSON under the name of problems."""

    media_type = "application/problem+json"
    format = "problem"


def problem_handler(error: Exception, context: dict) -> Response | None:
    """The answer to a mistake; None for what is a fault of ours and answered as such."""
    if isinstance(error, NotPossible):
        error = Impossible(str(error))
    elif isinstance(error, NotPermitted):
        error = NotAllowed()
    elif isinstance(error, SuspiciousOperation):
        # What the framework refuses to read at all, which would be answered as a page otherwise.
        error = ParseError(_("The request is too large or has too many parts."))
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = problem(error, response)
    request = context.get("request")
    if request is not None:
        request.accepted_renderer = ProblemRenderer()
        request.accepted_media_type = ProblemRenderer.media_type
    return response


def problem(error: Exception, response: Response) -> dict[str, object]:
    """The body of a problem."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": _title(response.status_code),
        "status": response.status_code,
    }
    if isinstance(error, ValidationError):
        told["detail"] = _("Some of what was sent cannot be used.")
        told["errors"] = list(by_field(error.detail))
    elif isinstance(error, (Http404, NotAllowed)):
        told["detail"] = told["title"]
    else:
        detail = getattr(error, "detail", "")
        told["detail"] = str(detail)
    told["code"] = getattr(error, "default_code", "refused") if not isinstance(error, Http404) else "not_found"
    return told


def _title(number: int) -> str:
    titles = {
        400: _("The request cannot be understood."),
        401: _("A token is needed."),
        403: _("The token may not do this."),
        404: _("There is no such thing here."),
        405: _("This address does not know this method."),
        406: _("This form of answer is not known here."),
        409: _("Something else happened meanwhile."),
        412: _("It has changed since you read it."),
        415: _("This form of request is not known here."),
        422: _("This is not possible."),
        428: _("Say which state you read."),
        429: _("Too many requests."),
    }
    return titles.get(number, _("The request was refused."))


def by_field(detail: object, path: str = "") -> Iterator[dict[str, str]]:
    """What is wrong, member by member, each under its path: `victims[0].sex`."""
    if _is_told(detail):
        yield {**detail, "field": f"{path}.{detail['field']}" if detail["field"] else path}
    elif isinstance(detail, dict):
        for name, inner in detail.items():
            yield from by_field(inner, _inside(path, name))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            is_leaf = isinstance(inner, ErrorDetail) or _is_told(inner)
            yield from by_field(inner, path if is_leaf else _inside(path, number))
    else:
        yield {"field": path, "message": str(detail), "code": str(getattr(detail, "code", "invalid"))}


def _is_told(detail: object) -> bool:
    """Whether this is a mistake that was told already, as for one item of many."""
    return isinstance(detail, dict) and set(detail) == {"field", "message", "code"}


def _inside(path: str, name: object) -> str:
    if name == "non_field_errors":
        return path
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)
