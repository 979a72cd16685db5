"""Paging a list by its own sort key, so that page 500 costs what page 1 costs and no row is shown twice or skipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

SIZES = (25, 50, 100)
NEVER = date(1, 1, 1)  # sort key of cases without a registration: they stand last


@dataclass(frozen=True, slots=True)
class Key:
    """Position in the list: registration date and identifier, newest first."""

    day: date
    pk: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page; keys are empty where there is nothing before or after."""

    rows: Sequence
    newer: str
    older: str


def read_key(text: str) -> Key | None:
    """The key written in an address; None where it is none."""
    day, _dot, pk = text.partition(".")
    try:
        return Key(date.fromisoformat(day), int(pk))
    except ValueError:
        return None


def page(
    cases: QuerySet, *, newer_than: Key | None = None, older_than: Key | None = None, size: int = SIZES[0]
) -> Page:
    """A page of cases by day of registration, newest first; one query. Needs `milestones` to be joined."""
    keyed = cases.annotate(listed_on=Coalesce("milestones__reached_1", Value(NEVER, DateField())))
    if newer_than:
        beyond = Q(listed_on__gt=newer_than.day) | Q(listed_on=newer_than.day, pk__gt=newer_than.pk)
        found = list(keyed.filter(beyond).order_by("listed_on", "pk")[: size + 1])
        rows = found[:size][::-1]
        return Page(rows, _key(rows[0]) if len(found) > size else "", _key(rows[-1]) if rows else "")
    if older_than:
        beyond = Q(listed_on__lt=older_than.day) | Q(listed_on=older_than.day, pk__lt=older_than.pk)
        keyed = keyed.filter(beyond)
    found = list(keyed.order_by(F("listed_on").desc(), F("pk").desc())[: size + 1])
    rows = found[:size]
    return Page(rows, _key(rows[0]) if rows and older_than else "", _key(rows[-1]) if len(found) > size else "")


def _key(case: object) -> str:
    return str(Key(case.listed_on, case.pk))
