"""What the page of a visit keeps from whoever stands back from a case, or is tied to the place."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import RecusalReason
from complaints.dates import PartialDate
from complaints.models import Case, Recusal, Tie
from monitoring.choices import Trigger
from monitoring.interviews.reprisals import record_after_visit
from tests.complaints.sealed_cases import own_case
from tests.monitoring.interviews.heard import case_of, hear
from tests.monitoring.interviews.test_reprisals import how
from tests.monitoring.visits import TODAY, own_visit, place

pytestmark = pytest.mark.django_db
BESIDES = "case that you may not know more of."
REPRISALS = "Reprisals that followed"


@pytest.fixture
def visit(vera, berik, organisation):
    return own_visit(berik, organisation, trigger=Trigger.COMPLAINTS, triggered_by=[own_case(berik, organisation)])


@pytest.fixture
def case(vera, visit):
    """A case that was heard on the visit, and the reprisal that followed."""
    found = case_of(hear(vera, visit))
    record_after_visit(by=vera, visit=visit, case=found, how=how(), when=PartialDate(TODAY, "day"), today=TODAY)
    return found


def page(user, visit) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(reverse("visit_detail", args=[visit.reference]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_whoever_stands_back_from_a_case_does_not_learn_that_there_is_one(alia, visit, case):
    assert page(alia, visit).count(BESIDES) == 2
    Recusal.objects.create(case=case, user=alia, reason=RecusalReason.OTHER, declared_by=alia, started_on=TODAY)
    assert page(alia, visit).count(BESIDES) == 1


def test_cases_taken_back_as_a_mistake_are_not_counted(alia, visit, case):
    Case.objects.update(mistaken_on=TODAY)
    assert BESIDES not in page(alia, visit)


def test_reprisals_are_counted_in_cases_one_may_know_of(vera, berik, alia, visit, case):
    assert REPRISALS in page(berik, visit) and REPRISALS in page(vera, visit)
    assert REPRISALS not in page(alia, visit)
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, declared_by=berik, started_on=TODAY)
    assert REPRISALS not in page(berik, visit)


def test_whoever_is_tied_to_the_place_learns_nothing_of_complaints(alia, organisation, visit, case):
    reason = str(Trigger.COMPLAINTS.label)
    assert reason in page(alia, visit)
    tie = Tie.objects.create(
        user=alia, organisation=organisation, facility=place(), declared_by=alia, declared_on=TODAY
    )
    said = page(alia, visit)
    assert BESIDES not in said and reason not in said and "Why the visit was made" not in said
    tie.ended_on = TODAY
    tie.save()
    assert reason in page(alia, visit)
