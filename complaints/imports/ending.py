"""The end of batches that were not taken in, and of what is remembered of those that were."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.choices import LIVE_JOB_STATES
from complaints.choices import BatchState
from complaints.imports import locking
from complaints.models import ImportBatch, ImportRow

KEPT_WAITING = timedelta(hours=24)
KEPT_TO_UNDO = timedelta(days=30)
ENDED = (BatchState.DONE, BatchState.UNDOING, BatchState.UNDONE, BatchState.DROPPED)


def end_unwritten(batch: ImportBatch, now: datetime) -> None:
    """Drops a batch: file, key, rows and what was said about its words are deleted; that there was one stays."""
    locking.forget(batch)
    batch.rows.all().delete()
    batch.state, batch.ended_at = BatchState.DROPPED, now
    batch.headers, batch.columns, batch.words, batch.options = [], {}, {}, {}
    batch.save(update_fields=["key", "state", "ended_at", "headers", "columns", "words", "options"])


def drop_old(*, now: datetime) -> int:
    """Drops what waits longer than a day, unless it is being written; gives the number of batches.

    Rows of batches that can no longer be taken back go as well.
    """
    waiting = ImportBatch.objects.exclude(state__in=ENDED).filter(uploaded_at__lt=now - KEPT_WAITING)
    number = 0
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("job").get(pk=pk)
            is_written_now = (
                batch.state == BatchState.WRITING and batch.job is not None and batch.job.state in LIVE_JOB_STATES
            )
            if batch.state not in ENDED and not is_written_now:
                end_unwritten(batch, now)
                number += 1
    past = ImportBatch.objects.filter(state__in=ENDED, ended_at__lt=now - KEPT_TO_UNDO)
    ImportRow.objects.filter(batch__in=past.exclude(state=BatchState.UNDOING)).delete()
    return number
