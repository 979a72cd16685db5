"""Visits on the timeline of a case: those that have to do with it, for who may see them, in one query."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from complaints.models import Case, CaseMilestones
from institutions.choices import Exit
from monitoring.actions import take_back_visit
from monitoring.choices import StoodBack
from monitoring.facts import MemberFacts
from monitoring.interviews.actions import link_trigger
from monitoring.interviews.beside import visits_beside
from tests.cast import person
from tests.complaints.sealed_cases import own_case
from tests.monitoring.interviews.heard import case_of, hear
from tests.monitoring.interviews.test_reprisals import after
from tests.monitoring.visits import TODAY, VISITED, another_lead, own_visit, place

pytestmark = pytest.mark.django_db
NO_HOURS = {"arrived_at": None, "entered_at": None, "left_at": None}


@pytest.fixture
def case(berik, organisation):
    """A case of the place, with an incident twenty days before the visit."""
    found = own_case(berik, organisation)
    Case.objects.filter(pk=found.pk).update(
        facility=place(), incident_on=VISITED - timedelta(days=20), incident_precision="day"
    )
    return Case.objects.get(pk=found.pk)


def on(by, organisation, day: date, **changed: object):
    return own_visit(by, organisation, visited_on=day, **NO_HOURS, **changed)


def test_visits_to_the_place_from_a_month_before_the_incident_on_are_shown(vera, berik, organisation, case):
    for days in (51, 50, 0):
        on(vera, organisation, VISITED - timedelta(days=days))
    on(vera, organisation, VISITED, facility=place("ELSEWHERE"))
    assert [one.day for one in visits_beside(berik, case)] == [VISITED - timedelta(days=50), VISITED]


def test_links_to_the_case_are_told_wherever_and_whenever_the_visit_was(vera, berik, organisation, case):
    visit = on(vera, organisation, VISITED - timedelta(days=300), facility=place("ELSEWHERE"))
    link_trigger(by=berik, visit=visit, case=case)
    (found,) = visits_beside(berik, case)
    assert "because of this case" in str(found.facts)
    heard = own_visit(vera, organisation)
    (source,) = visits_beside(vera, case_of(hear(vera, heard)))
    assert "in an interview" in str(source.facts) and source.url.endswith(f"{heard.reference}/")


def test_a_reprisal_after_the_visit_marks_it(vera, organisation):
    visit = own_visit(vera, organisation)
    case = case_of(hear(vera, visit))
    after(vera, visit, case)
    (found,) = visits_beside(vera, case)
    assert found.tag == "attention" and "a reprisal followed" in str(found.facts)


def test_without_a_day_of_the_incident_every_visit_to_the_place_is_shown(vera, berik, organisation, case):
    on(vera, organisation, date(2020, 1, 1))
    Case.objects.filter(pk=case.pk).update(incident_on=None, incident_precision="unknown")
    assert len(visits_beside(berik, Case.objects.get(pk=case.pk))) == 1


def test_nobody_learns_of_a_visit_they_may_not_see(vera, berik, charlie, azat, organisation, case):
    another_lead(organisation)
    visit = own_visit(vera, organisation, members=[MemberFacts(user=berik, stood_back=StoodBack.RELATED)])
    assert visits_beside(berik, case) == visits_beside(charlie, case) == visits_beside(azat, case) == []
    take_back_visit(by=person("second", organisation, Role.LEAD), visit=visit, today=TODAY)
    assert visits_beside(vera, case) == []


def test_visits_stand_on_the_page_of_the_case_and_can_be_narrowed_to(client, vera, berik, organisation, case):
    visit = own_visit(vera, organisation)
    client.force_login(berik)
    address = reverse("case_detail", args=[case.reference])
    page = client.get(f"{address}?line=visits").content.decode()
    assert reverse("visit_detail", args=[visit.reference]) in page and page.count("timeline__item") == 1


def test_the_page_of_a_case_costs_the_same_with_three_visits(client, vera, berik, organisation, case):
    client.force_login(berik)
    address, numbers = reverse("case_detail", args=[case.reference]), []
    own_visit(vera, organisation)
    client.get(address)
    for _time in range(2):
        with CaptureQueriesContext(connection) as read:
            client.get(address)
        numbers.append(len(read))
        own_visit(vera, organisation)
        own_visit(vera, organisation)
    assert numbers[0] == numbers[1] <= 15


@pytest.mark.parametrize(("state", "number"), [(Exit.TERMINATED, 1), (Exit.OPEN, 2)])
def test_long_after_a_case_is_closed_visits_are_no_part_of_it(vera, berik, organisation, case, state, number):
    ended_on = VISITED - timedelta(days=190)
    CaseMilestones.objects.filter(case=case).update(state=state, last_event_on=ended_on)
    Case.objects.filter(pk=case.pk).update(incident_on=VISITED - timedelta(days=300))
    for days in (10, 9):
        on(vera, organisation, VISITED - timedelta(days=days))
    assert len(visits_beside(berik, Case.objects.get(pk=case.pk))) == number
