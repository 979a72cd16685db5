"""How files leave the house: originals as downloads that nothing opens by itself, clean copies as pictures.

Pure: names and bytes in, headers and bytes out.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.utils.http import content_disposition_header

from vault.cleaning.kinds import FileKind, safe_display_name

# Every archive says the same moment: when a person wrote to us is nobody's business.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
OWNER_ONLY = 0o600 << 16
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def neutral_name(kind: FileKind, number: int) -> str:
    """What a file is called outside: its number and kind, nothing of what its sender called it."""
    return f"file-{number}.{kind.extensions[0]}"


def attachment_headers(display_name: str) -> dict[str, str]:
    """Headers of a download: saved, never shown, never guessed at, never kept by a cache."""
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": content_disposition_header(True, safe_display_name(display_name)),
        **ALWAYS,
    }


def image_headers(page: bytes) -> dict[str, str]:
    """Headers of a page of a rendering, for an <img> of our own. Raises ValueError for what `render` never makes."""
    for beginning, media_type in PICTURES.items():
        if page.startswith(beginning):
            return {"Content-Type": media_type, "Content-Disposition": "inline", **ALWAYS}
    raise ValueError("a page of a rendering is PNG or JPEG")


def zip_of(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A stored .zip with one entry, as it grows: a wrapping, so that no double click opens the original.

    Nothing is compressed or encrypted; the entry bears no date.
    """
    outlet = _Outlet()
    entry = zipfile.ZipInfo(safe_display_name(name), date_time=NO_MOMENT)
    entry.external_attr = OWNER_ONLY
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(entry, "w") as member:
            for chunk in chunks:
                member.write(chunk)
                yield outlet.take()
        yield outlet.take()
    yield outlet.take()


class _Outlet(io.RawIOBase):
    """A file that cannot be wound back; what was written is taken out at once."""

    def __init__(self):
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, chunk) -> int:
        self._waiting += chunk
        return len(chunk)

    def take(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken
