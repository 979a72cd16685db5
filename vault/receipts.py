"""Receipts: the code with which somebody who wrote comes back. Pure.

24 random characters of Crockford's base 32 (120 bits) and one check character, shown as five groups of five. A code of
that many bits cannot be guessed, so that it is looked up by a plain hash and needs no slow one. The receipt is stored
nowhere; what is stored is the hash and a public key whose private half follows from the receipt.
"""

import hashlib
import secrets

from django.utils.translation import gettext_lazy as _

from vault import crypto

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 24
LENGTH = RANDOM_CHARACTERS + 1
_GROUP = 5
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
# What people write for what they read, and the Cyrillic letters that look like Latin ones.
_READ_AS = str.maketrans("OILАВЕКМНОРСТХЅІ", "011ABEKMH0PCTXS1")
_BETWEEN = str.maketrans("", "", " \t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014-_.,:;")
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


class MistypedReceipt(ValueError):
    """This was never a receipt: a character is missing, foreign or wrong. The text is a sentence for who typed it."""


def new_receipt() -> str:
    """A fresh receipt, 25 characters without blanks."""
    return receipt_from(secrets.token_bytes(32))


def receipt_from(secret: bytes) -> str:
    """The receipt that follows from a secret of at least 16 random bytes: the same secret, the same receipt.

    The draft of a letter lives under such a secret, so that sending it twice gives one receipt.
    """
    number = int.from_bytes(crypto.derive(secret, "receipt")[:15], "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * RANDOM_CHARACTERS - 5, -1, -5))
    return letters + check_character(letters)


def check_character(letters: str) -> str:
    """The sum over GF(32) of each letter times a weight of its own.

    Any single wrong letter and any exchange of two letters changes it, because all weights differ and none is zero.
    """
    total, weight = 0, 1
    for letter in letters:
        weight = _times(weight, 2)
        total ^= _times(_VALUE[letter], weight)
    return ALPHABET[total]


def normalise(text: str) -> str:
    """The receipt that somebody typed: large or small letters, with or without blanks. Raises MistypedReceipt."""
    letters = text.upper().translate(_BETWEEN).translate(_READ_AS)
    if len(letters) != LENGTH:
        raise MistypedReceipt(_("The code has 25 letters and digits. Compare it with what you wrote down."))
    if set(letters) - set(ALPHABET) or check_character(letters[:-1]) != letters[-1]:
        raise MistypedReceipt(_("One letter or digit of the code is not right. Compare it with what you wrote down."))
    return letters


def spaced(receipt: str) -> str:
    """The receipt in five groups, as it is shown."""
    return " ".join(receipt[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def lookup_id(receipt: str) -> bytes:
    """By which a receipt is found, 32 bytes; the receipt does not follow from it."""
    return hashlib.blake2b(receipt.encode(), person=b"aryz-lookup-v1", digest_size=32).digest()


def private_key(receipt: str) -> bytes:
    """The X25519 private key that follows from a receipt."""
    return crypto.derive(receipt.encode(), "receipt-key")


def _times(left: int, right: int) -> int:
    """Product in GF(32)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _FIELD_POLYNOMIAL
        right >>= 1
    return product
