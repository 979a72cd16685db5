"""A number of a register has room for no name."""

import pytest

from accounts.actions import NotPossible
from monitoring.numbers_given import require_number

# Short words of another alphabet, as registers use them.
OUT, IN = "\u0438\u0441\u0445.", "\u0412\u0425"


@pytest.mark.parametrize(
    "number", ["", "17-K", "12-3/45", "\u2116 5", "2026/11-02", f"{OUT} \u2116 12-3/45", f"{IN}-17", "ZT-2026-000123"]
)
def test_a_number_of_a_register_is_taken(number):
    require_number(number)


@pytest.mark.parametrize(
    "number",
    [
        *("Ivanov", "Ivanov 5", "17-Ivan", "A. B. Ivanov", "Li Wu", "no", "-", "K", "Ali Bek Lee 1", "17_5", "17;5"),
        *("17\x00", "17\n5", "\u0418\u0432\u0430\u043d\u043e\u0432 5"),
    ],
)
def test_a_name_is_none(number):
    with pytest.raises(NotPossible, match="never a name"):
        require_number(number)
