"""Exits by ground count the same cases as the funnel, and an appeal is no ground for anything."""

from datetime import date

import pytest

from complaints.choices import DataSet
from complaints.models import CaseMilestones
from institutions.choices import Exit
from institutions.models import Ground
from reports.grounds import exits_by_ground
from reports.results import FunnelQuery
from tests.reports.rows import AS_OF, Path, add_cases

pytestmark = pytest.mark.django_db

OLD = date(2015, 3, 2)


def ended(code: str, day: date = OLD, **more) -> Path:
    ground = Ground.objects.get(code=code)
    return Path({1: day}, state=Exit.TERMINATED, attributes={"state_ground": ground}, **more)


def grounds(**question) -> list[tuple[str, int]]:
    query = FunnelQuery(data_set=DataSet.DEMONSTRATION, as_of=AS_OF, **question)
    found = exits_by_ground(query, CaseMilestones.objects.all())
    return [(ground, cases) for _state, ground, _basis, cases in found]


def test_cases_are_counted_by_ground_in_the_order_of_the_pack():
    add_cases([ended("T35_2"), ended("T35_1"), ended("T35_1"), Path({1: OLD})])
    first, second = Ground.objects.filter(code__in=["T35_1", "T35_2"]).order_by("order")
    assert grounds() == [(first.label, 2), (second.label, 1)]


def test_with_a_horizon_young_years_are_left_out():
    add_cases([ended("T35_1"), ended("T35_1", day=date(2025, 3, 2))])
    assert [cases for _ground, cases in grounds(horizon=3)] == [1]
    assert [cases for _ground, cases in grounds()] == [2]


def test_a_decision_after_the_day_asked_for_is_not_known_yet():
    add_cases([ended("T35_1", state_on=date(2026, 7, 1))])
    assert grounds() == []


def test_outcomes_of_appeals_are_no_grounds():
    outcome = Ground.objects.filter(kind="outcome").first()
    add_cases([Path({1: OLD, 8: OLD}, state=Exit.CONVICTED, attributes={"state_ground": outcome})])
    assert grounds() == []


def test_other_data_sets_are_not_counted():
    add_cases([ended("T35_1")], data_set=DataSet.PUBLIC_RECORD)
    assert grounds() == []
