"""Doors for the workers. Each takes the key of a job, or is rung by beat and asks for jobs."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from accounts import jobs
from accounts.models import Job
from complaints.choices import DataSet
from reports import actions


@shared_task(name=actions.REFRESH)
def refresh_funnel(job_id: int) -> None:
    """Computes and freezes the standard questions of one data set."""
    jobs.perform(job_id, _refresh)


@shared_task(name="reports.tasks.refresh_funnel_nightly")
def refresh_funnel_nightly() -> None:
    """Rung by beat: asks for fresh figures of every data set and organisation."""
    today = timezone.localdate()
    for data_set in DataSet:
        for organisation in actions.owners(data_set):
            actions.request_refresh(by=None, data_set=data_set, organisation=organisation, as_of=today)


def _refresh(job: Job, report: jobs.Report) -> str:
    as_of = date.fromisoformat(job.parameters["as_of"])
    actions.refresh(data_set=job.parameters["data_set"], organisation=job.organisation, as_of=as_of, report=report)
    return ""
