"""The embedded PostgreSQL 18: the binaries of a wheel, a folder of its own, a private unix socket, no network.

    python -m config.postgres start | stop | status | psql

The server runs while somebody uses it: every process that needs it holds a shared lock, and the last one to leave
stops it. `start` keeps it running until `stop`.
"""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
from psycopg2 import sql

from config import locks
from config.placement import EmbeddedServerError, place, reachable_programs, remember

DATABASE = "aryz"
USER = "aryz"
_SUPERUSER = "postgres"
_PORT = 5432
_START_SECONDS = 300  # a server that was killed reads its journal first
_RETRY_SECONDS = 15
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "timezone": "UTC",
    # Statements and rows carry personal data; the server log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


class Cluster:
    """One embedded server. `folder` is where it should live; root may have to move it (see config.placement)."""

    def __init__(self, folder: Path, *, is_durable: bool = True) -> None:
        self.folder = folder
        self.is_durable = is_durable
        self.placement = place(folder)
        self._presence: locks.Presence | None = None

    # --- asking ---------------------------------------------------------------------------------------------------

    def django_settings(self, name: str = DATABASE) -> dict[str, object]:
        """Django's DATABASES entry for this cluster, whether it runs or not."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": USER,
            "PASSWORD": "",
            "HOST": str(self.placement.sockets),
            "PORT": str(_PORT),
        }

    def url(self, name: str = DATABASE) -> str:
        """The same as an address for DATABASE_URL."""
        query = urlencode({"host": str(self.placement.sockets), "port": _PORT})
        return f"postgresql://{USER}@/{name}?{query}"

    def is_running(self) -> bool:
        """Whether a server listens on the socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.placement.sockets / f".s.PGSQL.{_PORT}"))
            except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
                return False
            except PermissionError as error:
                raise self._not_yours(self.placement.sockets) from error
        return True

    # --- doing ----------------------------------------------------------------------------------------------------

    def ensure_running(self) -> dict[str, object]:
        """Starts the server unless it runs, and holds it until release(). Returns Django's entry.

        Raises EmbeddedServerError with one sentence when that is impossible.
        """
        try:
            self._prepare_folders()
            with locks.exclusive(self._beside("lock")):
                if self._presence is None:
                    self._presence = locks.Presence(self._beside("users"))
                if not self.is_running():
                    self._start()
        except PermissionError as error:
            raise self._not_yours(Path(error.filename or self.folder)) from error
        return self.django_settings()

    def release(self) -> None:
        """Ends this process's use. The last user stops the server, unless keep() asked to leave it running."""
        if self._presence is None:
            return
        with locks.exclusive(self._beside("lock")):
            if self._presence.is_last() and not self._beside("keep").exists():
                self._stop()
            self._presence.leave()
            self._presence = None

    def keep(self) -> None:
        """Starts the server and leaves it running until stop()."""
        self.ensure_running()
        self._beside("keep").touch()

    def stop(self) -> None:
        """Stops the server, whoever uses it; nothing happens when it does not run."""
        if self._beside("lock").exists():
            with locks.exclusive(self._beside("lock")):
                self._beside("keep").unlink(missing_ok=True)
                self._stop()

    def psql(self, arguments: list[str]) -> int:
        """Runs the interactive terminal of PostgreSQL; returns its exit code."""
        program = reachable_programs(self.placement) / "psql"
        return subprocess.call([program, "-h", self.placement.sockets, "-U", USER, DATABASE, *arguments])

    # --- how ------------------------------------------------------------------------------------------------------

    @property
    def _log(self) -> Path:
        return self.placement.home / "server.log"

    def _beside(self, suffix: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{suffix}")

    def _prepare_folders(self) -> None:
        self.folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        remember(self.folder, self.placement)
        for folder in (self.placement.home, self.placement.sockets):
            folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            account, state = self.placement.account, folder.lstat()
            if account and state.st_uid == 0:
                os.chown(folder, account.uid, account.gid, follow_symlinks=False)
            elif state.st_uid != (account.uid if account else os.geteuid()):
                raise self._not_yours(folder)

    def _start(self) -> None:
        if not self.placement.data.exists():
            self._initialise()
        deadline = time.monotonic() + _RETRY_SECONDS
        while not self._launch():
            # After a kill -9 the orphans of the old server need a moment to notice and leave.
            if time.monotonic() > deadline:
                raise EmbeddedServerError(f"The embedded PostgreSQL does not start: {self._last_complaint()}")
            self._forget_dead_server()
            time.sleep(0.3)
        self._ensure_database()

    def _initialise(self) -> None:
        # The folder gets its name when it is complete, so an interrupted start leaves nothing half-made.
        draft = self.placement.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._run(
            "initdb", "-D", str(draft), "-U", _SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", *([] if self.is_durable else ["--no-sync"]),
        )  # fmt: skip
        draft.rename(self.placement.data)

    def _launch(self) -> bool:
        wanted = {**_SETTINGS, **(_DURABLE if self.is_durable else _THROW_AWAY)}
        wanted["unix_socket_directories"] = '"{}"'.format(str(self.placement.sockets).replace('"', '""'))
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in wanted.items())
        arguments = ["-D", str(self.placement.data), "-l", str(self._log), "-t", str(_START_SECONDS), "-o", options]
        try:
            self._run("pg_ctl", "start", "-w", *arguments)
        except EmbeddedServerError:
            return False
        return True

    def _stop(self) -> None:
        if self.is_running():
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.placement.data))
            sockets = self.placement.sockets
            if not sockets.is_relative_to(self.placement.home) and not any(sockets.iterdir()):
                sockets.rmdir()

    def _run(self, program: str, *arguments: str) -> None:
        account = self.placement.account
        # A pipe would stay open for as long as the server that pg_ctl leaves behind; a file does not matter.
        with tempfile.TemporaryFile("w+") as output:
            outcome = subprocess.run(
                [reachable_programs(self.placement) / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.placement.home,
                env={"LC_ALL": "C", "PATH": os.defpath},
                umask=0o077,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
            if outcome.returncode:
                output.seek(0)
                said = output.read().split("\n")
                raise EmbeddedServerError(f"The embedded PostgreSQL: {program} failed: {' '.join(said).strip()}")

    def _last_complaint(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return next((line for line in reversed(lines) if "FATAL" in line), f"see {self._log}")

    def _forget_dead_server(self) -> None:
        """Removes the note of a server that died, when the system has since given its number to something else."""
        note = self.placement.data / "postmaster.pid"
        if not note.exists():
            return
        if not _is_postgres(note.read_text().split("\n")[0]):
            note.unlink(missing_ok=True)

    def _ensure_database(self) -> None:
        address = {"host": str(self.placement.sockets), "port": _PORT, "user": _SUPERUSER, "dbname": "postgres"}
        connection = psycopg2.connect(**address)
        connection.autocommit = True
        with closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [USER])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(USER)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(USER))
                )

    def _not_yours(self, folder: Path) -> EmbeddedServerError:
        return EmbeddedServerError(
            f"The database folder {folder} belongs to another user; "
            "run as that user, or set ARYZ_VAR_DIR or DATABASE_URL."
        )


def _is_postgres(number: str) -> bool:
    """Whether the process of this number is a living PostgreSQL server (the dead whom nobody buried have no words)."""
    if Path("/proc/self").exists():
        words = Path("/proc", number, "cmdline")
        return words.exists() and b"postgres" in words.read_bytes()
    listing = subprocess.run(["ps", "-o", "stat=,comm=", "-p", number], capture_output=True, text=True, check=False)
    return "postgres" in listing.stdout and not listing.stdout.strip().startswith("Z")


def main(arguments: list[str]) -> int:
    """The command line of this module; returns the exit code."""
    from config.settings import VAR_DIR

    cluster = Cluster(VAR_DIR / "postgres")
    match arguments:
        case ["start"]:
            cluster.keep()
            print(f"The embedded PostgreSQL runs; its socket is in {cluster.placement.sockets}")
        case ["stop"]:
            cluster.stop()
        case ["status"]:
            print("running" if cluster.is_running() else "stopped")
        case ["psql", *rest]:
            cluster.ensure_running()
            try:
                return cluster.psql(rest)
            finally:
                cluster.release()
        case _:
            print("usage: python -m config.postgres start | stop | status | psql", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedServerError as error:
        sys.exit(str(error))
