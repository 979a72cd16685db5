"""Doors for the workers. Parameters of a job name a batch; nothing of a sheet stands in them."""

import logging

import pghistory
from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.jobs import Report, WorkRefused, perform
from accounts.models import Job
from complaints.imports.allowed import require_today
from complaints.imports.checking import NO_WORK, check, survey
from complaints.imports.ending import drop_old
from complaints.imports.kinds import CHECK, SURVEY, UNDO, WRITE
from complaints.imports.reporting import telling
from complaints.imports.undoing import undo
from complaints.imports.writing import write
from complaints.models import ImportBatch

logger = logging.getLogger(__name__)

SURVEYED = gettext_noop("The words of the sheet are counted.")
CHECKED = gettext_noop("The rows are checked and wait for your word.")
WRITTEN = gettext_noop("All rows are written.")
TAKEN_BACK = gettext_noop("The import is taken back.")


@shared_task(name=SURVEY)
def survey_sheet(job_id: int) -> None:
    """Counts the words of a sheet."""

    def work(job: Job, report: Report) -> str:
        batch = _batch(job)
        require_today(batch, by=batch.uploaded_by_id, today=timezone.localdate())
        survey(batch, report)
        return SURVEYED

    perform(job_id, work)


@shared_task(name=CHECK)
def check_sheet(job_id: int) -> None:
    """Judges the rows of a sheet."""

    def work(job: Job, report: Report) -> str:
        check(_batch(job), report, today=timezone.localdate())
        return CHECKED

    perform(job_id, work)


@shared_task(name=WRITE)
def write_sheet(job_id: int) -> None:
    """Writes the checked rows, all or none."""

    def work(job: Job, _report: Report) -> str:
        now = timezone.now()
        batch = _batch(job)
        with telling(job) as report, pghistory.context(user=batch.uploaded_by_id):
            write(batch.pk, report, now=now, today=timezone.localdate(now))
        return WRITTEN

    perform(job_id, work)


@shared_task(name=UNDO)
def undo_sheet(job_id: int) -> None:
    """Takes back what a sheet brought, all or none."""

    def work(job: Job, _report: Report) -> str:
        now = timezone.now()
        batch = _batch(job)
        with telling(job) as report, pghistory.context(user=job.owner_id):
            undo(batch.pk, report, by=job.owner, now=now, today=timezone.localdate(now))
        return TAKEN_BACK

    perform(job_id, work)


@shared_task(name="complaints.imports.tasks.forget_old")
def forget_old_sheets() -> None:
    """Rung by beat: sheets that nobody took in within a day are deleted with their keys."""
    logger.info("imports_forgotten", extra={"count": drop_old(now=timezone.now())})


def _batch(job: Job) -> ImportBatch:
    batches = ImportBatch.objects.select_related("organisation", "uploaded_by")
    batch = batches.filter(pk=job.parameters.get("batch"), organisation=job.organisation_id).first()
    if batch is None:
        raise WorkRefused(NO_WORK)
    return batch
