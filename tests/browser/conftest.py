"""A whole Aryz on a port of its own with a small demonstration, and a Chromium that looks at it.

The server is another process with another database: nothing it writes is seen by other tests. The browser lives as long
as one file of tests, because its event loop would stop Django's own queries after it.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.demo import DEMO_PASSWORD
from tests.conftest import browser_path
from tests.house import open_house


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server of these tests answers."""
    with open_house("browser", tmp_path_factory.mktemp("var")) as house:
        yield house.address


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
