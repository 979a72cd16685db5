"""A worker that is killed while it writes a sheet leaves nothing, and the next one writes everything once.

Real processes on a database of their own: what a rollback in one process shows is not what a kill does.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
import pytest

from config import locks
from tests import settings, template_database

ROWS = 300
PATIENCE = 300.0  # seconds; what is waited for takes a few
ONCE = ("Case", "Complaint", "CaseEvent", "CaseMilestones", "Writing")


class Place:
    """A database of its own, and processes that work on it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}

    def start(self, *steps: str) -> subprocess.Popen:
        """A process that does these steps."""
        command = [sys.executable, "-m", "tests.complaints.imports.one_worker", *steps]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment, stdout=subprocess.PIPE)

    def run(self, *steps: str) -> list[dict]:
        """Does these steps and gives what each found."""
        process = self.start(*steps)
        output, _errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return json.loads(output)


@pytest.fixture
def place(django_db_setup, tmp_path) -> Iterator[Place]:
    name = f"test_aryz_{os.getpid()}_killed"
    with locks.exclusive(template_database.lock_file()):
        address = template_database.copy_for(name)
    try:
        yield Place(address)
    finally:
        template_database.drop(name)


def until(is_so: Callable[[], bool]) -> None:
    """Waits until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def killed_in_the_middle(place: Place, work: str, barrier: str) -> int:
    """Kills a worker that has written cases and now waits for the table `barrier`; gives the bytes it had written."""
    with closing(psycopg2.connect(place.address)) as holder, closing(psycopg2.connect(place.address)) as watcher:
        watcher.autocommit = True

        def asked(statement: str, *parameters: object) -> int:
            with watcher.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchone()[0]

        with holder.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {barrier} IN EXCLUSIVE MODE")  # readers may pass, writers wait
        worker = place.start(work)
        until(lambda: asked(_WAITING, barrier) > 0 or worker.poll() is not None)
        written = asked("SELECT pg_relation_size('complaints_case')")
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(timeout=PATIENCE) == -signal.SIGKILL
        worker.stdout.close()
        holder.rollback()
        until(lambda: asked(_OTHERS) == 1)  # the server has noticed; the holder alone is left
        return written


_WAITING = "SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


# After its cases and their events are written; and at its last word, when everything is.
@pytest.mark.parametrize("barrier", ["complaints_casemilestones", "accounts_auditevent"])
def test_a_killed_worker_leaves_nothing_and_the_next_writes_everything_once(place, barrier):
    prepared, before = place.run(f"prepare={ROWS}", "look")
    work = f"work={prepared['job']}"

    assert killed_in_the_middle(place, work, barrier) > 0

    # A bell rung before the sweep finds the job taken; one rung once more finds it done.
    after, _work, too_early, swept, _work, *again = place.run("look", work, "look", "sweep", work, "look", work, "look")
    assert set(after["written"].values()) == {0}
    assert after == before | {"job": ["running", 1]}
    assert (after["waiting"], after["has_key"], after["batch"]) == (ROWS, True, "writing")
    assert (too_early, swept) == (after, {"requeued": 1})
    for done in (again[0], again[2]):
        assert {done["written"][name] for name in ONCE} == {ROWS}
        assert (done["file_numbers"], done["wrong"], done["waiting"]) == (ROWS, 0, 0)
        assert (done["batch"], done["job"], done["told"], done["has_key"]) == ("done", ["done", 2], 1, False)
