"""The public form in a real browser: without scripts from the first word to the erasure, and usable by everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import letter_writer
from tests.browser.letter_writer import CONTACT, STORY, faults, faults_anywhere, press

pytestmark = pytest.mark.browser

QUIET_PAGES = ("/contact/help/", "/contact/promises/", "/contact/return/")
MESSAGE = "A second letter: \u04d9, \u0493 \u2013 <i>&</i>\n  and a line that is moved in."


def add_file(page: Page, name: str, kind: str, content: bytes, *, is_to_clean: bool = False) -> None:
    page.set_input_files("input[name=file]", {"name": name, "mimeType": kind, "buffer": content})
    if is_to_clean:
        page.check("input[name=is_to_clean]")
    press(page, "add_file" if page.locator("button[value=add_file]").count() else "file")


def main_text(page: Page) -> str:
    return page.locator("main").inner_text()


def own_words(page: Page) -> list[str]:
    """What was written, to the letter."""
    return [each.text_content() or "" for each in page.locator("p.intake-own-words").all()]


def place_of_exit(page: Page) -> tuple[float, ...]:
    """Where the way out begins on the page, and how large it is."""
    shape = "link => { const r = link.getBoundingClientRect(); return [r.x, r.y + scrollY, r.width, r.height] }"
    return tuple(page.locator(".intake-exit").evaluate(shape))


def answered(page: Page, question: str) -> str:
    return page.locator("dt", has_text=question).first.locator("xpath=following-sibling::dd[1]").inner_text()


def test_a_letter_is_written_sent_and_continued_without_scripts(visitor):
    person = visitor(has_scripts=False)
    page = letter_writer.arrive(person)
    assert page.title() == "Contact"
    assert page.context.cookies() == []
    press(page, "start")
    _write_everything(page)
    code = _check_and_send(page)
    _come_back_and_write(letter_writer.come_back(person, code), page)
    _change_what_was_decided(letter_writer.come_back(person, code.lower().replace(" ", "-")))
    assert page.context.cookies() == []


def _write_everything(page: Page) -> None:
    assert page.title() == "Step 1 of 8 \u2013 Contact"
    assert [cookie["sameSite"] for cookie in page.context.cookies()] == ["Strict"]
    page.get_by_label("a relative or friend").check()
    page.locator("input[name=risk]").first.check()
    press(page, "next")
    for name in ("region", "kind"):
        page.select_option(f"select[name={name}]", index=1)
    page.fill("textarea[name=words]", "The yellow house behind the bridge")
    press(page, "next")
    page.fill("input[name=day_1]", "5")
    page.fill("input[name=day_2]", "2025")
    press(page, "next")
    page.locator("input[name=agencies]").first.check()
    page.fill("textarea[name=words]", "One of them limps")
    press(page, "next")
    page.fill("textarea[name=story]", STORY)
    page.locator("summary").click()
    page.locator("input[name=methods]").first.check()
    press(page, "next")
    page.fill("input[name=victim]", "Invented Person")
    page.fill("input[name=contact]", CONTACT)
    press(page, "next")
    add_file(page, "what-i-saw.txt", "text/plain", b"I saw it.\n")
    add_file(page, "yard.png", "image/png", letter_writer.picture(), is_to_clean=True)
    added = page.locator(".intake-files").inner_text()
    assert "what-i-saw.txt" in added
    assert "yard.png (clean copy only)" in added
    press(page, "next")
    letter_writer.say_yes(page)
    page.locator("main input[type=radio][value=no]").last.check()
    press(page, "next")


def _check_and_send(page: Page) -> str:
    assert "Nothing has been sent yet." in main_text(page)
    assert answered(page, "I am") == "a relative or friend"
    with page.expect_navigation():
        page.locator("button[name=to][value='3']").click()
    assert page.input_value("input[name=day_1]") == "5"
    page.fill("input[name=day_1]", "6")
    press(page, "check")
    assert answered(page, "Day, month, year") == "June 2025"
    code = letter_writer.send(page)
    assert [len(group) for group in code.split()] == [5] * 5
    page.emulate_media(media="print")
    on_paper = page.locator("main").inner_text().split()
    page.emulate_media(media="screen")
    assert on_paper == code.split(), "the paper tells what the code is for"
    press(page, "kept")
    assert page.context.cookies() == []
    page.reload()
    assert code.split()[0] not in page.content()
    return code


def _come_back_and_write(page: Page, same: Page) -> None:
    assert page is same
    before = own_words(page)
    assert before[0] == STORY
    assert "The yellow house behind the bridge" in before[1]
    assert CONTACT not in page.content()
    assert "Invented Person" not in page.content()
    page.fill("textarea[name=text]", MESSAGE)
    press(page, "message")
    assert own_words(page) == [*before, MESSAGE]
    add_file(page, "afterwards.txt", "text/plain", b"I remember more.\n")
    assert "Your file is kept." in main_text(page)
    assert page.locator("main").get_by_text("afterwards.txt").count() == 1
    press(page, "leave")
    assert page.context.cookies() == []
    page.goto(page.url)
    assert STORY.split("\n")[0] not in page.content()


def _change_what_was_decided(page: Page) -> None:
    press(page, "ask_consent")
    question = page.locator("main fieldset legend").nth(1).inner_text()
    page.locator("main fieldset").nth(1).get_by_label("No").check()
    press(page, "consent")
    assert answered(page, question) == "taken back"
    press(page, "ask_withdraw")
    asked = page.get_by_role("group", name="Did anybody from the place or of those you complain about")
    asked.get_by_label("Yes").check()
    press(page, "withdraw")
    assert "Tick this if you mean it." in main_text(page)
    assert asked.get_by_label("Yes").is_checked()
    page.check("input[name=is_meant]")
    press(page, "withdraw")
    assert "It is recorded that you withdraw, and how it came." in main_text(page)
    press(page, "ask_erase")
    page.check("input[name=is_meant]")
    press(page, "erase")
    assert "that everything be erased. It is being decided." in main_text(page)
    assert page.locator("button[value=ask_withdraw], button[value=ask_erase]").count() == 0
    press(page, "leave")


def test_a_letter_is_begun_in_the_other_languages_without_scripts(visitor):
    person = visitor(has_scripts=False)
    page = letter_writer.arrive(person)
    for language in ("ru", "kk"):
        page.locator(f".intake-languages [lang={language}]").click()
        assert page.locator("html").get_attribute("lang") == language
        assert page.context.cookies() == []
    press(page, "start")
    assert page.locator("html").get_attribute("lang") == "kk"
    page.locator(".intake-languages button[lang=ru]").click()
    letter_writer.write_steps(page)
    assert page.locator("html").get_attribute("lang") == "ru"
    assert STORY in (page.locator("dd", has_text=STORY.split("\n")[0]).text_content() or "")


def test_the_way_out_forgets_everything_and_is_in_one_place(visitor):
    person = visitor(has_scripts=False, width=360)
    page = letter_writer.arrive(person)
    places = [place_of_exit(page)]
    press(page, "start")
    letter_writer.write_steps(page, lambda page: places.append(place_of_exit(page)))
    places.append(place_of_exit(page))
    assert len(set(places)) == 1
    answer = page.request.get(page.locator(".intake-exit").evaluate("link => link.href"), max_redirects=0)
    assert answer.status == 303
    assert not answer.headers["location"].startswith(person.address)
    assert page.context.cookies() == []
    person.open("/contact/letter/")
    assert page.url.endswith("/contact/")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_page_of_the_form_can_be_used_by_everybody(visitor, language):
    person, seen = visitor(), {}
    inspect = faults_anywhere if language == "en" else _faults_on_a_telephone

    def look(page: Page) -> None:
        assert page.locator("html").get_attribute("lang") == language
        seen[page.title(), page.locator("h1").inner_text()] = inspect(page)

    look(letter_writer.arrive(person, language))
    for path in QUIET_PAGES:
        look(person.open(f"{path}?language={language}"))
    page = letter_writer.begin(person, language)
    letter_writer.write_steps(page, look)
    press(page, "send")
    look(page)
    code = letter_writer.send(page)
    look(page)
    look(person.open("/contact/letter/"))
    press(page, "kept")
    look(page)
    _look_at_the_letter_again(letter_writer.come_back(person, code, language), look)
    assert {name: found for name, found in seen.items() if found} == {}
    assert len(seen) == 21


def _look_at_the_letter_again(page: Page, look: Callable[[Page], None]) -> None:
    look(page)
    for act in ("consent", "withdraw", "erase"):
        press(page, f"ask_{act}")
        look(page)
        with page.expect_navigation():
            page.locator("form a").click()
    press(page, "leave")
    look(page)


def _faults_on_a_telephone(page: Page) -> list[tuple[str, str]]:
    """Colours and sizes were looked at in English; here it is words that may be too long or unmarked."""
    page.set_viewport_size(letter_writer.TELEPHONE)
    return faults(page)
