"""Recording: what is written, by whom, and what follows from it at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Organisation
from complaints.actions import (
    acknowledge_alert,
    add_complaint,
    assign_case,
    end_assignment,
    join_cases,
    receive_complaint,
    record_event,
    supersede_event,
    void_event,
)
from complaints.choices import AlertKind, DataSet, NoteOfAlert, Precision, Voluntary
from complaints.findings import Impossible
from complaints.models import Alert, Case, CaseAssignment, CaseEvent, Complaint, Respondent, Victim, Withdrawal
from complaints.projection import compare
from institutions.choices import Exit, Milestone
from institutions.models import Agency, Body, Channel, Ground, Stage
from institutions.queries import world

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def stage(code: str) -> Stage:
    return Stage.objects.get(code=code)


@pytest.fixture
def case(berik, organisation) -> Case:
    return receive(berik, organisation)


def receive(by, organisation, **fields) -> Case:
    given = {"data_set": DataSet.OWN, "channel": None, "received_on": date(2024, 1, 10), "today": TODAY} | fields
    return receive_complaint(by=by, organisation=organisation, **given)


def record(by, case, code, day="2024-02-01", **fields):
    happened_on = day and date.fromisoformat(day)
    given = {"precision": Precision.DAY if day else Precision.UNKNOWN, "today": TODAY} | fields
    return record_event(by=by, case=case, stage=stage(code), happened_on=happened_on, **given)


# --- a new case -------------------------------------------------------------------------------------------------------


def test_a_complaint_opens_a_case_with_its_people_and_first_event(berik, organisation):
    case = receive(
        berik,
        organisation,
        channel=Channel.objects.get(code="CH_LAW"),
        respondents=[Respondent(agency=Agency.objects.get(code="PA_POL")), Respondent()],
        victims=[Victim(), Victim()],
    )
    event = case.events.get()
    assert (event.stage.effect, event.sequence, event.recorded_by) == ("submits", 1, berik)
    assert event.complaint == case.complaints.get()
    assert list(case.respondents.values_list("number", flat=True).order_by("number")) == [1, 2]
    assert case.victims.count() == 2
    assert (case.milestones.channel.code, case.milestones.last_sequence) == ("CH_LAW", 1)


def test_a_case_worker_sees_the_case_she_received(alia, dana, organisation):
    case = receive(alia, organisation)
    assert list(Case.objects.visible_to(alia)) == [case]
    assert case.assignments.get().user == alia


def test_a_lead_needs_no_assignment(case):
    assert case.assignments.count() == 0


def test_an_undated_complaint_is_possible(berik, organisation):
    event = receive(berik, organisation, precision=Precision.UNKNOWN).events.get()
    assert (event.happened_on, event.precision) == (None, Precision.UNKNOWN)


def test_a_refused_complaint_leaves_nothing_behind(berik, organisation):
    with pytest.raises(Impossible):
        receive(berik, organisation, incident_on=date(2025, 1, 1), incident_precision=Precision.DAY)
    assert (Case.objects.of(DataSet.OWN).count(), Complaint.objects.count()) == (0, 0)


def test_a_second_complaint_joins_the_case(berik, case):
    complaint = add_complaint(by=berik, case=case, channel=None, received_on=date(2024, 3, 1), today=TODAY)
    assert case.events.get(sequence=2).complaint == complaint


@pytest.mark.parametrize("name", ["vera", "dana", "azat", "charlie"])
def test_who_may_not_record_cannot_open_a_case(name, cast, organisation):
    with pytest.raises(PermissionDenied):
        receive(cast[name], organisation)


def test_data_sets_are_kept_apart(berik, organisation):
    invented = Organisation.objects.create(name="Invented", is_demonstration=True)
    for holder, data_set in [(organisation, DataSet.DEMONSTRATION), (None, DataSet.PUBLIC_RECORD), (None, DataSet.OWN)]:
        with pytest.raises(PermissionDenied):
            receive(berik, holder, data_set=data_set)
    for holder, data_set in [
        (invented, DataSet.OWN),
        (organisation, DataSet.OWN),
        (organisation, DataSet.DEMONSTRATION),
    ]:
        with pytest.raises(PermissionDenied):
            receive(None, holder, data_set=data_set)
    assert receive(None, None, data_set=DataSet.PUBLIC_RECORD).organisation is None
    assert receive(None, invented, data_set=DataSet.DEMONSTRATION).organisation == invented


# --- events -----------------------------------------------------------------------------------------------------------


def test_an_event_moves_its_case_at_once(berik, case):
    recorded = record(berik, case, "REG", register_number="240000000000001")
    assert (recorded.event.sequence, recorded.event.register_number) == (2, "240000000000001")
    assert (case.milestones.furthest, case.milestones.reached_1) == (Milestone.REGISTERED, date(2024, 2, 1))
    assert case.deadlines.get(time_limit__code="TL30").met_by == recorded.event


def test_an_unlawful_event_is_recorded_and_found(berik, case):
    record(berik, case, "REG")
    record(berik, case, "INV", "2024-02-02")
    recorded = record(berik, case, "TRM", "2024-03-01", ground=Ground.objects.get(code="T35_5"), approved="no")
    assert {(found.kind, found.rule) for found in recorded.findings} == {
        (AlertKind.UNLAWFUL, "G_TRM_WITHDRAWAL"),
        (AlertKind.UNLAWFUL, "G_TRM_APPROVAL"),
    }
    alert = Alert.objects.get(event=recorded.event, rule="G_TRM_WITHDRAWAL")
    assert (alert.norm, alert.details) == ("CPC arts 32(6), 35(1)(5), 100(5)", {"ground": "T35_5"})
    assert case.milestones.state == Exit.TERMINATED


def test_withdrawal_and_termination_are_two_linked_events(berik, case):
    record(berik, case, "REG")
    record(berik, case, "INV", "2024-02-02")
    threat = record(berik, case, "EV_REPRISAL", "2024-02-10").event
    withdrawn = record(berik, case, "EV_WITHDRAW", "2024-02-12", circumstances=Withdrawal(voluntary=Voluntary.UNKNOWN))
    closed = record(berik, case, "TRM", "2024-06-01", answers=withdrawn.event, ground=Ground.objects.get(code="T35_2"))
    assert [dict(found.details) for found in withdrawn.findings] == [{"threat": threat.pk}]
    assert ("G_TRM_WITHDRAWAL", withdrawn.event.pk) in {(f.rule, f.details.get("withdrawal")) for f in closed.findings}
    assert (case.milestones.state, case.milestones.is_withdrawn) == (Exit.WITHDRAWN, True)


def test_an_impossible_event_leaves_no_trace(berik, case):
    with pytest.raises(Impossible):
        record(berik, case, "REG", "2026-03-03")
    assert (case.events.count(), case.milestones.last_sequence) == (1, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"happened_on": None, "precision": Precision.DAY},
        {"happened_on": TODAY, "precision": Precision.UNKNOWN},
    ],
)
def test_a_date_fits_its_precision(berik, case, fields):
    with pytest.raises(Impossible):
        record_event(by=berik, case=case, stage=stage("REG"), today=TODAY, **fields)


def test_nothing_of_another_case_can_be_named(berik, case, organisation):
    other = receive(berik, organisation, respondents=[Respondent()])
    strange = [
        {"complaint": other.complaints.get()},
        {"respondent": other.respondents.get()},
        {"answers": other.events.get()},
        {"supersedes": other.events.get()},
        {"alternative_to": other.events.get()},
    ]
    for fields in strange:
        with pytest.raises(Impossible):
            record(berik, case, "REG", **fields)
    assert case.events.count() == 1


def test_no_case_of_another_organisation_is_named_whatever_happens_to_it(berik, charlie, case):
    foreign = receive(charlie, Organisation.objects.get(memberships__user=charlie))
    for code in ("SEV", "JON", "EV_MONITOR"):
        with pytest.raises(Impossible, match="same organisation"):
            record(berik, case, code, other_case=foreign)
    assert case.events.count() == 1


def test_circumstances_of_a_withdrawal_need_a_withdrawal(berik, case):
    with pytest.raises(Impossible):
        record(berik, case, "REG", circumstances=Withdrawal())


@pytest.mark.parametrize("name", ["alia", "vera", "dana", "azat", "charlie"])
def test_who_may_not_record_in_this_case_is_refused(name, cast, case):
    with pytest.raises(PermissionDenied):
        record(cast[name], case, "REG")
    assert case.events.count() == 1


def test_nobody_of_an_organisation_writes_the_public_record(berik):
    public = receive(None, None, data_set=DataSet.PUBLIC_RECORD)
    with pytest.raises(PermissionDenied):
        record(berik, public, "REG")
    assert record(None, public, "REG").event.recorded_by is None


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_the_entry(berik, case):
    wrong = record(berik, case, "REG", "2024-02-01", body=Body.objects.get(code="GPO")).event
    right = supersede_event(by=berik, event=wrong, today=TODAY, happened_on=date(2024, 1, 15)).event
    assert (right.supersedes, right.body.code, right.stage) == (wrong, "GPO", wrong.stage)
    assert case.milestones.reached_1 == date(2024, 1, 15)
    assert list(case.events.in_force().values_list("pk", flat=True).order_by("pk")) == [
        case.events.first().pk,
        right.pk,
    ]


def test_a_corrected_withdrawal_keeps_its_circumstances(berik, case):
    wrong = record(berik, case, "EV_WITHDRAW", circumstances=Withdrawal(voluntary=Voluntary.FOUND_NOT)).event
    right = supersede_event(by=berik, event=wrong, today=TODAY, happened_on=date(2024, 2, 3)).event
    assert right.withdrawal.voluntary == Voluntary.FOUND_NOT
    assert Withdrawal.objects.filter(event=wrong).exists()


def test_an_entry_is_corrected_once(berik, case):
    wrong = record(berik, case, "REG").event
    supersede_event(by=berik, event=wrong, today=TODAY)
    with pytest.raises(Impossible):
        void_event(by=berik, event=wrong, today=TODAY)


def test_a_voided_entry_no_longer_counts_and_stays_readable(berik, case):
    wrong = record(berik, case, "TRM", "2024-05-01", approved="no").event
    assert Alert.objects.filter(event=wrong).exists()
    void_event(by=berik, event=wrong, today=TODAY)
    assert case.milestones.state == Exit.OPEN
    assert not Alert.objects.filter(event=wrong).exists()
    assert CaseEvent.objects.filter(pk=wrong.pk).exists()


# --- joined cases -----------------------------------------------------------------------------------------------------


def test_a_joined_case_follows_the_other_from_then_on(berik, case, organisation):
    other = receive(berik, organisation)
    record(berik, case, "REG")
    join_cases(by=berik, case=case, into=other, happened_on=date(2024, 3, 1), precision=Precision.DAY, today=TODAY)
    record(berik, other, "SUS", "2024-04-01")
    case.milestones.refresh_from_db()
    assert (case.milestones.absorbed_by, case.milestones.furthest) == (other, Milestone.CHARGED)
    assert compare([case.pk, other.pk], world=world()) == []


def test_a_case_joined_to_a_joined_case_follows_both(berik, case, organisation):
    middle, last = receive(berik, organisation), receive(berik, organisation)
    for child, parent in [(case, middle), (middle, last)]:
        join_cases(
            by=berik, case=child, into=parent, happened_on=date(2024, 3, 1), precision=Precision.DAY, today=TODAY
        )
    record(berik, last, "TRI", "2024-04-01")
    case.milestones.refresh_from_db()
    assert case.milestones.furthest == Milestone.TRIED
    assert compare([case.pk, middle.pk, last.pk], world=world()) == []


def test_cases_are_not_joined_in_a_circle_nor_across_organisations(berik, charlie, case, organisation):
    other = receive(berik, organisation)
    strange = receive(charlie, charlie.memberships.get().organisation)
    days = {"happened_on": date(2024, 3, 1), "precision": Precision.DAY, "today": TODAY}
    join_cases(by=berik, case=case, into=other, **days)
    for child, parent in [(other, case), (case, case), (case, strange)]:
        with pytest.raises(Impossible):
            join_cases(by=berik, case=child, into=parent, **days)


# --- assignments and alerts -------------------------------------------------------------------------------------------


def test_a_lead_assigns_and_unassigns(berik, alia, case):
    assignment = assign_case(by=berik, case=case, user=alia)
    assert assign_case(by=berik, case=case, user=alia) == assignment
    record(alia, case, "REG")
    end_assignment(by=berik, assignment=assignment)
    with pytest.raises(PermissionDenied):
        record(alia, case, "INV", "2024-02-02")
    assert CaseAssignment.objects.get().ended_at is not None


@pytest.mark.parametrize("name", ["dana", "azat", "charlie"])
def test_a_case_is_given_only_to_those_who_work_on_cases(name, cast, berik, case):
    with pytest.raises(PermissionDenied):
        assign_case(by=berik, case=case, user=cast[name])


def test_a_monitor_given_a_case_knows_of_it_only_by_consent(berik, vera, case):
    assign_case(by=berik, case=case, user=vera)
    assert not Case.objects.visible_to(vera).filter(pk=case.pk).exists()


def test_only_a_lead_of_the_organisation_assigns(alia, charlie, berik, case):
    assign_case(by=berik, case=case, user=alia)
    for somebody in (alia, charlie):
        with pytest.raises(PermissionDenied):
            assign_case(by=somebody, case=case, user=alia)


def test_an_acknowledgement_survives_what_happens_later(berik, charlie, case):
    alert = Alert.objects.get(event=record(berik, case, "TRI").event, kind=AlertKind.MISSING_STEP)
    acknowledge_alert(by=berik, alert=alert, note=NoteOfAlert.WATCHED)
    record(berik, case, "VCN", "2024-05-01")
    alert.refresh_from_db()
    assert alert.acknowledged_by == berik
    with pytest.raises(PermissionDenied):
        acknowledge_alert(by=charlie, alert=alert, note=NoteOfAlert.WATCHED)


def test_whoever_acknowledged_first_stays_noted(berik, alia, case):
    assign_case(by=berik, case=case, user=alia)
    alert = Alert.objects.get(event=record(berik, case, "TRI").event, kind=AlertKind.MISSING_STEP)
    first = acknowledge_alert(by=alia, alert=alert, note=NoteOfAlert.WATCHED)
    assert acknowledge_alert(by=berik, alert=alert, note=NoteOfAlert.WATCHED).acknowledged_at == first.acknowledged_at


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_the_case(berik, case, django_assert_num_queries):
    record(berik, case, "EV_STATUS")
    note = stage("EV_STATUS")
    for _round in range(2):
        with django_assert_num_queries(15):
            record_event(by=berik, case=case, stage=note, happened_on=TODAY, precision=Precision.DAY, today=TODAY)
