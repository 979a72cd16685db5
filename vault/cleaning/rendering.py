"""Clean pictures and text of files that strangers sent: rebuilt from pixels, so that nothing else of the file survives.

The parsers run in `worker.py`, in bubblewrap where the machine allows it. Here only its pixels are packed into PNG or
JPEG again. Nothing of a file touches a disk: it goes in and comes out by pipes.
"""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image

from vault.cleaning import sandbox, worker
from vault.cleaning.kinds import FileKind
from vault.cleaning.texts import NotText, decode, visible

MOST_AT_ONCE = 2
PNG_IS_ENOUGH_BYTES = 1024 * 1024
JPEG_QUALITY = 88
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Limits:
    """Bounds of one rendering; lengths in pixels, times in seconds."""

    pixels: int = 40_000_000
    side: int = 4_000
    pages: int = 60
    all_pixels: int = 120_000_000
    characters: int = 500_000
    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 30
    output_bytes: int = 64 * 1024 * 1024


LIMITS = Limits()


class Note(models.TextChoices):
    """What the reader of a rendering should know about it."""

    FIRST_PICTURE_ONLY = "first_picture_only", _("The file holds several pictures; only the first one is shown.")
    PAGES_LEFT_OUT = "pages_left_out", _("Some pages are not shown; the original has more.")
    MADE_SMALLER = "made_smaller", _("The picture was made smaller; the original is sharper.")
    TEXT_CUT = "text_cut", _("Only the beginning of the text is shown; the original is longer.")


class Obstacle(models.TextChoices):
    """Why there is no clean copy of a file."""

    ORIGINAL_ONLY = "original_only", _("Sound and film cannot be cleaned; there is only the original.")
    BROKEN = "broken", _("No clean copy could be made: the file is damaged, or it is not what it seems.")
    TOO_LARGE = "too_large", _("No clean copy could be made: the picture or document is too large.")
    TOO_LONG = "too_long", _("No clean copy could be made: the work took too long.")
    LOCKED = "locked", _("No clean copy could be made: the document is locked with a password.")
    NO_POPPLER = (
        "no_poppler",
        _("No clean copy could be made: the administrator must first install pdftoppm (package poppler-utils)."),
    )


class CannotRender(Exception):
    """No clean copy; `obstacle` says why, and its label is a sentence for the reader."""

    def __init__(self, obstacle: Obstacle):
        super().__init__(obstacle.label)
        self.obstacle = obstacle


class NoRendering(CannotRender):
    """A kind of file of which no clean copy can ever be made."""


class Busy(Exception):
    """Too many renderings at this moment; try again later."""


@dataclass(frozen=True)
class Rendering:
    """A clean copy: pages as PNG or JPEG, or text.

    `is_sandboxed` is False where a parser had to run without bubblewrap: in a process of its own with limits, kept from
    files and TCP by Landlock where the kernel knows it, but among the other processes of this machine.
    """

    pages: tuple[bytes, ...] = ()
    text: str = ""
    is_sandboxed: bool = True
    notes: tuple[Note, ...] = ()


def render(kind: FileKind, content: bytes, *, limits: Limits = LIMITS, is_waiting: bool = True) -> Rendering:
    """A clean copy of a file of this kind.

    Raises NoRendering for sound and film, CannotRender when the file gives none, Busy when two renderings of this
    process are under way: at once with `is_waiting=False`, otherwise after the time that one may take.
    """
    if not kind.can_be_rendered:
        raise NoRendering(Obstacle.ORIGINAL_ONLY)
    if kind == FileKind.TEXT:
        return _text(content, limits)
    if kind == FileKind.PDF and not has_poppler():
        raise CannotRender(Obstacle.NO_POPPLER)
    if not _places.acquire(blocking=is_waiting, timeout=limits.wall_seconds if is_waiting else None):
        raise Busy
    try:
        return _pictures(kind, content, limits)
    finally:
        _places.release()


def has_poppler() -> bool:
    """Whether the programs that draw PDF documents are installed."""
    return all(shutil.which(program, path=sandbox.PATH) for program in ("pdftoppm", "pdfinfo"))


def _text(content: bytes, limits: Limits) -> Rendering:
    try:
        text = visible(decode(content))
    except NotText as error:
        raise CannotRender(Obstacle.BROKEN) from error
    notes = (Note.TEXT_CUT,) if len(text) > limits.characters else ()
    return Rendering(text=text[: limits.characters], notes=notes)


# --- the worker -------------------------------------------------------------------------------------------------------


def _start(kind: FileKind, limits: Limits, is_sandboxed: bool) -> subprocess.Popen:
    readable = sandbox.readable_paths(worker.__file__)
    command = [sys.executable, "-I", worker.__file__, kind.name, json.dumps(asdict(limits)), json.dumps(readable)]
    return subprocess.Popen(
        sandbox.walled(command, readable=readable) if is_sandboxed else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=sandbox.environment(),
        start_new_session=True,
    )


def _stop(process: subprocess.Popen) -> None:
    """Ends the worker with everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _feed(stream: io.BufferedIOBase, content: bytes) -> None:
    with contextlib.suppress(OSError), stream:
        stream.write(content)


# --- what comes back ----------------------------------------------------------------------------------------------


def _pictures(kind: FileKind, content: bytes, limits: Limits) -> Rendering:
    is_sandboxed = sandbox.is_usable()
    try:
        process = _start(kind, limits, is_sandboxed)
    except OSError as error:
        raise CannotRender(Obstacle.BROKEN) from error
    has_expired = threading.Event()

    def expire() -> None:
        has_expired.set()
        _stop(process)

    clock = threading.Timer(limits.wall_seconds, expire)
    feeder = threading.Thread(target=_feed, args=(process.stdin, content), daemon=True)
    clock.start()
    feeder.start()
    reading = _Reading(limits)
    try:
        pages = tuple(reading.pages(process.stdout))
    except CannotRender as error:
        raise CannotRender(Obstacle.TOO_LONG) if has_expired.is_set() else error from None
    finally:
        clock.cancel()
        clock.join()
        _stop(process)
        process.wait()
        feeder.join()
        process.stdout.close()
    return Rendering(pages=pages, is_sandboxed=is_sandboxed, notes=reading.notes)


class _Reading:
    """Reads the frames of one worker, which is believed nothing: not its numbers, not its lengths, not its end."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.notes: tuple[Note, ...] = ()

    def pages(self, stream: io.BufferedIOBase) -> Iterator[bytes]:
        """Every picture packed again; notes are known after the last. Raises CannotRender."""
        count = pixels = size = 0
        while True:
            word, first, second = worker.HEADER.unpack(_exactly(stream, worker.HEADER.size))
            if word == worker.DONE and count:
                self.notes = _notes(first)
                return
            if word not in worker.BANDS:
                raise CannotRender(_obstacle(word, first))
            count, pixels = count + 1, pixels + first * second
            self._must_fit(first, second, count, pixels)
            page = _packed(word, (first, second), _exactly(stream, first * second * worker.BANDS[word]))
            size += len(page)
            if size > self.limits.output_bytes:
                raise CannotRender(Obstacle.TOO_LARGE)
            yield page

    def _must_fit(self, width: int, height: int, count: int, pixels: int) -> None:
        if not (0 < width <= self.limits.side and 0 < height <= self.limits.side):
            raise CannotRender(Obstacle.BROKEN)
        # The first picture may be as large as its sides allow.
        if count > self.limits.pages or (count > 1 and pixels > self.limits.all_pixels):
            raise CannotRender(Obstacle.TOO_LARGE)


def _exactly(stream: io.BufferedIOBase, length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise CannotRender(Obstacle.BROKEN)
    return found


def _notes(remarks: int) -> tuple[Note, ...]:
    known = {
        worker.FIRST_PICTURE_ONLY: Note.FIRST_PICTURE_ONLY,
        worker.PAGES_LEFT_OUT: Note.PAGES_LEFT_OUT,
        worker.MADE_SMALLER: Note.MADE_SMALLER,
    }
    return tuple(note for remark, note in known.items() if remarks & remark)


def _obstacle(word: bytes, reason: int) -> Obstacle:
    known = {worker.TOO_LARGE: Obstacle.TOO_LARGE, worker.LOCKED: Obstacle.LOCKED}
    return known.get(reason, Obstacle.BROKEN) if word == worker.FAILED else Obstacle.BROKEN


def _packed(word: bytes, size: tuple[int, int], pixels: bytes) -> bytes:
    """A picture file with these pixels and nothing else: PNG, or JPEG where PNG would be large."""
    image = Image.frombytes(word.decode().strip(), size, pixels)
    if image.mode == "RGB" and _is_photograph(image):
        return _saved(image, "JPEG", quality=JPEG_QUALITY)
    return _saved(image, "PNG")


def _is_photograph(image: Image.Image) -> bool:
    """Whether PNG would be large, guessed from one row of pixels in sixteen: trying it on all would take seconds."""
    if image.width * image.height * 3 <= PNG_IS_ENOUGH_BYTES:
        return False
    rows = image.resize((image.width, max(1, image.height // 16)), Image.Resampling.NEAREST)
    return len(_saved(rows, "PNG")) * 16 > PNG_IS_ENOUGH_BYTES


def _saved(image: Image.Image, form: str, **settings) -> bytes:
    packed = io.BytesIO()
    image.save(packed, form, **settings)
    return packed.getvalue()
