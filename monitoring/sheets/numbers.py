"""Numbers of people that anybody may read. Pure: what is shown never tells a number that is held back.

Numbers below `FEW` are not shown, zero among them. With one of them a total goes too: the rest taken from the total
would give it away, and hiding a second number instead does not help those who know by which rule it was chosen. What is
shown is rounded, so that nobody who counted along finds their own group.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

FEW = 5
ENOUGH_TO_HIDE_IN = 50
_ROUND = 10
_ROUND_COUNTS = 5
ENOUGH_OF_A_KIND = 3

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Few:
    """A number between nought and four; which one is not told."""


def few_or(number: int) -> int | Few:
    """The number, or that it is small."""
    return Few() if number < FEW else number


def has_small(numbers: Iterable[int]) -> bool:
    """Whether one of the numbers is held back."""
    return any(number < FEW for number in numbers)


def public_counts(parts: Mapping[Key, int]) -> tuple[dict[Key, int | Few], int | None]:
    """The parts to the nearest five, small ones held back, and their total: None where it would tell a small one."""
    shown = {key: Few() if number < FEW else _rounded(number, _ROUND_COUNTS) for key, number in parts.items()}
    has_small = any(isinstance(number, Few) for number in shown.values())
    return shown, None if has_small or not parts else _rounded(sum(parts.values()), _ROUND_COUNTS)


def public_size(number: int) -> int | Few:
    """How many people, to the nearest ten; small numbers are held back."""
    return Few() if number < FEW else _rounded(number, _ROUND)


def _rounded(number: int, to: int) -> int:
    return (number + to // 2) // to * to


def may_be_named(held: int | None) -> bool:
    """Whether enough people are held in a place for somebody who spoke not to be found among them."""
    return held is not None and held >= ENOUGH_TO_HIDE_IN


def may_name_region(places: int) -> bool:
    """Whether a region in which so many places are of the kind does not tell which of them it was."""
    return places >= ENOUGH_OF_A_KIND
