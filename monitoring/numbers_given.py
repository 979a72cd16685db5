"""Numbers that somebody else gave to a letter or a complaint. Pure: a field for them takes no name."""

import re

from django.utils.translation import gettext as _

from accounts.actions import NotPossible

MOST_LETTERS = 6
# Letters in threes at most, whatever their alphabet: room for no name of a person.
_WORD = re.compile(r"[^\W\d_]{4}")
_SIGNS = frozenset(" ./-#()\u2116")  # the last is the sign for "number"


def require_number(number: str) -> None:
    """Raises NotPossible for what is no number as registers give them; an empty one is none, and allowed."""
    letters = sum(one.isalpha() for one in number)
    is_plain = all(one.isalpha() or one.isdecimal() or one in _SIGNS for one in number)
    has_digit = any(one.isdecimal() for one in number)
    if number and not (is_plain and has_digit and letters <= MOST_LETTERS and not _WORD.search(number)):
        raise NotPossible(_("Write the number alone: digits, signs and a few letters, never a name."))
