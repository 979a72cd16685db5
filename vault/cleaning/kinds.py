"""Which files are accepted and how they are told apart: by their own first bytes, never by what somebody claims.

Pure: bytes and names in, a kind or a refusal out. No parser of pictures or documents runs here.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import puremagic
from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vault.cleaning.texts import NotText, decode

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FILES = 5
HEAD_BYTES = 4096
MAX_NAME_LENGTH = 80


class Refused(Exception):
    """A file that is not accepted; the text is a sentence for the person who sent it."""


class FileKind(models.TextChoices):
    """What is accepted. No office documents, no archives: they carry programs."""

    JPEG = "jpeg", _("JPEG picture")
    PNG = "png", _("PNG picture")
    WEBP = "webp", _("WebP picture")
    PDF = "pdf", _("PDF document")
    TEXT = "text", _("plain text")
    M4A = "m4a", _("M4A sound recording")
    MP3 = "mp3", _("MP3 sound recording")
    MP4 = "mp4", _("MP4 film")

    @property
    def extensions(self) -> tuple[str, ...]:
        """Endings of names that agree with the kind, the usual one first."""
        return {FileKind.JPEG: ("jpg", "jpeg"), FileKind.TEXT: ("txt",)}.get(self, (self.value,))

    @property
    def is_picture(self) -> bool:
        """Whether it is one picture."""
        return self in {FileKind.JPEG, FileKind.PNG, FileKind.WEBP}

    @property
    def can_be_rendered(self) -> bool:
        """Whether a clean picture or text of it can be made; sound and film can only be kept as they are."""
        return self.is_picture or self in {FileKind.PDF, FileKind.TEXT}


ACCEPTED_EXTENSIONS = tuple(extension for kind in FileKind for extension in kind.extensions)


@dataclass(frozen=True)
class ReceivedFile:
    """A file that was accepted: its kind, a name fit to be shown (never a path), and its bytes as they came."""

    kind: FileKind
    display_name: str
    content: bytes


NOT_ACCEPTED = _(
    "This kind of file is not accepted. You can send pictures (JPEG, PNG, WebP), PDF documents, plain text (.txt), "
    "sound (M4A, MP3) and film (MP4)."
)
NAME_LIES = _("The name of this file ends with .{extension}, but its content is something else.")
EMPTY = _("This file is empty.")
BAD_NAME = _("The name of this file has characters that are not accepted. Please rename it and send it again.")
TOO_LARGE = _("This file is larger than {megabytes} MB. Please send a smaller one.")
HEIC = _("Pictures in the HEIC format are not accepted. Please save the picture as JPEG and send it again.")
MOV = _("Films in the MOV format are not accepted. Please save the film as MP4 and send it again.")
NOT_PLAIN = _("This file is not plain text. Please save it as plain text (UTF-8) and send it again.")


# --- names --------------------------------------------------------------------------------------------------------

# What turns the order of letters around, so that "exe.jpg" reads "gpj.exe". Marks that only accompany letters are not
# refused: phones put them into names by themselves.
TURNS_LETTERS = re.compile("[\u202a-\u202e\u2066-\u2069]")
PARTS_OF_PATHS = re.compile(r"[\\/]")
NOT_IN_NAMES = re.compile(r'[<>:"|?*;%]')


def safe_display_name(name: str) -> str:
    """A name for the eyes only: its last part, on one line, without invisible characters, at most 80 long.

    The ending survives the shortening. Never a path: files are stored under random names. Never empty.
    """
    last = re.split(r"[\\/]", name)[-1]
    visible = "".join(" " if unicodedata.category(letter).startswith("Z") else letter for letter in last)
    visible = "".join(letter for letter in visible if not unicodedata.category(letter).startswith("C"))
    visible = " ".join(NOT_IN_NAMES.sub("_", visible).split()).strip(". ")
    stem, dot, extension = visible.rpartition(".")
    if dot and stem and len(extension) <= 5:
        visible = f"{stem[: MAX_NAME_LENGTH - 1 - len(extension)].rstrip('. ')}.{extension}"
    return visible[:MAX_NAME_LENGTH] or "file"


def _extension_of(name: str) -> str:
    """The ending, in small letters. Raises Refused for a name that pretends to be a path or turns letters around."""
    if (
        TURNS_LETTERS.search(name)
        or PARTS_OF_PATHS.search(name)
        or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name)
    ):
        raise Refused(BAD_NAME)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension in {"heic", "heif"}:
        raise Refused(HEIC)
    if extension in {"mov", "qt"}:
        raise Refused(MOV)
    if extension not in ACCEPTED_EXTENSIONS:
        raise Refused(NOT_ACCEPTED)
    return extension


# --- first bytes --------------------------------------------------------------------------------------------------

# Markup has no business in the first bytes of a picture or a document: there it only waits for a careless reader.
MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml\s)", re.IGNORECASE)
MARKUP_WITHIN = 1024
# Names that phones and recorders write into the first box of MP4 and M4A.
FILM_BRANDS = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"mp71", b"avc1", b"M4V ", b"MSNV"),
    *(b"3gp4", b"3gp5", b"3gp6", b"dash", b"f4v "),
}
SOUND_BRANDS = {b"M4A ", b"M4B "}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def _is_jpeg(head: bytes) -> bool:
    """Start, then a first segment that exists in photographs (APPn, COM, tables, frame header)."""
    return head[:3] == b"\xff\xd8\xff" and len(head) > 10 and head[3] in {*range(0xC0, 0xF0), 0xFE} - {0xD8, 0xD9, 0xDA}


def _is_png(head: bytes) -> bool:
    """Signature and a whole IHDR of the right length with sizes that are not nothing."""
    is_begun = head[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" and len(head) >= 33
    return is_begun and head[16:20] != b"\0\0\0\0" and head[20:24] != b"\0\0\0\0" and head[24] in {1, 2, 4, 8, 16}


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP" and head[12:16] in {b"VP8 ", b"VP8L", b"VP8X"}


def _is_pdf(head: bytes) -> bool:
    """The header stands at the very beginning; readers that search further have been fooled by it."""
    return bool(re.match(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n\s]", head))


def _is_mp3(head: bytes) -> bool:
    """A tag of ID3 with a version that exists, or the header of a layer III frame without reserved values."""
    if head[:3] == b"ID3":
        return len(head) >= 10 and head[3] in {2, 3, 4} and head[4] != 0xFF and all(byte < 0x80 for byte in head[6:10])
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return False
    return head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3 and head[3] & 3 != 2


def _brand(head: bytes) -> bytes:
    """The four letters of an MP4-like file, empty for others."""
    is_box = head[4:8] == b"ftyp" and 16 <= int.from_bytes(head[:4], "big") <= HEAD_BYTES
    return head[8:12] if is_box else b""


def _kind_of(head: bytes, extension: str) -> FileKind | None:
    """The kind that the bytes show; None where they show nothing that is accepted."""
    for kind, is_kind in [
        (FileKind.JPEG, _is_jpeg),
        (FileKind.PNG, _is_png),
        (FileKind.WEBP, _is_webp),
        (FileKind.PDF, _is_pdf),
        (FileKind.MP3, _is_mp3),
    ]:
        if is_kind(head):
            return kind
    brand = _brand(head)
    if brand in HEIC_BRANDS:
        raise Refused(HEIC)
    if brand == b"qt  ":
        raise Refused(MOV)
    if brand in SOUND_BRANDS:
        return FileKind.M4A
    if brand in FILM_BRANDS:
        # Recorders of phones write sound alone under the names of film; there the ending decides.
        return FileKind.M4A if extension == "m4a" else FileKind.MP4
    return None


def _is_confirmed(head: bytes, kind: FileKind) -> bool:
    """The second opinion of puremagic, for the kinds that it knows well."""
    if not (kind.is_picture or kind == FileKind.PDF):
        return True
    try:
        known = {match.extension.lstrip(".") for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return False
    return not known.isdisjoint(kind.extensions)


def sniff(head: bytes, name: str) -> FileKind:
    """The kind of a file from its first HEAD_BYTES bytes (or all of it, when shorter) and its name.

    Raises Refused with a sentence for whoever sends it: empty, not accepted, or a name that does not agree. Text is
    only looked at as far as the head reaches; `receive` looks at all of it.
    """
    extension = _extension_of(name)
    head = head[:HEAD_BYTES]
    if not head:
        raise Refused(EMPTY)
    if extension in FileKind.TEXT.extensions:
        _must_be_plain(head, is_whole=len(head) < HEAD_BYTES)
        return FileKind.TEXT
    kind = _kind_of(head, extension)
    if kind is None or extension not in kind.extensions:
        raise Refused(format_lazy(NAME_LIES, extension=extension))
    if (kind.is_picture or kind == FileKind.PDF) and MARKUP.search(head[:MARKUP_WITHIN]):
        raise Refused(NOT_ACCEPTED)
    if not _is_confirmed(head, kind):
        raise Refused(NOT_ACCEPTED)
    return kind


def _must_be_plain(content: bytes, *, is_whole: bool) -> None:
    """Raises Refused for bytes that are not text, and for pages and programs under the name of text."""
    try:
        text = decode(content, is_whole=is_whole)
    except NotText as error:
        raise Refused(NOT_PLAIN) from error
    beginning = text.lstrip()[:MARKUP_WITHIN].encode()
    if MARKUP.match(beginning) or beginning.startswith((b"#!", b"%PDF", b"{\\rtf", b"MZ")):
        raise Refused(NOT_PLAIN)


# --- whole files --------------------------------------------------------------------------------------------------


def read_limited(chunks: Iterable[bytes], *, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """All chunks together. Raises Refused as soon as they pass `max_bytes`, whatever size somebody announced."""
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > max_bytes:
            raise Refused(format_lazy(TOO_LARGE, megabytes=max(1, max_bytes // (1024 * 1024))))
    return bytes(content)


def receive(*, name: str, chunks: Iterable[bytes], max_bytes: int = MAX_FILE_BYTES) -> ReceivedFile:
    """Reads a file by its chunks and accepts it, or raises Refused with a sentence for whoever sends it."""
    content = read_limited(chunks, max_bytes=max_bytes)
    kind = sniff(content[:HEAD_BYTES], name)
    if kind == FileKind.TEXT:
        _must_be_plain(content, is_whole=True)
    return ReceivedFile(kind=kind, display_name=safe_display_name(name), content=content)


def refusal_of_number(count: int) -> Promise | None:
    """The sentence for too many files with one message; None where the number is accepted."""
    if count <= MAX_FILES:
        return None
    return format_lazy(_("You can send at most {number} files with one message."), number=MAX_FILES)
