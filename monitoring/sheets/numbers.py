"""Numbers of people that anybody may read. Pure: what is shown never tells a number that is held back.

Numbers below `FEW` are not shown, zero among them. With one of them a total goes too: the rest taken from the total
would give it away, and hiding a second number instead does not help those who know by which rule it was chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

FEW = 5
ENOUGH_TO_HIDE_IN = 50
_ROUND = 10

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Few:
    """A number between nought and four; which one is not told."""


def few_or(number: int) -> int | Few:
    """The number, or that it is small."""
    return Few() if number < FEW else number


def public_counts(parts: Mapping[Key, int]) -> tuple[dict[Key, int | Few], int | None]:
    """The parts with small ones held back, and their total; None where it would tell a small one."""
    shown = {key: few_or(number) for key, number in parts.items()}
    has_small = any(isinstance(number, Few) for number in shown.values())
    return shown, None if has_small or not parts else sum(parts.values())


def public_size(number: int) -> int | Few:
    """How many people, to the nearest ten; small numbers are held back."""
    return Few() if number < FEW else (number + _ROUND // 2) // _ROUND * _ROUND


def may_be_named(held: int | None) -> bool:
    """Whether enough people are held in a place for somebody who spoke not to be found among them."""
    return held is not None and held >= ENOUGH_TO_HIDE_IN
