"""What is sealed, in a real browser: opened on record by those who hold keys, and unseen by everybody else."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from accounts.demo import DEMO_PASSWORD
from tests.browser import letter_writer
from tests.browser.conftest import Visitor
from tests.browser.letter_writer import CONTACT, STORY, faults, faults_anywhere

pytestmark = pytest.mark.browser

NOTE = "Invented note: the lawyer calls back on Thursday."
ANSWER = "Invented answer: we have read it. Is there a safe hour?"
OWN_CASES = "/cases/?data_set=demonstration"


def follow(page: Page, selector: str) -> None:
    """Clicks what leads to another page."""
    with page.expect_navigation():
        page.locator(selector).first.click()
    page.wait_for_load_state("networkidle")


def send_form(page: Page) -> None:
    """Presses the button of the one form of the page."""
    follow(page, "main form button[type=submit]")


def type_password_if_asked(page: Page) -> bool:
    """Types the password where the house wants it once more; whether it did."""
    is_asked = "/password-again/" in page.url
    if is_asked:
        page.fill("main input[name=password]", DEMO_PASSWORD)
        send_form(page)
    return is_asked


def case_of(worker: Visitor, number: int) -> str:
    """The address of a case that the demonstration's case worker works on."""
    return worker.open(OWN_CASES).locator("main tbody th a").nth(number).get_attribute("href") or ""


def open_narrative(page: Page) -> None:
    follow(page, "form[action$='/open/'] button")


def words(page: Page) -> str:
    return page.locator("main").inner_text()


def status(visitor: Visitor, path: str) -> int:
    """What a page answers to a person whose browser is not led there."""
    return visitor.page.request.get(visitor.address + path, max_redirects=0).status


@dataclass(frozen=True)
class Sent:
    """A letter that came in: the receipt, and the address of its case."""

    code: str
    case: str


@pytest.fixture(scope="module")
def letter(browser, address) -> Sent:
    """A letter that came in a moment ago."""
    outside, inside = browser.new_context(), browser.new_context()
    page = letter_writer.begin(Visitor(outside, address))
    letter_writer.write_steps(page)
    code = letter_writer.send(page)
    reader = Visitor(inside, address)
    reader.sign_in("demo-lead")
    newest = reader.open("/cases/letters/").locator("main tbody th a").first.get_attribute("href")
    outside.close()
    inside.close()
    return Sent(code, newest or "")


@pytest.fixture
def lead(visitor) -> Visitor:
    person = visitor()
    person.sign_in("demo-lead")
    return person


def test_a_case_worker_opens_and_writes_without_scripts(visitor):
    worker = visitor(has_scripts=False)
    worker.sign_in("demo-caseworker")
    case = case_of(worker, 0)
    page = worker.open(case)
    assert "Narrative, messages and files: sealed" in words(page)
    open_narrative(page)
    assert "it is on record" in words(page)
    before = words(page).count(NOTE)
    page = worker.open(f"{case}write/")
    page.get_by_label("Note").check()
    page.fill("textarea[name=text]", NOTE)
    send_form(page)
    assert "The text is sealed." in words(page)
    assert NOTE not in page.content()
    open_narrative(page)
    assert words(page).count(NOTE) == before + 1
    page = worker.open("/accounts/audit/mine/")
    reference = case.strip("/").split("/")[-1]
    assert f"Gulnar Demo opened the narrative of case {reference}." in words(page)
    assert f"Gulnar Demo wrote into the narrative of case {reference}." in words(page)
    assert NOTE not in page.content()


def test_a_lead_opens_names_with_password_and_reason(lead, letter):
    case = letter.case
    page = lead.open(case)
    assert CONTACT not in page.content()
    assert STORY.split("\n")[0] not in page.content()
    follow(page, f"a[href^='{case}identities/?']")
    assert type_password_if_asked(page)
    send_form(page)
    assert page.locator(".govuk-error-summary").is_visible()
    assert CONTACT not in page.content()
    page.get_by_role("radio").first.check()
    for box in page.get_by_role("checkbox").all():
        box.check()
    send_form(page)
    assert CONTACT in words(page)
    page = lead.open("/accounts/audit/")
    reference = case.strip("/").split("/")[-1]
    # One line for each person opened, by the number within the case and never by name.
    assert re.search(rf"Marat Demo opened names and contacts of \w[\w ]* \d+ of case {reference}\.", words(page))
    assert "A letter came in: case" in words(page)
    assert CONTACT not in page.content()


def test_the_answer_of_a_lead_is_read_with_the_receipt(lead, letter, visitor):
    case = letter.case
    page = lead.open(case)
    open_narrative(page)
    assert STORY.split("\n")[0] in words(page)
    page = lead.open(f"{case}answer/")
    page.fill("textarea[name=text]", ANSWER)
    send_form(page)
    assert ANSWER not in page.content()
    follow(page, "button[name=state][value=taken_up]")
    person = visitor(has_scripts=False)
    page = letter_writer.come_back(person, letter.code)
    assert "Your letter has been read, and somebody works on it." in words(page)
    assert page.locator(".intake-line--answer .intake-own-words").inner_text() == ANSWER


def test_a_key_that_was_not_given_is_handed_over_later(lead, letter, visitor):
    case = letter.case
    page = lead.open(f"{case}assign/")
    assert type_password_if_asked(page)
    lead.page.context.clear_cookies(name="aryz_vk")
    page.select_option("select[name=user]", label="Gulnar Demo")
    send_form(page)
    assert "the key is missing" in words(page)
    follow(page, f"form[action^='{case}keys/'] button")
    assert type_password_if_asked(page)
    follow(page, f"form[action^='{case}keys/'] button")
    assert "Your colleague holds the key of the narrative now." in words(page)
    worker = visitor()
    worker.sign_in("demo-caseworker")
    page = worker.open(case)
    open_narrative(page)
    assert STORY.split("\n")[0] in words(page)
    assert status(worker, f"{case}assign/") == 403


@pytest.mark.parametrize("username", ["demo-analyst", "demo-admin", "demo-monitor"])
def test_who_must_not_read_meets_no_door(lead, letter, visitor, username):
    case = letter.case
    stranger = visitor()
    stranger.sign_in(username)
    for path in ("", "identities/", "write/", "answer/", "assign/", "lend/", "stand-back/"):
        assert status(stranger, f"{case}{path}") == 404, path
    assert status(stranger, "/cases/letters/") == 403
    assert status(stranger, "/cases/keys/") == 403
    page = stranger.open("/")
    assert page.locator("a[href='/cases/letters/']").count() == 0


def test_whoever_looks_as_a_lead_reads_nothing_of_it(lead, letter, visitor):
    case = letter.case
    administrator = visitor()
    administrator.sign_in("demo-admin")
    page = administrator.open("/accounts/roles/")
    follow(page, "button[name=role][value=lead]")
    page = administrator.open("/cases/letters/")
    assert page.locator(".banner", has_text="You see the pages as this role would: Lead").is_visible()
    assert case not in page.content()
    assert faults(page) == []
    assert status(administrator, case) == 404
    assert status(administrator, f"{case}identities/") == 404


def test_a_case_is_gone_for_whoever_stands_back(visitor):
    worker = visitor()
    worker.sign_in("demo-caseworker")
    case = case_of(worker, 1)
    page = worker.open(f"{case}stand-back/")
    page.get_by_role("radio").first.check()
    send_form(page)
    assert "You stand back from the case." in words(page)
    assert page.locator(f"a[href='{case}']").count() == 0
    assert status(worker, case) == 404
    assert status(worker, f"{case}write/") == 404


def test_paper_holds_no_panel_that_only_a_hand_can_open(lead, letter):
    page = lead.open(letter.case)
    page.emulate_media(media="print")
    printed = words(page)
    assert "Narrative, messages and files: sealed" in printed
    for only_on_screen in ("Open (recorded)", "Write into the safe", "Assign the case to a colleague", "Take it up"):
        assert only_on_screen not in printed


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_pages_of_what_is_sealed_can_be_used_by_everybody(visitor, letter, language):
    lead = visitor(language=language)
    lead.sign_in("demo-lead")
    inspect = faults_anywhere if language == "en" else _faults_on_a_telephone
    case, found = letter.case, {}

    def look(page: Page, name: str) -> None:
        assert page.locator("html").get_attribute("lang") == language
        found[name] = inspect(page)

    page = lead.open(case)
    look(page, "case")
    open_narrative(page)
    look(page, "narrative")
    _open_names(lead, case, look)
    paths = ["/cases/letters/", f"{case}answer/", "/accounts/audit/"]
    if language == "en":
        paths += [f"{case}{path}" for path in ("write/", "identities/add/", "files/add/", "assign/", "stand-back/")]
        paths += ["/cases/keys/", "/cases/ties/", "/accounts/keys/", "/accounts/audit/mine/"]
    for path in paths:
        look(lead.open(path), path)
    assert {name: each for name, each in found.items() if each} == {}


def _open_names(lead: Visitor, case: str, look: Callable[[Page, str], None]) -> None:
    page = lead.page
    page.goto(f"{lead.address}{case}identities/")
    look(page, "password")
    type_password_if_asked(page)
    look(page, "reveal")
    page.get_by_role("radio").first.check()
    for box in page.get_by_role("checkbox").all():
        box.check()
    send_form(page)
    look(page, "names")


def _faults_on_a_telephone(page: Page) -> list[tuple[str, str]]:
    page.set_viewport_size(letter_writer.TELEPHONE)
    return faults(page)
