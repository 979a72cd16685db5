"""Days and hours as people type them, and what hours mean when a visit goes past midnight. Pure.

A day is typed as 20.10.2026, 20.10.26, 201026 or 20102026; an hour as 9:35, 09.35, 0935 or 9.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

_DAY = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})")
_DAY_BACKWARDS = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_OF_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_HOUR = re.compile(r"(\d{1,2})[:. ](\d{2})")
_HOUR_OF_DIGITS = re.compile(r"(\d{1,2}?)(\d{2})?")
_CENTURY = 2000
NIGHT = timedelta(days=1)


class Unreadable(ValueError):
    """What was typed is no day or no hour."""


def read_day(typed: str) -> date:
    """The day that was typed; two digits of a year are of this century. Raises Unreadable."""
    text = _ascii(typed)
    if found := _DAY_BACKWARDS.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY.fullmatch(text) or _DAY_OF_DIGITS.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise Unreadable(typed)
    number = int(year) + (_CENTURY if len(year) == 2 else 0)
    try:
        return date(number, int(month), int(day))
    except ValueError as error:
        raise Unreadable(typed) from error


def read_hour(typed: str) -> time:
    """The time of day that was typed. Raises Unreadable."""
    text = _ascii(typed)
    found = _HOUR.fullmatch(text) or _HOUR_OF_DIGITS.fullmatch(text)
    if found is None:
        raise Unreadable(typed)
    hour, minute = found.groups()
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as error:
        raise Unreadable(typed) from error


def _ascii(typed: str) -> str:
    text = typed.strip()
    if not text.isascii():
        raise Unreadable(typed)
    return text


def moments(day: date, hours: Sequence[time | None], zone: tzinfo) -> list[datetime | None]:
    """The hours of a visit, in their order, as moments; an hour earlier than the one before it is of the next day."""
    found: list[datetime | None] = []
    last = None
    for hour in hours:
        moment = datetime.combine(day, hour, tzinfo=zone) if hour is not None else None
        if moment is not None:
            if last is not None and hour < last:
                day += NIGHT
                moment = datetime.combine(day, hour, tzinfo=zone)
            last = hour
        found.append(moment)
    return found


def nights(hours: Sequence[time | None]) -> int:
    """How many midnights lie between the first and the last of the hours, as `moments` reads them."""
    told = [hour for hour in hours if hour is not None]
    return sum(later < earlier for earlier, later in pairwise(told))
