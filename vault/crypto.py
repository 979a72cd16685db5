"""Sealing and opening of bytes with libsodium. Pure: no database, no clock, no settings.

Whoever knows a public key can seal; only the private key opens. Every sealed thing begins with a version and an
algorithm, so that a later program can read what this one wrote, and is bound to a context, so that nothing opens in
another case, record or field than the one it was sealed for.
"""

import hashlib
import secrets
import threading
from collections.abc import Iterable, Iterator

from argon2.low_level import Type, hash_secret_raw
from nacl import bindings as sodium
from nacl.exceptions import CryptoError

KEY_BYTES = 32
TEXT_BLOCK = 256  # texts are padded to a multiple, so that their length tells little
CHUNK_BYTES = 1 << 20

_TEXT, _FILE, _PASSWORD, _CODE = (bytes([1, algorithm]) for algorithm in (1, 2, 3, 4))  # version, algorithm
_WRAPPED_KEY_BYTES = KEY_BYTES + sodium.crypto_box_SEALBYTES
_NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_LENGTH_BYTES = 8
_SALT_BYTES = 16

# RFC 9106, second recommended setting: three passes over 64 MiB.
ARGON2_PASSES, ARGON2_KIB = 3, 64 * 1024
# Each derivation takes 64 MiB; two at a time bound what a flood of sign-ins can take.
_ARGON2_SEATS = threading.BoundedSemaphore(2)


class Tampered(Exception):
    """It does not open: changed, cut, moved to another place, or the key is not the right one."""


# --- key pairs --------------------------------------------------------------------------------------------------------


def new_private_key() -> bytes:
    """A fresh X25519 private key, 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def public_half(private_key: bytes) -> bytes:
    """The X25519 public key that belongs to `private_key`."""
    return sodium.crypto_scalarmult_base(private_key)


def wrap(public_key: bytes, secret: bytes) -> bytes:
    """`secret` for the holder of the private half of `public_key` alone (libsodium's sealed box)."""
    return sodium.crypto_box_seal(secret, public_key)


def unwrap(private_key: bytes, wrapped: bytes) -> bytes:
    """What `wrap` wrapped. Raises Tampered."""
    try:
        return sodium.crypto_box_seal_open(wrapped, public_half(private_key), private_key)
    except (CryptoError, ValueError, TypeError) as error:
        raise Tampered from error


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from a secret of high entropy (keyed BLAKE2b; purposes never collide)."""
    return hashlib.blake2b(purpose.encode(), key=secret[:64], person=b"aryz-derive-v1", digest_size=KEY_BYTES).digest()


# --- texts ------------------------------------------------------------------------------------------------------------


def seal(public_key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """An envelope that only the private half of `public_key` opens, and only in the same `context`.

    version, algorithm | one-time key, wrapped | nonce | XChaCha20-Poly1305 of the padded text, the head authenticated.
    """
    key = secrets.token_bytes(KEY_BYTES)
    head = _TEXT + wrap(public_key, key)
    return head + _encrypt(key, sodium.sodium_pad(plaintext, TEXT_BLOCK), head + context)


def open_sealed(private_key: bytes, envelope: bytes, context: bytes) -> bytes:
    """What `seal` sealed. Raises Tampered."""
    head_bytes = len(_TEXT) + _WRAPPED_KEY_BYTES
    head, body = envelope[:head_bytes], envelope[head_bytes:]
    if head[: len(_TEXT)] != _TEXT:
        raise Tampered
    key = unwrap(private_key, head[len(_TEXT) :])
    try:
        return sodium.sodium_unpad(_decrypt(key, body, head + context), TEXT_BLOCK)
    except (CryptoError, ValueError) as error:
        raise Tampered from error


# --- files ------------------------------------------------------------------------------------------------------------


def padded_length(length: int) -> int:
    """Bytes a file of `length` bytes takes before sealing: at most a twentieth more, beyond the first six kilobytes."""
    block = 1 << max(8, length.bit_length() - 6)
    return -(-(length + _LENGTH_BYTES) // block) * block


def seal_stream(public_key: bytes, content: Iterable[bytes], length: int, context: bytes) -> Iterator[bytes]:
    """Parts of a sealed file: a head, then one part for each mebibyte (libsodium's secretstream).

    Raises ValueError when `content` is not exactly `length` bytes long; then the parts given so far are worthless.
    """
    key = secrets.token_bytes(KEY_BYTES)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    stream_head = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    head = _FILE + wrap(public_key, key) + stream_head
    yield head
    left = padded_length(length)
    for chunk in _rechunked(_framed(content, length)):
        left -= len(chunk)
        tag = _final() if left == 0 else sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        yield sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, head + context, tag)


def open_stream(private_key: bytes, parts: Iterable[bytes], context: bytes) -> Iterator[bytes]:
    """The content that `seal_stream` sealed, part by part. Raises Tampered, also when parts are missing at the end."""
    parts = iter(parts)
    head = next(parts, b"")
    wrapped, stream_head = head[len(_FILE) :][:_WRAPPED_KEY_BYTES], head[len(_FILE) + _WRAPPED_KEY_BYTES :]
    if head[: len(_FILE)] != _FILE:
        raise Tampered
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    _init_pull(state, stream_head, unwrap(private_key, wrapped))
    left, is_final = None, False
    for part in parts:
        if is_final:
            raise Tampered
        chunk, is_final = _pull(state, part, head + context)
        if left is None:
            left, chunk = int.from_bytes(chunk[:_LENGTH_BYTES], "big"), chunk[_LENGTH_BYTES:]
        yield chunk[:left]
        left -= min(left, len(chunk))
    if not is_final or left:
        raise Tampered


def _framed(content: Iterable[bytes], length: int) -> Iterator[bytes]:
    """The length, the content, and zeros up to the padded length."""
    yield length.to_bytes(_LENGTH_BYTES, "big")
    given = 0
    for chunk in content:
        given += len(chunk)
        yield chunk
    if given != length:
        raise ValueError(f"{given} bytes came where {length} were announced")
    padding = padded_length(length) - length - _LENGTH_BYTES
    while padding:
        step = min(padding, CHUNK_BYTES)
        yield bytes(step)
        padding -= step


def _rechunked(content: Iterable[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for chunk in content:
        buffer += chunk
        while len(buffer) >= CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES])
            del buffer[:CHUNK_BYTES]
    if buffer:
        yield bytes(buffer)


def _final() -> int:
    return sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def _init_pull(state: object, stream_head: bytes, key: bytes) -> None:
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, stream_head, key)
    except (CryptoError, ValueError, TypeError) as error:
        raise Tampered from error


def _pull(state: object, part: bytes, context: bytes) -> tuple[bytes, bool]:
    try:
        chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, part, context)
    except (CryptoError, ValueError, TypeError, RuntimeError) as error:
        raise Tampered from error
    return chunk, tag == _final()


# --- locks: a secret behind a password, a code or a key ---------------------------------------------------------------


def lock_with_password(secret: bytes, password: str) -> bytes:
    """`secret` behind a password that people remember: Argon2id, whose cost stands in the head."""
    head = _PASSWORD + ARGON2_PASSES.to_bytes(2, "big") + ARGON2_KIB.to_bytes(4, "big")
    head += secrets.token_bytes(_SALT_BYTES)
    return head + _encrypt(_from_password(password, head), secret, head)


def unlock_with_password(locked: bytes, password: str) -> bytes:
    """What `lock_with_password` locked; about a fifth of a second. Raises Tampered for another password."""
    head, body = locked[: len(_PASSWORD) + 6 + _SALT_BYTES], locked[len(_PASSWORD) + 6 + _SALT_BYTES :]
    if head[: len(_PASSWORD)] != _PASSWORD:
        raise Tampered
    return _decrypt(_from_password(password, head), body, head)


def lock_with_key(secret: bytes, key: bytes) -> bytes:
    """`secret` behind a key of high entropy, such as one derived from a printed code or held by a cookie."""
    return _CODE + _encrypt(key, secret, _CODE)


def unlock_with_key(locked: bytes, key: bytes) -> bytes:
    """What `lock_with_key` locked. Raises Tampered."""
    if locked[: len(_CODE)] != _CODE:
        raise Tampered
    return _decrypt(key, locked[len(_CODE) :], _CODE)


def _from_password(password: str, head: bytes) -> bytes:
    passes = int.from_bytes(head[2:4], "big")
    kib = int.from_bytes(head[4:8], "big")
    if not (1 <= passes <= 16 and 8 <= kib <= 1024 * 1024):  # a changed head must not exhaust the machine
        raise Tampered
    with _ARGON2_SEATS:
        return hash_secret_raw(password.encode(), head[8:], passes, kib, 1, KEY_BYTES, Type.ID)


def _encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, context, nonce, key)


def _decrypt(key: bytes, body: bytes, context: bytes) -> bytes:
    try:
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(body[_NONCE_BYTES:], context, body[:_NONCE_BYTES], key)
    except (CryptoError, ValueError, TypeError) as error:
        raise Tampered from error
