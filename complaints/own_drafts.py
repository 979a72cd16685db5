"""What somebody is still writing, sealed part by part to their own key. Sealing needs no key, opening the author's own.

What a draft is about, and which of its parts lie in the open, is known to those who keep drafts, not here.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from vault import crypto
from vault.models import KeyPair


@dataclass(frozen=True, slots=True)
class Seal:
    """What the envelopes of one draft are bound to: the kind of draft and its number."""

    kind: str
    uuid: UUID

    def sealed(self, parts: Mapping[str, object], public_key: bytes) -> dict[str, str]:
        """Each part, anything that JSON can hold, in an envelope of its own."""
        return {name: self._seal(name, part, public_key) for name, part in parts.items()}

    def opened(self, envelopes: Mapping[str, str], private_key: bytes) -> dict[str, object]:
        """What lies in each envelope; None in place of what the key does not open."""
        return {name: self._open(name, envelope, private_key) for name, envelope in envelopes.items()}

    def _seal(self, name: str, part: object, public_key: bytes) -> str:
        text = json.dumps(part, ensure_ascii=False).encode()
        return b64encode(crypto.seal(public_key, text, self._context(name))).decode()

    def _open(self, name: str, envelope: str, private_key: bytes) -> object:
        try:
            return json.loads(crypto.open_sealed(private_key, b64decode(envelope), self._context(name)))
        except (crypto.Tampered, ValueError):  # keys that were made anew open nothing of before
            return None

    def _context(self, name: str) -> bytes:
        return self.kind.encode() + b"|" + self.uuid.bytes + b"|" + name.encode()


def public_key_of(author: User) -> bytes | None:
    """The key to which words of `author` are sealed, None where they have none and nothing can be kept."""
    pair = KeyPair.objects.filter(user=author.pk).first()
    return bytes(pair.public_key) if pair else None


def read_envelopes(column: bytes) -> dict[str, str]:
    """The envelopes of a draft as they lie in its column."""
    sealed = bytes(column)
    return json.loads(sealed) if sealed else {}


def write_envelopes(envelopes: Mapping[str, str]) -> bytes:
    """The column of a draft with these envelopes; empty where there are none."""
    return json.dumps(envelopes).encode() if envelopes else b""
