"""Dates that are known to a day, a month, a year, or only from one side. Pure, without Django and without a clock."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

# What an unknown day is sorted as: before or after everything that can be.
FIRST_DAY, LAST_DAY = date.min, date.max


class PartialDate(NamedTuple):
    """A day with the exactness it is known to; `precision` is a value of `complaints.choices.Precision`.

    `day` is `None` if and only if the precision is `unknown`. For a month or a year any day of the period will do.
    """

    day: date | None
    precision: str = "day"

    @property
    def earliest(self) -> date | None:
        """The first day it can have been; `None` where nothing bounds it below."""
        if self.day is None or self.precision == "not_after":
            return None
        if self.precision == "month":
            return self.day.replace(day=1)
        if self.precision == "year":
            return self.day.replace(month=1, day=1)
        return self.day

    @property
    def latest(self) -> date | None:
        """The last day it can have been; `None` where nothing bounds it above."""
        if self.day is None or self.precision == "not_before":
            return None
        if self.precision == "month":
            return self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        if self.precision == "year":
            return self.day.replace(month=12, day=31)
        return self.day

    @property
    def counted_on(self) -> date | None:
        """The day that figures use: the earliest possible one, the bound itself for `not_after`, none if unknown."""
        return self.day if self.precision == "not_after" else self.earliest

    @property
    def is_exact(self) -> bool:
        """Whether the very day is known."""
        return self.precision == "day"

    def certainly_before(self, other: "PartialDate") -> bool:
        """Whether every day this can have been lies before every day `other` can have been."""
        latest, earliest = self.latest, other.earliest
        return latest is not None and earliest is not None and latest < earliest


UNKNOWN = PartialDate(None, "unknown")
