"""A file from outside touches no disk as it came, and loses what is hidden in it where that is wished."""

import io
import json
import tempfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.core.files.uploadhandler import load_handler
from PIL import Image

from complaints.intake import uploads
from complaints.intake.uploads import InMemoryHandler, take
from complaints.models import Attachment, CleanedPage
from tests.complaints.intake.letters import Returner, Writer, code_in
from vault.cleaning import rendering
from vault.cleaning.kinds import MAX_FILE_BYTES, Refused
from vault.keyrings import keyring_of_receipt


def photograph(comment: bytes = b"Canary-device-7742") -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(packed, "JPEG", comment=comment)
    return packed.getvalue()


def test_every_page_of_the_house_takes_files_in_memory_only():
    assert [type(load_handler(path, None)) for path in settings.FILE_UPLOAD_HANDLERS] == [InMemoryHandler]


def handled(*files: int) -> list[InMemoryUploadedFile]:
    handler, found = InMemoryHandler(), []
    for size in files:
        handler.new_file("file", "a.txt", "text/plain", size, None, {})
        for start in range(0, size, 1 << 20):
            assert handler.receive_data_chunk(b"x" * min(1 << 20, size - start), start) is None
        found.append(handler.file_complete(size))
    return found


@pytest.mark.parametrize("size", [0, 1, MAX_FILE_BYTES, MAX_FILE_BYTES + 1, MAX_FILE_BYTES * 2])
def test_one_byte_too_many_is_all_that_is_kept(size):
    (file,) = handled(size)
    assert file.size == min(size, MAX_FILE_BYTES + 1) == len(file.read())


def test_many_files_in_one_request_take_no_more_memory_than_one():
    assert sum(file.size for file in handled(*[MAX_FILE_BYTES // 2] * 6)) == MAX_FILE_BYTES + 1


@pytest.mark.django_db
def test_no_temporary_file_is_made(taker, monkeypatch):
    def refuse(*args: object, **kwargs: object):
        raise AssertionError("a file would lie open on the disk")

    writer = Writer()
    writer.begin()
    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    file = SimpleUploadedFile("a.txt", b"text " * 1_000_000)
    assert writer.step(7, {"file": file}, act="add_file").status_code == 303


@pytest.mark.django_db
def test_a_cleaned_picture_is_sealed_and_its_original_dropped(taker):
    writer = Writer()
    writer.fill()
    assert b"Canary-device" in photograph()
    file = SimpleUploadedFile("cell.jpg", photograph())
    assert writer.step(7, {"file": file, "is_to_clean": "on"}, act="add_file").status_code == 303
    assert "clean copy only" in writer.client.get(writer.address).content.decode()
    receipt = code_in(writer.send(taker))
    attachment = Attachment.objects.select_related("description__data_key__safe").get()
    assert attachment.original is None
    keyring = keyring_of_receipt(receipt)
    assert json.loads(keyring.open_text(attachment.description))["name"] == "cell.jpg"
    page = CleanedPage.objects.select_related("file__data_key__safe").get()
    content = b"".join(keyring.open_file(page.file))
    assert b"Canary-device" not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)


def test_a_cleaned_text_is_what_the_eye_sees():
    taken = take(SimpleUploadedFile("a.txt", "one\u200btwo".encode()), is_to_clean=True)
    assert taken.pages == () and taken.size == len(taken.content) and "\u200b" not in taken.content.decode()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (rendering.Busy(), "in a minute"),
        (rendering.CannotRender(rendering.Obstacle.BROKEN), "could not be removed"),
        (rendering.NoRendering(rendering.Obstacle.ORIGINAL_ONLY), "sound and film"),
    ],
)
def test_what_cannot_be_cleaned_is_told_and_not_kept(monkeypatch, error, sentence):
    def fail(*args: object, **kwargs: object):
        raise error

    monkeypatch.setattr(uploads.rendering, "render", fail)
    with pytest.raises(Refused, match=sentence):
        take(SimpleUploadedFile("cell.jpg", photograph()), is_to_clean=True)


@pytest.mark.django_db
def test_a_picture_is_cleaned_on_a_visit_too(taker):
    returner = Returner()
    returner.open(Writer().letter(taker))
    file = SimpleUploadedFile("cell.jpg", photograph())
    assert returner.act("file", file=file, is_to_clean="on").status_code == 303
    assert Attachment.objects.get().original is None and CleanedPage.objects.count() == 1
