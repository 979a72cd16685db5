"""The day of a case worker in a real browser: with and without scripts, in three languages, by light and by night."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.test_journeys import overflow, violations
from tests.browser.test_sealed import follow, type_password_if_asked

pytestmark = pytest.mark.browser

STORY = "Invented: the corridor was dark, and nobody came before the morning."
OWN_CASES = "/cases/?data_set=demonstration"
DESK = (
    *("/cases/work/", "/cases/work/deadlines/", "/cases/work/alerts/", "/cases/work/notices/", "/cases/work/mail/"),
    *(f"{OWN_CASES}&state=open&sort=due", "/cases/counts/?data_set=demonstration", "/cases/views/"),
    *("/cases/new/", "/cases/imports/", "/cases/imports/upload/", "/cases/export/?data_set=demonstration"),
    *("/cases/export/files/", "/institutions/words/"),
)
OF_A_CASE = (
    *("", "safety/", "history/", "events/add/", "facts/", "risk/", "evidence/add/", "sheet/", "complaints/add/"),
    "export/",
)
LOOKS = [("en", 1280, False), ("ru", 360, True), ("kk", 360, False)]


def faults(page: Page, path: str) -> list[object]:
    """What is wrong with a page, by its path: wider than the window, or against the rules of access."""
    found: list[object] = [*violations(page)]
    if overflow(page):
        found.append(f"{overflow(page)} px too wide")
    return [(path, fault) for fault in found]


def first_case(worker: Visitor) -> str:
    return worker.open(OWN_CASES).locator("main tbody th a").first.get_attribute("href") or ""


@pytest.mark.parametrize(("language", "width", "is_dark"), LOOKS)
def test_pages_of_case_work_are_accessible_and_fit(visitor, language, width, is_dark):
    lead = visitor(language=language, width=width, is_dark=is_dark)
    lead.sign_in("demo-lead")
    case = first_case(lead)
    found: list[object] = []
    for path in (*DESK, *(f"{case}{page}" for page in OF_A_CASE if page != "export/")):
        page = lead.open(path)
        assert page.locator("html").get_attribute("lang") == language
        found += faults(page, path)
    assert found == []


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_complaint_is_logged_followed_and_answered_for(visitor, language, has_scripts):
    worker = visitor(language=language, has_scripts=has_scripts, width=360 if language == "kk" else 1280)
    worker.sign_in("demo-caseworker")
    page = begin(worker)
    write(page)
    send(page)
    links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    address = next(link for link in links if re.fullmatch("/cases/[0-9A-Z]{4}-[0-9A-Z]{4}/", link))
    assert STORY not in worker.open(address).content()
    record_what_the_law_allows(worker, address)
    record_what_it_does_not(worker, address)
    take_note(worker, address)


def begin(worker: Visitor) -> Page:
    """A new draft with all questions on one page."""
    page = worker.open("/cases/new/")
    follow(page, "main form button[type=submit]")
    if not page.locator("textarea[name=narrative]").count():
        follow(page, "main form button[value=switch]")
    return page


def write(page: Page) -> None:
    """A few answers; the others stay open."""
    page.select_option("select[name=channel]", index=2)
    for number, part in enumerate(("2", "11", "2025")):
        page.fill(f"input[name=received_on_{number}]", part)
    page.fill("input[name=incident_on_2]", "2025")
    page.select_option("select[name=region]", index=3)
    page.fill("textarea[name=narrative]", STORY)
    for answer in page.locator("input[name^='scope-'][value=given]").all():
        answer.check(force=True)
    follow(page, "button[name=act][value=next]:not([tabindex])")


def send(page: Page) -> None:
    assert STORY in page.locator("main").inner_text()
    follow(page, "form:has(input[name=act][value=send]) button")
    assert page.url.endswith("/done/")


def record_what_the_law_allows(worker: Visitor, case: str) -> None:
    """The first of the lawful steps, on the day after the complaint."""
    page = worker.open(f"{case}events/add/")
    follow(page, "section[aria-labelledby=lawful] li a")
    say_when(page, 3)
    follow(page, "main form button[type=submit]")
    if page.locator("button[name=seen]").count():  # who acted is not said, which may raise a question
        follow(page, "button[name=seen]")
    assert page.url.split("#")[0].endswith(case)
    assert page.locator(".timeline__item").count() >= 2


def record_what_it_does_not(worker: Visitor, case: str) -> None:
    """A verdict without a trial: explained first, and recorded as what happened."""
    before = worker.open(case).locator(".timeline__alert").count()
    page = worker.open(f"{case}events/add/?stage=VCN")
    say_when(page, 4)
    follow(page, "main form button[type=submit]")
    assert page.locator("button[name=seen]").count() == 1
    follow(page, "button[name=seen]")
    assert page.locator(".timeline__alert").count() > before


def say_when(page: Page, day: int) -> None:
    for number, part in enumerate((str(day), "11", "2025")):
        page.fill(f"input[name=when_{number}]", part)


def take_note(worker: Visitor, case: str) -> None:
    """An alert is noted with what was decided, and no longer waits."""
    page = worker.open(case)
    waiting = page.locator("a[href$='/note/']").count()
    follow(page, "a[href$='/note/']")
    page.locator("main input[type=radio]").first.check(force=True)
    follow(page, "main form button[type=submit]")
    assert worker.open(case).locator("a[href$='/note/']").count() == waiting - 1


def test_a_draft_is_kept_as_one_types_and_found_again(visitor):
    worker = visitor()
    worker.sign_in("demo-caseworker")
    page = begin(worker)
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.fill("textarea[name=narrative]", STORY)
    address = page.url.removeprefix(worker.address)
    assert page.locator("#saved").inner_text()
    assert worker.open("/cases/new/").locator(f".draft-list a[href='{address}']").count() == 1
    assert worker.open(address).locator("textarea[name=narrative]").input_value() == STORY


def test_the_list_is_searched_narrowed_and_kept_as_a_view(visitor):
    lead = visitor(language="ru")
    lead.sign_in("demo-lead")
    page = lead.open(f"{OWN_CASES}&q=астана")
    everything = page.locator("main tbody tr").count()
    assert everything
    page = lead.open(f"{OWN_CASES}&q=астана&state=open")
    assert 0 < page.locator("main tbody tr").count() <= everything
    assert page.locator(".chip").count() >= 2
    reference = page.locator("main tbody th a").first.inner_text()
    page = lead.open(f"{OWN_CASES}&q={reference.lower().replace('-', '')}")
    assert page.locator("main tbody tr").count() == 1
    page = lead.open(f"{OWN_CASES}&q=nothingofthekind")
    assert page.locator("main tbody tr").count() == 0


def test_a_sheet_shows_as_much_as_was_chosen(visitor):
    worker = visitor()
    worker.sign_in("demo-caseworker")
    case = first_case(worker)
    page = worker.open(f"{case}sheet/")
    type_password_if_asked(page)
    page.locator("main input[name=level]").first.check(force=True)
    follow(page, "main form button[value=print]")
    assert "Gulnar Demo" in page.content()  # who made it stands on every page
    assert violations(page) == []
