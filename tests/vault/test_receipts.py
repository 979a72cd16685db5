"""The code with which somebody comes back: long enough, forgiving to read, and unforgiving to wrong letters."""

import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import receipts
from vault.receipts import ALPHABET, MistypedReceipt

codes = st.binary(min_size=32, max_size=32).map(receipts.receipt_from)


def test_a_receipt_has_a_hundred_and_twenty_random_bits():
    assert len(ALPHABET) == len(set(ALPHABET)) == 2**5
    assert receipts.RANDOM_CHARACTERS * 5 >= 112
    assert receipts.LENGTH == 25


def test_every_character_is_used_at_every_place():
    chance = random.Random(1)
    drawn = [receipts.receipt_from(chance.randbytes(32)) for _time in range(600)]
    assert all({code[place] for code in drawn} == set(ALPHABET) for place in range(receipts.LENGTH))


def test_a_hundred_thousand_receipts_all_differ():
    chance = random.Random(2)
    assert len({receipts.receipt_from(chance.randbytes(32)) for _time in range(100_000)}) == 100_000


def test_new_receipts_are_drawn_from_the_generator_of_the_system(monkeypatch):
    monkeypatch.setattr(secrets, "token_bytes", lambda number: b"\x07" * number)
    assert receipts.new_receipt() == receipts.receipt_from(b"\x07" * 32)


@given(codes)
def test_every_single_wrong_letter_is_noticed(code):
    for place in range(receipts.LENGTH):
        for letter in ALPHABET:
            if letter != code[place]:
                with pytest.raises(MistypedReceipt):
                    receipts.normalise(code[:place] + letter + code[place + 1 :])


@given(codes, st.integers(0, 23), st.integers(0, 23))
def test_two_letters_in_the_wrong_order_are_noticed(code, one, other):
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    if "".join(letters) != code:
        with pytest.raises(MistypedReceipt):
            receipts.normalise("".join(letters))


@given(codes)
def test_a_receipt_is_read_as_people_write_it(code):
    assert receipts.normalise(receipts.spaced(code)) == code
    assert receipts.normalise(receipts.spaced(code).lower().replace(" ", "-")) == code
    assert receipts.normalise(code.replace("0", "O").replace("1", "l")) == code
    lookalikes = str.maketrans("ABEKMHPCTX", "\u0410\u0412\u0415\u041a\u041c\u041d\u0420\u0421\u0422\u0425")
    assert receipts.normalise(code.translate(lookalikes)) == code


@given(st.text(max_size=40))
def test_any_text_is_a_receipt_or_refused_with_a_sentence(text):
    try:
        assert len(receipts.normalise(text)) == receipts.LENGTH
    except MistypedReceipt as refusal:
        assert str(refusal).endswith(".")


@given(codes)
def test_what_is_stored_tells_not_the_receipt(code):
    stored = receipts.lookup_id(code) + receipts.private_key(code)
    assert code.encode() not in stored
    assert len(receipts.lookup_id(code)) == 32
    assert receipts.lookup_id(code) != receipts.private_key(code)
