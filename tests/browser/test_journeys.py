"""What people do on the report and case pages, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FUNNEL = "/reports/funnel/?data_set=demonstration&breakdown=region"
PUBLIC_FUNNEL = "/reports/funnel/?data_set=public_record"
PUBLIC_CASES = "/cases/?data_set=public_record"
OPEN_PAGES = ("/", "/reports/official/", "/reports/definition/", "/api/", "/api/reference/")
STAFF_PAGES = (FUNNEL, PUBLIC_FUNNEL, "/cases/?data_set=demonstration", PUBLIC_CASES)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds, as (rule, first element)."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def first_public_case(page: Page) -> str:
    return page.locator("tbody th a").first.get_attribute("href") or ""


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_stranger_reads_the_open_pages(visitor, language, width):
    guest = visitor(language=language, width=width)
    for path in OPEN_PAGES:
        page = guest.open(path)
        assert page.locator("html").get_attribute("lang") == language
        assert overflow(page) == 0
        assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize(("width", "is_dark"), [(1280, False), (360, True)])
def test_staff_pages_are_accessible_and_fit(visitor, language, width, is_dark):
    lead = visitor(language=language, width=width, is_dark=is_dark)
    lead.sign_in("demo-lead")
    for path in STAFF_PAGES:
        page = lead.open(path)
        assert overflow(page) == 0, path
        assert violations(page) == [], path
    page = lead.open(first_public_case(page))
    assert overflow(page) == 0
    assert violations(page) == []


def test_a_lead_goes_from_the_finding_to_the_events_behind_it(visitor):
    lead = visitor()
    lead.sign_in("demo-lead")
    page = lead.open("/reports/funnel/?data_set=demonstration")
    page.locator("summary", has_text="The same numbers as a table").first.click()
    row = page.get_by_role("row").filter(has_text="Trial opened").first
    tried = row.locator("a").inner_text()
    row.locator("a").click()
    page.wait_for_load_state("networkidle")
    assert "reached=6" in page.url
    assert page.locator("tbody tr").count() == int(tried)
    page.locator("tbody th a").first.click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("heading", name="What happened").is_visible()
    step = page.locator("dt", has_text="Trial opened").locator("xpath=following-sibling::dd[1]")
    assert "counted as reached on" in step.inner_text()
    anchor = step.locator("a").get_attribute("href") or ""
    assert re.fullmatch(r"#event-\d+", anchor)
    assert page.locator(anchor).is_visible()


def test_the_funnel_works_without_scripts(visitor):
    analyst = visitor(has_scripts=False)
    analyst.sign_in("demo-analyst")
    page = analyst.open("/reports/funnel/?data_set=demonstration")
    page.select_option("select[name=breakdown]", "region")
    page.get_by_role("button", name="Show").click()
    page.wait_for_load_state("networkidle")
    assert "breakdown=region" in page.url
    assert page.get_by_role("heading", name="Region at the time").is_visible()
    page.locator(".chip", has_text="Broken down by").locator("a").click()
    page.wait_for_load_state("networkidle")
    assert "breakdown" not in page.url


def test_the_language_can_be_changed_without_losing_the_page(visitor):
    lead = visitor()
    lead.sign_in("demo-lead")
    page = lead.open(FUNNEL)
    page.get_by_role("button", name="Қазақша").click()
    page.wait_for_load_state("networkidle")
    assert page.url.endswith(FUNNEL)
    assert page.locator("html").get_attribute("lang") == "kk"


def test_paper_shows_the_tables_and_drops_the_menus(visitor):
    lead = visitor()
    lead.sign_in("demo-lead")
    page = lead.open(FUNNEL)
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert not page.locator(".filters__form").is_visible()
    assert page.locator(".chart__svg--wide").first.is_visible()
    assert not page.locator(".chart__svg--narrow").first.is_visible()
    assert page.locator("figure.chart details table").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")


def test_keyboard_alone_reaches_the_content_and_the_bars(visitor):
    lead = visitor()
    lead.sign_in("demo-lead")
    page = lead.open("/reports/funnel/?data_set=demonstration")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    bar = page.locator("svg.chart__svg--wide a").first
    bar.focus()
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("/cases/?data_set=demonstration")
