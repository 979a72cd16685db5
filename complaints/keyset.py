"""Paging a list by its own sort key, so that page 500 costs what page 1 costs and no row is shown twice or skipped.

An address names the row beside which a page begins by its reference, which is random: a primary key would tell how many
cases there are that the reader does not see.
"""

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


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page, and the references beside which its neighbours begin; empty where there are none."""

    rows: Sequence
    newer: str
    older: str


def read_key(visible: QuerySet, reference: str) -> Key | None:
    """The place of the case that an address names; None where it is none of `visible`."""
    if not reference or "\x00" in reference:
        return None
    place = _keyed(visible).filter(reference=reference).values_list("listed_on", "pk").first()
    return Key(*place) if place else None


def page(
    cases: QuerySet, *, newer_than: Key | None = None, older_than: Key | None = None, size: int = SIZES[0]
) -> Page:
    """A page of cases by day of registration, newest first; one query. Needs `milestones` to be joined."""
    keyed = _keyed(cases)
    if newer_than:
        beyond = Q(listed_on__gt=newer_than.day) | Q(listed_on=newer_than.day, pk__gt=newer_than.pk)
        found = list(keyed.filter(beyond).order_by("listed_on", "pk")[: size + 1])
        rows = found[:size][::-1]
        return Page(rows, rows[0].reference if len(found) > size else "", rows[-1].reference if rows else "")
    if older_than:
        beyond = Q(listed_on__lt=older_than.day) | Q(listed_on=older_than.day, pk__lt=older_than.pk)
        keyed = keyed.filter(beyond)
    found = list(keyed.order_by(F("listed_on").desc(), F("pk").desc())[: size + 1])
    rows = found[:size]
    newer = rows[0].reference if rows and older_than else ""
    return Page(rows, newer, rows[-1].reference if len(found) > size else "")


def _keyed(cases: QuerySet) -> QuerySet:
    return cases.annotate(listed_on=Coalesce("milestones__reached_1", Value(NEVER, DateField())))
