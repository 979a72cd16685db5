"""A whole import is taken back, and lists and figures are as they were before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.choices import Role
from accounts.jobs import WorkRefused
from accounts.models import Membership, User
from complaints.actions import record_event
from complaints.imports import actions
from complaints.imports.actions import NotPossible
from complaints.imports.allowed import NO_RIGHT
from complaints.imports.touching import worked_on
from complaints.imports.undoing import undo
from complaints.models import Case, CaseAssignment, CaseEvent, CaseMilestones
from complaints.projection import compare
from institutions.choices import Effect
from institutions.models import Stage
from institutions.queries import world
from tests.complaints.imports.sheets import NOW, TODAY, fresh, silent, taken_in, worked, xlsx
from tests.complaints.sealed_cases import with_recovery_key
from vault.models import KeyWrap

HEADERS = [
    "File number",
    "Received on",
    "Date of incident",
    "Region",
    "Registration date",
    "Sent to court",
    "Narrative",
]
LATER = NOW + timedelta(days=1)


def taken_back(batch, by):
    actions.ask_undo(by=by, batch=batch, now=LATER)
    return worked(fresh(batch), lambda found: undo(found.pk, silent, by=by, now=LATER, today=TODAY))


def test_new_cases_are_gone_with_their_keys(alia, organisation):
    with_recovery_key(organisation)
    batch = taken_in(xlsx(HEADERS, ["1", "2021", "2020", None, "2021", "2022", "A story"]), alia, organisation)
    case = Case.objects.get()
    assert case.milestones.furthest

    batch = taken_back(batch, alia)

    assert batch.state == "undone"
    assert not Case.objects.visible_to(alia).exists()
    assert not KeyWrap.objects.filter(data_key__safe=case.safe_id).exists()
    assert not CaseAssignment.objects.filter(ended_at=None).exists()
    assert not CaseEvent.objects.in_force().exists()
    assert not CaseMilestones.objects.exclude(furthest=None).exclude(furthest=0).exists()
    assert compare([case.pk], world=world()) == []


def test_the_same_sheet_can_come_in_again_afterwards(alia, organisation):
    sheet = xlsx(HEADERS[:2], ["1", "2021"])
    taken_back(taken_in(sheet, alia, organisation), alia)
    assert taken_in(sheet, alia, organisation).counts["new"] == 1


def test_changed_cases_are_set_back_where_nobody_changed_them_since(berik, organisation):
    taken_in(xlsx(HEADERS, ["1", "2021", "2020", None, None, None], ["2", "2021", "2020"]), berik, organisation)
    second = xlsx(
        HEADERS, ["1", None, "2019", "Akmola Region", "2021", "2022"], ["2", None, "2018", "Akmola Region", None, None]
    )
    batch = taken_in(second, berik, organisation)
    assert batch.counts["changed"] == 2
    Case.objects.filter(file_number="2").update(incident_on="2017-01-01")

    taken_back(batch, berik)

    first, other = Case.objects.order_by("file_number")
    assert (first.incident_on.year, first.region, other.incident_on.year, other.region) == (2020, None, 2017, None)
    assert CaseEvent.objects.in_force().filter(case=first).count() == 1
    assert compare([first.pk, other.pk], world=world()) == []


def test_somebody_s_work_is_not_taken_back(alia, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ["1", "2021"], ["2", "2021"]), alia, organisation)
    case = Case.objects.get(file_number="2")
    stage = Stage.objects.filter(effect=Effect.REGISTERS).first()
    record_event(by=alia, case=case, stage=stage, happened_on=TODAY, precision="day", today=TODAY)

    assert worked_on(batch) == [case.reference]
    with pytest.raises(NotPossible):
        actions.ask_undo(by=alia, batch=batch, now=LATER)


def test_work_that_came_while_the_job_waited_stops_it(alia, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ["1", "2021"]), alia, organisation)
    actions.ask_undo(by=alia, batch=batch, now=LATER)
    Case.objects.update(incident_on="2017-01-01", incident_precision="day")
    with pytest.raises(WorkRefused):
        batch.refresh_from_db()
        Case.objects.update(may_be_counted="yes")
        stage = Stage.objects.filter(effect=Effect.REGISTERS).first()
        record_event(by=alia, case=Case.objects.get(), stage=stage, happened_on=TODAY, precision="day", today=TODAY)
        undo(batch.pk, silent, by=alia, now=LATER, today=TODAY)
    assert Case.objects.visible_to(alia).exists()


def test_who_may_take_back_and_for_how_long(alia, berik, dana, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ["1", "2021"]), alia, organisation)
    with pytest.raises(PermissionDenied):
        actions.ask_undo(by=dana, batch=batch, now=LATER)
    with pytest.raises(NotPossible):
        actions.ask_undo(by=alia, batch=batch, now=NOW + timedelta(days=31))
    assert taken_back(batch, berik).state == "undone"


def test_a_half_done_undoing_leaves_everything(alia, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ["1", "2021"]), alia, organisation)
    actions.ask_undo(by=alia, batch=batch, now=LATER)

    def dies(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo(batch.pk, dies, by=alia, now=LATER, today=TODAY)
    assert Case.objects.visible_to(alia).count() == 1
    undo(batch.pk, silent, by=alia, now=LATER, today=TODAY)
    assert not Case.objects.visible_to(alia).exists()


@pytest.mark.parametrize(
    ("name", "role"), [("alia", Role.ANALYST), ("berik", Role.CASE_WORKER), ("berik", Role.MONITOR)]
)
def test_whoever_lost_the_right_since_has_nothing_taken_back(name, role, alia, berik, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ["1", "2021"]), alia, organisation)
    by = User.objects.get(username=name)
    actions.ask_undo(by=by, batch=batch, now=LATER)
    Membership.objects.filter(user=by).update(role=role)
    with pytest.raises(WorkRefused, match=NO_RIGHT):
        undo(batch.pk, silent, by=by, now=LATER, today=TODAY)
    assert Case.objects.filter(mistaken_on=None).count() == 1
