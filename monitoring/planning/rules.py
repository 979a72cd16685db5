"""When a place is due by the interval of the law, what speaks for going there, and when notice must be given. Pure.

No score is made of the signals: each stands with its own figure, and an order says in words what it looks at first.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from institutions.visit_choices import NoticeRule
from monitoring.choices import RETURNS

SOON_MONTHS = 6
LONGEST_PLAN = timedelta(days=31)
HOURS_OF_A_DAY = 24
FEW = 5  # fewer complaints are not told to whoever may not see every case: few can be recognised


class Standing(TextChoices):
    """Where a place stands against the interval; one of them, never two."""

    MET = "met", pgettext_lazy("programme", "Seen in time")
    SOON = "soon", pgettext_lazy("programme", "Due within six months")
    OVERDUE = "overdue", pgettext_lazy("programme", "Overdue")
    NEVER = "never", pgettext_lazy("programme", "No regular visit recorded")
    NOT_YET = "not_yet", pgettext_lazy("programme", "Not yet due")
    NO_INTERVAL = "no_interval", pgettext_lazy("programme", "No interval in force")


COVERED = (Standing.MET, Standing.SOON)
LATE = (Standing.OVERDUE, Standing.NEVER)


def add_months(day: date, months: int) -> date:
    """The same day some months on; the last day of a shorter month, and the last day there is beyond the calendar."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def met_since(months: int, today: date) -> date:
    """The first day of a regular visit with which the interval of so many months still runs on `today`.

    The day on which it ends is still within it: a visit exactly so many months ago is due today, and not late.
    """
    day = add_months(today, -months)
    while add_months(day, months) >= today:
        day -= timedelta(days=1)
    while add_months(day, months) < today:
        day += timedelta(days=1)
    return day


def whole_months(earlier: date, later: date) -> int:
    """How many whole months lie between two days; nought where `later` comes first."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    while months > 0 and add_months(earlier, months) > later:
        months -= 1
    return max(months, 0)


def due_on(last_regular: date | None, interval_months: int | None, since: date | None) -> date | None:
    """The last day on which the next regular visit is still within the interval.

    `since`: from when the interval runs for a place without a regular visit. None where nothing can be said.
    """
    start = last_regular or since
    return None if start is None or interval_months is None else add_months(start, interval_months)


def standing(
    last_regular: date | None, interval_months: int | None, today: date, since: date | None = None
) -> Standing:
    """Where a place stands today. `since`: from when the interval runs for a place without a regular visit.

    Without such a day it has always run, so that a place never seen is late.
    """
    if interval_months is None:
        return Standing.NO_INTERVAL
    if last_regular is None:
        due = due_on(None, interval_months, since)
        return Standing.NOT_YET if due is not None and due >= today else Standing.NEVER
    due = add_months(last_regular, interval_months)
    if due < today:
        return Standing.OVERDUE
    return Standing.SOON if due <= add_months(today, SOON_MONTHS) else Standing.MET


def runs_since(*starts: date | None) -> date | None:
    """From when an interval runs: the latest of the days on which the place and the terms began, as far as known."""
    known = [start for start in starts if start is not None]
    return max(known, default=None)


# --- coverage ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many places how many were seen within the interval, and how many are overdue.

    `never`: those of the overdue that were never seen. `not_yet`: never seen, and their day lies ahead.
    """

    places: int = 0
    covered: int = 0
    soon: int = 0
    overdue: int = 0
    never: int = 0
    not_yet: int = 0

    @property
    def counted(self) -> int:
        """The places of which it can be asked whether they were seen in time."""
        return self.places - self.not_yet

    @property
    def share(self) -> float | None:
        """Seen within the interval among those counted, between 0 and 1; None where there are none."""
        return self.covered / self.counted if self.counted else None


def coverage(standings: Iterable[Standing]) -> Coverage:
    """The counts of one group of places."""
    found = list(standings)
    return Coverage(
        places=len(found),
        covered=sum(one in COVERED for one in found),
        soon=found.count(Standing.SOON),
        overdue=sum(one in LATE for one in found),
        never=found.count(Standing.NEVER),
        not_yet=found.count(Standing.NOT_YET),
    )


# --- signals ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a place since its last visit, or ever where there was none.

    `complaints` and `reprisals` are None where the reader must know nothing of them. `refused`: what was refused at the
    last visit, as numbers of terms. `private` of `held` interviews of the last visit were held in private. `are_few`:
    there are complaints, fewer than FEW, and the reader must not know how many; `complaints` is 1 then.
    `return_due_on` is None where no day was named.
    """

    complaints: int | None = 0
    are_few: bool = False
    reprisals: int | None = 0
    refused: tuple[int, ...] = ()
    private: int | None = None
    held: int | None = None
    urgent: int = 0
    is_return_promised: bool = False
    return_due_on: date | None = None

    @property
    def private_share(self) -> float | None:
        """Interviews in private among those held at the last visit, between 0 and 1; None where none is counted."""
        return (self.private or 0) / self.held if self.held else None

    def is_return_overdue(self, today: date) -> bool:
        """Whether a return was promised, its day has passed, and nobody has been there since."""
        return self.is_return_promised and self.return_due_on is not None and self.return_due_on < today

    def is_return_due(self, today: date) -> bool:
        """Whether somebody should go back as promised: at once where no day was named, else from that day on."""
        return self.is_return_promised and (self.return_due_on is None or self.return_due_on <= today)

    def asks_for_return(self, today: date) -> bool:
        """Whether somebody should go back: a promised return is due, or reprisals were recorded."""
        return bool(self.reprisals) or self.is_return_due(today)


def promised_return(follow_up: str, look_again_on: date | None) -> tuple[bool, date | None]:
    """Whether a visit promised a return, and until when; None where no day was named."""
    return follow_up in RETURNS or look_again_on is not None, look_again_on


def told_complaints(complaints: int | None, *, sees_all: bool) -> tuple[int | None, bool]:
    """How many complaints a reader is told of, and whether that stands for "fewer than FEW"."""
    are_few = complaints is not None and 0 < complaints < FEW and not sees_all
    return 1 if are_few else complaints, are_few


def attention(signals: Signals, last_on: date | None, today: date) -> tuple[int, int, int, int, int, int]:
    """What the order "what speaks for going there" compares, one after the other, larger first.

    Reprisals since the last visit; a promised return that is due; something refused at the last visit; urgent
    recommendations that are not settled; complaints since the last visit; days since anybody was there.
    """
    unseen = (today - last_on).days if last_on else (today - date.min).days
    return (
        signals.reprisals or 0,
        int(signals.is_return_due(today)),
        int(bool(signals.refused)),
        signals.urgent,
        signals.complaints or 0,
        unseen,
    )


# --- pages ------------------------------------------------------------------------------------------------------------


def page_after(codes: Sequence[str], after: str, size: int) -> tuple[slice, str | None, str]:
    """Which rows stand behind the one with the code `after`; the code behind which the page before begins; the next.

    An unknown code begins at the front. The page before is None where there is none, and empty for the first page.
    """
    start = codes.index(after) + 1 if after in codes else 0
    following = codes[start + size - 1] if start + size < len(codes) else ""
    previous = None if start == 0 else codes[start - size - 1] if start > size else ""
    return slice(start, start + size), previous, following


# --- plans ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeDuty:
    """What the terms of a planned visit ask beforehand. `by`: the last day on which notice is in time, where it is."""

    rule: NoticeRule
    hours: int | None = None
    by: date | None = None

    def is_too_late(self, today: date) -> bool:
        """Whether notice can no longer be given in time."""
        return self.by is not None and self.by < today


def notice_duty(rule: str, hours: int | None, first_day: date) -> NoticeDuty:
    """Notice of so many hours is given on the day that lies as many whole days before, at the same hour or earlier."""
    if rule != NoticeRule.AHEAD or not hours:
        return NoticeDuty(NoticeRule(rule), hours)
    return NoticeDuty(NoticeRule.AHEAD, hours, first_day - timedelta(days=-(-hours // HOURS_OF_A_DAY)))


def lapses_on(last_on: date | None, months: int | None) -> date | None:
    """The day after which a body that does not visit is no more; None without a visit or without such a term."""
    return None if last_on is None or months is None else add_months(last_on, months)
