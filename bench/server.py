"""A whole house for one measurement: database, web server, an organisation that takes letters. Thrown away afterwards.

Nothing of it is a demonstration. Everything that runs can be killed without warning and started again; only what was
started here is ever ended.
"""

import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg2

from bench.database import ROOT, throw_away

START_SECONDS = 120
PASSWORD = "a-long-password-for-measuring"  # noqa: S105 -- of people who live as long as one measurement
LEAD, KEEPER = "bench-lead", "bench-keeper"
# As `make run` starts them.
_WEB = "gunicorn config.wsgi:application --workers 2 --threads 4 --graceful-timeout 2 --log-level warning --bind"
_WORKER = "celery --app config.celery --quiet worker --pool solo --without-gossip --without-mingle -l WARNING"


@dataclass
class House:
    """A running house. `told` is what its preparation says: the organisation, the people, the database server."""

    environment: dict[str, str]
    port: int
    told: dict[str, str]
    _web: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _worker: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """Everything the house writes lies here, but for what `folders` adds."""
        return Path(self.environment["ARYZ_VAR_DIR"])

    @property
    def database(self) -> dict[str, str]:
        """How the database server is reached, as its superuser."""
        return {
            "host": self.told["sockets"],
            "port": self.told["port"],
            "user": "postgres",
            "dbname": self.told["name"],
        }

    @property
    def folders(self) -> list[Path]:
        """All places where the house writes: root may have had to move the database elsewhere."""
        home = Path(self.told["data"]).parent
        return [self.folder] if home.is_relative_to(self.folder) else [self.folder, home]

    # --- starting and ending ------------------------------------------------------------------------------------------

    def start_database(self) -> None:
        """Starts the database server, after a kill too."""
        run([sys.executable, "-m", "config.postgres", "start"], self.environment)

    def start_web(self) -> None:
        """Starts the web server and waits until it answers."""
        self._web = self._start("web-server", [*_WEB.split(), f"127.0.0.1:{self.port}"])
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except OSError:
                if self._web.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def start_worker(self) -> None:
        """Starts the process that works in the background."""
        self._worker = self._start("worker", _WORKER.split())

    def _start(self, name: str, words: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env={**self.environment, "DATABASE_URL": self.told["url"]},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill_everything(self) -> int:
        """Kills the web server and the database server with all their processes, as a power cut would; their number."""
        victims = []
        for master in (self._web.pid if self._web else None, self._postmaster()):
            if master is not None:
                os.kill(master, signal.SIGSTOP)  # so that nobody is born while the list is made
                victims += [master, *descendants(master)]
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        if self._web:
            self._web.wait()
            self._web = None
        return len(victims)

    def start_again(self) -> None:
        """Both servers."""
        self.start_database()
        self.start_web()

    def stop(self) -> None:
        """Stops everything in order; nothing happens where nothing runs."""
        for process in filter(None, (self._web, self._worker)):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._web = self._worker = None
        run([sys.executable, "-m", "config.postgres", "stop"], self.environment)

    def _postmaster(self) -> int | None:
        note = Path(self.told["data"]) / "postmaster.pid"
        return int(note.read_text().split("\n")[0]) if note.exists() else None

    def ask(self, *words: str) -> str:
        """What a command of the house prints; it runs beside the servers."""
        return run([sys.executable, *words], self.environment)


def descendants(pid: int) -> list[int]:
    """Children of a process, and theirs."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        born = children.get(todo.pop(), [])
        found += born
        todo += born
    return found


def run(words: list[str], environment: dict[str, str]) -> str:
    """What a program prints. Raises CalledProcessError; what it complains of goes to standard error."""
    return subprocess.run(
        words, env=environment, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ).stdout


@contextlib.contextmanager
def house(name: str, **variables: str) -> Iterator[House]:
    """A house in var/`name` with an organisation that takes letters, a lead and a keeper of identities."""
    with throw_away(name) as environment:
        environment |= {"DEMO_DATA": "false", "LOG_LEVEL": "INFO", **variables}
        environment.pop("DEBUG", None)
        scratch = Path(environment["ARYZ_VAR_DIR"]) / "tmp"
        scratch.mkdir(mode=0o700)
        environment["TMPDIR"] = str(scratch)
        told = json.loads(run([sys.executable, "-m", "bench.server", "--prepare"], environment))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        built = House(environment, port, told)
        built.start_web()
        try:
            yield built
        finally:
            built.stop()


# --- inside the process that has the database -------------------------------------------------------------------------


def prepare() -> dict[str, str]:
    """Migrations, the country pack, the organisation and its people with their keys."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.choices import Role
    from accounts.models import Membership, Organisation, User
    from vault.actions import create_key_pair

    call_command("migrate", verbosity=0)
    call_command("load_pack", "kz", stdout=io.StringIO())
    keep_uncompressed()
    organisation = Organisation.objects.create(name="Bench organisation", takes_letters=True)
    told = {"organisation": str(organisation.uuid), **_server()}
    for username, role in ((LEAD, Role.LEAD), (KEEPER, Role.CUSTODIAN)):
        user = User.objects.create_user(username=username, password=PASSWORD)
        Membership.objects.create(user=user, organisation=organisation, role=role)
        create_key_pair(user=user, password=PASSWORD, today=timezone.localdate())
        told[username] = str(user.uuid)
    return told


def keep_uncompressed() -> None:
    """No value of any table is compressed from now on, so that nothing hides from the search in files and journal."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I SET STORAGE EXTERNAL', n.nspname, c.relname, a.attname) "
            "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind = 'r' AND n.nspname = 'public' AND a.attnum > 0 AND NOT a.attisdropped "
            "AND a.attstorage IN ('x', 'm')"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _server() -> dict[str, str]:
    """Where the database server is, where it keeps what it writes, and where its programs are."""
    from django.conf import settings

    own = settings.DATABASES["default"]
    address = {"host": own["HOST"], "port": own["PORT"]}
    connection = psycopg2.connect(**address, user="postgres", dbname=own["NAME"])
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('data_directory'), (SELECT setting FROM pg_config WHERE name = 'BINDIR')"
        )
        folder, programs = cursor.fetchone()
    return {
        "sockets": own["HOST"],
        "port": own["PORT"],
        "name": own["NAME"],
        "data": folder,
        "programs": programs,
        "url": f"postgresql://{own['USER']}@/{own['NAME']}?{urlencode(address)}",
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare()))
