"""A whole Aryz on a port of its own with a small demonstration, and a Chromium that looks at it.

The server is another process with another database: nothing it writes is seen by other tests. The browser lives as long
as one file of tests, because its event loop would stop Django's own queries after it.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.demo import DEMO_PASSWORD
from config import locks
from tests import template_database
from tests.conftest import browser_path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
CONTENT = (
    ("load_official_figures",),
    ("load_public_cases",),
    ("load_demo", "--seed", "1", "--scale", "0.05"),
    ("load_demonstration_visits", "--seed", "1", "--scale", "0.05"),
)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server of these tests answers."""
    name = f"test_aryz_{os.getpid()}_browser"
    with locks.exclusive(template_database.lock_file()):
        database = template_database.copy_for(name)
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "ARYZ_VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "CELERY_BROKER_URL": "memory://",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for command in CONTENT:
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    port = _free_port()
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            f"--bind=127.0.0.1:{port}",
            "--threads=4",
            "--log-level=error",
        ],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


class Visitor:
    """Somebody before a screen; `complaints` gathers what the browser objected to and who else was asked."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("request", lambda request: self._watch(request.url))

    def _hear(self, message: object) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _watch(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked another server: {url}")

    def open(self, path: str) -> Page:
        """Goes to a page of the house; it must answer 200."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sign_in(self, username: str) -> None:
        """Signs in with a demonstration account."""
        self.open("/accounts/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", DEMO_PASSWORD)
        self.page.click("main form button[type=submit], main form button:not([type])")
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """`visitor(language=, width=, has_scripts=, is_dark=)` opens a window; at the end nobody may have complained."""
    contexts, visitors = [], []

    def arrive(*, language: str = "en", width: int = 1280, has_scripts: bool = True, is_dark: bool = False) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=has_scripts,
            color_scheme="dark" if is_dark else "light",
        )
        context.add_cookies([{"name": "aryz_language", "value": language, "url": address}])
        contexts.append(context)
        visitors.append(Visitor(context, address))
        return visitors[-1]

    yield arrive
    for context in contexts:
        context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
