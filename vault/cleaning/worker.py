"""The only place where a stranger's file meets a parser: a process of its own, without Django and without rights.

`python -I worker.py KIND LIMITS PATHS` (both in JSON) reads the file from its input and writes frames of raw pixels to
its output: nothing but two numbers and pixels leaves it, so nothing else of the file can. It imports nothing of the
house.
"""

import contextlib
import ctypes
import io
import json
import os
import re
import resource
import struct
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401 - WebP must be known before Image.open looks around

# A frame: four letters, two numbers, and for pictures width x height pixels of as many bytes as the letters name.
HEADER = struct.Struct(">4sII")
BANDS = {b"RGB ": 3, b"RGBA": 4}
DONE, FAILED = b"done", b"fail"
# First number of DONE, added up.
FIRST_PICTURE_ONLY, PAGES_LEFT_OUT, MADE_SMALLER = 1, 2, 4
# First number of FAILED.
BROKEN, TOO_LARGE, LOCKED = 1, 2, 3

RESOLUTION = 110  # dots an inch: a page of A4 becomes 910 x 1287 pixels, small print stays readable
POINTS_AN_INCH = 72
PAGE_SIZE = re.compile(rb"^Page +\d+ size: +([\d.]+) x ([\d.]+) pts", re.MULTILINE)
PAGE_COUNT = re.compile(rb"^Pages: +(\d+)", re.MULTILINE)
DAMAGED_TAGS = (
    *(OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, struct.error),
)


# Landlock: the numbers of its calls, of what it can forbid in files (by version), and of what is allowed again.
PR_SET_NO_NEW_PRIVS = 38
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RIGHTS_IN_FILES = {1: 13, 2: 14, 3: 15, 4: 15}
ALL_RIGHTS_IN_FILES = 16
CONNECT_AND_LISTEN = 3
OTHERS_SOCKETS_AND_SIGNALS = 3
READ_AND_RUN, READ_AND_WRITE = 0b1101, 0b110


class Unreadable(Exception):
    """The file gives no picture; carries BROKEN, TOO_LARGE or LOCKED."""


def confine(limits: dict) -> None:
    """Bounds this process and its children for good: memory, seconds of work, no file longer than nothing."""
    for what, bound in [
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ]:
        _lower(what, bound)


def _lower(what: int, bound: int) -> None:
    hard = resource.getrlimit(what)[1]
    bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    resource.setrlimit(what, (bound, bound))


def _no_children() -> None:
    _lower(resource.RLIMIT_NPROC, 0)


def fence(readable: list[str]) -> int:
    """Takes from this process every file but those below `readable`, and TCP; gives the version of Landlock.

    The second wall where there is bubblewrap, the only one where there is not. Landlock needs no rights. Kernels before
    5.13 do not know it, which gives 0; those before 6.7, version 4, leave TCP open.
    """
    kernel = ctypes.CDLL(None, use_errno=True)
    version = kernel.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return 0
    files = (1 << RIGHTS_IN_FILES.get(version, ALL_RIGHTS_IN_FILES)) - 1
    network = CONNECT_AND_LISTEN if version >= 4 else 0
    others = OTHERS_SOCKETS_AND_SIGNALS if version >= 6 else 0
    asked = struct.pack("=QQQ", files, network, others)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = kernel.syscall(CREATE_RULESET, asked, len(asked), 0)
    if rules < 0:
        return 0
    for path, rights in [*((path, READ_AND_RUN) for path in readable), (os.devnull, READ_AND_WRITE)]:
        with contextlib.suppress(FileNotFoundError):
            _allow(kernel, rules, path, rights)
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    is_fenced = kernel.syscall(RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return version if is_fenced else 0


def _allow(kernel: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not os.path.isdir(path):  # noqa: PTH112 - no further import for one question
        rights &= ~0b1000
    kernel.syscall(ADD_RULE, rules, 1, struct.pack("=Qi", rights, place), 0)
    os.close(place)


# --- pictures -----------------------------------------------------------------------------------------------------


def frame(image: Image.Image) -> bytes:
    """The pixels of a picture in RGB or RGBA, with their numbers before them."""
    return HEADER.pack(image.mode.ljust(4).encode(), *image.size) + image.tobytes()


def picture(content: bytes, kind: str, limits: dict) -> Iterator[bytes]:
    """The first picture of an image file, upright, its longer side within the limit."""
    _no_children()
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(content), formats=[kind])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unreadable(TOO_LARGE) from error
    remarks = FIRST_PICTURE_ONLY if getattr(image, "n_frames", 1) > 1 else 0
    side = limits["side"]
    if max(image.size) > side:
        remarks |= MADE_SMALLER
        image.draft("RGB", (side, side))
    image.load()
    image = _plain(image)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    image = _upright(image)
    yield frame(image.convert("RGBA") if image.mode == "RGBa" else image)
    yield HEADER.pack(DONE, remarks, 1)


def _plain(image: Image.Image) -> Image.Image:
    """In RGB, or in RGBa: there a fully transparent pixel has no colour, so nothing can hide under it."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return _in_mode(image, "RGB")
    image = _in_mode(image, "RGBA")
    return image.convert("RGB" if image.getextrema()[3] == (255, 255) else "RGBa")


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    # Converting to its own mode would copy a picture: 160 MB of a large one.
    return image if image.mode == mode else image.convert(mode)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its tags say; tags that cannot be read turn nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except DAMAGED_TAGS:
        return image


# --- PDF ----------------------------------------------------------------------------------------------------------


def pages(content: bytes, limits: dict) -> Iterator[bytes]:
    """The first pages of a PDF as a reader shows them: scripts do not run, attachments are not there."""
    count, longest = _measure(content, limits)
    resolution = min(RESOLUTION, limits["side"] * POINTS_AN_INCH / longest)
    last = min(count, limits["pages"])
    command = ["pdftoppm", "-cropbox", "-r", f"{resolution:.3f}", "-f", "1", "-l", str(last), "-"]
    started, shown, pixels = time.monotonic(), 0, 0
    process = _start(command)
    feeder = threading.Thread(target=_feed, args=(process.stdin, content), daemon=True)
    feeder.start()
    while image := _next_page(process.stdout, limits):
        pixels += image.width * image.height
        is_late = time.monotonic() - started > limits["wall_seconds"] * 0.8
        if shown and (pixels > limits["all_pixels"] or is_late):
            break
        yield frame(image)
        shown += 1
    process.kill()
    if not shown:
        raise Unreadable(BROKEN)
    remarks = (PAGES_LEFT_OUT if shown < count else 0) | (MADE_SMALLER if resolution < RESOLUTION else 0)
    yield HEADER.pack(DONE, remarks, count)


def _measure(content: bytes, limits: dict) -> tuple[int, float]:
    """(number of pages, longest side in points among those that will be shown)."""
    process = _start(["pdfinfo", "-f", "1", "-l", str(limits["pages"]), "-"], stderr=subprocess.PIPE)
    found, complaints = process.communicate(content)
    if b"Incorrect password" in complaints:
        raise Unreadable(LOCKED)
    count = PAGE_COUNT.search(found)
    sides = [float(side) for size in PAGE_SIZE.findall(found) for side in size]
    if not count or not sides or max(sides) <= 0:
        raise Unreadable(BROKEN)
    return int(count.group(1)), max(sides)


def _next_page(stream: io.BufferedIOBase, limits: dict) -> Image.Image | None:
    """The next picture in PPM, P6, that pdftoppm writes; None at the end."""
    magic, size, depth = (stream.readline(64) for _ in range(3))
    if not magic:
        return None
    width, height = (int(number) for number in size.split())
    if magic != b"P6\n" or depth != b"255\n" or width * height > limits["pixels"]:
        raise Unreadable(TOO_LARGE)
    pixels = stream.read(width * height * 3)
    if len(pixels) < width * height * 3:
        return None
    image = Image.frombytes("RGB", (width, height), pixels)
    image.thumbnail((limits["side"], limits["side"]))
    return image


def _start(command: list[str], stderr: int = subprocess.DEVNULL) -> subprocess.Popen:
    # The signals stay as Python set them: a file that may not grow is an error to the program, not its death.
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        restore_signals=False,
        preexec_fn=_no_children,
    )


def _feed(stream: io.BufferedIOBase, content: bytes) -> None:
    with contextlib.suppress(OSError), stream:  # a reader that had enough hangs up
        stream.write(content)


def main(kind: str, limits: dict, readable: list[str]) -> None:
    """Reads, renders, writes; what it cannot say in a frame it says by dying."""
    fence(readable)
    confine(limits)
    output = sys.stdout.buffer
    try:
        content = sys.stdin.buffer.read()
        for piece in pages(content, limits) if kind == "PDF" else picture(content, kind, limits):
            output.write(piece)
    except MemoryError:
        output.write(HEADER.pack(FAILED, TOO_LARGE, 0))
    except Unreadable as reason:
        output.write(HEADER.pack(FAILED, reason.args[0], 0))
    output.flush()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3]))
