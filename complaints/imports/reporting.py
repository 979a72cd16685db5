"""How far a job is, told from inside its transaction: through a second connection that commits for itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from accounts.choices import JobState
from accounts.jobs import Cancelled, ClaimLost
from accounts.models import Job

_TELL = """
    UPDATE accounts_job SET done = LEAST(%s, %s), total = %s, heartbeat_at = %s
    WHERE id = %s AND state = %s AND attempts = %s
    RETURNING is_cancel_requested
"""


@contextmanager
def telling(job: Job) -> Iterator[Callable[[int, int], None]]:
    """A `report(done, total)` that works while the caller's transaction is open.

    It raises Cancelled when somebody asked to stop, ClaimLost when the job was given to another worker; either undoes
    the transaction on its way out.
    """
    beside = connection.copy()
    try:

        def report(done: int, total: int) -> None:
            claim = (job.pk, str(JobState.RUNNING), job.attempts)
            with beside.cursor() as cursor:
                cursor.execute(_TELL, [done, total, total, timezone.now(), *claim])
                found = cursor.fetchone()
            if found is None:
                raise ClaimLost
            if found[0]:
                raise Cancelled

        yield report
    finally:
        beside.close()
