"""Progress is told from inside an open transaction. Commits for real and takes out again what it put in."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.choices import JobState
from accounts.jobs import Cancelled, ClaimLost
from accounts.models import Job
from complaints.imports.reporting import telling


@pytest.fixture
def job(django_db_setup, django_db_blocker):
    """A running job that everybody sees."""
    with django_db_blocker.unblock():
        job = Job.objects.create(
            kind="tests.x", key="import:told", state=JobState.RUNNING, attempts=1, heartbeat_at=timezone.now()
        )
        try:
            yield job
        finally:
            job.delete()
            connection.close()


def test_progress_is_seen_although_the_work_is_undone(job):
    with pytest.raises(KeyboardInterrupt), telling(job) as report, transaction.atomic():
        Job.objects.filter(pk=job.pk).values_list("pk").get()
        report(3, 7)
        raise KeyboardInterrupt
    job.refresh_from_db()
    assert (job.done, job.total, job.state) == (3, 7, "running")


def test_somebody_who_asks_to_stop_is_heard(job):
    Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
    with pytest.raises(Cancelled), telling(job) as report, transaction.atomic():
        report(1, 7)


def test_a_worker_that_was_given_up_stops(job):
    Job.objects.filter(pk=job.pk).update(attempts=2)
    with pytest.raises(ClaimLost), telling(job) as report, transaction.atomic():
        report(1, 7)
