"""The day of a monitor in a real browser, on a telephone: in three languages, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from monitoring.recording.layout import FIRST_ROWS
from tests.browser.conftest import Visitor
from tests.browser.test_case_work import LOOKS, faults
from tests.browser.test_sealed import follow, type_password_if_asked
from tests.monitoring.recording.keystrokes import SECONDS_A_KEY

pytestmark = pytest.mark.browser

STORY = "Invented: the register says nothing of the night, and the man shows his wrists."
ADVICE = "Invented: write every arrival down at once."
DESK = (
    *("/visits/", "/visits/places/", "/visits/places/map/", "/visits/recommendations/", "/visits/programme/"),
    *("/visits/programme/places/", "/visits/plans/", "/visits/plans/new/", "/visits/complaints/", "/visits/new/"),
    *("/visits/paper/", "/limits/"),
)
OF_A_VISIT = ("", "letters/", "complaints/add/", "triggers/", "reprisals/add/", "report/", "report-dates/", "change/")
NARROW = 360


def first_visit(monitor: Visitor) -> str:
    """The address of the newest visit of the demonstration."""
    return monitor.open("/visits/").locator("main tbody th a").first.get_attribute("href") or ""


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
def test_pages_of_monitoring_are_accessible_and_fit(visitor, language, width, is_dark):
    lead = visitor(language=language, width=width, is_dark=is_dark)
    lead.sign_in("demo-lead")
    visit = first_visit(lead)
    place = lead.open("/visits/places/").locator("main tbody th a").first.get_attribute("href") or ""
    advice = lead.open("/visits/recommendations/").locator("main tbody th a").first.get_attribute("href") or ""
    found: list[object] = []
    for path in (*DESK, *(f"{visit}{page}" for page in OF_A_VISIT), place, advice):
        page = lead.open(path)
        assert page.locator("html").get_attribute("lang") == language
        found += faults(page, path)
    assert found == []


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_visit_is_recorded_on_a_telephone_and_a_complaint_comes_of_it(visitor, language, has_scripts):
    monitor = visitor(language=language, has_scripts=has_scripts, width=NARROW)
    monitor.sign_in("demo-monitor")
    page = begin(monitor)
    tell(page)
    follow(page, "#send")
    assert "/recorded/" in page.url, page.locator("main").inner_text()[:2000]
    assert page.locator("html").get_attribute("lang") == language
    visit = next(
        link.get_attribute("href") for link in page.locator("main a").all() if is_visit(link.get_attribute("href"))
    )
    assert STORY not in monitor.open(visit).content()
    follow(monitor.page, "form[action$='/open/'] button")
    if type_password_if_asked(monitor.page):
        follow(monitor.open(visit), "form[action$='/open/'] button")
    assert STORY in monitor.page.content()
    hear(monitor, visit)


def is_visit(address: str | None) -> bool:
    """Whether it is the address of a visit itself."""
    parts = (address or "").strip("/").split("/")
    return len(parts) == 2 and parts[0] == "visits" and "-" in parts[1] and parts[1].isupper()


def begin(monitor: Visitor) -> Page:
    """A fresh record."""
    page = monitor.open("/visits/new/")
    follow(page, "#begin")
    if type_password_if_asked(page):
        page = monitor.open("/visits/new/")
        follow(page, "#begin")
    return page


def tell(page: Page) -> None:
    """The least that a record needs, and one finding with its recommendation."""
    choose(page, "facility", 1)
    page.fill("#id_visited_on", "201026")
    choose(page, "regime", 1)
    choose(page, "visit_type", 1)
    choose(page, "notice", 1)
    choose(page, "findings-0-theme", 1)
    page.fill("#id_findings-0-words", STORY)
    choose(page, "recommendations-0-addressee", 3)
    choose(page, "recommendations-0-theme", 1)
    page.fill("#id_recommendations-0-words", ADVICE)


def choose(page: Page, name: str, place: int) -> None:
    """Picks an answer of a list or of a group of boxes."""
    field = page.locator(f"select[name='{name}']")
    if field.count():
        field.select_option(index=place)
    else:
        page.locator(f"input[name='{name}']").nth(place - 1).check(force=True)


def hear(monitor: Visitor, visit: str) -> None:
    """A complaint from an interview of the visit: one step to a case of its own."""
    page = monitor.open(f"{visit}complaints/add/")
    page.locator("select[name='mode'], input[name='mode']").first.wait_for()
    choose(page, "mode", 1)
    for answer in page.locator("input[name^='scope-'][value=given]").all():
        answer.check(force=True)
    page.fill("textarea[name=narrative]", STORY)
    follow(page, "button[name=act][value=send]:not([tabindex])")
    assert not page.locator(".govuk-error-summary").count(), page.locator(".govuk-error-summary").inner_text()
    links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    case = next(link for link in links if link.startswith("/cases/") and link.count("/") == 3)
    assert STORY not in monitor.open(case).content()


def test_half_a_record_waits_for_its_author_alone(visitor):
    monitor = visitor(width=NARROW)
    monitor.sign_in("demo-monitor")
    page = begin(monitor)
    page.fill("#id_findings-0-words", STORY)
    follow(page, "#keep")
    address = page.url
    assert page.request.get(address).status == 200
    lead = visitor()
    lead.sign_in("demo-lead")
    assert lead.page.request.get(address).status == 404


def test_a_record_is_typed_without_a_mouse(visitor):
    monitor = visitor(width=1280)
    monitor.sign_in("demo-monitor")
    page = begin(monitor)
    pressed = sum(len(keys) + 1 for keys in walk(page))
    assert "/recorded/" in page.url, page.locator("main").inner_text()[:2000]
    assert pressed * SECONDS_A_KEY < 5 * 60
    assert FIRST_ROWS  # the rows that are offered at first are walked as well


WANTED = {
    "id_visited_on": "201026",
    # the numbers printed beside the answers
    "id_regime": "01",
    "id_visit_type": "1",
    "id_notice": "1",
    "id_arrived": "0900",
    "id_entered": "0935",
    "id_left": "1500",
    "id_people-held": "180",
    "id_people-capacity": "200",
}
PICKED = ("id_facility",)


def walk(page: Page) -> Iterator[str]:
    """Tab by Tab from the first question to the button that records; gives what is typed at each stop."""
    page.focus("#id_facility")
    for _stop in range(400):
        here = page.evaluate("document.activeElement.id") or ""
        keys = WANTED.get(here, "")
        if here in PICKED:
            page.keyboard.press("ArrowDown")
            keys = "."
        elif keys:
            page.keyboard.type(keys)
        if here == "send":
            with page.expect_navigation():
                page.keyboard.press("Enter")
            page.wait_for_load_state("networkidle")
            yield "."
            return
        yield keys
        page.keyboard.press("Tab")
    raise AssertionError("The button was not reached.")
