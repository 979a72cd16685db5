"""Sealed bytes: they open for the right key in the right place, and for nothing else."""

import ast
import inspect
import random
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault import crypto
from vault.crypto import Tampered

PRIVATE = crypto.new_private_key()
PUBLIC = crypto.public_half(PRIVATE)
CONTEXT = b"safe|narrative|record|text"


@given(st.binary(max_size=2000), st.binary(max_size=60))
def test_what_is_sealed_opens_as_it_was(plaintext, context):
    assert crypto.open_sealed(PRIVATE, crypto.seal(PUBLIC, plaintext, context), context) == plaintext


@given(st.binary(max_size=900))
def test_the_length_of_a_sealed_text_tells_only_its_block(plaintext):
    envelope = crypto.seal(PUBLIC, plaintext, CONTEXT)
    blocks = len(plaintext) // crypto.TEXT_BLOCK + 1
    assert len(envelope) == len(crypto.seal(PUBLIC, b"", CONTEXT)) + (blocks - 1) * crypto.TEXT_BLOCK


def test_equal_texts_are_sealed_differently():
    assert len({crypto.seal(PUBLIC, b"the same words", CONTEXT) for _time in range(50)}) == 50


def test_another_key_opens_nothing():
    with pytest.raises(Tampered):
        crypto.open_sealed(crypto.new_private_key(), crypto.seal(PUBLIC, b"x", CONTEXT), CONTEXT)


@given(st.binary(min_size=1, max_size=60).filter(lambda context: context != CONTEXT))
def test_a_text_opens_only_in_its_own_place(context):
    with pytest.raises(Tampered):
        crypto.open_sealed(PRIVATE, crypto.seal(PUBLIC, b"x", CONTEXT), context)


def test_a_flipped_bit_is_refused_at_a_thousand_places():
    envelope = crypto.seal(PUBLIC, b"words of a complainant " * 40, CONTEXT)
    chance = random.Random(7)
    for place in chance.sample(range(len(envelope) * 8), 1000):
        changed = bytearray(envelope)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(Tampered):
            crypto.open_sealed(PRIVATE, bytes(changed), CONTEXT)


@given(st.integers(min_value=0, max_value=633))
def test_a_cut_text_is_refused(length):
    envelope = crypto.seal(PUBLIC, b"a" * 300, CONTEXT)
    with pytest.raises(Tampered):
        crypto.open_sealed(PRIVATE, envelope[:length], CONTEXT)


@given(st.binary(max_size=700))
def test_bytes_that_were_never_sealed_are_refused(noise):
    for opening in (
        lambda: crypto.open_sealed(PRIVATE, noise, CONTEXT),
        lambda: b"".join(crypto.open_stream(PRIVATE, [noise, noise], CONTEXT)),
        lambda: crypto.unlock_with_key(noise, PRIVATE),
        lambda: crypto.unlock_with_password(noise, "a password"),
        lambda: crypto.unwrap(PRIVATE, noise),
    ):
        with pytest.raises(Tampered):
            opening()


# --- files ------------------------------------------------------------------------------------------------------------


def sealed_file(content: bytes) -> list[bytes]:
    return list(crypto.seal_stream(PUBLIC, [content], len(content), CONTEXT))


@pytest.mark.parametrize("length", [0, 1, 247, 248, 249, 65_536, crypto.CHUNK_BYTES, crypto.CHUNK_BYTES * 2 + 17])
def test_a_file_opens_as_it_was(length):
    content = random.Random(length).randbytes(length)
    assert b"".join(crypto.open_stream(PRIVATE, sealed_file(content), CONTEXT)) == content


@given(st.integers(min_value=6_000, max_value=60_000_000))
def test_a_file_grows_by_at_most_a_twentieth(length):
    assert length + 8 <= crypto.padded_length(length) <= length * 1.05 + 8


def test_a_file_that_is_longer_or_shorter_than_announced_is_refused():
    for announced in (4, 6):
        with pytest.raises(ValueError, match="announced"):
            list(crypto.seal_stream(PUBLIC, [b"12345"], announced, CONTEXT))


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts[:-1],
        lambda parts: [*parts, parts[-1]],
        lambda parts: [parts[0], parts[2], parts[1], *parts[3:]],
        lambda parts: [parts[0], *parts[2:]],
        lambda parts: [parts[0]],
        lambda parts: [],
        lambda parts: [sealed_file(b"another file")[0], *parts[1:]],
    ],
    ids=["cut", "doubled", "swapped", "gap", "head only", "nothing", "head of another"],
)
def test_a_file_whose_parts_were_moved_is_refused(change):
    parts = sealed_file(secrets.token_bytes(3 * crypto.CHUNK_BYTES))
    with pytest.raises(Tampered):
        list(crypto.open_stream(PRIVATE, change(parts), CONTEXT))


def test_a_file_opens_only_in_its_own_place():
    with pytest.raises(Tampered):
        list(crypto.open_stream(PRIVATE, sealed_file(b"content"), CONTEXT + b"?"))


# --- locks ------------------------------------------------------------------------------------------------------------


def test_a_password_opens_what_it_locked_and_another_does_not():
    locked = crypto.lock_with_password(PRIVATE, "a long and good password")
    assert crypto.unlock_with_password(locked, "a long and good password") == PRIVATE
    with pytest.raises(Tampered):
        crypto.unlock_with_password(locked, "a long and good passwor")


def test_a_changed_cost_is_refused_before_it_is_paid():
    locked = bytearray(crypto.lock_with_password(PRIVATE, "a password"))
    locked[4:8] = (0xFFFFFFFF).to_bytes(4, "big")
    with pytest.raises(Tampered):
        crypto.unlock_with_password(bytes(locked), "a password")


def test_the_real_cost_of_a_password_is_that_of_the_recommendation():
    # The tests run with a cheap one; the numbers that people get stand in the source.
    values = {
        target.id: node.value
        for node in ast.parse(inspect.getsource(crypto)).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)
        for target in node.targets[0].elts
        if target.id.startswith("ARGON2")
    }
    (numbers,) = {ast.unparse(value) for value in values.values()}
    assert numbers == "(3, 64 * 1024)"


@settings(max_examples=30)
@given(st.binary(min_size=16, max_size=64), st.text(max_size=20), st.text(max_size=20))
def test_keys_for_two_purposes_differ(secret, purpose, other):
    keys = {crypto.derive(secret, purpose), crypto.derive(secret, other)}
    assert len(keys) == len({purpose, other})
