"""What the door remembers of a visitor: nothing that could be read back."""

from datetime import date

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from accounts.adapter import AccountAdapter, network_mark
from tests.accounts.factors import sign_in

TODAY = date(2026, 11, 2).toordinal()


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("203.0.113.7", "203.0.113.250", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "no address", True),
    ],
)
def test_visitors_of_one_network_count_together(first, second, alike):
    assert (network_mark(first, day=TODAY) == network_mark(second, day=TODAY)) is alike


def test_the_mark_of_a_network_changes_every_day():
    assert network_mark("203.0.113.7", day=TODAY) != network_mark("203.0.113.7", day=TODAY + 1)


def test_a_mark_holds_nothing_of_the_address():
    mark = network_mark("203.0.113.7", day=TODAY)
    assert len(mark) == 32
    assert not any(part in mark for part in ("203.0", "203.0.113", "."))


def test_attempts_are_counted_without_an_address_and_for_an_hour_at_most(db, monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout=None, **_: kept.append((key, timeout)))
    visitor = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Telltale/9.1")
    sign_in(visitor, "berik", "a-guess-that-is-wrong")
    assert len(kept) >= 3
    assert [key for key, _timeout in kept if "203.0.113" in key or "berik" in key or "Telltale" in key] == []
    assert max(timeout for _key, timeout in kept) <= 3600


def test_nobody_asks_for_a_browser_or_signs_up(rf: RequestFactory):
    adapter = AccountAdapter()
    request = rf.get("/", HTTP_USER_AGENT="Telltale/9.1", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert adapter.get_http_user_agent(request) == ""
    assert not adapter.is_open_for_signup(request)
    assert not adapter.is_ajax(request)


def test_the_door_in_use_is_ours():
    assert isinstance(get_adapter(), AccountAdapter)


@pytest.mark.parametrize(
    "name",
    [
        *("account_signup", "account_email", "account_reset_password", "account_request_login_code"),
        *("mfa_login_webauthn", "mfa_signup_webauthn", "mfa_trust", "account_change_password"),
    ],
)
def test_what_we_do_not_offer_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
