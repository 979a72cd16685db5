"""The doors of views."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.access import PermissionMap, require
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


@pytest.mark.parametrize(
    ("method", "action", "is_allowed"),
    [
        ("GET", "list", True),
        ("GET", None, True),
        ("HEAD", None, True),
        ("GET", "destroy", False),
        ("POST", "create", False),
        ("DELETE", None, False),
    ],
)
def test_a_permission_map_refuses_what_it_does_not_name(dana, method, action, is_allowed):
    permission_map = {"list": Permission.FUNNEL_VIEW, "GET": Permission.FUNNEL_VIEW, "create": Permission.CASE_RECORD}
    view = SimpleNamespace(permission_map=permission_map, action=action)
    assert PermissionMap().has_permission(SimpleNamespace(method=method, user=dana), view) is is_allowed


def test_a_view_without_a_map_is_closed(dana):
    request = SimpleNamespace(method="GET", user=dana)
    assert not PermissionMap().has_permission(request, SimpleNamespace())
