"""Tries to open everything sealed with whatever key lies about on the machine: an attempt with obvious means, no proof.

Runs in the process that has the database: `python -m bench.keys_lying_about FOLDER < receipt`. The receipt is the
control: with it the same attempt must open something.
"""

import base64
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_PURPOSES = (
    *("receipt", "receipt-key", "recovery-code", "intake-lookup", "intake-content", "intake-files", "vault", "wrap"),
    *("session", "aryz.factors"),
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{43,}={0,2}")
_HEX = re.compile(rb"[0-9a-fA-F]{64}")
_SMALL_FILE = 1 << 20


def keys(folder: Path) -> set[bytes]:
    """Every value of 32 bytes that is stored, written in a small file, or follows from a secret of the settings."""
    from django.conf import settings

    found = set(_stored())
    for path in folder.rglob("*"):
        if path.is_file() and "postgres" not in path.parts and path.stat().st_size < _SMALL_FILE:
            found |= set(_in_text(path.read_bytes()))
    for value in (settings.SECRET_KEY, settings.VAULT_COOKIE_NAME, settings.INTAKE_COOKIE_NAME, "", "aryz"):
        found |= set(_derived(value.encode()))
    return found


def _stored() -> Iterator[bytes]:
    from django.contrib.sessions.models import Session
    from django.db import connection

    for session in Session.objects.all():
        told = json.dumps(session.get_decoded())
        yield from _in_text(told.encode())
        yield from _derived(session.session_key.encode())
        for sealed in re.findall(r'"sealed": "([^"]+)"', told):
            raw = base64.b64decode(sealed)
            yield from (raw[start : start + 32] for start in range(len(raw) - 31))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type IN ('bytea', 'uuid', 'text', 'character varying')"
        )
        for table, column, kind in cursor.fetchall():
            short = "length({0}) = 32" if kind == "bytea" else "length({0}::text) BETWEEN 32 AND 64"
            cursor.execute(
                f'SELECT DISTINCT "{column}" FROM "{table}" WHERE {short.format(chr(34) + column + chr(34))}'
            )
            for (value,) in cursor.fetchall():
                yield from [bytes(value)] if kind == "bytea" else _in_text(str(value).encode())


def _in_text(text: bytes) -> Iterator[bytes]:
    for word in _HEX.findall(text):
        yield bytes.fromhex(word.decode())
    for word in _BASE64.findall(text):
        padded = word.rstrip(b"=") + b"=" * (-len(word.rstrip(b"=")) % 4)
        for alphabet in (b"+/", b"-_"):
            try:
                raw = base64.b64decode(padded, alphabet, validate=True)
            except ValueError:
                continue
            yield from {raw[:32], raw[-32:]}


def _derived(secret: bytes) -> Iterator[bytes]:
    from vault import crypto

    yield hashlib.sha256(secret).digest()
    yield hashlib.blake2b(secret, digest_size=32).digest()
    yield secret[:32].ljust(32, b"\0")
    for purpose in _PURPOSES:
        if secret:
            yield crypto.derive(secret, purpose)
        yield hmac.digest(secret, purpose.encode(), "sha256")
        yield hashlib.blake2b(secret, digest_size=32, person=purpose.encode()[:16]).digest()


# --- trying -----------------------------------------------------------------------------------------------------------


def attempts(wanted: set[bytes]) -> int:
    """How many sealed things open with any of the keys, as X25519 private keys or as plain keys."""
    from complaints.models import IntakeSession
    from vault import crypto
    from vault.models import Envelope, KeyPair, KeyWrap, SealedPart

    heads = len(crypto._TEXT)
    wrapped = [bytes(body) for body in KeyWrap.objects.values_list("wrapped", flat=True)]
    parts = SealedPart.objects.filter(number=0).values_list("body", flat=True)
    for bodies in (Envelope.objects.values_list("body", flat=True), parts):
        wrapped += [bytes(body)[heads : heads + crypto._WRAPPED_KEY_BYTES] for body in bodies]
    locked = [bytes(body) for body in IntakeSession.objects.values_list("sealed", flat=True)]
    for pair in KeyPair.objects.all():
        locked += [bytes(pair.locked_by_code)]
    usable = [key for key in wanted if len(key) == crypto.KEY_BYTES]
    opened = sum(_unwraps(key, each) for key in usable for each in wrapped)
    opened += sum(_unlocks(key, each) for key in usable for each in locked)
    return opened + _with_passwords()


def _unwraps(key: bytes, wrapped: bytes) -> bool:
    from vault import crypto

    try:
        crypto.unwrap(key, wrapped)
    except (crypto.Tampered, RuntimeError):
        return False
    return True


def _unlocks(key: bytes, locked: bytes) -> bool:
    from vault import crypto

    try:
        crypto.unlock_with_key(locked, key)
    except crypto.Tampered:
        return False
    return True


def _with_passwords() -> int:
    """Locks behind passwords, with what stands on the machine as a password."""
    from django.conf import settings

    from vault import crypto
    from vault.models import KeyPair

    opened = 0
    for pair in KeyPair.objects.select_related("user"):
        for password in ("", pair.user.username, pair.user.password, settings.SECRET_KEY, str(pair.user.uuid)):
            try:
                crypto.unlock_with_password(bytes(pair.locked_by_password), password)
            except crypto.Tampered:
                continue
            opened += 1
    return opened


def sealed() -> int:
    """How many things there are to open."""
    from complaints.models import IntakeSession
    from vault.models import Envelope, KeyPair, KeyWrap, SealedFile

    return sum(model.objects.count() for model in (Envelope, SealedFile, KeyWrap, IntakeSession, KeyPair))


def main() -> None:
    """Prints the figures."""
    import django

    django.setup()
    from vault import receipts

    found = keys(Path(sys.argv[1]))
    control = receipts.private_key(sys.stdin.read().strip())
    json.dump(
        {"keys": len(found), "sealed": sealed(), "opened": attempts(found), "control": attempts({control})}, sys.stdout
    )


if __name__ == "__main__":
    main()
