"""Harmful files, all of them: refused, or without a clean copy, or with one that holds nothing but pixels."""

import tempfile
from dataclasses import replace

import pytest

from bench.strange_files import hostile
from bench.strange_files.parts import chunks_of, image, pdf, segments_of
from vault.cleaning.kinds import FileKind, ReceivedFile, Refused, receive
from vault.cleaning.rendering import LIMITS, CannotRender, Obstacle, Rendering, render

EVERYTHING = hostile.everything()
REFUSED = [each for each in EVERYTHING if each.is_refused]
ACCEPTED = [each for each in EVERYTHING if not each.is_refused]
WITHOUT_POPPLER = [each for each in ACCEPTED if not each.name.endswith(".pdf")]
WITH_POPPLER = [each for each in ACCEPTED if each.name.endswith(".pdf")]
# Far below what a real file may take, so that a file which bites is let go soon.
TIGHT = replace(LIMITS, cpu_seconds=4, wall_seconds=8, memory_bytes=256 * 1024 * 1024)
CHUNKS_OF_PIXELS = {b"IHDR", b"IDAT", b"IEND"}
SEGMENTS_OF_PIXELS = {0xE0, 0xDB, 0xC0, 0xC4}


def accepted(name: str, content: bytes) -> ReceivedFile:
    return receive(name=name, chunks=iter([content]))


def must_be_clean(rendering: Rendering) -> None:
    """Only the parts that carry pixels; in text only what eyes see."""
    for page in rendering.pages:
        if page.startswith(b"\x89PNG"):
            assert {name for name, _body in chunks_of(page)} <= CHUNKS_OF_PIXELS
        else:
            assert set(segments_of(page)) <= SEGMENTS_OF_PIXELS
    assert not set(rendering.text) & set("\0\x07\x1b\u202e\u202c")


def must_be_harmless(file: ReceivedFile) -> None:
    try:
        rendering = render(file.kind, file.content, limits=TIGHT)
    except CannotRender as refusal:
        assert str(refusal) == refusal.obstacle.label
    else:
        assert rendering.pages or rendering.text
        must_be_clean(rendering)


@pytest.fixture(autouse=True)
def nothing_is_written(tmp_path, monkeypatch):
    """The working folder and the folder of temporary files stay empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.rglob("*")) == []


def test_there_are_enough_of_them():
    assert len(EVERYTHING) >= 150
    assert len(WITHOUT_POPPLER) >= 30
    assert len(WITH_POPPLER) >= 20


@pytest.mark.parametrize("file", REFUSED, ids=str)
def test_harmful_file_is_refused_when_it_is_not_what_it_says(file):
    with pytest.raises(Refused) as refusal:
        accepted(file.name, file.content)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("file", WITHOUT_POPPLER, ids=str)
def test_harmful_file_gives_nothing_but_pixels_when_it_is_accepted(file):
    must_be_harmless(accepted(file.name, file.content))


@pytest.mark.poppler
@pytest.mark.parametrize("file", WITH_POPPLER, ids=str)
def test_harmful_document_gives_nothing_but_pixels_when_it_is_accepted(file):
    must_be_harmless(accepted(file.name, file.content))


@pytest.mark.parametrize("sides", [(50_000, 50_000), (40_000, 1_001)])
def test_picture_is_too_large_when_it_claims_more_pixels_than_allowed(sides):
    with pytest.raises(CannotRender) as refusal:
        render(FileKind.PNG, hostile.claimed_png(*sides))
    assert refusal.value.obstacle == Obstacle.TOO_LARGE


def test_worker_gives_up_when_memory_is_short():
    large = image("PNG", size=(5_000, 5_000))
    with pytest.raises(CannotRender) as refusal:
        render(FileKind.PNG, large, limits=replace(LIMITS, memory_bytes=100 * 1024 * 1024))
    assert refusal.value.obstacle == Obstacle.TOO_LARGE
    assert len(render(FileKind.PNG, large).pages) == 1


def test_worker_is_ended_when_time_is_over():
    with pytest.raises(CannotRender) as refusal:
        render(FileKind.PNG, image("PNG"), limits=replace(LIMITS, wall_seconds=0.001))
    assert refusal.value.obstacle == Obstacle.TOO_LONG


def test_nothing_comes_back_when_it_would_be_too_long():
    with pytest.raises(CannotRender) as refusal:
        render(FileKind.PNG, image("PNG"), limits=replace(LIMITS, output_bytes=10))
    assert refusal.value.obstacle == Obstacle.TOO_LARGE


@pytest.mark.poppler
def test_document_does_not_read_files_of_the_machine():
    plain = render(FileKind.PDF, pdf(objects={4: b"<< /Length 0 >>\nstream\n\nendstream"}))
    outside = next(each for each in WITH_POPPLER if each.family == "pdf-outside-file")
    assert render(FileKind.PDF, outside.content).pages == plain.pages
