"""The world as rules read it, from whichever country is loaded."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.choices import (
    Act,
    CompetenceRank,
    Effect,
    Exit,
    GroundKind,
    Independence,
    Milestone,
    OffenceKind,
    Severity,
    TimeUnit,
    Track,
)
from institutions.models import Body, Facility, FacilityOperator, FacilityType, Pack
from institutions.queries import NoPack, current_pack, world
from institutions.world import ALWAYS, ConflictBinding, GuardBinding, StageMeaning, Validity

pytestmark = pytest.mark.django_db
D = date.fromisoformat


def test_stages_carry_their_meaning(lumeria):
    dropped = lumeria.stages["DROPPED"]
    assert dropped == StageMeaning(
        id=dropped.id,
        code="DROPPED",
        track=Track.PROCEDURE,
        milestone=None,
        effect=Effect.CLOSES,
        exit=Exit.TERMINATED,
        act=Act.INVESTIGATION,
        ground_kind=GroundKind.TERMINATION,
    )
    assert [code for code, stage in lumeria.stages.items() if stage.is_end] == ["SHELVED"]
    milestones = {stage.milestone for stage in lumeria.stages.values()} - {None}
    assert milestones == set(Milestone)


def test_steps_guards_clocks_and_jurisdiction(lumeria):
    assert lumeria.lawful_next("HEARD", D("2020-01-01")) == ["TURNED_AWAY", "BOOKED"]
    assert "FORMAL" not in lumeria.lawful_next("TAKEN", D("2000-12-31"))
    assert "FORMAL" in lumeria.lawful_next("TAKEN", D("2001-01-01"))
    assert [guard.name for guard in lumeria.guards["DROPPED"]] == [
        "withdrawal_cannot_end_case",
        "ground_lawful_for_offence",
        "prosecutor_approval",
    ]
    assert lumeria.guards["PAUSED"] == (
        GuardBinding("G_PAUSE", "prosecutor_consent_in_time", "PAUSED", "Act 5(2)", {"days": 5}, ALWAYS),
    )
    inquiry = lumeria.clocks[1]
    assert (inquiry.starts, inquiry.meets) == (frozenset({"BOOKED"}), frozenset({"DISPATCHED", "DROPPED"}))
    assert (inquiry.amount, inquiry.unit, inquiry.is_paused, inquiry.is_extendable) == (2, TimeUnit.MONTHS, True, True)
    assert inquiry.offence_kind == OffenceKind.TORTURE
    assert lumeria.clocks[0].offence_kind is None
    rule = lumeria.jurisdiction[0]
    assert (rule.body, rule.rank, rule.validity) == ("PROC", CompetenceRank.EXCLUSIVE, Validity(D("2001-01-01")))
    assert lumeria.conflict_rules[0] == ConflictBinding("R1", "same_root_as_operator", Severity.HARD)


@pytest.mark.parametrize(
    ("facility", "kind", "on", "operator"),
    [
        ("OLD_TOWER", "TOWER", "2004-12-31", "KEEP"),
        ("OLD_TOWER", "TOWER", "2005-01-01", "WATCH"),
        ("OLD_TOWER", "TOWER", "1989-12-31", "WATCH"),
        ("GREY_KEEP", "KEEPS", "2020-01-01", "KEEP"),
        (None, "KEEPS", "2020-01-01", "KEEP"),
        (None, None, "2020-01-01", None),
    ],
)
def test_operators_are_those_of_the_day(lumeria, facility, kind, on, operator):
    assert lumeria.operator(facility, kind, D(on)) == operator


def test_agencies_belong_to_bodies_and_bodies_stand_under_others(lumeria):
    assert lumeria.agency_body("A_HEAL", D("2004-12-31")) is None
    assert lumeria.agency_body("A_HEAL", D("2005-01-01")) == "HEALERS"
    assert lumeria.kind_of("WATCH") == "police"
    assert lumeria.hierarchy.between("WATCH", "KEEP", D("1999-12-31")) == Independence.INDEPENDENT
    assert lumeria.hierarchy.between("WATCH", "KEEP", D("2000-01-01")) == Independence.SAME_ROOT
    assert lumeria.hierarchy.between("PROC", "HOME", D("2000-01-01")) == Independence.INDEPENDENT
    assert lumeria.body_ids["WATCH"] == Body.objects.get(code="WATCH").pk


def test_the_world_is_read_once_and_then_costs_one_query(lumeria):
    with CaptureQueriesContext(connection) as queries:
        assert world() is lumeria
    assert len(queries) == 1


def test_the_world_is_read_anew_after_a_load_and_after_an_invented_place(lumeria):
    Pack.objects.update(loaded_at=current_pack().loaded_at + timedelta(seconds=1))
    assert world() is not lumeria
    place = Facility.objects.create(
        code="X",
        label_en="x",
        label_ru="x",
        label_kk="x",
        facility_type=FacilityType.objects.first(),
        is_demonstration=True,
    )
    FacilityOperator.objects.create(facility=place, body=Body.objects.get(code="PROC"))
    assert world().operator("X", None, D("2020-01-01")) == "PROC"


def test_reading_the_world_takes_as_many_queries_as_there_are_tables(lumeria):
    Pack.objects.update(checksum="other")
    with CaptureQueriesContext(connection) as queries:
        world()
    assert len(queries) == 14


def test_without_a_pack_there_is_no_world(empty_world):
    with pytest.raises(NoPack, match="load_pack"):
        world()
    with pytest.raises(NoPack):
        current_pack()


def test_the_world_of_kazakhstan_knows_every_milestone_that_its_funnel_draws():
    from institutions.models import FunnelStep

    drawn = set(FunnelStep.objects.values_list("milestone", flat=True))
    assert drawn == {1, 2, 4, 5, 6, 7, 8}
    assert drawn == {stage.milestone for stage in world().stages.values() if stage.milestone}
