"""Files with marks planted wherever a file can carry something besides its pixels."""

import base64
import contextlib
import io
import struct
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bench.strange_files.parts import BLUE, assembled, chunk, chunks_of, inserted, stream

SIZE = (48, 32)


def mark(place: str) -> str:
    """The mark of a place: long enough to be nowhere by chance."""
    return f"MARK-{place}-{zlib.crc32(place.encode()):08x}"


def marked(place: str) -> bytes:
    """The same as bytes."""
    return mark(place).encode()


def places_in(content: bytes, places: list[str]) -> set[str]:
    """Those places whose mark stands in the bytes: plain, in UTF-16, in base64 or hex, or packed by zlib."""
    haystack = content + b"".join(_unpacked(content))
    return {place for place in places if any(form in haystack for form in _forms(mark(place)))}


def _forms(text: str) -> list[bytes]:
    plain = text.encode()
    # In base64 a text looks different at each of three offsets; the letters at its ends depend on their neighbours.
    shifted = [base64.b64encode(b"\0" * offset + plain)[4:-4] for offset in range(3)]
    wide = text.encode("utf-16-be")
    return [plain, text.encode("utf-16-le"), wide, plain.hex().encode(), wide.hex().encode(), *shifted]


def _unpacked(content: bytes) -> list[bytes]:
    found = []
    for start in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        at = content.find(start)
        while at >= 0:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj().decompress(content[at:], 50_000_000))
            at = content.find(start, at + 1)
    if content.startswith(b"\x89PNG") and content.endswith(b"IEND\xaeB`\x82"):
        found.append(zlib.decompress(b"".join(body for name, body in chunks_of(content) if name == b"IDAT")))
    return found


# --- tags ---------------------------------------------------------------------------------------------------------


def exif(prefix: str) -> bytes:
    """EXIF with marks in a description, a maker's note, the place, and a thumbnail; it says: turn by 90 degrees."""
    description, note, place = (marked(f"{prefix}-{what}") + b"\0" for what in ("exif", "maker", "gps"))
    thumbnail = b"\xff\xd8" + marked(f"{prefix}-thumbnail") + b"\xff\xd9"
    text, undefined, short, long = 2, 7, 3, 4
    return _tiff(
        [
            (0x010E, text, description),
            (0x0112, short, struct.pack("<HH", 6, 0)),
            (0x8769, long, [(0x927C, undefined, note)]),
            (0x8825, long, [(0x001B, undefined, place)]),
        ],
        thumbnail,
    )


def _tiff(entries: list, thumbnail: bytes) -> bytes:
    """A first directory with directories inside it, and a second one with a thumbnail."""
    body = bytearray(b"II*\0" + struct.pack("<I", 8))
    room = 2 + len(entries) * 12 + 4
    tail = bytearray()
    first = 8 + room

    def put(blob: bytes) -> int:
        place = first + len(tail)
        tail.extend(blob + b"\0" * (len(blob) % 2))
        return place

    def packed(tag: int, kind: int, value) -> bytes:
        if isinstance(value, list):
            (inner,) = value
            inside = struct.pack("<H", 1) + packed(*inner) + struct.pack("<I", 0)
            return struct.pack("<HHII", tag, kind, 1, put(inside))
        if kind == 3:
            return struct.pack("<HHI", tag, kind, 1) + value
        return struct.pack("<HHII", tag, kind, len(value), put(value))

    listed = struct.pack("<H", len(entries)) + b"".join(packed(*entry) for entry in entries)
    place = put(thumbnail)
    second = struct.pack("<H", 2)
    second += struct.pack("<HHII", 0x0201, 4, 1, place) + struct.pack("<HHII", 0x0202, 4, 1, len(thumbnail))
    following = put(second + struct.pack("<I", 0))
    return bytes(body + listed + struct.pack("<I", following) + tail)


def xmp(place: str) -> bytes:
    """XMP with a mark."""
    return b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">' + marked(place) + b"</x:xmpmeta>"


def icc(place: str) -> bytes:
    """A profile of colours whose description is a mark."""
    described = b"desc\0\0\0\0" + struct.pack(">I", len(marked(place)) + 1) + marked(place) + b"\0" * 79
    size = 128 + 4 + 12 + len(described)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header = header.ljust(36, b"\0") + b"acsp"
    return header.ljust(128, b"\0") + struct.pack(">I4sII", 1, b"desc", 144, len(described)) + described


# --- files --------------------------------------------------------------------------------------------------------


def jpeg() -> tuple[bytes, list[str]]:
    """A JPEG, and the places where it carries marks."""
    packed = io.BytesIO()
    Image.new("RGB", SIZE, BLUE).save(
        packed,
        "JPEG",
        exif=b"Exif\0\0" + exif("jpeg"),
        xmp=xmp("jpeg-xmp"),
        icc_profile=icc("jpeg-icc"),
        comment=marked("jpeg-com"),
    )
    strange = b"\xff\xeb" + struct.pack(">H", len(marked("jpeg-app11")) + 2) + marked("jpeg-app11")
    whole = packed.getvalue()
    # The first segment is the one that cameras write first.
    behind = 4 + int.from_bytes(whole[4:6], "big")
    whole = whole[:behind] + strange + whole[behind:] + marked("jpeg-trailer")
    names = ("exif", "maker", "gps", "thumbnail", "xmp", "icc", "com", "app11", "trailer")
    return whole, [f"jpeg-{name}" for name in names]


def png() -> tuple[bytes, list[str]]:
    """A PNG, and the places where it carries marks."""
    texts = PngInfo()
    texts.add_text("Author", mark("png-text"))
    texts.add_text("Comment", mark("png-ztxt") * 4, zip=True)
    texts.add_itxt("Title", mark("png-itxt"))
    texts.add_itxt("XML:com.adobe.xmp", xmp("png-xmp").decode())
    texts.add_itxt("Notes", mark("png-itxt-packed") * 4, zip=True)
    picture = Image.new("RGB", SIZE, BLUE)
    packed = io.BytesIO()
    picture.save(packed, "PNG", pnginfo=texts, exif=exif("png"), icc_profile=icc("png-icc"))
    whole = inserted(packed.getvalue(), chunk(b"prVt", marked("png-private"))) + marked("png-trailer")
    names = ("text", "ztxt", "itxt", "xmp", "itxt-packed", "exif", "maker", "gps", "thumbnail", "icc", "private")
    return whole, [f"png-{name}" for name in (*names, "trailer")]


def webp() -> tuple[bytes, list[str]]:
    """A WebP, and the places where it carries marks."""
    packed = io.BytesIO()
    Image.new("RGB", SIZE, BLUE).save(
        packed, "WEBP", lossless=True, exif=exif("webp"), xmp=xmp("webp-xmp"), icc_profile=icc("webp-icc")
    )
    names = ("exif", "maker", "gps", "thumbnail", "xmp", "icc", "trailer")
    return packed.getvalue() + marked("webp-trailer"), [f"webp-{name}" for name in names]


def pdf() -> tuple[bytes, list[str]]:
    """A PDF, and the places where it carries marks; its page shows a blue bar."""
    utf16 = (b"\xfe\xff" + mark("pdf-info-utf-16").encode("utf-16-be")).hex().encode()
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /Metadata 10 0 R /AF [11 0 R]"
        b" /Names << /EmbeddedFiles << /Names [(x) 13 0 R] >>"
        b" /JavaScript << /Names [(j) 15 0 R] >> >> /OpenAction << /S /JavaScript /JS ("
        + marked("pdf-script")
        + b") >>"
        b" /PieceInfo << /App << /Private (" + marked("pdf-piece") + b") >> >> >>"
    )
    picture = zlib.compress(bytes(BLUE))
    objects = {
        1: catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /CropBox [0 0 150 100] /Contents 4 0 R"
        b" /Resources << /XObject << /I 17 0 R >> >> /Thumb 18 0 R >>",
        4: stream(
            b"0.1 0.2 0.8 rg 20 20 100 60 re f % " + marked("pdf-drawing-comment") + b"\nq 9 0 0 9 0 0 cm /I Do Q"
        ),
        10: stream(xmp("pdf-xmp"), b"/Type /Metadata /Subtype /XML"),
        11: b"<< /Type /Filespec /F (a.txt) /AFRelationship /Source /EF << /F 12 0 R >> >>",
        12: stream(zlib.compress(marked("pdf-af") * 3), b"/Type /EmbeddedFile /Filter /FlateDecode"),
        13: b"<< /Type /Filespec /F (" + marked("pdf-attached-name") + b") /EF << /F 14 0 R >> >>",
        14: stream(marked("pdf-attached"), b"/Type /EmbeddedFile"),
        15: b"<< /S /JavaScript /JS (" + marked("pdf-script-named") + b") >>",
        16: b"<< /Author (" + marked("pdf-info") + b") /Title <" + utf16 + b"> >>",
        17: stream(
            picture,
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
            b" /Filter /FlateDecode /Metadata 19 0 R",
        ),
        18: stream(marked("pdf-thumb"), b"/Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB"),
        19: stream(xmp("pdf-image-xmp"), b"/Type /Metadata /Subtype /XML"),
    }
    whole = assembled(objects, b"/Info 16 0 R") + marked("pdf-trailer")
    names = (
        *("info", "xmp", "af", "attached", "attached-name", "script", "script-named", "piece", "drawing-comment"),
        *("thumb", "image-xmp", "trailer", "info-utf-16"),
    )
    return whole, [f"pdf-{name}" for name in names]
