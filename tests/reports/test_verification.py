import json
from datetime import date

import pytest

from accounts.choices import JobState
from accounts.models import Job
from complaints.actions import receive_complaint
from complaints.choices import DataSet
from complaints.models import CaseMilestones
from config.logs import AllowListFormatter
from institutions.queries import world
from reports import actions, tasks
from reports.verification import count_differences
from tests.reports.rows import AS_OF

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_cases(alia, organisation):
    for _case in range(3):
        receive_complaint(
            by=alia, organisation=organisation, data_set=DataSet.OWN, channel=None, today=date(2026, 6, 1)
        )


def verified() -> Job:
    job = actions.request_verification(as_of=AS_OF)
    tasks.verify_milestones(job.pk)
    job.refresh_from_db()
    return job


def test_rows_that_follow_from_their_events_pass(three_cases):
    job = verified()
    assert job.state == JobState.DONE


def test_a_row_that_somebody_touched_fails_the_job_and_is_counted(three_cases, caplog):
    touched = CaseMilestones.objects.order_by("pk").first()
    CaseMilestones.objects.filter(pk=touched.pk).update(furthest=6)
    job = verified()
    assert (job.state, job.message) == (JobState.FAILED, tasks.MESSAGE_DIFFERENT)
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    said = json.loads(AllowListFormatter().format(record))
    assert (said["message"], said["count"], said["job"]) == ("milestones_differ", 1, job.pk)
    assert CaseMilestones.objects.get(pk=touched.pk).furthest == 6


def test_a_missing_row_is_a_difference(three_cases):
    CaseMilestones.objects.order_by("pk").first().delete()
    assert count_differences(world=world(), report=lambda done, total: None) == 1


def progress_told() -> set[tuple[int, int]]:
    told = []
    assert count_differences(world=world(), report=lambda *said: told.append(said)) == 0
    return set(told)


def test_progress_tells_nobody_how_many_cases_there_are(alia, organisation):
    without = progress_told()
    for _case in range(2):
        receive_complaint(
            by=alia, organisation=organisation, data_set=DataSet.OWN, channel=None, today=date(2026, 6, 1)
        )
    assert progress_told() == without == {(done, len(DataSet)) for done in range(len(DataSet) + 1)}
    job = verified()
    assert (job.done, job.total) == (len(DataSet), len(DataSet))
