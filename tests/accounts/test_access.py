"""The doors of views."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.access import require
from accounts.permissions import Permission


@require(Permission.PEOPLE_MANAGE)
def answer(request, name):
    """The view under test."""
    return HttpResponse(name)


def test_require_lets_in_who_holds_the_permission(azat):
    request = RequestFactory().get("/")
    request.user = azat
    assert answer(request, name="x").content == b"x"


@pytest.mark.parametrize("name", ["alia", "berik", "vera", "dana", "charlie"])
def test_require_refuses_everybody_else(cast, name):
    request = RequestFactory().get("/")
    request.user = cast[name]
    with pytest.raises(PermissionDenied):
        answer(request, name="x")


def test_require_keeps_the_name_of_the_view():
    assert (answer.__name__, answer.__doc__) == ("answer", "The view under test.")
