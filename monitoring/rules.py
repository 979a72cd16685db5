"""What cannot have happened on a visit, and where a visit was treated otherwise than its terms allow. Pure.

A place does unlawful things, so what breaks the terms is recorded and told; only what is impossible is refused.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from institutions.choices import Mandate
from institutions.visit_choices import ANNOUNCED, HELD, Access, InterviewRule, InterviewSetting, Notice, NoticeRule
from monitoring.choices import DocumentOutcome, NoticeDemand, PremiseOutcome

LONGEST_VISIT = timedelta(days=7)
LONGEST_WAIT = 30  # minutes at the gate that are no obstacle yet
A_DAY = 24  # hours
REFUSED = (PremiseOutcome.REFUSED, PremiseOutcome.OUTSIDE)
ALLOWED_INTERVIEWS = (InterviewRule.PRIVATE, InterviewRule.SUPERVISED, InterviewRule.ESCORTED)


@dataclass(frozen=True, slots=True)
class Terms:
    """The regime as the rules read it; `starts_on` and `ends_on` bound its validity, both days included.

    `is_preventive`: under them each place is to be seen within an interval, in the preventive mandate.
    `is_international`: the body is one of the states together, let in without notice.
    """

    notice: str
    interviews: str
    visit_types: Collection[str] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    notice_hours: int | None = None
    is_preventive: bool = False
    is_international: bool = False

    @property
    def gives_rights(self) -> bool:
        """Whether who visits may ask to be let in and to see, and need not be granted it each time."""
        is_granted = self.notice in (NoticeRule.PERMISSION, NoticeRule.UNDEFINED)
        return not is_granted and self.interviews not in (InterviewRule.SUPERVISED, InterviewRule.UNDEFINED)

    def holds_on(self, day: date) -> bool:
        """Whether anybody could visit under these terms on that day."""
        return (self.starts_on or date.min) <= day <= (self.ends_on or date.max)


@dataclass(frozen=True, slots=True)
class Conduct:
    """A visit as the rules read it, by meanings. `interviews`: setting -> people; `premises`: (outcome, mandate).

    `documents`: how each register or file asked for came out.
    """

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
    documents: Collection[str] = ()


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
    if Access.DENIED in conduct.access and _saw(conduct):
        yield _("Nobody was let in, so no room or document was seen and nobody entered.")
    if Access.FULL in conduct.access and _was_refused(conduct):
        yield _("Full access and refused rooms or documents exclude each other.")
    yield from _impossible_hours(conduct)


def _impossible_hours(conduct: Conduct) -> Iterator[str]:
    hours = [moment for moment in (conduct.arrived_at, conduct.entered_at, conduct.left_at) if moment]
    if hours != sorted(hours):
        yield _("Arriving, being let in and leaving follow each other in this order.")
    elif hours and hours[-1] - hours[0] > LONGEST_VISIT:
        yield _("A visit of more than a week is several visits.")


def _held(conduct: Conduct) -> int:
    return sum(conduct.interviews.get(setting, 0) for setting in HELD)


def _saw(conduct: Conduct) -> bool:
    is_room_seen = any(outcome == PremiseOutcome.VISITED for outcome, _mandate in conduct.premises)
    return is_room_seen or DocumentOutcome.SEEN in conduct.documents or conduct.entered_at is not None


def _was_refused(conduct: Conduct) -> bool:
    is_room_refused = any(outcome == PremiseOutcome.REFUSED for outcome, _mandate in conduct.premises)
    return is_room_refused or DocumentOutcome.REFUSED in conduct.documents


def delay_minutes(arrived_at: datetime | None, entered_at: datetime | None) -> int | None:
    """Whole minutes between the gate and being let in; None where either is not recorded."""
    if arrived_at is None or entered_at is None:
        return None
    return int((entered_at - arrived_at).total_seconds() // 60)


def departures(conduct: Conduct, terms: Terms) -> list[str]:
    """A sentence for each thing that was otherwise than the terms of the visit allow.

    Terms by permission, under supervision or not laid down give no right to be let in, to rooms, papers or persons:
    of what was refused under them nothing is said here.
    """
    found = list(_notice_departures(conduct, terms))
    if terms.gives_rights:
        found += _access_departures(conduct, terms)
    found += _interview_departures(conduct, terms)
    if terms.gives_rights:
        found += _room_departures(conduct, terms)
        found += _refusals(conduct)
    return found


def _notice_departures(conduct: Conduct, terms: Terms) -> Iterator[str]:
    is_demanded = conduct.notice_demanded in (NoticeDemand.ADMINISTRATION, NoticeDemand.AUTHORITY)
    if terms.notice == NoticeRule.NONE and conduct.notice in ANNOUNCED and is_demanded:
        yield _("Notice was demanded, though these terms ask for none.")
    if terms.notice == NoticeRule.AHEAD:
        if conduct.notice == Notice.PERMITTED and is_demanded:
            yield _("Permission was demanded, though these terms ask only for notice.")
        is_short = conduct.notice == Notice.SAME_DAY and (terms.notice_hours is None or terms.notice_hours >= A_DAY)
        if conduct.notice == Notice.UNANNOUNCED or is_short:
            yield _("Those who visited did not give the notice that these terms ask of them.")


def _access_departures(conduct: Conduct, terms: Terms) -> Iterator[str]:
    if Access.DENIED in conduct.access:
        if terms.notice == NoticeRule.AHEAD:
            yield _("Those who came to visit were not let in; these terms allow that only under special conditions.")
        else:
            yield _("Those who came to visit were not let in.")
    waited = delay_minutes(conduct.arrived_at, conduct.entered_at)
    if terms.notice == NoticeRule.NONE and waited is not None and waited > LONGEST_WAIT:
        yield _("Those who came to visit waited %(minutes)s minutes, though these terms ask for no notice.") % {
            "minutes": waited
        }


def _interview_departures(conduct: Conduct, terms: Terms) -> Iterator[str]:
    has_exception = terms.notice == NoticeRule.AHEAD
    if terms.interviews == InterviewRule.PRIVATE and conduct.interviews.get(InterviewSetting.OVERSEEN, 0):
        if has_exception:
            yield _(
                "Staff saw, heard or recorded interviews; these terms make them private unless that is refused in"
                " writing for reasons of security."
            )
        else:
            yield _("Staff saw, heard or recorded interviews, though these terms make them private.")
    if terms.interviews in ALLOWED_INTERVIEWS and conduct.interviews.get(InterviewSetting.PREVENTED, 0):
        if has_exception:
            yield _(
                "Interviews were prevented; these terms allow them unless they are refused in writing for reasons of"
                " security."
            )
        else:
            yield _("Interviews were prevented, though these terms allow them.")


def _room_departures(conduct: Conduct, terms: Terms) -> Iterator[str]:
    # The mandate kept beside a room is the preventive one: it says nothing of other terms.
    if terms.is_preventive:
        if any(outcome in REFUSED and mandate == Mandate.IN for outcome, mandate in conduct.premises):
            yield _("Rooms within the mandate were refused.")
        if any(outcome == PremiseOutcome.OUTSIDE and found == Mandate.DISPUTED for outcome, found in conduct.premises):
            yield _("Rooms were refused as outside the mandate; whether they are is disputed.")
    # Optional Protocol to the Convention against Torture, article 14.
    elif terms.is_international and any(outcome in REFUSED for outcome, _mandate in conduct.premises):
        yield _("Rooms were refused, though these terms open all of them but on narrow and temporary grounds.")


def _refusals(conduct: Conduct) -> Iterator[str]:
    if Access.DOCUMENTS in conduct.access or DocumentOutcome.REFUSED in conduct.documents:
        yield _("Registers or files were refused.")
    if Access.PERSONS in conduct.access:
        yield _("Access to some persons was refused.")
