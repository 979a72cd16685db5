"""What is near, overdue, silent or high, and how long a reminder may wait. Pure: days in, answers out."""

from datetime import date, timedelta

SOON = timedelta(days=14)  # shown on the page of one's work
NEAR = timedelta(days=7)  # told by a notice
SILENT = timedelta(days=60)
LONGEST_POSTPONEMENT = timedelta(days=60)
TOLD_FOR = timedelta(days=30)  # what is older is no news: it stands on the pages and is not told again


def is_overdue(due_on: date | None, today: date, *, has_ended: bool = False, is_right: bool = False) -> bool:
    """Whether a duty should have been done by now and nobody knows that it was. A right only lapses."""
    return due_on is not None and not has_ended and not is_right and due_on < today


def is_high(rank: int, ranks: list[int]) -> bool:
    """Whether a level lies in the upper half of its scale: the two highest of four, the highest of three."""
    return bool(ranks) and 2 * rank > min(ranks) + max(ranks)


def last_day_to_wait(today: date) -> date:
    """The latest day until which a reminder may be put off."""
    return today + LONGEST_POSTPONEMENT
