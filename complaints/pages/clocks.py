"""Clocks of the law as they are read: a duty is met, missed, running or not known; a right is used, or it lapses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from complaints import wording
from complaints.choices import DeadlineStatus
from complaints.deadlines import status as status_of
from complaints.models import Deadline
from complaints.pages.timeline import name_of
from institutions.norm_words import norm_words

STATUS_TAGS = {
    DeadlineStatus.MET: "met",
    DeadlineStatus.MISSED: "missed",
    DeadlineStatus.RUNNING: "running",
    DeadlineStatus.NOT_KNOWN: "neutral",
}
# Of a right: nobody met or missed anything.
RIGHT_STATUSES = {
    DeadlineStatus.MET: (pgettext_lazy("right", "Used or settled"), "neutral"),
    DeadlineStatus.MISSED: (pgettext_lazy("right", "Lapsed"), "neutral"),
    DeadlineStatus.RUNNING: (pgettext_lazy("right", "May still be used"), "running"),
    DeadlineStatus.NOT_KNOWN: (pgettext_lazy("right", "Not known"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class DeadlineText:
    """A legal clock as it is read."""

    label: str
    legal_basis: str
    status: str
    tag: str
    words: str
    due_on: date | None
    put_off: str
    postpone_url: str
    counts: str
    is_overdue: bool


def deadline_text(deadline: Deadline, today: date) -> DeadlineText:
    """A clock in words: met, missed, running or not known, and by how much; a right in words of its own.

    Where the deadline was read with `put_off_until`, it also says until when its reminder waits.
    """
    status = status_of(deadline, today)
    label, tag = RIGHT_STATUSES[status] if deadline.time_limit.is_right else (status.label, STATUS_TAGS[status])
    words = _right_words if deadline.time_limit.is_right else _deadline_words
    return DeadlineText(
        label=deadline.time_limit.label,
        legal_basis=norm_words(deadline.time_limit.legal_basis),
        status=str(label),
        tag=tag,
        words=words(deadline, status, today),
        due_on=deadline.due_on,
        put_off=_put_off(getattr(deadline, "put_off_until", None), today),
        postpone_url=_postpone_url(deadline),
        counts=_counts(deadline),
        is_overdue=status == DeadlineStatus.MISSED and not deadline.time_limit.is_right and not deadline.has_ended,
    )


def _counts(deadline: Deadline) -> str:
    """What the clock counts: from which event, and how long it stood still."""
    words = {"limit": norm_words(deadline.time_limit.limit_text), "event": name_of(deadline.started_by)}
    said = _("%(limit)s; counted since: %(event)s") % words
    if not deadline.paused_days:
        return said
    return _("%(counted)s; stood still for %(days)s") % {"counted": said, "days": wording.days(deadline.paused_days)}


def _put_off(until: date | None, today: date) -> str:
    if until is None or until <= today:
        return ""
    return _("reminder put off until %(day)s") % {"day": wording.day(until)}


def _postpone_url(deadline: Deadline) -> str:
    """Where the reminder is put off; empty where nobody is reminded."""
    if deadline.has_ended or deadline.time_limit.is_right or deadline.due_on is None:
        return ""
    arguments = [deadline.case.reference, deadline.started_by.uuid, deadline.time_limit.code]
    return reverse("postpone_reminder", args=arguments)


def _deadline_words(deadline: Deadline, status: DeadlineStatus, today: date) -> str:
    if deadline.due_on is None:
        return _("no day is due: the limit stands still, or the law says “at once”")
    due = wording.day(deadline.due_on)
    if status == DeadlineStatus.NOT_KNOWN:
        return _("due %(due)s, met at the latest: %(event)s") % {"due": due, "event": _ending(deadline)}
    if status == DeadlineStatus.MET:
        return _("due %(due)s, met %(met)s") % {"due": due, "met": wording.day(deadline.met_on or deadline.due_on)}
    if status == DeadlineStatus.RUNNING:
        return _("due %(due)s, %(days)s left") % {"due": due, "days": wording.days((deadline.due_on - today).days)}
    late = ((deadline.met_on or today) - deadline.due_on).days
    return _("due %(due)s, late by %(days)s") % {"due": due, "days": wording.days(late)}


def _right_words(deadline: Deadline, status: DeadlineStatus, today: date) -> str:
    if deadline.due_on is None:
        return _("the law sets no last day, or it stands still")
    due = wording.day(deadline.due_on)
    if deadline.has_ended:
        return _("could be used until %(due)s; %(event)s") % {"due": due, "event": _ending(deadline)}
    if status == DeadlineStatus.RUNNING:
        left = wording.days((deadline.due_on - today).days)
        return _("may be used until %(due)s, %(days)s left") % {"due": due, "days": left}
    return _("could be used until %(due)s; no use of it is recorded") % {"due": due}


def _ending(deadline: Deadline) -> str:
    """The event that ended a clock, with its date as exactly as it is known."""
    return name_of(deadline.met_by) if deadline.met_by else wording.day(deadline.met_on or deadline.starts_on)


def next_deadline(found: Sequence[DeadlineText], today: date, *, is_open: bool) -> DeadlineText | None:
    """What presses most: in an open case the duty that is overdue the longest, then the next day that is due.

    Failing both the last missed, one that runs without a day, the last met.
    """
    dated = sorted((clock for clock in found if clock.due_on), key=lambda clock: clock.due_on or today)
    running = [clock for clock in dated if clock.tag == "running"]
    missed = [clock for clock in dated if clock.tag == "missed"]
    undated = [clock for clock in found if not clock.due_on and clock.tag == "running"]
    overdue = [clock for clock in dated if clock.is_overdue] if is_open else []
    return next(iter([*overdue, *running, *reversed(missed), *undated, *reversed(dated)]), None)


def due_besides(found: Sequence[DeadlineText], shown: DeadlineText | None, today: date) -> list[str]:
    """Beside an overdue duty that is `shown`: how many more are overdue, and what is due next. Else nothing."""
    if shown is None or not shown.is_overdue:
        return []
    more = sum(clock.is_overdue for clock in found) - 1
    running = [clock for clock in found if clock.due_on and clock.tag == "running"]
    following = min(running, key=lambda clock: clock.due_on or today, default=None)
    said = [ngettext("%(count)s more is overdue", "%(count)s more are overdue", more) % {"count": more}] if more else []
    if following:
        said.append(_("Due next: %(duty)s; %(words)s") % {"duty": following.label, "words": following.words})
    return said
