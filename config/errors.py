"""What is shown and kept when something breaks: a random number, no names, no values."""

import secrets

from django.http import HttpRequest, HttpResponseServerError
from django.template import TemplateDoesNotExist, loader
from django.views.debug import ExceptionReporter


class ReticentReporter(ExceptionReporter):
    """A traceback of files and lines: no local variables, no posted form, no cookies, no settings."""


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The page of an unexpected error. It shows an id that the log also carries, and nothing else."""
    request.error_id = secrets.token_hex(4)
    try:
        page = loader.get_template("500.html").render({"error_id": request.error_id})
    except TemplateDoesNotExist:
        page = f"<!doctype html><title>Error</title><p>Something went wrong. Error {request.error_id}.</p>"
    return HttpResponseServerError(page)
