"""A whole Aryz on a port of its own with a small demonstration: another process with another database."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from config import locks
from tests import template_database

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
CONTENT = (
    ("load_official_figures",),
    ("load_public_cases",),
    ("load_demo", "--seed", "1", "--scale", "0.05"),
    ("load_demonstration_visits", "--seed", "1", "--scale", "0.1"),
)


@dataclass(frozen=True, slots=True)
class House:
    """Where it answers, and in which environment its commands run."""

    address: str
    environment: dict[str, str]

    def python(self, program: str) -> str:
        """What a few lines of Python print inside the house."""
        prepared = f"import django; django.setup()\n{program}"
        return subprocess.run(
            [sys.executable, "-c", prepared], cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout.strip()


@contextmanager
def open_house(purpose: str, folder: Path, **settings: str) -> Iterator[House]:
    """Starts it with a copy of the template database; stops it and drops the copy at the end."""
    name = f"test_aryz_{os.getpid()}_{purpose}"
    with locks.exclusive(template_database.lock_file()):
        database = template_database.copy_for(name)
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "ARYZ_VAR_DIR": str(folder),
        "CELERY_BROKER_URL": "memory://",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **settings,
    }
    for command in CONTENT:
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    port = _free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}"),
            *("--threads=4", "--log-level=error", "--limit-request-line=8190"),
        ],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield House(f"http://127.0.0.1:{port}", environment)
    finally:
        server.terminate()
        server.wait()
        template_database.drop(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
