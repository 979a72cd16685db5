"""The door in a real browser: a passkey from making it to signing in with it, and pages that everybody can use."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from accounts.demo import DEMO_PASSWORD
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
KEY_IN_THE_POCKET = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def with_key(browser: Browser, address: str) -> Iterator[Visitor]:
    """Somebody with a security key. Browsers make passkeys for names only, so the house is visited by its name."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visitor = Visitor(context, address.replace("127.0.0.1", "localhost"))
    bus = context.new_cdp_session(visitor.page)
    bus.send("WebAuthn.enable")
    bus.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_IN_THE_POCKET})
    yield visitor
    context.close()
    assert visitor.complaints == []


def type_password(page: Page) -> None:
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_load_state("networkidle")


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds and whether the page is wider than the window."""
    found = [
        (each["id"], each["nodes"][0]["html"][:200]) for each in Axe().run(page, options=RULES).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([("wide", str(wide))] if wide > 0 else [])


def test_a_passkey_is_made_asked_for_and_removed(with_key):
    with_key.sign_in("demo-monitor")
    page = with_key.open("/accounts/second-factor/passkey/")
    type_password(page)
    page.fill("input[name=name]", "The green one")
    page.click("[data-passkey-button]")
    page.wait_for_url("**/second-factor/codes/")
    assert page.locator("main li code").count() == 10

    page.click(".topbar__account button")
    with_key.sign_in("demo-monitor")
    page.wait_for_url("**/login/second-factor/")
    assert faults(page) == []
    page.click("[data-passkey-button]")
    page.wait_for_url(with_key.address + "/")
    assert page.locator(".topbar__account a").inner_text() == "Saule"

    with_key.open("/accounts/second-factor/")
    assert "The green one" in page.locator("main").inner_text()
    page.click("main dl a")
    type_password(page)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/second-factor/")
    assert "The green one" not in page.locator("main dl").all_inner_texts()


def test_without_a_key_the_browser_s_refusal_is_told(browser, address):
    context = browser.new_context()
    visitor = Visitor(context, address.replace("127.0.0.1", "localhost"))
    context.add_init_script("navigator.credentials.create = () => Promise.reject(new Error('no key'))")
    visitor.sign_in("demo-analyst")
    page = visitor.open("/accounts/second-factor/passkey/")
    type_password(page)
    page.click("[data-passkey-button]")
    page.wait_for_selector("[data-passkey-trouble]:not([hidden])")
    assert page.locator("[data-passkey-button]").is_enabled()
    context.close()
    assert visitor.complaints == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("is_dark", [False, True])
def test_pages_of_the_door_can_be_used_by_everybody(visitor, width, is_dark):
    administrator = visitor(width=width, is_dark=is_dark)
    page = administrator.open("/accounts/login/")
    assert faults(page) == []
    administrator.sign_in("demo-admin")
    page = administrator.open("/accounts/second-factor/app/")
    assert faults(page) == []
    type_password(page)
    assert page.locator("svg.qr").is_visible()
    assert faults(page) == []
    for path in ("/accounts/second-factor/", "/accounts/second-factor/passkey/", "/accounts/roles/"):
        assert faults(administrator.open(path)) == []
    page = administrator.open("/accounts/people/")
    page.click("main tbody th a >> nth=1")
    page.wait_for_load_state("networkidle")
    assert faults(page) == []


def test_looking_as_a_role_is_said_on_every_page_and_ends_with_one_click(visitor):
    administrator = visitor()
    administrator.sign_in("demo-admin")
    page = administrator.open("/accounts/roles/")
    page.click("button[name=role][value=lead]")
    page.wait_for_load_state("networkidle")
    page = administrator.open("/cases/")
    assert "You see the pages as this role would: Lead" in page.locator(".banner").first.inner_text()
    assert faults(page) == []
    page.click(".banner button")
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("You see the pages as").count() == 0
