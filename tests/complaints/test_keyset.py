"""Pages of a list show every row once, however many share a day, forwards and backwards."""

from datetime import date

import pytest

from complaints import keyset
from complaints.models import Case
from tests.reports.rows import Path, add_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def seven():
    """Five cases of one day, one younger, one never registered."""
    day = date(2020, 5, 5)
    return add_cases([*(Path({1: day}) for _n in range(5)), Path({1: date(2021, 1, 1)}), Path()])


def walk(size: int) -> list[list[int]]:
    pages, older = [], None
    while True:
        page = keyset.page(Case.objects.select_related("milestones"), older_than=older, size=size)
        pages.append([case.pk for case in page.rows])
        if not page.older:
            return pages
        older = keyset.read_key(Case.objects.all(), page.older)


def test_every_case_is_shown_once(seven):
    pages = walk(2)
    shown = [pk for page in pages for pk in page]
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert sorted(shown) == sorted(row.pk for row in seven)


def test_newest_registration_comes_first_and_none_last(seven):
    shown = [pk for page in walk(3) for pk in page]
    assert shown[0] == seven[5].pk
    assert shown[-1] == seven[6].pk


def test_the_way_back_shows_the_same_pages(seven):
    cases = Case.objects.select_related("milestones")
    first = keyset.page(cases, size=3)
    second = keyset.page(cases, older_than=keyset.read_key(cases, first.older), size=3)
    back = keyset.page(cases, newer_than=keyset.read_key(cases, second.newer), size=3)
    assert [case.pk for case in back.rows] == [case.pk for case in first.rows]
    assert back.newer == ""
    assert first.newer == ""


@pytest.mark.parametrize("text", ["", "2020-05-05.1", "x\x00y", "2222-2222"])
def test_a_broken_key_is_no_key(text, seven):
    assert keyset.read_key(Case.objects.all(), text) is None


def test_a_case_that_is_not_visible_marks_no_place(seven):
    case = Case.objects.first()
    assert keyset.read_key(Case.objects.all(), case.reference).pk == case.pk
    assert keyset.read_key(Case.objects.exclude(pk=case.pk), case.reference) is None


def test_addresses_name_cases_by_their_references_alone(seven):
    page = keyset.page(Case.objects.select_related("milestones"), size=2)
    assert page.older == page.rows[-1].reference
