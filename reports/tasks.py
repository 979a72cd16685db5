"""Doors for the workers. Each takes the key of a job, or is rung by beat and asks for jobs."""

import logging
from datetime import date

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import jobs
from accounts.models import Job
from complaints.choices import DataSet
from institutions.queries import world
from reports import actions
from reports.verification import count_differences

logger = logging.getLogger(__name__)

# Stored in English, translated when shown.
MESSAGE_DIFFERENT = gettext_noop("Some cases are not counted as their events say. Rebuild the milestones.")


@shared_task(name=actions.REFRESH)
def refresh_funnel(job_id: int) -> None:
    """Computes and freezes the standard questions of one data set."""
    jobs.perform(job_id, _refresh)


@shared_task(name=actions.VERIFY)
def verify_milestones(job_id: int) -> None:
    """Folds every case from its events again; the job fails where a stored row differs."""
    jobs.perform(job_id, _verify)


@shared_task(name="reports.tasks.refresh_funnel_nightly")
def refresh_funnel_nightly() -> None:
    """Rung by beat: asks for fresh figures of every data set and organisation, and for a verification."""
    today = timezone.localdate()
    for data_set in DataSet:
        for organisation in actions.owners(data_set):
            actions.request_refresh(by=None, data_set=data_set, organisation=organisation, as_of=today)
    actions.request_verification(as_of=today)


def _refresh(job: Job, report: jobs.Report) -> str:
    as_of = date.fromisoformat(job.parameters["as_of"])
    actions.refresh(data_set=job.parameters["data_set"], organisation=job.organisation, as_of=as_of, report=report)
    return ""


def _verify(job: Job, report: jobs.Report) -> str:
    different = count_differences(world=world(), report=report)
    if different:
        logger.error("milestones_differ", extra={"count": different, "job": job.pk})
        raise jobs.WorkRefused(MESSAGE_DIFFERENT)
    return ""
