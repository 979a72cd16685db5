"""Somebody who writes a letter in the public form, and what every page must be: usable by everybody, never too wide."""

import io
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Visitor

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 360, "height": 740}
STORY = (
    "They came at night.\n\n  Two floors up, door 12 <b>&amp;</b> \u2013 "
    "\u04d9\u0493\u049b\u04a3\u04e9\u04b1\u04af\u04bb\u0456.\n"
    "Then it began again."
)
CONTACT = "invented-contact-4711"
STEPS = 8


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds as (rule, first element), and by how many pixels the page is wider than the window."""
    found = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    named = [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
    return named + ([("wide", str(wide))] if wide > 0 else [])


def faults_anywhere(page: Page) -> list[tuple[str, str]]:
    """The faults of a page on a telephone in the dark and on a desk in the light."""
    page.set_viewport_size(TELEPHONE)
    page.emulate_media(color_scheme="dark")
    on_telephone = faults(page)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    return on_telephone + faults(page)


def picture() -> bytes:
    """A small PNG with a comment in it."""
    packed = io.BytesIO()
    Image.new("RGB", (40, 30), (30, 90, 60)).save(packed, "PNG")
    return packed.getvalue()


def press(page: Page, act: str) -> None:
    """Presses the button that a person sees for `act`, and waits for the next page."""
    with page.expect_navigation():
        page.locator(f"button[name=act][value={act}]:not(.intake-default)").first.click()


def begin(visitor: Visitor, language: str = "en") -> Page:
    """The first page in a language, with nothing kept in the browser, and the button to begin pressed."""
    page = arrive(visitor, language)
    press(page, "start")
    return page


def arrive(visitor: Visitor, language: str = "en") -> Page:
    """The first page, with nothing kept in the browser."""
    visitor.page.context.clear_cookies()
    return visitor.open(f"/contact/?language={language}")


def say_yes(page: Page) -> None:
    """Agrees to every use."""
    for box in page.locator("main input[type=radio][value=yes]").all():
        box.check()


def write_steps(page: Page, look: Callable[[Page], None] = lambda page: None) -> None:
    """Goes through all steps with a few answers; `look` is called on each page. Ends on the page of all answers."""
    for number in range(1, STEPS + 1):
        if page.locator("textarea[name=story]").count():
            page.fill("textarea[name=story]", STORY)
        elif page.locator("input[name=contact]").count():
            page.fill("input[name=contact]", CONTACT)
        elif number == STEPS:
            say_yes(page)
        look(page)
        press(page, "next")


def send(page: Page) -> str:
    """Sends the letter from the page of all answers to the first who is offered; the receipt."""
    page.locator("input[name=organisation]").first.check()
    press(page, "send")
    return page.locator(".intake-code").inner_text().replace("\n", " ")


def come_back(visitor: Visitor, code: str, language: str = "en") -> Page:
    """The letter of a receipt, opened in a browser that knows nothing."""
    visitor.page.context.clear_cookies()
    page = visitor.open(f"/contact/return/?language={language}")
    page.fill("input[name=code]", code)
    press(page, "open")
    return page
