"""Takes a file from outside without ever laying it open on a disk, and removes what is hidden in it where wished."""

import hashlib
import io
from dataclasses import dataclass, replace

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from vault.cleaning import rendering
from vault.cleaning.kinds import MAX_FILE_BYTES, FileKind, Refused, receive


class InMemoryHandler(FileUploadHandler):
    """Keeps all files of a request in memory, together at most MAX_FILE_BYTES and one byte.

    What goes beyond is read and dropped, so that the page can say in words what was wrong. Django's own handlers would
    write large files to the disk as they came.
    """

    def __init__(self, request: object = None) -> None:
        super().__init__(request)
        self._left = MAX_FILE_BYTES + 1
        self._content = bytearray()

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begins the next file."""
        super().new_file(*args, **kwargs)
        self._content = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keeps what still fits; nothing is handed on to other handlers."""
        kept = raw_data[: self._left]
        self._content += kept
        self._left -= len(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file; one byte longer than allowed where it was too large."""
        return InMemoryUploadedFile(
            file=io.BytesIO(bytes(self._content)),
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=len(self._content),
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was accepted. With `pages` it is the clean copy, and the original is gone."""

    name: str
    kind: str
    size: int
    sha256: str
    content: bytes
    pages: tuple[bytes, ...] = ()

    @property
    def described(self) -> dict[str, object]:
        """What is told about the file, without its content."""
        return {"name": self.name, "kind": self.kind, "size": self.size, "sha256": self.sha256}

    @property
    def identity(self) -> tuple[str, str, bool]:
        """Name, sum of the content, and whether it was cleaned: what makes two files the same."""
        return self.name, self.sha256, bool(self.pages)

    @property
    def length(self) -> int:
        """Bytes that will be kept."""
        return sum(map(len, self.pages)) if self.pages else len(self.content)


def take(upload: UploadedFile, *, is_to_clean: bool) -> Taken:
    """Accepts a file from outside, or raises Refused with a sentence for whoever sends it.

    With `is_to_clean` only a copy without hidden data is kept; a file of which none can be made is refused.
    """
    received = receive(name=upload.name or "", chunks=upload.chunks())
    if not is_to_clean:
        return _taken(received.display_name, received.kind, received.content)
    copy = _clean_copy(received.kind, received.content)
    if copy.pages:
        return replace(_taken(received.display_name, received.kind, received.content), content=b"", pages=copy.pages)
    return _taken(received.display_name, received.kind, copy.text.encode())


def _taken(name: str, kind: FileKind, content: bytes) -> Taken:
    return Taken(name, kind.value, len(content), hashlib.sha256(content).hexdigest(), content)


def _clean_copy(kind: FileKind, content: bytes) -> rendering.Rendering:
    try:
        return rendering.render(kind, content)
    except rendering.NoRendering as error:
        raise Refused(
            _("Hidden data cannot be removed from sound and film. You can send the file as it is.")
        ) from error
    except rendering.CannotRender as error:
        raise Refused(
            _("The hidden data of this file could not be removed. You can send the file as it is, or another one.")
        ) from error
    except rendering.Busy as error:
        raise Refused(_("Too many files are being cleaned at this moment. Please try again in a minute.")) from error
