"""What was typed becomes a visit, or a change of one; the draft is gone in the same moment."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import User
from monitoring.actions import ReportDates, change_visit, note_report, record_visit
from monitoring.facts import VisitFacts
from monitoring.models import Visit, VisitDraft, VisitPlan
from monitoring.recording.drafts import Gone, drafts_of, is_stale
from monitoring.recording.seen import lock_seen, note_seen


class ChangedSince(NotPossible):
    """A colleague has changed the visit since the change of it was begun."""


@transaction.atomic
def send(
    *, by: User, draft: UUID, facts: VisitFacts, report: ReportDates, seen: Mapping[UUID, str], today: date
) -> Visit:
    """Records the visit, or changes the one that the draft corrects, and deletes the draft.

    Plan and draft are locked first, so that what is sent twice is recorded once, and a second record of the same plan
    waits until it is one without a plan. Raises Gone, PermissionDenied, NotPossible, ChangedSince,
    vault.actions.NobodyCouldOpen; then nothing is recorded and the draft stays.
    """
    VisitPlan.objects.select_for_update().filter(pk__in=drafts_of(by).filter(uuid=draft).values("plan")).first()
    row = drafts_of(by).select_for_update(of=("self",)).filter(uuid=draft).first()
    if row is None:
        raise Gone
    lock_seen(by, seen)
    if row.corrects is None:
        visit = record_visit(
            by=by, organisation=row.organisation, facts=facts, today=today, plan=row.plan, uuid=row.uuid
        )
    else:
        _require_unchanged(row)
        visit = change_visit(by=by, visit=row.corrects, facts=facts, today=today)
    if report != _report_of(visit):
        note_report(by=by, visit=visit, dates=report, today=today)
    note_seen(by=by, visit=visit, seen=seen, today=today)
    row.delete()
    return visit


def _require_unchanged(row: VisitDraft) -> None:
    """What the change was begun from still stands, and stays so until the end: the visit is locked."""
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=row.corrects_id)
    if is_stale(row, visit):
        raise ChangedSince(
            _("The visit was changed since you began. Begin the change again; the words you typed are kept.")
        )


def _report_of(visit: Visit) -> ReportDates:
    row = visit.afterwards
    return ReportDates(row.reported_on, row.sent_on, row.published_on, row.is_anonymised)


def recorded(*, by: User, draft: UUID) -> Visit | None:
    """The visit that was recorded from a draft, None where none was or `by` may not know of it."""
    return Visit.objects.visible_to(by).filter(uuid=draft, recorded_by=by.pk).first()
