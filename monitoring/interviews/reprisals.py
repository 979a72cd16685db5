"""Reprisals that followed a visit: recorded in their case, and linked to the visit that came before."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import Precision
from complaints.circumstances.reprisals import record_reprisal
from complaints.dates import PartialDate
from complaints.models import Case, CaseEvent, Reprisal
from complaints.rights import require_known
from institutions.choices import Circumstances
from monitoring.models import InterviewComplaint, ReprisalAfterVisit, Visit, VisitTrigger
from monitoring.rights import require_standing_visit
from monitoring.telling import tell


@dataclass(frozen=True, slots=True)
class Followed:
    """A reprisal after a visit as it stands in its case today; `days` after the visit, None where no day is known."""

    case: Case
    when: PartialDate
    title: str
    days: int | None


def concerned_cases(actor: User, visit: Visit) -> QuerySet[Case]:
    """Cases that `actor` may see in which a reprisal after the visit can have happened.

    Those of the place, those that came from interviews of the visit, and those that triggered it.
    """
    heard = InterviewComplaint.objects.filter(visit=visit, complaint__case=OuterRef("pk"))
    moved = VisitTrigger.objects.filter(visit=visit, case=OuterRef("pk"))
    mine = Case.objects.visible_to(actor).filter(organisation=visit.organisation_id, data_set=visit.data_set)
    return mine.filter(Q(facility=visit.facility_id) | Exists(heard) | Exists(moved))


def linkable(actor: User, visit: Visit) -> QuerySet[CaseEvent]:
    """Reprisals recorded in these cases, not known to have come before the visit, that are linked to no visit yet."""
    events = CaseEvent.objects.in_force().filter(
        case__in=concerned_cases(actor, visit), stage__circumstances=Circumstances.REPRISAL, after_visit__isnull=True
    )
    before = {"precision__in": [Precision.DAY, Precision.NOT_AFTER], "happened_on__lt": visit.visited_on}
    return events.exclude(**before).select_related("case", "stage", "reprisal__kind").order_by("-happened_on", "-pk")


def followed(actor: User, visit: Visit) -> list[Followed]:
    """The reprisals after a visit in the cases that `actor` may see, as they were corrected since; oldest first."""
    rows = ReprisalAfterVisit.objects.filter(visit=visit, event__case__in=Case.objects.visible_to(actor))
    read = rows.select_related("event__case", "event__stage", *(f"event{path}__stage" for path in _CORRECTED))
    standing = [_standing(row.event) for row in read]
    found = [_followed(event, visit) for event in standing if not event.is_void]
    return sorted(found, key=lambda one: one.when.day or date.max)


# An entry that was corrected more often than this is shown as it stood then.
_CORRECTED = tuple("__superseded_by" * times for times in range(1, 4))


def _standing(event: CaseEvent) -> CaseEvent:
    """The entry that took its place, if any did."""
    for _step in _CORRECTED:
        if not hasattr(event, "superseded_by"):
            return event
        case, event = event.case, event.superseded_by
        event.case = case
    return event


def _followed(event: CaseEvent, visit: Visit) -> Followed:
    when = PartialDate(event.happened_on, event.precision)
    days = (when.day - visit.visited_on).days if when.is_exact else None
    return Followed(event.case, when, event.stage.label, days)


@transaction.atomic
def record_after_visit(
    *, by: User, visit: Visit, case: Case, how: Reprisal, when: PartialDate, today: date, words: str = ""
) -> ReprisalAfterVisit:
    """Records the reprisal `how`, an unsaved row, in the case, and that it followed the visit.

    Raises PermissionDenied, NotPossible for what was before the visit or in a case that has nothing to do with it,
    Impossible, and vault.actions.NobodyCouldOpen.
    """
    require_standing_visit(by, visit)
    if not concerned_cases(by, visit).filter(pk=case.pk).exists():
        raise NotPossible(_("This case has nothing to do with the visit."))
    _refuse_earlier(when, visit)
    recorded = record_reprisal(by=by, case=case, how=how, when=when, today=today, words=words)
    return _link(by, visit, recorded.event)


@transaction.atomic
def link_after_visit(*, by: User, visit: Visit, event: CaseEvent) -> ReprisalAfterVisit:
    """Notes that a reprisal recorded in a case followed the visit. Raises PermissionDenied, NotPossible."""
    require_standing_visit(by, visit)
    require_known(by, Permission.CASE_RECEIVE, event.case)
    if not linkable(by, visit).filter(pk=event.pk).exists():
        raise NotPossible(_("This cannot be linked to the visit, or it is linked to one already."))
    _refuse_earlier(PartialDate(event.happened_on, event.precision), visit)
    return _link(by, visit, event)


def _refuse_earlier(when: PartialDate, visit: Visit) -> None:
    if when.latest is not None and when.latest < visit.visited_on:
        raise NotPossible(_("What was before the visit did not follow it."))


def _link(by: User, visit: Visit, event: CaseEvent) -> ReprisalAfterVisit:
    row = ReprisalAfterVisit(visit=visit, event=event, recorded_by=by)
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotPossible(_("This is linked to a visit already.")) from error
    row.save()
    tell(by, visit, Act.VISIT_CHANGED)
    return row
