import io
import zipfile

import pytest

from bench.strange_files.parts import image
from vault.cleaning.kinds import FileKind
from vault.cleaning.serving import attachment_headers, image_headers, neutral_name, zip_of


def test_download_is_saved_and_never_shown():
    headers = attachment_headers("file-1.zip")
    assert headers["Content-Disposition"] == 'attachment; filename="file-1.zip"'
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("\u0444.jpg", "attachment; filename*=utf-8''%D1%84.jpg"),
        ('a"; filename=evil.html', 'attachment; filename="a__ filename=evil.html"'),
        ("a\r\nSet-Cookie: x=1.jpg", 'attachment; filename="aSet-Cookie_ x=1.jpg"'),
        ("../../a.jpg", 'attachment; filename="a.jpg"'),
    ],
)
def test_name_cannot_leave_its_header(name, disposition):
    assert attachment_headers(name)["Content-Disposition"] == disposition


@pytest.mark.parametrize(("form", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_page_is_shown_as_what_it_is(form, media_type):
    headers = image_headers(image(form))
    assert headers["Content-Type"] == media_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7", b"GIF89a"])
def test_page_is_not_shown_when_it_is_no_picture_of_ours(content):
    with pytest.raises(ValueError, match="PNG or JPEG"):
        image_headers(content)


def test_original_is_wrapped_as_it_is():
    chunks = [b"one", b"", b"two" * 50_000]
    packed = b"".join(zip_of("file-1.jpg", iter(chunks)))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (entry,) = archive.infolist()
        assert archive.testzip() is None
        assert archive.read(entry) == b"".join(chunks)
    assert (entry.filename, entry.compress_type, entry.date_time) == (
        "file-1.jpg",
        zipfile.ZIP_STORED,
        (1980, 1, 1, 0, 0, 0),
    )
    assert entry.flag_bits & 1 == 0


def test_original_is_handed_on_while_it_is_read():
    taken = []

    def chunks():
        for number in range(3):
            taken.append(number)
            yield b"x" * 10

    stream = zip_of("a.jpg", chunks())
    assert b"x" * 10 in next(stream)
    assert taken == [0]


def test_empty_original_is_a_whole_archive():
    assert zipfile.ZipFile(io.BytesIO(b"".join(zip_of("a.txt", iter([]))))).namelist() == ["a.txt"]


def test_entry_is_no_path():
    assert zipfile.ZipFile(io.BytesIO(b"".join(zip_of("../../evil.jpg", [b"x"])))).namelist() == ["evil.jpg"]


def test_neutral_name_says_nothing_but_kind_and_number():
    assert neutral_name(FileKind.JPEG, 2) == "file-2.jpg"
    assert neutral_name(FileKind.TEXT, 1) == "file-1.txt"
