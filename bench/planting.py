"""Puts marks into everything that a person can write into: the public form, the way back, and the pages of colleagues.

Also into what is refused: wrong answers, unknown codes, mistyped addresses, files that are not taken.
"""

import contextlib
import struct
import zlib
from collections.abc import Sequence

from bench.canaries import Marks
from bench.letter_writer import LETTER, RETURN, START, Browser, File, Interrupted, Lost, come_back, write_letter
from bench.staff import Desk

_OFFICERS = {"role": "relative", "day_2": "2024"}


def png_with(text: str) -> bytes:
    """A small picture with `text` hidden in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    rows = b"".join(b"\0" + bytes(range(24)) for _row in range(8))
    hidden = chunk(b"iTXt", b"Comment\0\0\0\0\0" + text.encode())
    return b"\x89PNG\r\n\x1a\n" + head + hidden + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Planter:
    """Plants marks through a house; remembers what else must not be found: codes and cookies."""

    def __init__(self, port: int, marks: Marks) -> None:
        self.port, self.marks = port, marks
        self.secrets: dict[str, str] = {}  # secret -> what it is

    def _remember(self, browser: Browser, what: str) -> None:
        for name, value in browser.cookies.items():
            if name in ("aryz_letter", "aryz_return", "aryz_vk"):
                self.secrets[value.rstrip("=")] = f"cookie {name}, {what}"

    # --- the public form ----------------------------------------------------------------------------------------------

    def letter(self, role: str, *, is_junk: bool = False) -> str:
        """A letter with a mark in every field; gives the code."""
        mark = self.marks.new
        answers = {"role": role} | {
            name: mark(f"letter: {name}")
            for name in ("words", "story", "victim_more", "name", "contact", "caution", "witnesses")
        }
        if role != "victim":
            answers["victim"] = mark("letter: victim")
        if is_junk:
            answers["website"] = mark("letter: website")
        text = mark("letter: content of a text file").encode()
        files: Sequence[File] = [
            (f"{mark('letter: name of a text file')}.txt", "text/plain", text),
            (f"{mark('letter: name of a picture')}.png", "image/png", png_with(mark("letter: inside a picture"))),
        ]
        browser = Browser(self.port, patience=30)
        walk = write_letter(browser, answers, files)
        if missing := set(answers) - walk.used:
            raise Lost(f"no field for {sorted(missing)}")
        self._remember(browser, "sent")
        self.secrets[walk.receipt] = "receipt"
        return walk.receipt

    def unsent(self, *, leaves: bool) -> None:
        """A letter that is begun and left lying, or left by the quick way out; with files and wrong answers."""
        mark = self.marks.new
        browser = Browser(self.port, patience=30)
        browser.press(browser.get(START), ("act", "start"))
        name = f"{mark('unsent: name of a cleaned file')}.png"
        picture = png_with(mark("unsent: inside a cleaned file"))
        browser.post(LETTER, [("step", "5"), ("act", "next"), ("story", mark("unsent: story"))])
        wrong = [("step", "1"), ("act", "next"), ("role", mark("unsent: no such role")), ("risk", mark("unsent: risk"))]
        browser.post(LETTER, wrong)
        browser.post(LETTER, [("step", "3"), ("act", "next"), ("day_2", mark("unsent: no such year"))])
        browser.post(LETTER, [("step", "2"), ("act", "next"), ("words", mark("unsent: too long") * 100)])
        browser.post(LETTER, [("to", mark("unsent: to")), ("language", mark("unsent: language"))])
        browser.post(LETTER, [("act", mark("unsent: act")), ("organisation", mark("unsent: organisation"))])
        page = browser.post(LETTER, [("to", "7")])
        browser.press(page, ("act", "add_file"), {"is_to_clean": "on"}, {"file": (name, "image/png", picture)})
        refused = (f"{mark('unsent: name of a refused file')}.exe", "text/plain", mark("unsent: refused").encode())
        browser.press(browser.get(LETTER), ("act", "add_file"), {}, {"file": refused})
        self._remember(browser, "unsent")
        if leaves:
            browser.cookies, kept = dict(browser.cookies), browser
            Browser(self.port, cookies=kept.cookies, patience=30)._once("GET", "/contact/exit/", b"", "")

    def back(self, receipt: str) -> None:
        """Comes back with the code: a message, files, other consents, the withdrawal, the wish that all be erased."""
        mark, browser = self.marks.new, Browser(self.port, patience=30)
        page = come_back(browser, receipt)
        page = browser.press(page, ("act", "message"), {"text": mark("return: message")})
        content = mark("return: content of a file").encode()
        file = (f"{mark('return: name of a file')}.txt", "text/plain", content)
        page = browser.press(page, ("act", "file"), {}, {"file": file})
        picture = (f"{mark('return: name of a cleaned file')}.png", "image/png", png_with(mark("return: in a picture")))
        page = browser.press(page, ("act", "file"), {"is_to_clean": "on"}, {"file": picture})
        page = browser.press(browser.press(page, ("act", "ask_consent")), ("act", "consent"), {"scope-CO_PUB": "no"})
        page = browser.press(page, ("act", "ask_withdraw"))
        wrong = {"own_will": mark("return: no such answer"), "is_meant": "on"}
        browser.press(page, ("act", "withdraw"), wrong)
        page = browser.press(page, ("act", "withdraw"), {"pressed": "yes", "is_meant": "on"})
        page = browser.press(browser.press(page, ("act", "ask_erase")), ("act", "erase"), {"is_meant": "on"})
        self._remember(browser, "return")
        browser.press(page, ("act", "leave"))

    def strays(self) -> None:
        """What strangers send that leads nowhere: codes, addresses, headers, cookies, too much at once."""
        mark, latin = self.marks.new, self.marks.new_latin
        header = {"User-Agent": latin("header: user agent"), "Referer": f"http://{latin('header: referer')}/",
                  "X-Forwarded-For": latin("header: forwarded for"), "X-Real-Ip": latin("header: real ip")}  # fmt: skip
        browser = Browser(self.port, headers=header, cookies={"aryz_letter": latin("cookie")}, patience=30)
        browser.get(f"/contact/?language={latin('address: language')}")
        browser.get(f"/contact/{latin('address: path')}/")
        browser.get(f"/{latin('address: root')}?q={latin('address: query')}")
        browser.post(f"{RETURN}?language=en", [("act", "open"), ("code", mark("return: no code"))])
        with contextlib.suppress(Interrupted):  # the server need not hear the end of it
            browser.post(LETTER, [("act", "start"), ("story", mark("post: too much") * 20_000)])
        browser.post("/accounts/login/", [("username", latin("post: without a token"))])

    # --- pages of colleagues ------------------------------------------------------------------------------------------

    def account(self, desk: Desk) -> None:
        """Signs in, chooses a password that is a mark, has a recovery code made."""
        wrong = Desk(self.port, desk.username, self.marks.new_latin("sign-in: wrong password"))
        for stranger in (wrong, Desk(self.port, self.marks.new_latin("sign-in: password typed as name"), "x" * 20)):
            try:
                stranger.sign_in()
            except Lost:
                continue
            raise Lost("somebody was let in with a wrong password")
        desk.sign_in()
        self.secrets[desk.secret] = "secret of an app"
        desk.change_password(self.marks.new("account: password"))
        desk.make_recovery_code()
        self.secrets[desk.code] = "recovery code"
        self._remember(desk.browser, "signed in")

    def case(self, desk: Desk, reference: str) -> None:
        """Takes a letter up and writes into everything its page offers."""
        mark, at = self.marks.new, f"/cases/{reference}/"
        desk.press(at, "/letter/", {"state": "taken_up"})
        for kind in ("note", "statement"):
            desk.fill(f"{at}write/", "text", {"kind": kind, "text": mark(f"case: {kind}")})
        desk.fill(f"{at}answer/", "text", {"text": mark("case: answer")})
        facts = ("name", "born", "contact", "address", "relatives", "number", "remarks")
        told = {name: mark(f"case: identity, {name}") for name in facts}
        desk.fill(f"{at}identities/add/", "remarks", {"person": "victim-1", **told})
        content = mark("case: content of a file").encode()
        file = (f"{mark('case: name of a file')}.txt", "text/plain", content)
        desk.fill(f"{at}files/add/", "file", {}, {"file": file})
        picture = (f"{mark('case: name of a picture')}.png", "image/png", png_with(mark("case: inside a picture")))
        desk.fill(f"{at}files/add/", "file", {}, {"file": picture})
        desk.browser.get(f"/cases/?q={self.marks.new_latin('list: search')}")
        desk.browser.get(f"/cases/{self.marks.new_latin('list: no such case')}/")

    def open_case(self, desk: Desk, reference: str) -> int:
        """Opens narrative and files, so that what opening leaves behind is searched too; how many marks were read."""
        page = desk.press(f"/cases/{reference}/", "/open/")
        read = page.body.decode().count(self.marks.latin)
        for form in [form for form in page.forms if "/files/" in form.action]:
            opened = desk.browser.send(page, form, form.buttons[0] if form.buttons else None)
            read += opened.body.decode().count(self.marks.latin)
        return read

    def assign(self, desk: Desk, reference: str, colleague: str) -> None:
        """A colleague (uuid) works on the case from now on."""
        desk.fill(f"/cases/{reference}/assign/", "user", {"user": colleague})

    def open_identities(self, desk: Desk, reference: str) -> int:
        """Opens names and contacts; how many marks were read."""
        path = f"/cases/{reference}/identities/"
        page = desk.open(path)
        form = page.form_with(control="people")
        if form is None:
            raise Lost(f"no names on {path} ({page.status}): {page.words[:200]}")
        told = {"people": form.controls["people"].choices, "reason": form.controls["reason"].choices[0]}
        return desk.browser.send(page, form, None, told).body.decode().count(self.marks.latin)
