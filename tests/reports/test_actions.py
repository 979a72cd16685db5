from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import jobs
from accounts.choices import JobState
from accounts.models import Job
from complaints.choices import DataSet
from institutions.models import FunnelStep
from reports import actions, tasks
from reports.actions import freeze, owners, refresh, request_refresh, standard_questions
from reports.choices import Breakdown
from reports.models import FunnelSnapshot
from reports.queries import latest_report
from reports.results import FunnelQuery
from tests.reports.rows import AS_OF, DRAWN, Path, add_cases

pytestmark = pytest.mark.django_db

START = date(2020, 3, 1)


@pytest.fixture(autouse=True)
def steps(db):
    FunnelStep.objects.all().delete()
    for milestone in DRAWN:
        FunnelStep.objects.create(milestone=milestone, label_en="-", label_ru="-", label_kk="-", order=milestone)


@pytest.fixture
def own(organisation, other_organisation):
    """Three cases of the organisation, four of the other."""
    add_cases([Path({1: START})] * 3, data_set=DataSet.OWN, organisation=organisation)
    add_cases([Path({1: START})] * 4, data_set=DataSet.OWN, organisation=other_organisation)


def test_every_horizon_and_every_single_breakdown_is_computed_beforehand():
    questions = standard_questions(DataSet.OWN, AS_OF)
    assert [question.horizon for question in questions if not question.breakdowns] == [None, 1, 2, 3, 5]
    assert [question.breakdowns for question in questions[5:]] == [(by,) for by in Breakdown if by != Breakdown.YEAR]
    assert len(set(questions)) == 12


def test_frozen_figures_of_an_organisation_hold_its_cases_only(own, dana, charlie, organisation, other_organisation):
    query = FunnelQuery(data_set=DataSet.OWN, as_of=AS_OF)
    for owner in (organisation, other_organisation):
        freeze(query=query, organisation=owner, computed_at=timezone.now())
    assert latest_report(dana, query).report.funnel.total.cases == 3
    assert latest_report(charlie, query).report.funnel.total.cases == 4


@pytest.mark.parametrize(("data_set", "is_owned"), [(DataSet.OWN, False), (DataSet.DEMONSTRATION, True)])
def test_figures_of_several_organisations_are_never_frozen_together(data_set, is_owned, organisation):
    owner = organisation if is_owned else None
    with pytest.raises(ValueError, match="organisation by organisation"):
        freeze(query=FunnelQuery(data_set=data_set, as_of=AS_OF), organisation=owner, computed_at=timezone.now())
    with pytest.raises(ValueError, match="organisation by organisation"):
        request_refresh(by=None, data_set=data_set, organisation=owner)


def test_freezing_twice_the_same_day_stores_once():
    query = FunnelQuery(data_set=DataSet.DEMONSTRATION, as_of=AS_OF)
    add_cases([Path({1: START})])
    first = freeze(query=query, organisation=None, computed_at=timezone.now())
    assert freeze(query=query, organisation=None, computed_at=timezone.now()) == first
    add_cases([Path({1: START})])
    assert freeze(query=query, organisation=None, computed_at=timezone.now()) != first
    assert FunnelSnapshot.objects.count() == 2


def test_a_refresh_tells_how_far_it_is_and_answers_everything():
    told = []
    stored = refresh(
        data_set=DataSet.DEMONSTRATION, organisation=None, as_of=AS_OF, report=lambda *said: told.append(said)
    )
    assert (stored, told[0], told[-1], len(told)) == (12, (0, 12), (12, 12), 13)
    assert FunnelSnapshot.objects.count() == 12


def test_owners_are_those_who_have_cases_of_their_own(own, organisation, other_organisation):
    assert owners(DataSet.OWN) == [organisation, other_organisation]
    assert owners(DataSet.DEMONSTRATION) == owners(DataSet.PUBLIC_RECORD) == [None]


@pytest.fixture
def rung(monkeypatch):
    """The jobs whose bell was rung."""
    heard = []
    monkeypatch.setattr(jobs, "ring", lambda job: heard.append(job) or True)
    return heard


def test_asking_twice_gives_the_same_job_and_another_day_another(berik, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = request_refresh(by=berik, data_set=DataSet.DEMONSTRATION, as_of=AS_OF)
        assert request_refresh(by=None, data_set=DataSet.DEMONSTRATION, as_of=AS_OF) == job
        assert request_refresh(by=berik, data_set=DataSet.DEMONSTRATION, as_of=START) != job
    assert (job.kind, job.owner, job.parameters) == (
        actions.REFRESH,
        berik,
        {"data_set": "demonstration", "as_of": "2026-06-30"},
    )
    assert len(rung) == 2


def test_the_worker_answers_and_ends_the_job(own, berik, organisation):
    job = request_refresh(by=berik, data_set=DataSet.OWN, organisation=organisation, as_of=AS_OF)
    tasks.refresh_funnel(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 12, 12)
    assert latest_report(berik, FunnelQuery(data_set=DataSet.OWN, as_of=AS_OF)).report.funnel.total.cases == 3


def test_a_cancelled_refresh_stops_and_keeps_what_it_has(monkeypatch):
    job = request_refresh(by=None, data_set=DataSet.DEMONSTRATION, as_of=AS_OF)
    frozen = actions.freeze

    def freeze_and_cancel(**asked):
        snapshot = frozen(**asked)
        Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
        return snapshot

    monkeypatch.setattr(actions, "freeze", freeze_and_cancel)
    tasks.refresh_funnel(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, FunnelSnapshot.objects.count()) == (JobState.CANCELLED, 1, 1)


def test_every_night_each_data_set_and_organisation_is_asked_for(own, organisation, other_organisation):
    tasks.refresh_funnel_nightly()
    tasks.refresh_funnel_nightly()
    asked = Job.objects.filter(kind=actions.REFRESH).order_by("pk")
    assert [(job.parameters["data_set"], job.organisation) for job in asked] == [
        ("own", organisation),
        ("own", other_organisation),
        ("public_record", None),
        ("demonstration", None),
    ]
    assert Job.objects.filter(kind=actions.VERIFY).count() == 1


def test_the_command_answers_at_once(own, capsys):
    call_command("refresh_funnel")
    assert capsys.readouterr().out.splitlines() == [
        "Figures of own: 24 questions answered and stored.",
        "Figures of public_record: 12 questions answered and stored.",
        "Figures of demonstration: 12 questions answered and stored.",
    ]
    call_command("refresh_funnel", "demonstration")
    assert capsys.readouterr().out == "Figures of demonstration: 12 questions answered and stored.\n"
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("refresh_funnel", "official")


def test_at_start_only_missing_figures_are_computed(own, capsys, monkeypatch, organisation):
    actions.refresh(data_set=DataSet.OWN, organisation=organisation, as_of=AS_OF)
    call_command("refresh_funnel", "--if-missing")
    call_command("refresh_funnel", "--if-missing")
    assert [line.split(": ")[1].split()[0] for line in capsys.readouterr().out.splitlines()] == [
        *("12", "12", "12"),
        *("0", "0", "0"),
    ]
    monkeypatch.setattr("reports.snapshots.code_version", lambda: "another version of the program")
    call_command("refresh_funnel", "public_record", "--if-missing")
    assert capsys.readouterr().out == "Figures of public_record: 12 questions answered and stored.\n"
