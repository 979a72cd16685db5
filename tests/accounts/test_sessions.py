"""A session ends when it is left alone, and when it is too old however busy it was."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.urls import reverse
from django.utils import timezone

from accounts.sessions import begin, is_over, note_activity
from tests.accounts.factors import is_signed_in, sign_in

IDLE, AGE = settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE


def after(now, seconds):
    return now + timedelta(seconds=seconds)


def test_the_limits_are_half_an_hour_and_eight_hours():
    assert (IDLE, AGE) == (30 * 60, 8 * 60 * 60)


@pytest.mark.parametrize(("seconds", "over"), [(0, False), (IDLE - 1, False), (IDLE, True), (AGE, True)])
def test_a_session_left_alone_is_over(now, seconds, over):
    session = SessionStore()
    begin(session, now)
    assert is_over(session, after(now, seconds)) is over


def test_a_busy_session_is_over_after_its_age_all_the_same(now):
    session = SessionStore()
    begin(session, now)
    for passed in range(0, AGE, IDLE // 2):
        assert not is_over(session, after(now, passed))
        note_activity(session, after(now, passed))
    assert is_over(session, after(now, AGE))


def test_activity_is_written_once_a_minute_at_most(now):
    session = SessionStore()
    begin(session, now)
    session.modified = False
    note_activity(session, after(now, 59))
    assert not session.modified
    note_activity(session, after(now, 60))
    assert session.modified
    assert not is_over(session, after(now, 60 + IDLE - 1))


def moved_back(client, **seconds):
    """The session as it will be when so much more time has passed."""
    session = client.session
    for name, passed in seconds.items():
        session[name] -= passed
    session.save()


def test_who_left_a_session_alone_is_told_at_the_door_and_comes_back(client, berik):
    sign_in(client, "berik")
    moved_back(client, seen_at=IDLE)
    response = client.get(reverse("people") + "?a=1")
    assert response["Location"] == f"{reverse('account_login')}?next=/accounts/people/%3Fa%3D1"
    assert "left alone for too long" in client.get(response["Location"]).content.decode()
    assert not is_signed_in(client)


def test_what_was_posted_in_a_session_that_is_over_does_nothing(client, berik):
    sign_in(client, "berik")
    moved_back(client, begun_at=AGE)
    response = client.post(reverse("set_language"), {"language": "kk"})
    assert response["Location"].startswith(reverse("account_login"))
    berik.refresh_from_db()
    assert berik.language == ""


def test_a_session_that_is_too_old_ends_on_every_page(client, berik):
    sign_in(client, "berik")
    moved_back(client, begun_at=AGE)
    assert client.get(reverse("front"))["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("front")).status_code == 200


def test_a_session_within_its_limits_goes_on(client, berik):
    sign_in(client, "berik")
    moved_back(client, begun_at=AGE - 60, seen_at=IDLE - 60)
    assert is_signed_in(client)
    assert client.session["seen_at"] >= int(timezone.now().timestamp()) - 5
