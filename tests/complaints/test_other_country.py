"""The engine in an invented country with other stages, grounds and bodies: no code knows a code of a real one."""

from datetime import date

import pytest

from complaints.actions import receive_complaint, record_event
from complaints.choices import AlertKind, DataSet, Precision
from complaints.findings import Impossible
from complaints.models import Respondent, Withdrawal
from complaints.projection import compare
from institutions.choices import Exit, Independence, Milestone
from institutions.models import Agency, Body, Channel, FacilityType, Ground, Offence, Stage
from tests.institutions.worlds import empty_world, lumeria  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.fixture
def case(lumeria, berik, organisation):  # noqa: F811
    return receive_complaint(
        by=berik,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=Channel.objects.get(code="THROUGH_KEEP"),
        received_on=date(2012, 1, 10),
        facility_type=FacilityType.objects.get(code="TOWER"),
        respondents=[Respondent(agency=Agency.objects.get(code="A_WATCH"))],
        offence=Offence.objects.get(code="PAIN"),
        today=TODAY,
    )


def record(by, case, code, day, **fields):
    for name, model in [("body", Body), ("ground", Ground)]:
        if name in fields:
            fields[name] = model.objects.get(code=fields[name])
    return record_event(
        by=by,
        case=case,
        stage=Stage.objects.get(code=code),
        happened_on=date.fromisoformat(day),
        precision=Precision.DAY,
        today=TODAY,
        **fields,
    )


def rules(recorded):
    return {finding.rule for finding in recorded.findings}


def test_a_case_walks_to_a_verdict(case, berik):
    for code, day in [
        ("BOOKED", "2012-01-11"),
        ("TAKEN", "2012-01-12"),
        ("FORMAL", "2012-01-13"),
        ("POINTED_AT", "2012-02-01"),
        ("DISPATCHED", "2012-03-01"),
        ("SITTING", "2012-04-01"),
        ("GUILTY", "2012-05-01"),
        ("FINAL", "2012-06-01"),
    ]:
        recorded = record(berik, case, code, day)
        assert [
            found for found in recorded.findings if found.kind in (AlertKind.MISSING_STEP, AlertKind.IRREGULAR)
        ] == []
    row = case.milestones
    assert (row.furthest, row.state, row.is_final) == (Milestone.CONVICTED, Exit.CONVICTED, True)
    assert row.recorded_on[2] == date(2012, 1, 13)


def test_the_six_forbidden_acts_are_found_under_their_own_names(case, berik):
    assert rules(record(berik, case, "TURNED_AWAY", "2012-01-11", ground="WAVED_OFF")) == {"G_AWAY"}
    record(berik, case, "BOOKED", "2012-01-12")
    record(berik, case, "TAKEN", "2012-01-13")
    assert rules(record(berik, case, "PAUSED", "2012-01-14", ground="GONE_AWAY", approved="no")) == {"G_PAUSE"}
    record(berik, case, "LEANED_ON", "2012-01-15")
    assert rules(record(berik, case, "TAKEN_BACK", "2012-01-16", circumstances=Withdrawal())) == {"pressure"}
    dropped = record(berik, case, "DROPPED", "2012-01-20", ground="NO_WISH", approved="no")
    assert rules(dropped) >= {"G_WISH", "G_GROUND", "G_APPROVED"}
    case.milestones.refresh_from_db()
    assert case.milestones.state == Exit.WITHDRAWN


def test_nobody_takes_a_case_in_hand_after_it_was_called_back(case, berik):
    record(berik, case, "CALLED_BACK", "2012-01-20")
    assert "G_RECALL" in rules(record(berik, case, "TAKEN", "2012-02-20"))


def test_conflict_and_jurisdiction_follow_the_bodies_of_the_country(case, berik):
    own = record(berik, case, "TAKEN", "2012-01-13", body="WATCH")
    assert rules(own) >= {"R1", "R2", "competence"}
    assert case.milestones.independence == Independence.SUBORDINATE
    assert rules(record(berik, case, "TAKEN", "2012-01-14", body="PROC")) == set()


def test_what_cannot_have_been_is_refused(case, berik):
    with pytest.raises(Impossible):
        record(berik, case, "TAKEN", "2011-01-13", body="INQ_OLD")
    with pytest.raises(Impossible):
        record(berik, case, "DROPPED", "2012-01-13", ground="PARDON_DAY")


def test_a_missing_step_is_named_in_the_words_of_the_country(case, berik):
    found = record(berik, case, "TAKEN", "2012-01-13").findings
    assert [dict(one.details) for one in found if one.kind == AlertKind.MISSING_STEP] == [
        {"after": "HEARD", "skipped": ["BOOKED"]}
    ]


def test_its_projections_equal_a_rebuild(case, berik, lumeria):  # noqa: F811
    record(berik, case, "BOOKED", "2012-01-11")
    record(berik, case, "DROPPED", "2012-03-11", ground="NOTHING_HAPPENED")
    assert case.deadlines.get(time_limit__code="T_INQUIRY").due_on == date(2012, 3, 11)
    assert compare([case.pk], world=lumeria) == []
