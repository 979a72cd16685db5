"""The board of recommendations as rows of a table and as columns of cards, and the counts above both. Texts only."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.listing.asked import Asked
from complaints.listing.chips import kept
from complaints.listing.table import Cell, Head, Row, heads_of, labelled
from monitoring.models import Recommendation
from monitoring.recommendations.choices import Column, Gap
from monitoring.recommendations.queries import late, since_day
from monitoring.recommendations.wording import (
    TAG_OF_COLUMN,
    Lists,
    column_cell,
    due_cell,
    number_of,
    priority_of,
    said_cell,
    url_of,
    verified_cell,
)

CARDS = 5  # of a column; the table has them all
_HEADS = (
    (gettext_lazy("Theme and visit"), "visited"),
    (gettext_lazy("Place"), ""),
    (gettext_lazy("Addressee"), ""),
    (gettext_lazy("Stands now"), "since"),
    (gettext_lazy("Said by the authority"), ""),
    (gettext_lazy("Verified on site"), ""),
    (gettext_lazy("Answer due"), "due"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A recommendation in a column."""

    title: str
    number: str
    url: str
    lines: tuple[str, ...]
    due: Cell
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the board: how many stand in it, the first of them, and the table of all."""

    label: str
    tag: str
    number: str
    url: str
    cards: tuple[Card, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """One number above the board with the list behind it."""

    label: str
    number: str
    url: str


def heads(asked: Asked) -> list[Head]:
    """Heads of the table."""
    columns = [(str(label), sort) for label, sort in _HEADS]
    return heads_of(columns, asked.sent, asked.sort, is_descending=asked.order.is_descending)


def rows(found: Sequence[Recommendation], lists: Lists) -> list[Row]:
    """Rows of the table; no query."""
    return [_row(one, lists) for one in found]


def _row(one: Recommendation, lists: Lists) -> Row:
    cells = (
        Cell(lists.word("facility", one.visit.facility_id)),
        Cell(lists.word("body", one.addressee_id), note=priority_of(one)),
        column_cell(one),
        said_cell(one, lists),
        verified_cell(one, lists),
        due_cell(one, lists.today),
    )
    labels = (str(label) for label, _sort in _HEADS[1:])
    return Row(lists.word("finding_theme", one.theme_id), number_of(one), url_of(one), labelled(cells, labels))


def lanes(asked: Asked, numbers: dict[str, int], lists: Lists) -> list[Lane]:
    """Every column that has something in it or may be waited for, with its first cards. One query."""
    cards: dict[str, list[Card]] = {}
    for one in _first_of_each(asked.found):
        cards.setdefault(one.column, []).append(_card(one, lists))
    return [
        Lane(
            label=str(column.label),
            tag=TAG_OF_COLUMN[column],
            number=number_format(numbers.get(column, 0), force_grouping=True),
            url=_table(asked, state=column.value),
            cards=tuple(cards.get(column, ())),
            has_more=numbers.get(column, 0) > CARDS,
        )
        for column in Column
    ]


def _first_of_each(found: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """What waits for an answer by the day due, all others by what happened last."""
    nearest = Case(When(column=Column.WAITING, then=F("due_on")), output_field=DateField())
    order = (
        nearest.asc(nulls_last=True),
        since_day().desc(),
        F("visit__visited_on").desc(),
        F("pk").asc(),
    )
    place = Window(RowNumber(), partition_by=[F("column")], order_by=order)
    return found.annotate(place_in_column=place).filter(place_in_column__lte=CARDS).order_by("place_in_column")


def _card(one: Recommendation, lists: Lists) -> Card:
    note = ""
    if one.gap == Gap.CONTRADICTED or (one.column == Column.SAID_DONE and one.verified_id is not None):
        note = _("A visit found it not done.")
    return Card(
        title=lists.word("finding_theme", one.theme_id),
        number=number_of(one),
        url=url_of(one),
        lines=(
            lists.word("facility", one.visit.facility_id),
            lists.word("body", one.addressee_id),
            priority_of(one),
        ),
        due=due_cell(one, lists.today),
        note=note,
    )


def counted(asked: Asked, lists: Lists) -> tuple[dict[str, int], list[Tally]]:
    """How many stand in each column, and the numbers that matter most. One query."""
    every = {f"in_{column.value}": Count("pk", filter=Q(column=column)) for column in Column}
    found = asked.found.order_by().aggregate(
        total=Count("pk"),
        late=Count("pk", filter=late(lists.today)),
        unverified=Count("pk", filter=Q(gap=Gap.UNVERIFIED)),
        contradicted=Count("pk", filter=Q(gap=Gap.CONTRADICTED)),
        **every,
    )
    tallies = [
        _tally(asked, _("Recommendations"), found["total"]),
        _tally(asked, _("Answer overdue"), found["late"], followed="overdue"),
        _tally(asked, _("Said to be done, nobody has looked"), found["unverified"], gap=Gap.UNVERIFIED.value),
        _tally(asked, _("Said to be done, found not done"), found["contradicted"], gap=Gap.CONTRADICTED.value),
        _tally(asked, _("Done, verified on site"), found["in_done"], state=Column.DONE.value),
    ]
    return {column.value: found[f"in_{column.value}"] for column in Column}, tallies


def _tally(asked: Asked, label: str, number: int, **more: str) -> Tally:
    return Tally(label, number_format(number, force_grouping=True), _table(asked, **more))


def _table(asked: Asked, **more: str) -> str:
    """The table under the filters in force and others besides."""
    return f"{reverse('recommendations')}?{urlencode({**kept(asked.sent), 'data_set': asked.data_set, **more})}"
