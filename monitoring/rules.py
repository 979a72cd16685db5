"""What cannot have happened on a visit, and where a visit was treated otherwise than its terms allow. Pure.

A place does unlawful things, so what breaks the terms is recorded and told; only what is impossible is refused.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from institutions.choices import Mandate
from institutions.visit_choices import ANNOUNCED, HELD, Access, InterviewRule, InterviewSetting, NoticeRule
from monitoring.choices import NoticeDemand, PremiseOutcome

LONGEST_VISIT = timedelta(days=7)
REFUSED = (PremiseOutcome.REFUSED, PremiseOutcome.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Terms:
    """The regime as the rules read it; `starts_on` and `ends_on` bound its validity, both days included."""

    notice: str
    interviews: str
    visit_types: Collection[str] = ()
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether anybody could visit under these terms on that day."""
        return (self.starts_on or date.min) <= day <= (self.ends_on or date.max)


@dataclass(frozen=True, slots=True)
class Conduct:
    """A visit as the rules read it, by meanings. `interviews`: setting -> people; `premises`: (outcome, mandate)."""

    visited_on: date
    visit_type: str
    notice: str
    notice_demanded: str
    arrived_at: datetime | None
    entered_at: datetime | None
    left_at: datetime | None
    access: Collection[str]
    interviews: Mapping[str, int]
    premises: Collection[tuple[str, str]]


def impossible(conduct: Conduct, terms: Terms, today: date, place: tuple[date | None, date | None]) -> list[str]:
    """A sentence for each thing that cannot have been so; none where the visit can be recorded.

    `place`: first and last day on which the place exists, None for an open end.
    """
    return list(_impossible(conduct, terms, today, place))


def _impossible(conduct: Conduct, terms: Terms, today: date, place: tuple[date | None, date | None]) -> Iterator[str]:
    if conduct.visited_on > today:
        yield _("The day of the visit lies in the future.")
    if not terms.holds_on(conduct.visited_on):
        yield _("Nobody could visit under these terms on that day.")
    if terms.visit_types and conduct.visit_type not in terms.visit_types:
        yield _("This kind of visit does not exist under these terms.")
    if not (place[0] or date.min) <= conduct.visited_on <= (place[1] or date.max):
        yield _("The place did not exist on that day.")
    if Access.FULL in conduct.access and len(set(conduct.access)) > 1:
        yield _("Full access and an obstacle exclude each other.")
    if Access.DENIED in conduct.access and _held(conduct):
        yield _("Nobody was let in, so nobody can have been spoken with.")
    yield from _impossible_hours(conduct)


def _impossible_hours(conduct: Conduct) -> Iterator[str]:
    hours = [moment for moment in (conduct.arrived_at, conduct.entered_at, conduct.left_at) if moment]
    if hours != sorted(hours):
        yield _("Arriving, being let in and leaving follow each other in this order.")
    elif hours and hours[-1] - hours[0] > LONGEST_VISIT:
        yield _("A visit of more than a week is several visits.")


def _held(conduct: Conduct) -> int:
    return sum(conduct.interviews.get(setting, 0) for setting in HELD)


def delay_minutes(arrived_at: datetime | None, entered_at: datetime | None) -> int | None:
    """Whole minutes between the gate and being let in; None where either is not recorded."""
    if arrived_at is None or entered_at is None:
        return None
    return int((entered_at - arrived_at).total_seconds() // 60)


def departures(conduct: Conduct, terms: Terms) -> list[str]:
    """A sentence for each thing that was otherwise than the terms of the visit allow."""
    return list(_departures(conduct, terms))


def _departures(conduct: Conduct, terms: Terms) -> Iterator[str]:
    is_demanded = conduct.notice_demanded in (NoticeDemand.ADMINISTRATION, NoticeDemand.AUTHORITY)
    if terms.notice == NoticeRule.NONE and conduct.notice in ANNOUNCED and is_demanded:
        yield _("Notice was demanded, though these terms ask for none.")
    if Access.DENIED in conduct.access:
        yield _("Those who came to visit were not let in.")
    if terms.interviews == InterviewRule.PRIVATE:
        if conduct.interviews.get(InterviewSetting.OVERSEEN, 0):
            yield _("Staff saw, heard or recorded interviews, though these terms make them private.")
        if conduct.interviews.get(InterviewSetting.PREVENTED, 0):
            yield _("Interviews were prevented, though these terms allow them.")
    if any(outcome in REFUSED and mandate == Mandate.IN for outcome, mandate in conduct.premises):
        yield _("Rooms within the mandate were refused.")
    if any(outcome == PremiseOutcome.OUTSIDE and mandate == Mandate.DISPUTED for outcome, mandate in conduct.premises):
        yield _("Rooms were refused as outside the mandate; whether they are is disputed.")
    if Access.DOCUMENTS in conduct.access:
        yield _("Registers or files were refused.")
    if Access.PERSONS in conduct.access:
        yield _("Access to some persons was refused.")
