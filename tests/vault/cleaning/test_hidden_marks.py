"""What a file carries besides its pixels does not come through; the original stays as it was."""

import hashlib
import io

import pytest
from PIL import Image

from bench.strange_files import planted
from bench.strange_files.parts import BLUE, chunks_of, image, opened, segments_of
from vault.cleaning.kinds import FileKind, receive
from vault.cleaning.rendering import render

PICTURES = {"a.jpg": planted.jpeg, "b.png": planted.png, "c.webp": planted.webp}


def must_come_through_without(name: str, planting) -> Image.Image:
    """Renders a planted file, looks for its marks before and after; gives the picture."""
    content, places = planting()
    before = hashlib.sha256(content).hexdigest()
    assert planted.places_in(content, places) == set(places)
    file = receive(name=name, chunks=iter([content]))
    (page,) = render(file.kind, file.content).pages
    assert planted.places_in(page, places) == set()
    assert b"MARK" not in page
    assert hashlib.sha256(file.content).hexdigest() == before
    return opened(page)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_marks_are_gone_when_a_picture_is_rebuilt(name):
    picture = must_come_through_without(name, PICTURES[name])
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    # Turned as its tags asked before they went.
    assert picture.size == (32, 48)
    assert max(abs(one - other) for one, other in zip(picture.getpixel((9, 9)), BLUE, strict=True)) <= 3


@pytest.mark.poppler
def test_marks_are_gone_when_a_document_is_drawn():
    picture = must_come_through_without("d.pdf", planted.pdf)
    assert picture.info == {}
    # As wide as the part of the page that a reader shows, 150 points of 200.
    assert picture.width == 230
    assert max(abs(one - other) for one, other in zip(picture.getpixel((100, 76)), (26, 51, 204), strict=True)) <= 2


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_large_picture_keeps_no_marks_when_it_becomes_jpeg(name):
    noise = Image.effect_noise((900, 700), 90).convert("RGB")
    packed = io.BytesIO()
    form = {"a.jpg": "JPEG", "b.png": "PNG", "c.webp": "WEBP"}[name]
    noise.save(packed, form, exif=planted.exif("large"), icc_profile=planted.icc("large-icc"))
    places = ["large-exif", "large-gps", "large-maker", "large-thumbnail"]
    assert planted.places_in(packed.getvalue(), places) == set(places)
    file = receive(name=name, chunks=iter([packed.getvalue()]))
    (page,) = render(file.kind, file.content).pages
    assert set(segments_of(page)) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert planted.places_in(page, places) == set()


def test_colours_under_full_transparency_are_gone():
    hidden = planted.marked("transparent").ljust(48, b"!")
    picture = Image.new("RGBA", (48, 32), (*BLUE, 255))
    for x in range(16):
        picture.putpixel((x, 0), (*hidden[3 * x : 3 * x + 3], 0))
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    (page,) = render(FileKind.PNG, packed.getvalue()).pages
    shown = opened(page)
    assert {shown.getpixel((x, 0)) for x in range(16)} == {(0, 0, 0, 0)}
    assert shown.getpixel((20, 20)) == (*BLUE, 255)


def test_unused_colours_of_a_palette_are_gone():
    picture = Image.new("P", (48, 32), 0)
    picture.putpalette([*BLUE, *planted.marked("palette").ljust(45, b"!")])
    picture.putpixel((0, 0), 1)
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    assert planted.places_in(packed.getvalue(), ["palette"]) == {"palette"}
    (page,) = render(FileKind.PNG, packed.getvalue()).pages
    assert planted.places_in(page, ["palette"]) == set()
    assert {name for name, _body in chunks_of(page)} == {b"IHDR", b"IDAT", b"IEND"}


def test_same_pixels_give_the_same_bytes_whoever_sent_them():
    assert render(FileKind.PNG, image("PNG")).pages == render(FileKind.PNG, image("PNG", dpi=(300, 300))).pages
