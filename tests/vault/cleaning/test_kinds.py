import pytest

from bench.strange_files.parts import harmless, image
from vault.cleaning.kinds import (
    MAX_FILE_BYTES,
    MAX_FILES,
    FileKind,
    Refused,
    read_limited,
    receive,
    refusal_of_number,
    safe_display_name,
    sniff,
)

KINDS = dict(
    zip(
        harmless(),
        [
            *(FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.PDF),
            *(FileKind.TEXT, FileKind.M4A, FileKind.MP3, FileKind.MP4),
        ],
        strict=True,
    )
)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kind_is_found_when_the_file_is_what_it_says(name):
    content = harmless()[name]
    assert sniff(content, name) == KINDS[name]
    assert sniff(content, name.upper()) == KINDS[name]
    file = receive(name=name, chunks=iter([content]))
    assert (file.kind, file.content, file.display_name) == (KINDS[name], content, name)


def test_ending_decides_between_sound_and_film_when_a_phone_writes_both_alike():
    film = harmless()["h.mp4"]
    assert sniff(film, "memo.m4a") == FileKind.M4A
    assert sniff(film, "memo.mp4") == FileKind.MP4
    with pytest.raises(Refused):
        sniff(harmless()["f.m4a"], "memo.mp4")


def test_jpeg_is_accepted_under_both_of_its_endings():
    assert sniff(image("JPEG"), "a.jpeg") == sniff(image("JPEG"), "a.JPG") == FileKind.JPEG


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jpg", b"", "This file is empty."),
        ("a.heic", b"x", "Pictures in the HEIC format are not accepted"),
        ("a.jpg", b"\0\0\0\x20ftypheic" + b"\0" * 40, "Pictures in the HEIC format are not accepted"),
        ("a.mov", b"x", "Films in the MOV format are not accepted"),
        ("a.mp4", b"\0\0\0\x20ftypqt  " + b"\0" * 40, "Films in the MOV format are not accepted"),
        ("a.docx", b"PK\3\4", "This kind of file is not accepted"),
        ("a.png", image("JPEG"), "The name of this file ends with .png, but its content is something else."),
        ("a/b.png", image("PNG"), "The name of this file has characters that are not accepted"),
        ("a.txt", b"\0", "This file is not plain text"),
    ],
)
def test_sender_hears_what_is_wrong(name, content, words):
    with pytest.raises(Refused, match=words):
        sniff(content, name)


def test_marks_that_phones_write_into_names_are_no_reason_to_refuse():
    name = "\u200eWhatsApp Image 2026-11-26 at\u202f10.00.jpg"
    file = receive(name=name, chunks=iter([image("JPEG")]))
    assert file.display_name == "WhatsApp Image 2026-11-26 at 10.00.jpg"


def test_file_is_read_only_as_far_as_the_limit():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield b"x" * 10

    with pytest.raises(Refused, match="larger than 1 MB"):
        read_limited(endless(), max_bytes=95)
    assert len(taken) == 10
    assert read_limited(iter([b"x" * 50, b"x" * 45]), max_bytes=95) == b"x" * 95
    with pytest.raises(Refused, match="larger than 20 MB"):
        read_limited(iter([b"x" * MAX_FILE_BYTES, b"x"]))


def test_number_of_files_is_limited():
    assert refusal_of_number(MAX_FILES) is None
    assert str(refusal_of_number(MAX_FILES + 1)) == "You can send at most 5 files with one message."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\evil\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("pho\0to\r\n.jpg", "photo.jpg"),
        ("a\u00a0 \t b.jpg", "a b.jpg"),
        ('<b>"x"|y?.jpg', "_b__x__y_.jpg"),
        ("..", "file"),
        ("", "file"),
        ("\u200b\u2066", "file"),
        ("...hidden.jpg", "hidden.jpg"),
        ("a" * 4_000 + ".jpg", "a" * 76 + ".jpg"),
        ("a" * 4_000, "a" * 80),
        ("a." + "b" * 4_000, "a." + "b" * 78),
        ("\u0444\u043e\u0442\u043e.jpg", "\u0444\u043e\u0442\u043e.jpg"),
    ],
)
def test_name_is_fit_for_eyes(name, shown):
    assert safe_display_name(name) == shown


def test_every_kind_has_endings_and_a_label():
    assert all(kind.extensions and str(kind.label) for kind in FileKind)
    assert [kind for kind in FileKind if not kind.can_be_rendered] == [FileKind.M4A, FileKind.MP3, FileKind.MP4]
