"""Recovery codes cannot be guessed at will: tries are counted for each name and in all, and stand in the audit."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.choices import Act, Outcome, Reason
from accounts.models import AuditEvent
from tests.vault.keys import with_keys
from vault import tries

pytestmark = pytest.mark.django_db
TOO_MANY = "Too many tries. Wait an hour, then try again."
WRONG = "User name and recovery code do not belong together."
NEW = "another long password 9"


def attempt(username: str, client: Client | None = None) -> str:
    given = {"username": username, "code": "0" * 25, "new_password1": NEW, "new_password2": NEW}
    return (client or Client()).post(reverse("lost_password"), given).content.decode()


@pytest.mark.parametrize("username", ["alia", "nobody"])
def test_a_name_is_tried_ten_times_an_hour_whether_somebody_has_it_or_not(alia, berik, username):
    with_keys(alia, berik)
    answers = [attempt(spelling) for spelling in [username, username.upper()] * 5]
    assert all(WRONG in answer and TOO_MANY not in answer for answer in answers)
    assert TOO_MANY in attempt(username)
    assert TOO_MANY not in attempt("berik")


def test_all_names_together_are_limited_too(alia, monkeypatch):
    monkeypatch.setattr(tries, "IN_ALL", 2)
    assert TOO_MANY not in attempt("one") + attempt("two")
    assert TOO_MANY in attempt("three")


def test_what_was_refused_is_on_record_for_a_known_account_alone(alia, organisation):
    with_keys(alia)
    for username in ("Alia", "nobody"):
        attempt(username)
    event = AuditEvent.objects.get(action=Act.RECOVERY_CODE_USED)
    assert (event.subject_uuid, event.outcome, event.reason) == (alia.uuid, Outcome.REFUSED, Reason.WRONG_CODE)
    assert event.organisation == organisation


def test_counters_hold_no_name(alia):
    attempt("alia")
    assert not any("alia" in key for key in getattr(cache, "_cache", {}))
