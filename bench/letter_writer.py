"""Somebody who writes a letter through the public form and comes back with the code: no scripts, one small cookie.

Walks the pages as a person does, from what stands on them. What fails on the way is tried again with the same cookie,
as long as `patience` lasts.
"""

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from bench.page_reader import Form, Page, read_page

START, LETTER, RETURN = "/contact/", "/contact/letter/", "/contact/return/"
LONGEST_WALK = 60  # pages
_RECEIPT = re.compile(r"(?<![0-9A-Z])((?:[0-9A-HJKMNP-TV-Z]{5} ){4}[0-9A-HJKMNP-TV-Z]{5})(?![0-9A-Z])")
_WAIT = re.compile(r"[Pp]lease wait (\d+) second")
_REDIRECTS = (301, 302, 303)
_BUSY = 500

Answers = Mapping[str, str | Sequence[str]]
File = tuple[str, str, bytes]  # name, media type, content


class Lost(Exception):
    """The walk does not lead on; the text says at which page, and nothing of what was written."""


class Interrupted(Exception):
    """The server did not answer, or answered with an error of its own."""


@dataclass
class Browser:
    """A browser that keeps cookies. `source` is the address it speaks from, `patience` how many seconds it tries."""

    port: int
    source: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    patience: float = 0.0
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    retries: int = 0

    def get(self, path: str) -> Page:
        """A page, wherever redirects lead. Raises Interrupted."""
        return self._ask("GET", path, b"", "")

    def press(
        self,
        page: Page,
        button: tuple[str, str],
        answers: Answers | None = None,
        files: Mapping[str, File] | None = None,
    ) -> Page:
        """Presses a button of the page with its form filled in. Raises Lost without such a button, Interrupted."""
        form = page.form_with(button)
        if form is None:
            raise Lost(f"no button {button} on {page.path} ({page.status}, {page.title})")
        return self.send(page, form, button, answers, files)

    def send(
        self,
        page: Page,
        form: Form,
        button: tuple[str, str] | None = None,
        answers: Answers | None = None,
        files: Mapping[str, File] | None = None,
    ) -> Page:
        """Sends one form of the page. Raises Interrupted."""
        told = filled(form, answers or {})
        if button is not None and button[0]:
            told.append(button)
        path = urljoin(page.path, form.action) if form.action else page.path
        if form.is_multipart:
            return self._ask("POST", path, *_multipart(told, files or {}))
        return self._ask("POST", path, urlencode(told).encode(), "application/x-www-form-urlencoded")

    def post(self, path: str, told: Sequence[tuple[str, str]]) -> Page:
        """Posts without having seen a form. Raises Interrupted."""
        return self._ask("POST", path, urlencode(told).encode(), "application/x-www-form-urlencoded")

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> Page:
        until = time.monotonic() + self.patience
        while True:
            try:
                page = self._once(method, path, body, kind)
                while page.status in _REDIRECTS:
                    page = self._once("GET", urljoin(page.path, page.headers["location"]), b"", "")
            except (OSError, HTTPException) as error:
                reason: object = type(error).__name__
            else:
                if page.status < _BUSY:
                    return page
                reason = page.status
            if time.monotonic() > until:
                raise Interrupted(f"{method} {urlsplit(path).path}: {reason}")
            self.retries += 1
            time.sleep(0.2 + secrets.randbelow(200) / 1000)

    def _once(self, method: str, path: str, body: bytes, kind: str) -> Page:
        headers = {"Accept-Language": "en", "Connection": "close", **self.headers}
        if kind:
            headers["Content-Type"] = kind
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(self.source, 0) if self.source else None
        )
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        self.requests += 1
        self._keep_cookies(response.headers.get_all("Set-Cookie") or [])
        return read_page(response.status, path, {name.lower(): value for name, value in response.getheaders()}, content)

    def _keep_cookies(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def filled(form: Form, answers: Answers) -> list[tuple[str, str]]:
    """What the form sends with `answers` in its fields; other fields keep what stands in them.

    Line breaks go out as browsers send them.
    """
    told = []
    for name, control in form.controls.items():
        if control.kind == "file":
            continue
        given = answers.get(name, control.chosen)
        values = [given] if isinstance(given, str) else list(given)
        told += [(name, re.sub(r"\r\n|\r|\n", "\r\n", value)) for value in values]
    return told


def _multipart(told: Sequence[tuple[str, str]], files: Mapping[str, File]) -> tuple[bytes, str]:
    boundary = f"----{secrets.token_hex(16)}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in told
    ]
    for name, (file_name, media_type, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: {media_type}'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


# --- the letter -------------------------------------------------------------------------------------------------------


@dataclass
class Walk:
    """How a letter went: its code, how long the last press of "send" took to the code, and which answers were used."""

    receipt: str
    waited: float
    sending_seconds: float
    used: set[str]


def write_letter(browser: Browser, answers: Answers, files: Sequence[File] = (), *, organisation: str = "") -> Walk:
    """Writes a letter from the first page to the code.

    Uses are agreed to unless `answers` say otherwise. Raises Lost, Interrupted.
    """
    page = browser.press(browser.get(f"{START}?language=en"), ("act", "start"))
    left, walk = list(files), Walk("", 0.0, 0.0, set())
    sent_at = None
    for _page in range(LONGEST_WALK):
        if receipt := receipt_on(page):
            walk.receipt, walk.sending_seconds = receipt, time.monotonic() - (sent_at or time.monotonic())
            return walk
        if page.form_with(("act", "show")):
            page = browser.press(page, ("act", "show"))
        elif page.form_with(("act", "next")):
            page = _step(browser, page, answers, left, walk)
        elif form := page.form_with(("act", "send")):
            sent_at = sent_at or time.monotonic()
            if "is_person" in form.controls:
                walk.waited += wait_on(page)
                page = browser.press(page, ("act", "send"), {"is_person": "on"})
            else:
                chosen = organisation or form.controls["organisation"].choices[-1]
                page = browser.press(page, ("act", "send"), {"organisation": chosen})
        else:
            raise Lost(f"nothing leads on from {page.path} ({page.status}, {page.title}): {page.words[:300]}")
    raise Lost(f"the walk has no end; now at {page.path} ({page.title}): {page.words[:300]}")


def _step(browser: Browser, page: Page, answers: Answers, left: list[File], walk: Walk) -> Page:
    form = page.form_with(("act", "next"))
    if left and "file" in form.controls:
        return _add_file(browser, page, left)
    told = {name: "yes" for name in form.controls if name.startswith("scope-")} | {
        name: value for name, value in answers.items() if name in form.controls
    }
    walk.used |= set(told)
    before = form.controls["step"].chosen
    page = browser.press(page, ("act", "next"), told)
    after = page.form_with(("act", "next"))
    if page.title.startswith("Error") and after and after.controls["step"].chosen == before:
        raise Lost(f"step {before} is not accepted: {page.title}, fields {sorted(told)}")
    return page


def _add_file(browser: Browser, page: Page, left: list[File]) -> Page:
    """Adds the next file; where the answer does not come, looks whether the file arrived before trying again."""
    name, media_type, content = left[0]
    patience, browser.patience = browser.patience, 0.0
    try:
        page = browser.press(page, ("act", "add_file"), {}, {"file": (name, media_type, content)})
    except Interrupted:
        browser.patience = patience
        browser.retries += 1
        page = browser.get(LETTER)
    finally:
        browser.patience = patience
    if any(name in item for item in page.items):
        left.pop(0)
    elif page.title.startswith("Error"):
        raise Lost(f"the file was refused: {page.words[:300]}")
    return page


def wait_on(page: Page) -> float:
    """Waits as long as the page asks; gives the seconds."""
    found = _WAIT.search(page.words)
    seconds = float(found.group(1)) if found else 0.0
    time.sleep(seconds)
    return seconds


def receipt_on(page: Page) -> str:
    """The code that the page shows, without blanks; empty where it shows none."""
    found = _RECEIPT.search(page.words)
    return found.group(1).replace(" ", "") if found and page.form_with(("act", "kept")) else ""


def come_back(browser: Browser, receipt: str) -> Page:
    """The page behind a code. Raises Lost where the code is not known, Interrupted."""
    page = browser.press(browser.get(f"{RETURN}?language=en"), ("act", "open"), {"code": receipt})
    if page.form_with(("act", "leave")) is None:
        raise Lost(f"the code does not open: {page.status}, {page.title}")
    return page


# --- the shortest way -------------------------------------------------------------------------------------------------


def scopes_of(port: int) -> list[str]:
    """The fields of the step about consent, as somebody finds them out who wants to post without looking."""
    browser = Browser(port, patience=60)
    browser.press(browser.get(START), ("act", "start"))
    form = browser.post(LETTER, [("to", "8")]).form_with(("act", "next"))
    return [name for name in form.controls if name.startswith("scope-")] if form else []


def short_letter(story: str, scopes: Sequence[str]) -> list[list[tuple[str, str]]]:
    """What must be posted for a letter, in the fewest requests: begin, consent, story, send."""
    consent = [("step", "8"), ("act", "check"), *((name, "yes") for name in scopes)]
    return [
        [("act", "start")],
        consent,
        [("step", "5"), ("act", "check"), ("story", story)],
        [("act", "send"), ("organisation", "any"), ("is_person", "on")],
    ]


def write_shortly(browser: Browser, story: str, scopes: Sequence[str], organisation: str) -> str:
    """A letter in the fewest requests; the code. Raises Lost, Interrupted."""
    *steps, sending = short_letter(story, scopes)
    sending = [(name, organisation if name == "organisation" else value) for name, value in sending]
    for step in steps:
        browser.post(LETTER, step)
    for _try in range(10):
        page = browser.post(LETTER, sending)
        if receipt := receipt_on(page):
            return receipt
        if not page.form_with(("act", "send")):
            break
        wait_on(page)
    raise Lost(f"no code on {page.path} ({page.status}, {page.title}): {page.words[:200]}")
