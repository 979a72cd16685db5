"""Somebody of the organisation before a browser: signs in, sets up a second factor, and works on cases."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Mapping

from bench.letter_writer import Answers, Browser, File, Lost
from bench.page_reader import Form, Page

_REFERENCE = re.compile(r'href="/cases/([A-Za-z0-9-]+)/"')
_STEP_SECONDS = 30


class Desk:
    """A signed-in person. `secret` is the secret of the app, `code` the recovery code, once there are any."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.browser = Browser(port, patience=10)
        self.username, self.password = username, password
        self.secret = self.code = ""
        self._last_step = 0

    def sign_in(self) -> None:
        """Types user name and password, then sets up an app where none is. Raises Lost."""
        page = self.browser.get("/accounts/login/")
        form = _form(page, "username")
        page = self.browser.send(page, form, None, {"username": self.username, "password": self.password})
        if page.form_with(control="password"):
            raise Lost(f"{self.username} is not let in: {page.words[:200]}")
        if not self.secret:
            self._set_up_app()

    def open(self, path: str) -> Page:
        """A page; types the password again where that is asked for."""
        page = self.browser.get(path)
        if page.path.startswith("/accounts/password-again/"):
            page = self.browser.send(page, _form(page, "password"), None, {"password": self.password})
        return page

    def _set_up_app(self) -> None:
        page = self.open("/accounts/second-factor/app/")
        found = re.search(r"<code>([A-Z2-7 ]{16,})</code>", page.body.decode())
        if found is None:
            raise Lost(f"no secret on {page.path} ({page.status}): {page.words[:200]}")
        self.secret = found.group(1).replace(" ", "")
        page = self.browser.send(page, _form(page, "code"), None, {"code": self.shown_code()})
        if page.form_with(control="code"):
            raise Lost(f"the code of the app is not taken: {page.words[:200]}")

    def shown_code(self) -> str:
        """What the app shows; a code that was shown before is not shown again."""
        while (step := int(time.time()) // _STEP_SECONDS) <= self._last_step:
            time.sleep(0.5)
        self._last_step = step
        digest = hmac.new(base64.b32decode(self.secret), struct.pack(">Q", step), hashlib.sha1).digest()
        start = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"

    def change_password(self, password: str) -> None:
        """Chooses another password. Raises Lost."""
        page = self.open("/accounts/profile/password/")
        answers = {"old_password": self.password, "new_password1": password, "new_password2": password}
        page = self.browser.send(page, _form(page, "old_password"), None, answers)
        if page.form_with(control="old_password"):
            raise Lost(f"the password is not taken: {page.words[:300]}")
        self.password = password

    def make_recovery_code(self) -> None:
        """Has a recovery code made. Raises Lost."""
        page = self.press("/accounts/keys/", "/recovery-code/")
        if page.path.startswith("/accounts/password-again/"):
            self.browser.send(page, _form(page, "password"), None, {"password": self.password})
            page = self.press("/accounts/keys/", "/recovery-code/")
        found = re.search(r"<code>((?:[0-9A-Z]{5} ?){5})</code>", page.body.decode())
        if found is None:
            raise Lost(f"no recovery code on {page.path} ({page.status}): {page.words[:200]}")
        self.code = found.group(1).replace(" ", "")

    def references(self) -> list[str]:
        """References of the letters that came in."""
        return sorted(set(_REFERENCE.findall(self.browser.get("/cases/letters/").body.decode())) - {"letters", "keys"})

    def fill(self, path: str, control: str, answers: Answers, files: Mapping[str, File] | None = None) -> Page:
        """Fills in the form of a page that has the field. Raises Lost where it is shown again with a mistake."""
        page = self.open(path)
        page = self.browser.send(page, _form(page, control), None, answers, files)
        if page.status >= 400 or page.title.startswith("Error"):
            raise Lost(f"{path} is not taken ({page.status}): {page.words[:300]}")
        return page

    def press(self, path: str, action: str, told: Answers | None = None) -> Page:
        """Posts the form of a page whose address ends in `action`. Raises Lost."""
        page = self.open(path)
        form = next((form for form in page.forms if form.action.endswith(action)), None)
        if form is None:
            raise Lost(f"nothing leads from {path} to {action} ({page.status}): {[form.action for form in page.forms]}")
        return self.browser.send(page, form, form.buttons[0] if form.buttons else None, told)


def _form(page: Page, control: str) -> Form:
    form = page.form_with(control=control)
    if form is None:
        raise Lost(f"no field {control} on {page.path} ({page.status}): {page.words[:200]}")
    return form
