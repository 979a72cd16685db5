"""The life of a job. The row is the book and is written with the business it belongs to; Celery only rings the bell.

`kind` is the dotted name of the Celery task that does the work; it is called with the primary key of the job. Work is
done through `perform`, which owns every change of state. A job may be started more than once (a bell rung twice, a
worker that died), so work must bear being repeated.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from accounts.choices import LIVE_JOB_STATES, JobState
from accounts.models import Job, Organisation, User

logger = logging.getLogger(__name__)

RING_AGAIN_AFTER = timedelta(minutes=2)
GIVEN_UP_AFTER = timedelta(minutes=10)
MAX_ATTEMPTS = 3

# Stored in English and translated when shown: who reads it later may read another language.
MESSAGE_LOST = gettext_noop(
    "The work stopped three times without a sign of life. Nothing was lost; it can be started again."
)
MESSAGE_BROKEN = gettext_noop("Something unexpected happened. The error was written down for the administrators.")
MESSAGE_CANCELLED = gettext_noop("Cancelled.")


class Cancelled(Exception):
    """Somebody asked to stop; work leaves by this exception."""


class ClaimLost(Exception):
    """This worker was thought dead and the job was given to another; it must stop without a trace."""


class WorkRefused(Exception):
    """The work cannot be done. The text is one untranslated sentence without any content of cases."""


class NotPossible(Exception):
    """The job is no longer in a state for this; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many jobs a sweep rang again, put back into the queue, and gave up."""

    rung: int = 0
    requeued: int = 0
    failed: int = 0


# --- asking for work ----------------------------------------------------------------------------------------------


@transaction.atomic
def enqueue(
    *,
    kind: str,
    key: str,
    parameters: dict[str, object] | None = None,
    owner: User | None = None,
    organisation: Organisation | None = None,
) -> Job:
    """The job for this work; asking twice finds the same row. The bell rings after the commit.

    Without `organisation` it is work on open data, and everybody who sees jobs may see how far it is.
    A job that failed or was cancelled is queued afresh; one that is done stays done: name the state of the data in
    `key` if later data need new work. Raises ValueError when the key belongs to other work or another organisation.
    """
    job, is_new = Job.objects.select_for_update(of=("self",)).get_or_create(
        key=key,
        defaults={"kind": kind, "parameters": parameters or {}, "owner": owner, "organisation": organisation},
    )
    if job.kind != kind or job.organisation_id != (organisation.pk if organisation else None):
        raise ValueError("This key belongs to other work.")
    if not is_new and job.state in (JobState.FAILED, JobState.CANCELLED):
        _write(
            job,
            state=JobState.QUEUED,
            done=0,
            total=0,
            attempts=0,
            message="",
            is_cancel_requested=False,
            heartbeat_at=None,
            finished_at=None,
            owner=owner,
            parameters=parameters or {},
        )
        is_new = True
    if is_new:
        transaction.on_commit(lambda: ring(job))
    return job


def ring(job: Job) -> bool:
    """Tells the workers of a job; False when the broker does not answer, and then the next sweep rings again."""
    try:
        current_app.send_task(job.kind, args=[job.pk], ignore_result=True)
    except OperationalError:
        logger.warning("job_bell_silent", extra={"job": job.pk})
        return False
    return True


@transaction.atomic
def request_cancel(*, job: Job, now: datetime) -> Job:
    """Asks a job to stop: a waiting one ends at once, a running one at its next sign of life.

    Raises NotPossible when it has ended already. Whether the person may ask is `accounts.queries.can_cancel`.
    """
    locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state not in LIVE_JOB_STATES:
        raise NotPossible(_("This job has already ended."))
    if locked.state == JobState.QUEUED:
        _write(locked, state=JobState.CANCELLED, is_cancel_requested=True, finished_at=now, message=MESSAGE_CANCELLED)
    else:
        _write(locked, is_cancel_requested=True)
    return locked


# --- doing it -----------------------------------------------------------------------------------------------------


@transaction.atomic
def claim(job_id: int, *, now: datetime) -> Job | None:
    """The job, now running, or None when it is gone, taken, ended or being taken by another worker."""
    job = Job.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=job_id, state=JobState.QUEUED).first()
    if job is not None:
        _write(job, state=JobState.RUNNING, attempts=job.attempts + 1, heartbeat_at=now, done=0)
    return job


def progress(job: Job, *, done: int, total: int, now: datetime) -> None:
    """A sign of life: `done` of `total` units. Call it outside a transaction, more often than GIVEN_UP_AFTER.

    Raises Cancelled when somebody asked to stop, ClaimLost when the job was given to another worker.
    """
    _update_claimed(job, done=min(done, total), total=total, heartbeat_at=now)
    if Job.objects.filter(pk=job.pk, is_cancel_requested=True).exists():
        raise Cancelled


def finish(job: Job, *, now: datetime, message: str = "") -> None:
    """The work is done. Raises ClaimLost when it was given to another worker."""
    _update_claimed(job, state=JobState.DONE, message=message, finished_at=now)


def fail(job: Job, *, message: str, now: datetime) -> None:
    """The work cannot be done; `message` is a sentence without content. Raises ClaimLost as `finish` does."""
    _update_claimed(job, state=JobState.FAILED, message=message, finished_at=now)


def stop(job: Job, *, now: datetime) -> None:
    """The work was cancelled on its way. Raises ClaimLost as `finish` does."""
    _update_claimed(job, state=JobState.CANCELLED, message=MESSAGE_CANCELLED, finished_at=now)


Report = Callable[[int, int], None]


def perform(
    job_id: int, work: Callable[[Job, Report], str], *, clock: Callable[[], datetime] = timezone.now
) -> JobState | None:
    """Claims the job, does `work(job, report)` and writes down how it ended; the body of every task.

    `work` calls `report(done, total)` as it goes and returns a closing sentence (untranslated, may be empty); it raises
    WorkRefused when the work cannot be done. Returns the final state, or None when there was nothing to do. Any
    other exception ends the job as failed and goes on to the log.
    """
    job = claim(job_id, now=clock())
    if job is None:
        logger.info("job_not_claimed", extra={"job": job_id})
        return None
    try:
        message = work(job, lambda done, total: progress(job, done=done, total=total, now=clock()))
        finish(job, message=message, now=clock())
    except Cancelled:
        stop(job, now=clock())
        return JobState.CANCELLED
    except WorkRefused as refusal:
        fail(job, message=str(refusal), now=clock())
        return JobState.FAILED
    except ClaimLost:
        logger.warning("job_claim_lost", extra={"job": job_id})
        return None
    except Exception:
        fail(job, message=MESSAGE_BROKEN, now=clock())
        raise
    return JobState.DONE


# --- what was lost ------------------------------------------------------------------------------------------------


def sweep(*, now: datetime) -> Swept:
    """Finds jobs whose bell was lost or whose worker died, and rings, puts back or gives up."""
    with transaction.atomic():
        lost = list(_locked().filter(state=JobState.RUNNING, heartbeat_at__lt=now - GIVEN_UP_AFTER))
        requeued = [job for job in lost if _recover(job, now)]
        silent = list(_unheard(now))
        for job in silent:
            _write(job, heartbeat_at=now)
    for job in requeued + silent:
        ring(job)
    failed = sum(job.state == JobState.FAILED for job in lost)
    return Swept(rung=len(silent), requeued=len(requeued), failed=failed)


def _locked():
    return Job.objects.select_for_update(of=("self",), skip_locked=True).order_by("created_at", "pk")


def _unheard(now: datetime):
    """Waiting jobs nobody has been told of lately; while one waits, `heartbeat_at` is when the bell last rang."""
    limit = now - RING_AGAIN_AFTER
    queued = _locked().filter(state=JobState.QUEUED, created_at__lt=limit)
    return queued.exclude(heartbeat_at__gte=limit)


def _recover(job: Job, now: datetime) -> bool:
    """Whether a job whose worker died is back in the queue; otherwise it has ended."""
    if job.is_cancel_requested:
        _write(job, state=JobState.CANCELLED, message=MESSAGE_CANCELLED, finished_at=now)
        return False
    if job.attempts >= MAX_ATTEMPTS:
        _write(job, state=JobState.FAILED, message=MESSAGE_LOST, finished_at=now)
        return False
    _write(job, state=JobState.QUEUED, heartbeat_at=now)
    return True


def _write(job: Job, **values: object) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


def _update_claimed(job: Job, **values: object) -> None:
    # `attempts` is the number of the claim: a worker that was given up holds an old one.
    is_ours = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts).update(**values)
    if not is_ours:
        raise ClaimLost
    for name, value in values.items():
        setattr(job, name, value)
