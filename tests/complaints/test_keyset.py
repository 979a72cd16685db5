"""Pages of a list show every row once, in every order and both directions, however many share a day or have none."""

from datetime import date

import pytest

from complaints import keyset
from complaints.listing.sorting import ASCENDING, DESCENDING, SORTS
from complaints.models import Case
from tests.reports.rows import Path, add_cases

pytestmark = pytest.mark.django_db

ORDERS = [(name, direction) for name in SORTS for direction in (ASCENDING, DESCENDING)]
NEWEST = SORTS["registered"].order("")


@pytest.fixture
def seven():
    """Five cases of one day, one younger, one never registered; days of every other kind tie and lack as well."""
    day, later = date(2020, 5, 5), date(2021, 1, 1)
    paths = [
        *(Path({1: day}, attributes={"last_event_on": day, "next_due_on": later}) for _n in range(3)),
        Path({1: day}, attributes={"last_event_on": later}),
        Path({1: day}, attributes={"next_due_on": day}),
        Path({1: later}, attributes={"last_event_on": later, "next_due_on": later}),
        Path(),
    ]
    rows = add_cases(paths)
    for row, incident in zip(rows, [day, day, None, later, later, None, day], strict=True):
        if incident:
            Case.objects.filter(pk=row.pk).update(incident_on=incident, incident_precision="day")
    return rows


def pages(order: keyset.Order, size: int, *, from_the_end: bool = False) -> list[list[int]]:
    """The keys on every page, walked from one end to the other."""
    cases, found = Case.objects.select_related("milestones"), []
    page = keyset.page(cases, order, size=size, is_last=from_the_end)
    while True:
        found.append([case.pk for case in page.rows])
        neighbour = page.previous if from_the_end else page.following
        if not neighbour:
            return found
        key = keyset.read_key(Case.objects.all(), order, neighbour)
        page = keyset.page(cases, order, size=size, **({"before": key} if from_the_end else {"after": key}))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 25])
@pytest.mark.parametrize(("name", "direction"), ORDERS)
def test_every_case_is_shown_once_in_order(seven, name, direction, size):
    order = SORTS[name].order(direction)
    shown = [pk for page in pages(order, size) for pk in page]
    assert sorted(shown) == sorted(row.pk for row in seven)
    places = list(order.keyed(Case.objects.filter(pk__in=shown)).values_list(*order.columns))
    expected = sorted(places, reverse=order.is_descending)
    by_pk = dict(order.keyed(Case.objects.all()).values_list("pk", "place"))
    assert [by_pk[pk] for pk in shown] == [place[0] for place in expected]


@pytest.mark.parametrize(("name", "direction"), ORDERS)
def test_the_way_from_the_end_shows_the_same_cases_the_other_way_round(seven, name, direction):
    order = SORTS[name].order(direction)
    forwards = [pk for page in pages(order, 3) for pk in page]
    backwards = [pk for page in reversed(pages(order, 3, from_the_end=True)) for pk in page]
    assert backwards == forwards


def test_the_last_page_is_full_and_nothing_follows_it(seven):
    page = keyset.page(Case.objects.select_related("milestones"), NEWEST, is_last=True, size=3)
    assert len(page.rows) == 3
    assert page.following == ""
    assert page.previous == page.rows[0].reference


def test_newest_registration_comes_first_and_none_last(seven):
    shown = [pk for page in pages(NEWEST, 3) for pk in page]
    assert shown[0] == seven[5].pk
    assert shown[-1] == seven[6].pk


def test_the_earliest_deadline_comes_first_and_none_last(seven):
    shown = [pk for page in pages(SORTS["due"].order(""), 3) for pk in page]
    assert shown[0] == seven[4].pk
    assert set(shown[-2:]) == {seven[3].pk, seven[6].pk}


@pytest.mark.parametrize("text", ["", "2020-05-05.1", "x\x00y", "2222-2222"])
def test_a_broken_key_is_no_key(text, seven):
    assert keyset.read_key(Case.objects.all(), NEWEST, text) is None


def test_a_case_that_is_not_visible_marks_no_place(seven):
    case = Case.objects.first()
    assert keyset.read_key(Case.objects.all(), NEWEST, case.reference)[-1] == case.pk
    assert keyset.read_key(Case.objects.exclude(pk=case.pk), NEWEST, case.reference) is None


def test_addresses_name_cases_by_their_references_alone(seven):
    page = keyset.page(Case.objects.select_related("milestones"), NEWEST, size=2)
    assert page.following == page.rows[-1].reference
