"""What rests on a visit: letters, verifications, complaints, reprisals. A change must leave them possible."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import Membership
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.dates import PartialDate
from institutions.visit_choices import Access
from monitoring.choices import SaidBy, StoodBack
from monitoring.facts import VisitFacts
from monitoring.judging import meaning
from monitoring.models import (
    InterviewComplaint,
    RecommendationLetter,
    RecommendationStep,
    ReprisalAfterVisit,
    Visit,
)
from monitoring.rules import LONGEST_VISIT

_LEADS = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.VISIT_MANAGE in granted]


def require_resting(visit: Visit, facts: VisitFacts) -> None:
    """Raises NotPossible where something rests on `visit` that could not be if it had been as `facts` say.

    `visit` is the row as it was before the change.
    """
    if facts.facility.pk != visit.facility_id and _rests_on_place(visit):
        raise NotPossible(_("Letters, verifications, complaints or reprisals rest on this visit, so its place stays."))
    if _is_denied_now(visit, facts) and (_seen_on(visit).exists() or _heard_on(visit).exists()):
        raise NotPossible(_("Something was seen or heard on this visit, so somebody was let in."))
    if facts.visited_on != visit.visited_on and _contradicts(visit, facts.visited_on):
        said = _("On that day the letters, verifications, complaints or reprisals that rest on this visit cannot be.")
        raise NotPossible(said)


def require_lead(organisation: int, facts: VisitFacts) -> None:
    """Raises NotPossible where everybody who leads the organisation is said to have stood back from the visit."""
    members = Membership.objects.active().filter(organisation=organisation, role__in=_LEADS)
    leads = set(members.values_list("user", flat=True))
    back = {one.user.pk for one in facts.members if one.user is not None and one.stood_back != StoodBack.NO}
    if leads and leads <= back:
        raise NotPossible(_("Somebody who leads must be able to see this visit."))


def _seen_on(visit: Visit):
    return RecommendationStep.objects.in_force().filter(visit=visit)


def _heard_on(visit: Visit):
    return InterviewComplaint.objects.filter(visit=visit)


def _looked_at(visit: Visit):
    """What later visits saw of the recommendations of this one."""
    return RecommendationStep.objects.in_force().filter(recommendation__visit=visit, said_by=SaidBy.MONITOR)


def _rests_on_place(visit: Visit) -> bool:
    letters, reprisals = RecommendationLetter.objects, ReprisalAfterVisit.objects
    rows = (_seen_on(visit), _heard_on(visit), _looked_at(visit), letters.filter(visit=visit))
    return any(found.exists() for found in (*rows, reprisals.filter(visit=visit)))


def _is_denied_now(visit: Visit, facts: VisitFacts) -> bool:
    if not any(meaning(one) == Access.DENIED for one in facts.access):
        return False
    return not visit.access.filter(attributes__meaning=Access.DENIED).exists()


def _contradicts(visit: Visit, day: date) -> bool:
    seen = _seen_on(visit)
    rows = [
        seen.exclude(happened_on__range=(day, day + LONGEST_VISIT)),
        seen.filter(recommendation__visit__visited_on__gte=day),
        _looked_at(visit).filter(visit__visited_on__lte=day),
        RecommendationStep.objects.in_force().filter(recommendation__visit=visit, happened_on__lt=day),
        RecommendationLetter.objects.filter(visit=visit, sent_on__lt=day),
    ]
    if day > visit.visited_on:
        rows.append(_heard_on(visit))
    return any(found.exists() for found in rows) or _was_before(visit, day)


def _was_before(visit: Visit, day: date) -> bool:
    events = ReprisalAfterVisit.objects.filter(visit=visit).values_list("event__happened_on", "event__precision")
    latest = [PartialDate(*when).latest for when in events]
    return any(one is not None and one < day for one in latest)
