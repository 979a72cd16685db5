"""Keys on paper: bytes as groups of letters with a check, and back. Pure."""

import hashlib
from base64 import b32decode, b32encode

from django.utils.translation import gettext_lazy as _

_GROUP = 4
_CHECK_BYTES = 3


class MistypedKey(ValueError):
    """This is no key, or a letter is wrong; the text is a sentence for who typed it."""


def printed(key: bytes) -> str:
    """A key in groups of four letters and digits; the last bytes are a check."""
    letters = b32encode(key + _check(key)).decode().rstrip("=").lower()
    return " ".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def fingerprint(public_key: bytes) -> str:
    """The first groups of a public key: enough for two people to compare over a telephone."""
    return printed(public_key)[:19]


def read(text: str, length: int = 32) -> bytes:
    """The key of `length` bytes that `printed` wrote. Raises MistypedKey."""
    letters = "".join(text.split()).replace("-", "").upper()
    try:
        found = b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as error:
        raise MistypedKey(_("This is not a key: compare it letter by letter.")) from error
    key, check = found[:length], found[length:]
    if len(found) != length + _CHECK_BYTES or check != _check(key):
        raise MistypedKey(_("This is not a key: compare it letter by letter."))
    return key


def _check(key: bytes) -> bytes:
    return hashlib.blake2b(key, person=b"aryz-print-v1", digest_size=_CHECK_BYTES).digest()
