"""Visits of which something is so, asked of the database. Reading only; whose visits they are is asked elsewhere.

What comes from cases is asked only of the cases that the reader may see.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from complaints.models import Case
from institutions.models import FacilityOperator
from institutions.visit_choices import Access
from monitoring.choices import RETURNS, StoodBack
from monitoring.closeness import visits_close_to
from monitoring.models import InterviewComplaint, ReprisalAfterVisit, Visit, VisitAfterwards, VisitMember, VisitPremise
from monitoring.rules import REFUSED


def with_access(visits: QuerySet, meanings: Collection[Access]) -> QuerySet:
    """Visits of whose access one of these is recorded."""
    found = Visit.access.through.objects.filter(
        visit=OuterRef("pk"), term__attributes__meaning__in=[str(one) for one in meanings]
    )
    return visits.filter(Exists(found))


def room_refused(visits: QuerySet, premise_type: int | None) -> QuerySet:
    """Visits on which a room was refused, of one kind or of any."""
    rooms = VisitPremise.objects.filter(visit=OuterRef("pk"), outcome__in=REFUSED)
    return visits.filter(Exists(rooms.filter(premise_type=premise_type) if premise_type else rooms))


def run_by(visits: QuerySet, body: int | None) -> QuerySet:
    """Visits to places that `body` ran on the day: by the operator of the place, else by the usual one of its kind."""
    operators = FacilityOperator.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=OuterRef("visited_on")),
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("visited_on")),
        facility=OuterRef("facility"),
    )
    usual = Q(facility__facility_type__operator=body) & ~Exists(operators)
    return visits.filter(Exists(operators.filter(body=body)) | usual)


def with_complaints(visits: QuerySet, actor: User) -> QuerySet:
    """Visits of which a complaint came in a case that `actor` may see; none to places that a tie of theirs concerns."""
    cases = Case.objects.visible_to(actor).values("pk")
    return _apart(visits, actor).filter(
        Exists(InterviewComplaint.objects.filter(visit=OuterRef("pk"), complaint__case__in=cases))
    )


def with_reprisals(visits: QuerySet, actor: User) -> QuerySet:
    """Visits that a reprisal followed in a case that `actor` may see; none to places that a tie of theirs concerns."""
    cases = Case.objects.visible_to(actor).values("pk")
    return _apart(visits, actor).filter(
        Exists(ReprisalAfterVisit.objects.filter(visit=OuterRef("pk"), event__case__in=cases))
    )


def _apart(visits: QuerySet, actor: User) -> QuerySet:
    """Without those whose page tells `actor` nothing of complaints."""
    close = visits_close_to(actor, localdate())
    return visits.exclude(pk__in=close) if close else visits


def with_member(visits: QuerySet, user: User) -> QuerySet:
    """Visits in which somebody took part."""
    return visits.filter(
        Exists(VisitMember.objects.filter(visit=OuterRef("pk"), user=user.pk, stood_back=StoodBack.NO))
    )


def reported(visits: QuerySet, state: str) -> QuerySet:
    """Visits whose report came so far and no further: none, written, sent or published."""
    rows = VisitAfterwards.objects.filter(visit=OuterRef("pk"))
    is_published, is_sent = Q(published_on__isnull=False), Q(sent_on__isnull=False)
    if state == "published":
        return visits.filter(Exists(rows.filter(is_published)))
    if state == "sent":
        return visits.filter(Exists(rows.filter(is_sent & ~is_published)))
    if state == "written":
        return visits.filter(Exists(rows.filter(~is_sent & ~is_published, reported_on__isnull=False)))
    return visits.exclude(Exists(rows.filter(is_published | is_sent | Q(reported_on__isnull=False))))


def return_due(visits: QuerySet, actor: User, today: date) -> QuerySet:
    """Visits that promised a return whose day has come, with none since to the place that `actor` may know of.

    Where no day was named, the return is due since the visit itself.
    """
    later = Visit.objects.visible_to(actor).filter(
        organisation=OuterRef("organisation"), facility=OuterRef("facility"), visited_on__gt=OuterRef("visited_on")
    )
    due = Q(afterwards__look_again_on__lte=today)
    without_a_day = Q(afterwards__look_again_on__isnull=True, afterwards__follow_up__in=RETURNS)
    return visits.filter(~Exists(later), due | without_a_day)
