import json
import logging
import re
import sys

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, QueryDict
from django.test import override_settings
from django.urls import path
from django.views.debug import ExceptionReporter, get_exception_reporter_class

from config import errors
from config.logs import AllowListFormatter

CANARY = "canary-birdson"


def broken(request):
    canary_in_a_local = CANARY
    raise RuntimeError(f"{CANARY} {canary_in_a_local}")


broken = login_not_required(broken)
urlpatterns = [path("broken", broken)]
handler500 = errors.server_error


@pytest.fixture
def broken_page(client, caplog):
    client.raise_request_exception = False
    client.cookies["secret"] = CANARY
    with override_settings(ROOT_URLCONF=__name__):
        response = client.post(f"/broken?q={CANARY}", {"name": CANARY})
    return response, [json.loads(AllowListFormatter().format(record)) for record in caplog.records]


@pytest.mark.django_db
def test_error_page_shows_a_random_number_that_the_log_carries(broken_page):
    response, lines = broken_page
    number = re.search(r"<strong>([0-9a-f]{8})</strong>", response.content.decode())[1]
    assert response.status_code == 500
    assert [line["error_id"] for line in lines if line["level"] == "ERROR"] == [number]


@pytest.mark.django_db
def test_neither_page_nor_log_repeats_what_was_sent(broken_page):
    response, lines = broken_page
    assert CANARY not in response.content.decode()
    assert CANARY not in json.dumps(lines)
    assert "RuntimeError" in json.dumps(lines)


@pytest.mark.parametrize("is_debug", [False, True])
def test_report_holds_no_locals_form_cookies_or_settings(settings, is_debug):
    settings.DEBUG = is_debug
    settings.SOME_KEY = CANARY
    request = HttpRequest()
    request.META = {"SERVER_NAME": "testserver", "SERVER_PORT": "80", "HTTP_X_NAME": CANARY}
    request.POST = QueryDict(f"name={CANARY}")
    request.GET = QueryDict(f"name={CANARY}")
    request.COOKIES = {"name": CANARY}
    try:
        canary_in_a_local = CANARY
        raise RuntimeError(str(len(canary_in_a_local)))
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    assert CANARY not in report_values(reporter)
    assert CANARY not in reporter.get_traceback_text()


@pytest.mark.parametrize(("is_debug", "is_shown"), [(False, False), (True, True)])
def test_text_of_an_exception_is_for_developers_only(settings, is_debug, is_shown):
    settings.DEBUG = is_debug
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        reporter = errors.ReticentReporter(None, *sys.exc_info())
    assert (CANARY in reporter.get_traceback_text()) is is_shown


def test_reporter_is_the_one_django_uses():
    assert get_exception_reporter_class(None) is errors.ReticentReporter
    assert issubclass(errors.ReticentReporter, ExceptionReporter)


def report_values(reporter):
    values = reporter.get_traceback_data()
    for frame in values["frames"]:
        # Source lines of this very test hold the word in its code; values would be in "vars".
        assert frame["vars"] == []
    return str({name: value for name, value in values.items() if name not in {"frames", "lastframe"}})


def test_root_logger_writes_through_the_allow_list(settings):
    assert settings.LOGGING["root"]["handlers"] == ["stream"]
    assert settings.LOGGING["handlers"]["stream"]["formatter"] == "allow_list"
    assert settings.LOGGING["formatters"]["allow_list"]["()"] == "config.logs.AllowListFormatter"
    assert logging.getLogger("django").handlers == []
