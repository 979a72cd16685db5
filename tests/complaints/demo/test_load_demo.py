"""The command: what was planned is in the database, marked as invented, and never beside real complaints."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.choices import Role
from accounts.demo import demo_user
from complaints.choices import DataSet
from complaints.models import (
    Alert,
    Case,
    CaseEvent,
    CaseMilestones,
    CustodyStep,
    EventSource,
    ExaminationFinding,
    RiskAssessment,
)
from complaints.projection import compare
from institutions.choices import Milestone
from institutions.models import Facility
from institutions.queries import world

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 11, 22)


def load(**options) -> str:
    output = StringIO()
    call_command("load_demo", until=UNTIL, stdout=output, **{"seed": 3, "scale": 0.03, **options})
    return output.getvalue()


def fingerprint() -> list[tuple]:
    return list(
        CaseEvent.objects.order_by("id").values_list(
            "case__reference", "sequence", "stage__code", "happened_on", "uuid"
        )
    )


def test_loads_marked_cases_with_their_projections() -> None:
    assert load() == (
        f"{Case.objects.count()} invented cases up to 2026-11-22, seed 3.\nInvented texts sealed in 250 cases.\n"
    )
    assert set(Case.objects.values_list("data_set", "organisation__is_demonstration")) == {
        (DataSet.DEMONSTRATION, True)
    }
    assert set(Facility.objects.filter(cases__isnull=False).values_list("is_demonstration", flat=True)) == {True}
    assert EventSource.objects.count() == 0
    assert CaseMilestones.objects.count() == Case.objects.count()


def test_projections_equal_a_rebuild() -> None:
    load()
    assert compare(list(Case.objects.values_list("pk", flat=True)), world=world()) == []


def test_invented_cases_say_how_events_came_about() -> None:
    load()
    for kind in ("withdrawal", "reprisal", "examination"):
        asked = CaseEvent.objects.filter(stage__circumstances=kind)
        assert asked.exists()
        assert not asked.filter(**{f"{kind}__isnull": True}).exists()
    assert ExaminationFinding.objects.exists()
    assert not ExaminationFinding.objects.filter(rank=0).exists()
    assert RiskAssessment.objects.exists()
    assert CustodyStep.objects.exists()
    assert not CustodyStep.objects.filter(happened_on__gt=UNTIL).exists()


def test_unlawful_steps_of_the_demonstration_raise_alerts() -> None:
    load()
    assert set(Alert.objects.values_list("kind", flat=True)) >= {"unlawful", "conflict", "pressure"}


def test_regions_are_those_of_their_day() -> None:
    load()
    too_early = Case.objects.filter(incident_on__lt=date(2022, 6, 8), region__valid_from__gte=date(2022, 6, 8))
    assert too_early.count() == 0
    assert Case.objects.filter(region_now__valid_to__isnull=False).count() == 0


def test_some_cases_reach_each_end() -> None:
    load(scale=0.2)
    reached = set(CaseMilestones.objects.values_list("furthest", flat=True))
    assert reached >= {None, Milestone.REGISTERED, Milestone.ASSIGNED, Milestone.CONVICTED}


def test_same_seed_writes_the_same_rows() -> None:
    first = second = None
    for attempt in range(2):
        with pytest.raises(RuntimeError), transaction.atomic():
            load()
            first, second = (fingerprint(), second) if attempt == 0 else (first, fingerprint())
            raise RuntimeError("roll back")
    assert first == second
    assert len(first) > 1000


def test_case_worker_gets_some_cases_and_the_lead_sees_all() -> None:
    load()
    assert Case.objects.visible_to(demo_user(Role.CASE_WORKER)).count() == 250
    assert Case.objects.visible_to(demo_user(Role.LEAD)).count() == Case.objects.count() > 250
    assert Case.objects.visible_to(demo_user(Role.ANALYST)).count() == 0


def test_second_load_is_refused_and_changes_nothing() -> None:
    load()
    before = fingerprint()
    with pytest.raises(CommandError, match="already"):
        load()
    assert load(if_empty=True) == "The demonstration is already there.\n"
    assert fingerprint() == before


def test_production_refuses_invented_cases(settings) -> None:
    settings.DEMO_DATA_ALLOWED = False
    with pytest.raises(CommandError, match="never stand beside real complaints"):
        load()
    assert Case.objects.count() == 0
