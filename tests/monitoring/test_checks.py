"""The check of visits: silent where all is well, each fault found by its name."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from institutions.choices import TermList
from monitoring.checks import find_visit_faults
from monitoring.choices import PlanState, StoodBack
from monitoring.models import Dissent, PlanCopy, Recommendation, Visit, VisitMember, VisitPlan, VisitText
from tests.monitoring.visits import TODAY, term, told_visit
from tests.vault.keys import with_keys
from vault.checks import find_vault_faults
from vault.owners import find_faults_of_rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(vera, berik, organisation) -> Visit:
    with_keys(vera, berik)
    return told_visit(vera, organisation)


def faults() -> dict[str, int]:
    found = find_vault_faults(timezone.now()) | find_faults_of_rooms()
    return {kind: number for kind, number in found.items() if number}


def test_words_and_safes_of_visits_are_no_faults(visit):
    output = StringIO()
    call_command("fsck", fail=True, stdout=output)
    assert "texts of visits that belong to another row" in output.getvalue()
    assert faults() == {}


def test_every_kind_is_named_without_a_fault_too(db):
    assert set(find_visit_faults().values()) == {0}


def test_a_text_that_is_not_its_own_cannot_even_be_written(visit):
    text = visit.texts.first()
    other = VisitText(visit=visit, kind="note", envelope=text.envelope, written_on=TODAY, uuid=uuid4())
    with pytest.raises(Exception, match="unique"):
        other.save()


def test_words_in_the_safe_of_another_visit_are_found(visit, vera, organisation):
    other = told_visit(vera, organisation)
    Visit.objects.filter(pk=visit.pk).update(safe=None)
    Visit.objects.filter(pk=other.pk).update(safe=visit.safe)
    assert faults() == {
        "safes that belong to nothing": 1,
        "visits with words but no safe": 1,
        "texts of visits in the safe of another visit": 2,
    }


def test_an_opinion_in_words_of_another_visit_is_found(visit, vera, organisation):
    other = told_visit(vera, organisation)
    Dissent.objects.create(visit=visit, words=other.texts.first())
    assert faults() == {"words of a visit used on another visit": 1}


def test_who_stood_back_and_still_holds_a_key_is_found(visit, vera):
    VisitMember.objects.filter(visit=visit, user=vera).update(stood_back=StoodBack.OTHER)
    assert faults() == {
        "people who stood back from a visit but are not barred": 1,
        "people who stood back from a visit but hold a key": 1,
    }


def test_a_standing_that_no_step_gave_is_found(visit):
    said = term(TermList.RECOMMENDATION_STATUS, "said_done")
    Recommendation.objects.update(said=said, said_on=TODAY)
    assert faults() == {"recommendations that say otherwise than their steps": 1}


def test_plans_without_a_visit_or_a_reader_are_found(visit, vera, organisation):
    VisitPlan.objects.create(organisation=organisation, planned_by=vera, planned_on=TODAY, state=PlanState.CARRIED_OUT)
    unread = VisitPlan.objects.create(organisation=organisation, planned_by=vera, planned_on=TODAY)
    assert faults() == {"plans carried out without a visit": 1, "plans that nobody can read": 1}
    PlanCopy.objects.create(plan=unread, reader=vera, sealed=b"x")
    assert faults() == {"plans carried out without a visit": 1}


def test_a_member_from_elsewhere_is_found(visit, charlie):
    VisitMember.objects.create(visit=visit, number=2, user=charlie)
    assert faults() == {"members of a team from another organisation": 1}
