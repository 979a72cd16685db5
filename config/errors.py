"""What is shown and kept when something breaks: a random number, no names, no values."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseServerError
from django.template import loader
from django.views.debug import ExceptionReporter

_EMPTIED = ("filtered_POST_items", "request_GET_items", "request_COOKIES_items", "request_FILES_items")


class ReticentReporter(ExceptionReporter):
    """A traceback of files and lines: no local variables, no posted form, no cookies, no settings.

    The text of the exception, which may quote a row of the database, is shown on a developer's machine (DEBUG) only.
    """

    def get_traceback_data(self) -> dict[str, object]:
        report = super().get_traceback_data()
        for frame in report.get("frames", []):
            frame["vars"] = []
        report |= {name: [] for name in _EMPTIED}
        report |= {"request_meta": {}, "settings": {}, "user_str": "", "request_insecure_uri": ""}
        if not settings.DEBUG:
            report["exception_value"] = "(not kept)"
        report.pop("request", None)
        report.pop("unicode_hint", None)
        report.pop("exception_notes", None)
        return report


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The page of an unexpected error. It shows an id that the log also carries, and asks nothing of the database."""
    request.error_id = secrets.token_hex(4)
    page = loader.get_template("500.html").render({"error_id": request.error_id})
    return HttpResponseServerError(page)
