"""Reads a page as a browser without scripts does: its forms with what stands in them, and its words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_TEXT_INPUTS = {"text", "hidden", "password", "number", "email", "tel", "url", "search", "date"}
_UNSEEN = {"script", "style", "title"}
_OWN_WORDS = "intake-own-words"


@dataclass
class Control:
    """A field of a form. `choices` are the values that may be picked; `chosen` those that are."""

    kind: str
    choices: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form: `controls` by name, `buttons` as (name, value)."""

    action: str = ""
    method: str = "get"
    is_multipart: bool = False
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page:
    """A page. `own_words` are the texts that people wrote and the page repeats."""

    status: int
    path: str
    headers: dict[str, str]
    body: bytes
    forms: list[Form] = field(default_factory=list)
    words: str = ""
    title: str = ""
    own_words: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    def form_with(self, button: tuple[str, str] | None = None, *, control: str = "") -> Form | None:
        """The first form that has the button, or else the field."""
        for form in self.forms:
            if button in form.buttons or (control and control in form.controls):
                return form
        return None


def read_page(status: int, path: str, headers: dict[str, str], body: bytes) -> Page:
    """The page in an answer of the server."""
    page = Page(status, path, headers, body)
    if "html" in headers.get("content-type", ""):
        reader = _Reader(page)
        reader.feed(body.decode())
        reader.close()
        page.words = " ".join("".join(reader.heard).split())
    return page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.heard: list[str] = []
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._area: Control | None = None
        self._select: Control | None = None
        self._unseen = ""
        self._own: str = ""
        self._item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen = tag
        elif _OWN_WORDS in told.get("class", "").split():
            self._own = tag
            self.page.own_words.append("")
        elif tag == "li":
            self._item = True
            self.page.items.append("")
        elif tag == "form":
            self._form = Form(
                told.get("action", ""), told.get("method", "get").lower(), told.get("enctype") == "multipart/form-data"
            )
            self._by_id[told.get("id", "")] = self._form
            self.page.forms.append(self._form)
        elif (form := self._by_id.get(told["form"]) if "form" in told else self._form) is not None:
            self._into(form, tag, told)

    def _into(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", "text")
        if tag == "button" and told.get("type", "submit") == "submit":
            form.buttons.append((name, told.get("value", "")))
        elif tag == "textarea":
            self._area = form.controls[name] = Control("textarea", chosen=[""])
        elif tag == "select":
            self._select = form.controls[name] = Control("select")
        elif tag == "option" and self._select is not None:
            self._select.choices.append(told.get("value", ""))
            if "selected" in told:
                self._select.chosen.append(told.get("value", ""))
        elif tag == "input" and kind in ("radio", "checkbox"):
            control = form.controls.setdefault(name, Control(kind))
            control.choices.append(told.get("value", "on"))
            if "checked" in told:
                control.chosen.append(told.get("value", "on"))
        elif tag == "input" and kind in (*_TEXT_INPUTS, "file") and name:
            form.controls[name] = Control(kind, chosen=[] if kind == "file" else [told.get("value", "")])

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        if tag == self._own:
            self._own = ""
        if tag == "li":
            self._item = False
        if tag == "form":
            self._form = None
        if tag == "select" and self._select is not None:
            if self._select.choices and not self._select.chosen:
                self._select.chosen = self._select.choices[:1]
            self._select = None
        if tag == "textarea" and self._area is not None:
            # A browser drops one line break at the beginning of the field.
            self._area.chosen = [self._area.chosen[0].removeprefix("\r\n").removeprefix("\n")]
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.chosen[0] += data
        elif self._own:
            self.page.own_words[-1] += data
        elif self._unseen == "title":
            self.page.title += data
        elif not self._unseen:
            self.heard.append(data)
            if self._item:
                self.page.items[-1] += data
