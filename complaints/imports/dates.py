"""Dates as people type them into spreadsheets, in three languages. Pure; the names of months stand in months.csv."""

import csv
import math
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

from complaints.dates import UNKNOWN, PartialDate

EARLIEST_YEAR = 1950
YEARS_AHEAD = 100  # a year that is still to come is a date, which whoever asks may refuse
DAY_FIRST, MONTH_FIRST = "day_first", "month_first"

_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[t ]\d{1,2}:\d{2}.*)?")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
_WORDS = re.compile(r"\d+|[^\W\d_]+")


class NoDate(ValueError):
    """The cell holds no date that can be understood."""


def parse(value: object, *, order: str = DAY_FIRST, today: date) -> PartialDate:
    """The date in a cell with its precision. `order` decides 03/04/2021; with dots the day always stands first.

    Raises NoDate.
    """
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, datetime):
        return _checked(value.year, value.month, value.day, today)
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day, today)
    if isinstance(value, bool):
        raise NoDate
    if isinstance(value, int | float):
        if not math.isfinite(value) or value != int(value):
            raise NoDate
        return _checked(int(value), None, None, today)
    return _parse_text(_tidy(str(value)), order, today)


def is_ambiguous(value: object) -> bool:
    """Whether 03/04/2021 stands there: only who keeps the sheet knows which is the month."""
    found = _NUMBERS.fullmatch(_tidy(str(value))) if isinstance(value, str) else None
    return bool(found) and found[2] != "." and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip().rstrip(".").lower()


def _parse_text(text: str, order: str, today: date) -> PartialDate:
    if found := _ISO.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]) if found[3] else None, today)
    if found := _YEAR_FIRST.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]), today)
    if found := _NUMBERS.fullmatch(text):
        day, month = int(found[1]), int(found[3])
        is_swapped = month > 12 >= day or (day <= 12 and month <= 12 and order == MONTH_FIRST)
        if found[2] != "." and is_swapped:
            day, month = month, day
        return _checked(_full_year(found[4], today), month, day, today)
    if found := _MONTH_AND_YEAR.fullmatch(text):
        return _checked(int(found[2]), int(found[1]), None, today)
    return _parse_words(text, today)


def _parse_words(text: str, today: date) -> PartialDate:
    """`3 March 2021`, its Russian and Kazakh likes, and what is left of them without a day or a month."""
    numbers, months = [], []
    for word in _WORDS.findall(text):
        if word.isdecimal():
            numbers.append(word)
        elif word not in month_names():
            raise NoDate
        elif month_names()[word]:
            months.append(month_names()[word])
    years = [word for word in numbers if len(word) == 4]
    days = [word for word in numbers if len(word) <= 2]
    if len(years) != 1 or len(months) > 1 or len(days) > 1 or len(years) + len(days) != len(numbers):
        raise NoDate
    if days and not months:
        raise NoDate
    return _checked(int(years[0]), months[0] if months else None, int(days[0]) if days else None, today)


def _full_year(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year else year - 100


def _checked(year: int, month: int | None, day: int | None, today: date) -> PartialDate:
    if not EARLIEST_YEAR <= year <= today.year + YEARS_AHEAD:
        raise NoDate
    precision = "day" if day else "month" if month else "year"
    try:
        return PartialDate(date(year, month or 1, day or 1), precision)
    except ValueError as error:
        raise NoDate from error


@cache
def month_names() -> dict[str, int]:
    """Name or short form of a month -> its number; 0 for words that may stand beside and say nothing."""
    with (Path(__file__).parent / "months.csv").open(encoding="utf-8", newline="") as lines:
        return {row["word"]: int(row["month"]) for row in csv.DictReader(lines)}
