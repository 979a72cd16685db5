"""What somebody decides about alerts, reminders and notices. One transaction each."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from complaints.assignments import acknowledge_alert
from complaints.choices import NoteOfAlert, PostponedBecause
from complaints.models import Alert, Case, Deadline, Habits, Notice, Postponement
from complaints.rights import require_case
from complaints.telling import tell
from complaints.work import rules
from complaints.work.queries import notices_visible_to


@transaction.atomic
def postpone(*, by: User, deadline: Deadline, until: date, reason: PostponedBecause, today: date) -> Postponement:
    """The reminder of a deadline waits until a day, at most 60 days away; the newest decision counts.

    The clock of the law is not touched. Raises PermissionDenied, and NotPossible for a clock that has ended, for a
    right, which nobody is reminded of, and for a day that is past or too far.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=deadline.case_id)
    require_case(by, case)
    if not today < until <= rules.last_day_to_wait(today):
        raise NotPossible(_("Choose a day from tomorrow on, and at most 60 days away."))
    if deadline.has_ended or deadline.time_limit.is_right or deadline.due_on is None:
        raise NotPossible(_("Nobody is reminded of this: it has ended, has no last day, or is a right and no duty."))
    made = Postponement.objects.create(
        case=case,
        time_limit=deadline.time_limit,
        started_by=deadline.started_by,
        until=until,
        reason=reason,
        decided_by=by,
    )
    tell(by, case, Act.DEADLINE_POSTPONED)
    return made


@transaction.atomic
def note_alerts(*, by: User, alerts: Sequence[Alert], note: NoteOfAlert) -> int:
    """Takes note of several alerts with one reason; those noted before stay as they are. Gives how many were new.

    All or nothing: raises PermissionDenied where `by` may not record in one of the cases.
    """
    ordered = sorted(alerts, key=lambda alert: (alert.case_id, alert.pk))  # two people lock in the same order
    for alert in ordered:
        acknowledge_alert(by=by, alert=alert, note=note)
    return sum(alert.acknowledged_at is None for alert in ordered)


def see_all(*, by: User, now: datetime) -> int:
    """Every notice of `by` is seen; gives how many were not."""
    return Notice.objects.filter(recipient=by.pk, seen_at=None).update(seen_at=now)


def see(*, by: User, uuid: UUID, now: datetime) -> Notice | None:
    """A notice of `by` is seen; None where there is none that they may know."""
    notice = notices_visible_to(by).select_related("case").filter(uuid=uuid).first()
    if notice is not None and notice.seen_at is None:
        Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=now)
    return notice


def set_digest_address(*, by: User, address: str) -> None:
    """From now on the mail of the day goes there; an empty address ends it. Raises PermissionDenied for strangers."""
    if not by.is_authenticated:
        raise PermissionDenied
    Habits.objects.update_or_create(user=by, defaults={"digest_to": address})
