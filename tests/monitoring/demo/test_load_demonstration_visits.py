"""The command: what was planned is in the database, possible in every respect, and never beside real visits."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.demo import DEMO_PASSWORD, demo_user
from complaints.choices import DataSet
from complaints.models import Case, CaseAssignment
from institutions.models import Facility
from institutions.packs import pack_folder
from institutions.queries import current_pack
from institutions.visit_choices import REPLIES, VERIFIED
from monitoring.choices import SaidBy
from monitoring.demo.words import read_visit_stories
from monitoring.judging import conduct_of_visit, terms_of
from monitoring.models import (
    Finding,
    InterviewComplaint,
    PlanCopy,
    Recommendation,
    RecommendationStep,
    ReprisalAfterVisit,
    Visit,
    VisitAfterwards,
    VisitDraft,
    VisitMember,
    VisitPopulation,
    VisitTrigger,
)
from monitoring.opening import open_texts
from monitoring.recommendations.rules import Step, standing
from monitoring.rules import impossible
from vault import crypto

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 11, 22)


def load(**options: object) -> str:
    output = StringIO()
    call_command("load_demonstration_visits", until=UNTIL, stdout=output, **{"seed": 3, "scale": 0.03, **options})
    return output.getvalue()


@pytest.fixture
def cases() -> None:
    """Few cases, all of places that are visited in a small demonstration too."""
    call_command("load_demo", until=UNTIL, stdout=StringIO(), seed=3, scale=0.01)


def fingerprint() -> list[tuple]:
    """Without the few visits with words, which take the way of any other and so have names drawn at random."""
    visits, steps = Visit.objects.filter(safe=None).order_by("pk"), RecommendationStep.objects.order_by("pk")
    return [
        *visits.values_list("reference", "visited_on", "facility__code", "uuid"),
        *steps.values_list("recommendation__uuid", "happened_on", "status__code"),
    ]


def test_every_visit_can_have_been_and_passes_every_check(cases) -> None:
    load()
    visits = Visit.objects.select_related("facility", "regime", "visit_type", "notice").prefetch_related(
        "access", "interviews__mode", "premises"
    )
    assert visits
    for visit in visits:
        place = (visit.facility.valid_from, visit.facility.valid_to)
        assert impossible(conduct_of_visit(visit), terms_of(visit.regime), UNTIL, place) == []
    for model in (Visit, VisitMember, VisitPopulation, VisitAfterwards, Finding, Recommendation, InterviewComplaint):
        for row in model.objects.order_by("pk")[:8]:
            try:
                row.full_clean(validate_unique=False)
            except ValidationError as error:
                pytest.fail(f"{model.__name__}: {error}")


def test_visits_are_marked_as_invented_and_belong_to_the_demonstration(cases) -> None:
    load()
    assert set(Visit.objects.values_list("data_set", "organisation__is_demonstration")) == {
        (DataSet.DEMONSTRATION, True)
    }
    assert set(Facility.objects.filter(visits__isnull=False).values_list("is_demonstration", flat=True)) == {True}
    assert not Visit.objects.filter(regime__is_scenario=True).exists()


def test_where_a_recommendation_stands_follows_from_its_steps(cases) -> None:
    load()
    for one in Recommendation.objects.prefetch_related("steps__status").select_related("status", "said", "verified"):
        steps = sorted(one.steps.all(), key=lambda step: step.pk)
        said = [step for step in steps if step.said_by == SaidBy.AUTHORITY]
        seen = [step for step in steps if step.said_by == SaidBy.MONITOR]
        found = standing(
            Step(step.pk, step.status.attributes["meaning"], step.said_by, step.happened_on) for step in steps
        )
        assert (one.status_on, one.status and one.status.attributes["meaning"]) == (
            (found.status.on, found.status.state) if found.status else (None, None)
        )
        assert (one.said, one.said_on) == ((said[-1].status, said[-1].happened_on) if said else (None, None))
        assert (one.verified, one.verified_on) == ((seen[-1].status, seen[-1].happened_on) if seen else (None, None))
        assert {step.status.attributes["meaning"] for step in said} <= set(REPLIES)
        assert {step.status.attributes["meaning"] for step in seen} <= set(VERIFIED)


def test_cases_and_visits_know_of_each_other(cases) -> None:
    load(scale=0.2)
    assert VisitTrigger.objects.exists()
    for trigger in VisitTrigger.objects.select_related("visit", "case"):
        assert trigger.case.incident_on < trigger.visit.visited_on
        assert trigger.case.facility_id == trigger.visit.facility_id
    for told in InterviewComplaint.objects.select_related("visit", "complaint__case"):
        assert told.complaint.case.incident_on <= told.visit.visited_on
        assert told.complaint.case.facility_id == told.visit.facility_id
    for reprisal in ReprisalAfterVisit.objects.select_related("visit", "event__case"):
        assert reprisal.event.happened_on > reprisal.visit.visited_on
        assert reprisal.event.case.facility_id == reprisal.visit.facility_id


def test_same_seed_writes_the_same_rows() -> None:
    found = []
    for _attempt in range(2):
        with pytest.raises(RuntimeError), transaction.atomic():
            load()
            found.append(fingerprint())
            raise RuntimeError("roll back")
    assert found[0] == found[1]
    assert len(found[0]) > 300


def test_the_monitor_and_the_analyst_see_them_and_the_administrator_does_not() -> None:
    load()
    number = Visit.objects.count()
    for role in (Role.MONITOR, Role.LEAD, Role.CASE_WORKER, Role.ANALYST):
        assert Visit.objects.visible_to(demo_user(role)).count() == number
    assert not Visit.objects.visible_to(demo_user(Role.ADMINISTRATOR)).exists()
    assert VisitMember.objects.filter(user=demo_user(Role.MONITOR)).exists()


def test_second_load_is_refused_and_changes_nothing() -> None:
    load()
    before = fingerprint()
    with pytest.raises(CommandError, match="already"):
        load()
    assert load(if_empty=True) == "The demonstration visits are already there.\n"
    assert fingerprint() == before


def test_sealed_words_open_for_the_monitor_and_the_lead_and_begin_by_saying_they_are_invented(cases) -> None:
    assert "3 more with invented words; 4 cases assigned to the monitor." in load(scale=0.2)
    firsts = tuple(read_visit_stories(pack_folder(current_pack().code)).first.values())
    told = Visit.objects.exclude(safe=None)
    assert told.count() == 3
    for role in (Role.MONITOR, Role.LEAD):
        reader = demo_user(role)
        for visit in told:
            key = crypto.unlock_with_password(bytes(reader.key_pair.locked_by_password), DEMO_PASSWORD)
            opened = open_texts(by=reader, private_key=key, visit=visit, now=timezone.now())
            assert opened.texts
            assert all(one.text.startswith(firsts) for one in opened.texts)
    assert not Visit.objects.filter(visited_on__gte=UNTIL).exists()


def test_the_monitor_alone_reads_a_plan_and_has_a_visit_half_typed_in(cases) -> None:
    load()
    assert set(PlanCopy.objects.values_list("reader__username", flat=True)) == {"demo-monitor"}
    assert set(VisitDraft.objects.values_list("author__username", flat=True)) == {"demo-monitor"}


def test_the_monitor_sees_assigned_cases_whose_people_agreed_and_no_other(cases) -> None:
    load(scale=0.2)
    assert CaseAssignment.objects.filter(user=demo_user(Role.MONITOR)).count() == 4
    assert Case.objects.visible_to(demo_user(Role.MONITOR)).count() == 3


def test_production_refuses_invented_visits(settings) -> None:
    settings.DEMO_DATA_ALLOWED = False
    with pytest.raises(CommandError, match="never stand beside real ones"):
        load()
    assert not Visit.objects.exists()
