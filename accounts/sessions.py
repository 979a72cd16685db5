"""How long a session lasts: since it began, and since somebody last did something. Never who, where or with what."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

_BEGUN, _SEEN = "begun_at", "seen_at"
_SECONDS_BETWEEN_NOTES = 60


def begin(session: SessionBase, now: datetime) -> None:
    """Somebody has just signed in."""
    session[_BEGUN] = session[_SEEN] = int(now.timestamp())


def is_over(session: SessionBase, now: datetime) -> bool:
    """Whether the session is older than SESSION_COOKIE_AGE, or has been left alone for SESSION_IDLE_SECONDS."""
    begun, seen = session.get(_BEGUN), session.get(_SEEN)
    if begun is None or seen is None:
        return False
    moment = now.timestamp()
    return moment - begun >= settings.SESSION_COOKIE_AGE or moment - seen >= settings.SESSION_IDLE_SECONDS


def note_activity(session: SessionBase, now: datetime) -> None:
    """Somebody did something; written at most once a minute."""
    seen = session.get(_SEEN)
    if seen is None or session.get(_BEGUN) is None:
        begin(session, now)
    elif now.timestamp() - seen >= _SECONDS_BETWEEN_NOTES:
        session[_SEEN] = int(now.timestamp())
