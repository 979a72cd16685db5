"""Plain text from strangers: which encodings are read, and what is left out because eyes do not see it. Pure."""

import codecs
import unicodedata

ENCODINGS_BY_MARK = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# In Windows-1251 nearly every byte means something, so only a text that is mostly letters is believed.
LEAST_SHARE_OF_LETTERS = 0.7
CONTROLS_OF_TEXT = frozenset("\t\n\r\f")


class NotText(Exception):
    """Bytes that are not text in UTF-8, UTF-16 with its mark, or Windows-1251."""


def decode(content: bytes, *, is_whole: bool = True) -> str:
    """The text of these bytes; with `is_whole=False` a character cut off at the end is forgiven. Raises NotText."""
    text = _decoded(content, is_whole)
    if any(letter < " " and letter not in CONTROLS_OF_TEXT for letter in text):
        raise NotText
    return text


def _decoded(content: bytes, is_whole: bool) -> str:
    for mark, encoding in ENCODINGS_BY_MARK:
        if content.startswith(mark):
            return _strictly(content.removeprefix(mark), encoding, is_whole)
    try:
        return _strictly(content, "utf-8", is_whole)
    except NotText:
        text = _strictly(content, "cp1251", is_whole)
    foreign = [letter for letter in text if letter > "\x7f"]
    if sum(letter.isalpha() for letter in foreign) < LEAST_SHARE_OF_LETTERS * len(foreign):
        raise NotText
    return text


def _strictly(content: bytes, encoding: str, is_whole: bool) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content, is_whole)
    except UnicodeDecodeError as error:
        raise NotText from error


def visible(text: str) -> str:
    """The text with line ends of one kind and without what eyes do not see.

    Left out: controls, characters that turn the order of letters around, unassigned ones, and the invisible ones
    (width of nothing, tags, selectors of variants) in which a text can carry a hidden mark.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or not _is_hidden(letter))


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter).startswith("C") or 0xE0100 <= ord(letter) <= 0xE01EF
