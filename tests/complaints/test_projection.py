"""What is stored is what a rebuild from events gives: for every history, in one step or in many."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation
from complaints.actions import join_cases, receive_complaint, record_event, supersede_event, void_event
from complaints.choices import DataSet, Precision, Voluntary
from complaints.findings import Impossible
from complaints.models import Alert, Case, CaseEvent, CaseMilestones, Deadline, Respondent, Withdrawal
from complaints.projection import CHUNK, compare, project_cases, project_new_cases
from institutions.choices import Effect
from institutions.models import Agency, Body, FacilityType, Ground, Offence, Stage
from institutions.queries import world

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
DAY_ONE = date(2024, 1, 10)
CODES = [
    *["SUB", "KUI", "NRG", "REG", "INV", "TRF", "EXT", "INT", "RES", "SUS", "RQL", "TRM", "ANN", "IND", "CRT", "WDP"],
    *["TRI", "SSP", "VCN", "VAC", "VRQ", "APP", "APD", "VAN", "FRC", "CLO", "CMP", "EV_WITHDRAW", "EV_REFILE"],
    *["EV_REPRISAL", "EV_DISCIPLINE", "OFC"],
]


@pytest.fixture
def invented() -> Organisation:
    return Organisation.objects.create(name="Invented", is_demonstration=True)


def new_case(invented: Organisation, **fields) -> Case:
    return receive_complaint(
        by=None,
        organisation=invented,
        data_set=DataSet.DEMONSTRATION,
        channel=None,
        received_on=DAY_ONE,
        today=TODAY,
        **fields,
    )


def accused_case(invented: Organisation) -> Case:
    return new_case(
        invented,
        respondents=[Respondent(agency=Agency.objects.get(code="PA_POL"))],
        facility_type=FacilityType.objects.get(code="POL_OFFICE"),
        offence=Offence.objects.get(code="UK146_2"),
    )


def snapshot() -> list:
    """Every projected row, without row numbers."""
    return [
        sorted(map(repr, CaseMilestones.objects.values_list())),
        sorted(map(repr, Deadline.objects.values_list("time_limit", "started_by", "met_by", "due_on", "met_on"))),
        sorted(map(repr, Alert.objects.values_list("event", "rule", "kind", "norm", "details"))),
    ]


# --- one step at a time is a rebuild ----------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.integers(0, 500),
        st.sampled_from(["day", "day", "day", "month", "year", "not_before", "not_after", "unknown"]),
        st.sampled_from(["record", "record", "record", "record", "supersede", "void", "rival", "join"]),
        st.integers(0, 9),
    ),
    max_size=9,
)


def take(step, cases: list[Case], bodies: dict[str, Body]) -> None:
    """Does one step of a story to one of two cases; what is impossible is not done."""
    code, days, precision, how, number = step
    case, other = cases if number % 3 else reversed(cases)
    events = list(case.events.order_by("sequence"))
    chosen = events[number % len(events)]
    day = None if precision == Precision.UNKNOWN else DAY_ONE + timedelta(days=days)
    told = {"happened_on": day, "precision": precision, "today": TODAY}
    try:
        if how == "supersede":
            supersede_event(by=None, event=chosen, **told)
        elif how == "void":
            void_event(by=None, event=chosen, today=TODAY)
        elif how == "join":
            join_cases(by=None, case=case, into=other, **told)
        else:
            stage = Stage.objects.get(code=code)
            record_event(
                by=None,
                case=case,
                stage=stage,
                body=bodies[["MIA_POL", "GPO"][number % 2]],
                ground=Ground.objects.filter(kind=stage.ground_kind).order_by("order")[number : number + 1].first(),
                alternative_to=chosen if how == "rival" else None,
                answers=chosen if number == 7 else None,
                approved=["yes", "no", "unknown"][number % 3],
                circumstances=Withdrawal(voluntary=Voluntary.NO) if stage.effect == Effect.WITHDRAWS else None,
                **told,
            )
    except Impossible:
        return


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_recording_one_by_one_equals_a_rebuild(invented, story):
    cases = [accused_case(invented), new_case(invented)]
    bodies = {body.code: body for body in Body.objects.filter(code__in=["MIA_POL", "GPO"])}
    for step in story:
        take(step, cases, bodies)
    keys = [case.pk for case in cases]
    assert compare(keys, world=world()) == []
    before = snapshot()
    for rebuild_them in (project_cases, project_new_cases):
        CaseMilestones.objects.filter(case__in=keys).delete()
        Deadline.objects.filter(case__in=keys).delete()
        Alert.objects.filter(case__in=keys).delete()
        rebuild_them(keys, world=world())
        assert snapshot() == before


# --- rebuilding -------------------------------------------------------------------------------------------------------


def write(case: Case, *entries: tuple[str, int]) -> None:
    """Writes events behind the back of the action, as a bulk import does."""
    last = case.events.count()
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case,
            sequence=last + number,
            stage=Stage.objects.get(code=code),
            happened_on=DAY_ONE + timedelta(days=days),
            recorded_at=case.created_at,
        )
        for number, (code, days) in enumerate(entries, start=1)
    )


def test_a_bulk_import_is_projected_by_a_number_of_queries_that_does_not_grow(invented, django_assert_num_queries):
    law = world()
    cases = [new_case(invented) for _number in range(6)]
    for case in cases:
        write(case, ("REG", 1), ("TRI", 30))
    with django_assert_num_queries(12):
        project_cases([cases[0].pk], world=law)
    with django_assert_num_queries(12):
        project_cases([case.pk for case in cases[1:]], world=law)
    assert set(CaseMilestones.objects.of(DataSet.DEMONSTRATION).values_list("furthest", flat=True)) == {6}
    assert CHUNK >= 100


def test_differences_name_case_and_table(invented):
    case = accused_case(invented)
    write(case, ("REG", 1), ("TRI", 30))
    law = world()
    assert [(one.reference, one.what) for one in compare([case.pk], world=law)] == [
        (case.reference, "milestones"),
        (case.reference, "deadlines"),
        (case.reference, "alerts"),
    ]
    project_cases([case.pk], world=law)
    assert compare([case.pk], world=law) == []


def test_an_acknowledgement_survives_a_rebuild_and_what_is_gone_is_gone(invented, berik):
    case = new_case(invented)
    write(case, ("TRI", 30))
    law = world()
    project_cases([case.pk], world=law)
    alert = case.alerts.get(rule="missing_step")
    Alert.objects.filter(pk=alert.pk).update(
        acknowledged_at=case.created_at, acknowledged_by=berik, note="watched", details={"skipped": ["nonsense"]}
    )
    stray = Alert.objects.create(case=case, event=case.events.first(), kind="conflict", rule="stray")
    project_cases([case.pk], world=law)
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.details["after"]) == (berik, "SUB")
    assert not Alert.objects.filter(pk=stray.pk).exists()


def test_a_case_without_events_has_an_empty_row(invented):
    case = Case.objects.create(data_set=DataSet.DEMONSTRATION, organisation=invented)
    project_cases([case.pk], world=world())
    assert (case.milestones.furthest, case.milestones.recorded_on) == (None, [None] * 8)


# --- the command ------------------------------------------------------------------------------------------------------


def rebuild(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("rebuild_milestones", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_check_names_the_cases_that_differ_and_fails(invented):
    case = new_case(invented)
    write(case, ("REG", 1))
    err = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("rebuild_milestones", "--check", stdout=StringIO(), stderr=err)
    assert refusal.value.returncode == 1
    assert f"{case.reference}: milestones differ" in err.getvalue()
    assert case.milestones.furthest is None


def test_after_a_rebuild_the_check_is_silent(invented):
    case = new_case(invented)
    write(case, ("REG", 1))
    rebuild()
    _out, err = rebuild("--check")
    case.milestones.refresh_from_db()
    assert (err, case.milestones.furthest) == ("", 1)
