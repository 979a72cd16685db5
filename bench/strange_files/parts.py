"""The parts of which strange files are made, and harmless files of every kind."""

import io
import struct
import zipfile
import zlib

from PIL import Image

MP3_FRAME = b"\xff\xfb\x90\x64" + b"\0" * 413
MP4_HEAD = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\0\0\0\x08free"
M4A_HEAD = b"\0\0\0\x1cftypM4A \0\0\2\0M4A mp42isom" + b"\0\0\0\x08free"
BLUE = (20, 60, 200)


def image(form: str, *, size: tuple[int, int] = (48, 32), mode: str = "RGB", colour=BLUE, **settings) -> bytes:
    """A picture of one colour."""
    packed = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(packed, form, **settings)
    return packed.getvalue()


def opened(page: bytes) -> Image.Image:
    """A page of a rendering, as a picture."""
    picture = Image.open(io.BytesIO(page))
    picture.load()
    return picture


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of PNG with its right sum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def chunks_of(png: bytes) -> list[tuple[bytes, bytes]]:
    """(name, body) of every chunk. Fails where anything stands between or behind them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = [], 8
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += length + 12
    assert at == len(png)
    return found


def segments_of(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to its scan. Fails where anything stands behind its end."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    assert jpeg.index(b"\xff\xd9", at) == len(jpeg) - 2
    return found


def claimed_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be that large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def inserted(png: bytes, *chunks: bytes) -> bytes:
    """A PNG with further chunks behind its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def pdf(
    *, objects: dict[int, bytes] | None = None, catalog: bytes = b"", page: bytes = b"", drawing: bytes = b""
) -> bytes:
    """A PDF of one page, 200 x 100 points with a blue bar, with further objects (from 10 on) and entries.

    `drawing` is added to what is drawn on the page.
    """
    bar = b"0.1 0.2 0.8 rg 20 20 160 60 re f " + drawing
    whole = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R " + page + b" >>",
        4: stream(bar),
        **(objects or {}),
    }
    return assembled(whole)


def stream(body: bytes, entries: bytes = b"") -> bytes:
    """A stream object of PDF."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries, body)


def assembled(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Objects with the table of where they stand."""
    written, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        written += b"%d 1\n%010d 00000 n \n" % (number, place)
    written += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (max(objects) + 1, trailer)
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % start)


def archive(entries: dict[str, bytes]) -> bytes:
    """A compressed .zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, body in entries.items():
            folder.writestr(name, body)
    return packed.getvalue()


def harmless() -> dict[str, bytes]:
    """One harmless file of every accepted kind, by its name."""
    return {
        "a.jpg": image("JPEG"),
        "b.png": image("PNG"),
        "c.webp": image("WEBP"),
        "d.pdf": pdf(),
        "e.txt": b"They took me at night.\n",
        "f.m4a": M4A_HEAD + b"\0" * 64,
        "g.mp3": MP3_FRAME * 3,
        "h.mp4": MP4_HEAD + b"\0" * 64,
    }
