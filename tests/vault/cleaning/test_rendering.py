import io
import threading
from dataclasses import replace

import pytest
from PIL import Image

from bench.strange_files.parts import BLUE, assembled, harmless, image, opened, pdf, stream
from vault.cleaning import rendering, sandbox
from vault.cleaning.kinds import FileKind
from vault.cleaning.rendering import LIMITS, Busy, CannotRender, NoRendering, Note, Obstacle, render


def pages_of(number: int, size: bytes = b"200 100") -> bytes:
    """A PDF of so many pages; each has a bar as wide as its number."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * page) for page in range(number))
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, number)}
    for page in range(number):
        objects[10 + 2 * page] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s] /Contents %d 0 R >>" % (
            size,
            11 + 2 * page,
        )
        objects[11 + 2 * page] = stream(b"0 0 1 rg 0 0 %d 100 re f" % (10 * (page + 1)))
    return assembled(objects)


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG, FileKind.WEBP])
def test_picture_is_rebuilt(kind):
    clean = render(kind, image(kind.name))
    assert clean.notes == ()
    assert clean.text == ""
    assert clean.is_sandboxed == sandbox.is_usable()
    (page,) = clean.pages
    picture = opened(page)
    assert (picture.mode, picture.size) == ("RGB", (48, 32))
    assert max(abs(one - other) for one, other in zip(picture.getpixel((9, 9)), BLUE, strict=True)) <= 12


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_picture_of_every_mode_is_rebuilt_in_colours(mode):
    (page,) = render(FileKind.PNG, image("PNG", mode=mode)).pages
    assert opened(page).mode == "RGB"


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [("I;16", 0x8000, (128, 128, 128)), ("RGBA", (200, 100, 0, 128), (199, 99, 0, 128))],
)
def test_colours_are_kept_when_they_are_of_a_rare_kind(mode, colour, shown):
    packed = io.BytesIO()
    Image.new(mode, (9, 9), colour).save(packed, "PNG")
    (page,) = render(FileKind.PNG, packed.getvalue()).pages
    assert opened(page).getpixel((4, 4)) == shown


def test_large_picture_is_made_smaller_and_says_so():
    clean = render(FileKind.JPEG, image("JPEG", size=(400, 200)), limits=replace(LIMITS, side=100))
    assert opened(clean.pages[0]).size == (100, 50)
    assert clean.notes == (Note.MADE_SMALLER,)


@pytest.mark.parametrize("kind", [FileKind.PNG, FileKind.WEBP])
def test_only_the_first_picture_is_shown_when_there_are_several(kind):
    moving = image(kind.name, save_all=True, append_images=[Image.new("RGB", (48, 32), "red")])
    clean = render(kind, moving)
    assert len(clean.pages) == 1
    assert clean.notes == (Note.FIRST_PICTURE_ONLY,)


@pytest.mark.poppler
def test_document_is_drawn_page_by_page():
    clean = render(FileKind.PDF, pages_of(3))
    assert [opened(page).size for page in clean.pages] == [(306, 153)] * 3
    assert [opened(page).getpixel((20, 9)) for page in clean.pages] == [(255, 255, 255), (0, 0, 255), (0, 0, 255)]
    assert clean.notes == ()


@pytest.mark.poppler
def test_further_pages_are_left_out_and_it_is_said():
    clean = render(FileKind.PDF, pages_of(5), limits=replace(LIMITS, pages=2))
    assert len(clean.pages) == 2
    assert clean.notes == (Note.PAGES_LEFT_OUT,)
    clean = render(FileKind.PDF, pages_of(5), limits=replace(LIMITS, all_pixels=150_000))
    assert len(clean.pages) == 3
    assert clean.notes == (Note.PAGES_LEFT_OUT,)


@pytest.mark.poppler
def test_large_page_is_drawn_with_fewer_dots():
    clean = render(FileKind.PDF, pages_of(1, size=b"9000 4500"))
    assert max(opened(clean.pages[0]).size) == 4_000
    assert clean.notes == (Note.MADE_SMALLER,)


@pytest.mark.poppler
def test_locked_document_says_that_it_is_locked():
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    locked = pdf().replace(b"/Root", lock + b" /Root")
    with pytest.raises(CannotRender) as refusal:
        render(FileKind.PDF, locked)
    assert refusal.value.obstacle == Obstacle.LOCKED


def test_administrator_is_told_when_the_program_for_documents_is_missing(monkeypatch):
    monkeypatch.setattr(sandbox, "PATH", "/nowhere")
    with pytest.raises(CannotRender, match="poppler-utils") as refusal:
        render(FileKind.PDF, pdf())
    assert refusal.value.obstacle == Obstacle.NO_POPPLER


@pytest.mark.parametrize("name", ["f.m4a", "g.mp3", "h.mp4"])
def test_sound_and_film_have_only_an_original(name):
    with pytest.raises(NoRendering, match="only the original"):
        render(FileKind(name[2:]), harmless()[name])


def test_text_comes_back_without_what_eyes_do_not_see():
    clean = render(FileKind.TEXT, "one\r\ntwo\u200b\u202e".encode("utf-16"))
    assert (clean.text, clean.pages, clean.notes, clean.is_sandboxed) == ("one\ntwo", (), (), True)


def test_long_text_is_cut_and_it_is_said():
    clean = render(FileKind.TEXT, b"x" * 11, limits=replace(LIMITS, characters=10))
    assert (clean.text, clean.notes) == ("x" * 10, (Note.TEXT_CUT,))
    with pytest.raises(CannotRender):
        render(FileKind.TEXT, b"\0")


def test_a_machine_without_walls_says_so(monkeypatch):
    monkeypatch.setattr(sandbox, "is_usable", lambda: False)
    clean = render(FileKind.PNG, image("PNG"))
    assert len(clean.pages) == 1
    assert clean.is_sandboxed is False


def test_there_is_no_clean_copy_when_the_worker_cannot_start(monkeypatch):
    monkeypatch.setattr(sandbox, "is_usable", lambda: False)
    monkeypatch.setattr(rendering.sys, "executable", "/nowhere/python")
    with pytest.raises(CannotRender):
        render(FileKind.PNG, image("PNG"))


def test_third_rendering_at_once_is_told_to_wait(monkeypatch):
    both_here, go_on = threading.Barrier(3), threading.Event()

    def hold() -> bool:
        both_here.wait(timeout=10)
        go_on.wait(timeout=10)
        return False

    monkeypatch.setattr(sandbox, "is_usable", hold)
    first = [threading.Thread(target=render, args=(FileKind.PNG, image("PNG"))) for _ in range(2)]
    for thread in first:
        thread.start()
    both_here.wait(timeout=10)
    with pytest.raises(Busy):
        render(FileKind.PNG, image("PNG"), is_waiting=False)
    with pytest.raises(Busy):
        render(FileKind.PNG, image("PNG"), limits=replace(LIMITS, wall_seconds=0.01))
    go_on.set()
    for thread in first:
        thread.join()
    monkeypatch.setattr(sandbox, "is_usable", lambda: False)
    assert render(FileKind.PNG, image("PNG"), is_waiting=False).pages
