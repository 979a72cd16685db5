"""Visits on the timeline of a case: to its place, because of it, or where its complaint was heard. One query."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, organisations_with
from complaints import wording
from complaints.dates import PartialDate
from complaints.models import Case
from complaints.pages.timeline import Beside
from institutions.choices import CLOSING_EXITS
from monitoring.models import InterviewComplaint, ReprisalAfterVisit, Visit, VisitTrigger

VISITS = "visits"
BEFORE = timedelta(days=30)  # visits so long before the incident still tell in what state the place was
AFTER = timedelta(days=180)  # and so long after the last event of a case that is closed, whether there was pressure


def visits_beside(actor: User, case: Case) -> list[Beside]:
    """The visits that have to do with the case, as far as `actor` may see them."""
    if case.organisation_id not in organisations_with(actor, Permission.VISIT_VIEW):
        return []
    return [_beside(visit, case) for visit in _visits(actor, case)]


def _visits(actor: User, case: Case) -> QuerySet[Visit]:
    seen = Visit.objects.visible_to(actor).filter(organisation=case.organisation_id, data_set=case.data_set)
    visits = seen.annotate(
        is_because=Exists(VisitTrigger.objects.filter(visit=OuterRef("pk"), case=case)),
        is_source=Exists(InterviewComplaint.objects.filter(visit=OuterRef("pk"), complaint__case=case)),
        is_followed=Exists(ReprisalAfterVisit.objects.filter(visit=OuterRef("pk"), event__case=case)),
    )
    wanted = Q(is_because=True) | Q(is_source=True) | Q(is_followed=True)
    if case.facility_id is not None:
        wanted |= Q(facility=case.facility_id) & _in_its_time(case)
    return visits.filter(wanted).select_related("visit_type", "regime", "facility").order_by("visited_on", "pk")


def _in_its_time(case: Case) -> Q:
    """From a month before the incident, where its day is known, until half a year after the end of a closed case."""
    since = PartialDate(case.incident_on, case.incident_precision).earliest
    times = Q(visited_on__gte=since - BEFORE) if since else Q()
    milestones = getattr(case, "milestones", None)
    if milestones is not None and milestones.state in CLOSING_EXITS and milestones.last_event_on:
        times &= Q(visited_on__lte=milestones.last_event_on + AFTER)
    return times


def _beside(visit: Visit, case: Case) -> Beside:
    because = [
        (visit.is_because, _("made because of this case")),
        (visit.is_source, _("the complaint was made in an interview")),
        (visit.is_followed, _("a reprisal followed")),
    ]
    told = [words for holds, words in because if holds]
    facts = [(_("Under which terms"), visit.regime.label)]
    if visit.facility_id != case.facility_id:
        facts.insert(0, (_("Place"), visit.facility.label))
    if told:
        facts.append((_("Link to this case"), "; ".join(told)))
    return Beside(
        day=visit.visited_on,
        line=VISITS,
        title=_("Visit: %(kind)s") % {"kind": visit.visit_type.label},
        facts=tuple(facts),
        tag="attention" if visit.is_followed else "",
        tag_label=_("Reprisal after a visit") if visit.is_followed else "",
        url=reverse("visit_detail", args=[visit.reference]),
        link=_("Visit of %(day)s") % {"day": wording.day(visit.visited_on)},
    )
