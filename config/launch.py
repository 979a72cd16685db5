"""One command starts the database, the web server, the worker and the clock, and Ctrl-C stops them all."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config import locks
from config.placement import EmbeddedServerError
from config.processes import Children

_ANSWER_SECONDS = 60


class Stop(Exception):
    """Somebody pressed Ctrl-C, or the system asked the command to end."""


class CannotRun(Exception):
    """The text is one sentence for the person at the terminal."""


def main() -> int:
    """Runs until it is stopped; returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        return _run()
    except Stop:
        return 0
    except (CannotRun, ImproperlyConfigured, EmbeddedServerError) as error:
        print(error, file=sys.stderr)
        return 1


def _run() -> int:
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, at_least=1)
    from config import settings

    if settings.IS_PRODUCTION:
        raise CannotRun("`make run` is for one machine and no production; with ARYZ_ENV=production use docker compose.")
    require_free_port(host, port)
    with locks.alone(settings.VAR_DIR / "run.lock") as is_alone:
        if not is_alone:
            raise CannotRun(f"Aryz already runs from this folder ({settings.BASE_DIR}); stop it first.")
        return _with_database(host, port, settings.VAR_DIR)


def _with_database(host: str, port: int, var_dir: Path) -> int:
    from config.commandline import hold_database

    print("Starting Aryz ...", flush=True)
    cluster = hold_database()
    # Children are mere clients: only this process starts and stops the server.
    environment = dict(os.environ)
    if cluster:
        environment["DATABASE_URL"] = cluster.url()
    try:
        accounts = prepare(environment)
        return serve(host, port, environment, accounts)
    finally:
        _ignore_signals()
        if cluster:
            cluster.release()
        print("Aryz has stopped.", flush=True)


def require_free_port(host: str, port: int) -> None:
    """Raises CannotRun when something else listens on the address."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotRun(
                f"Port {port} on {host} cannot be used ({os.strerror(error.errno or 0)}); "
                f"choose another: make run PORT={port + 1 if port < 65535 else 8001}"
            ) from error
        except OverflowError as error:
            raise CannotRun(f"PORT={port} is no port; write a number from 1 to 65535.") from error


def prepare(environment: dict[str, str]) -> str:
    """Fills the database; returns the list of demonstration accounts, ready to print."""
    outcome = subprocess.run(
        [sys.executable, "-m", "config.prepare"], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if outcome.returncode:
        raise CannotRun("The database could not be prepared; the reason stands above.")
    return outcome.stdout.strip()


def serve(host: str, port: int, environment: dict[str, str], accounts: str) -> int:
    """Runs web server, worker and beat until one of them ends or a signal comes; returns the exit code."""
    children = Children()
    try:
        for name, arguments in commands(host, port).items():
            children.start(name, [sys.executable, "-m", *arguments], environment)
        _wait_for_answer(host, port, children)
        print(f"\n{accounts}\n\nAryz is at http://{host}:{port}/  (Ctrl-C stops it)\n", flush=True)
        name, code = children.watch()
    finally:
        _ignore_signals()
        children.stop()
    print(f"The {name} ended with code {code}; everything else was stopped.", file=sys.stderr)
    return 1


def commands(host: str, port: int) -> dict[str, list[str]]:
    """What runs side by side: name -> module and its arguments."""
    celery = ["celery", "--app", "config.celery", "--quiet"]
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return {
        "web server": [
            "gunicorn", "config.wsgi:application", "--bind", address, "--workers", "2", "--threads", "4",
            "--graceful-timeout", "2", "--log-level", "warning", "--limit-request-line", "8190",
        ],
        "worker": [*celery, "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "-l", "WARNING"],
        "clock": [*celery, "beat", "--pidfile", "", "-l", "WARNING"],
    }  # fmt: skip


def _wait_for_answer(host: str, port: int, children: Children) -> None:
    deadline = time.monotonic() + _ANSWER_SECONDS
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    while time.monotonic() < deadline:
        if fallen := children.fallen():
            raise CannotRun(f"The {fallen[0]} ended with code {fallen[1]} before it answered.")
        try:
            with urllib.request.urlopen(f"http://{here}:{port}/healthz", timeout=2):
                return
        except urllib.error.HTTPError as error:
            raise CannotRun(f"The web server answers with an error ({error.code}); the reason stands above.") from error
        except OSError:
            time.sleep(0.1)
    raise CannotRun(f"The web server did not answer within {_ANSWER_SECONDS} seconds.")


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _ignore_signals() -> None:
    """While stopping, a second Ctrl-C must not cut the stopping short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
