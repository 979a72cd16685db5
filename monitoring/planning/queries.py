"""Reads the programme of one organisation: a constant number of statements, however many places there are.

Counts are those of the organisation, as everywhere where nobody's eyes are meant; what one visit was like is kept from
whoever stood back from it, and what comes from cases from whoever is tied to the place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from complaints.closeness import closenesses
from complaints.intake.routing import Target, is_close
from complaints.models import Case, CaseEvent, Tie
from institutions.choices import Answer, Effect, Mandate
from institutions.models import Facility, MonitoringRegime
from institutions.queries import world
from institutions.visit_choices import HELD, SETTLED, Access, InterviewSetting
from institutions.world import World
from monitoring.choices import Priority, StoodBack
from monitoring.models import InterviewCount, Recommendation, ReprisalAfterVisit, Visit, VisitMember
from monitoring.planning.rules import Signals, Standing, due_on, promised_return, runs_since, standing, told_complaints
from monitoring.rights import data_set_of

REFUSALS = (Access.PREMISES, Access.DOCUMENTS, Access.PERSONS, Access.EQUIPMENT, Access.DENIED)


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The last visit to a place. `reference` is empty where the reader stood back from it."""

    visited_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place within the mandate, where it stands against the interval, and what is known since its last visit.

    `operator` is the code of who runs it today, empty where nobody knows. `is_tied`: the reader must know nothing of
    complaints about it.
    """

    facility: Facility
    operator: str
    standing: Standing
    last_regular_on: date | None
    due_on: date | None
    last: LastVisit | None
    signals: Signals
    is_tied: bool

    @property
    def last_on(self) -> date | None:
        """The day of the last visit of any kind."""
        return self.last.visited_on if self.last else None

    @property
    def region(self) -> str:
        """The code of its region, empty where none is known."""
        return self.facility.region.code if self.facility.region else ""


def terms_in_force(organisation: Organisation, today: date) -> list[MonitoringRegime]:
    """The terms of today that are no mere scenario, each with `last_on`: the last visit under it that was let in."""
    visits = visits_of(organisation).let_in().filter(regime=OuterRef("pk")).order_by().values("regime")
    rows = MonitoringRegime.objects.valid_on(today).filter(is_scenario=False)
    return list(
        rows.annotate(last_on=Subquery(visits.annotate(last=Max("visited_on")).values("last"))).order_by("order")
    )


def interval_terms(terms: Iterable[MonitoringRegime]) -> MonitoringRegime | None:
    """Of some terms those that want each place seen within an interval; the shortest, where there are several."""
    return min((one for one in terms if one.interval_months), key=lambda one: one.interval_months, default=None)


def places_within_mandate(organisation: Organisation, today: date) -> QuerySet[Facility]:
    """Places that exist today, of kinds within the mandate: invented ones in the demonstration, real ones elsewhere."""
    rows = Facility.objects.valid_on(today).filter(is_demonstration=organisation.is_demonstration)
    within = rows.filter(facility_type__mandate=Mandate.IN)
    return within.select_related("facility_type", "region").order_by("label_en", "code")


def programme(*, organisation: Organisation, actor: User, terms: MonitoringRegime | None, today: date) -> list[Place]:
    """Every place within the mandate as `actor` may know it. Eight statements."""
    facilities = list(places_within_mandate(organisation, today))
    last_visits = {row["facility"]: row for row in _last_visits(organisation, actor)}
    complaints, reprisals = _complaints_since(organisation, actor), _reprisals_since(organisation, actor)
    urgent = _urgent_recommendations(organisation, actor)
    sees_all = has_permission(actor, Permission.CASE_VIEW_ALL, organisation=organisation)
    here = world()
    tied = _places_close_to(actor, facilities, here, today)
    return [
        _place(
            facility,
            last_visits.get(facility.pk),
            operator=here.operator(facility.code, facility.facility_type.code, today) or "",
            terms=terms,
            today=today,
            told=told_complaints(None if facility.pk in tied else complaints.get(facility.pk, 0), sees_all=sees_all),
            reprisals=None if facility.pk in tied else reprisals.get(facility.pk, 0),
            urgent=urgent.get(facility.pk, 0),
        )
        for facility in facilities
    ]


def _place(
    facility: Facility,
    row: Mapping[str, object] | None,
    *,
    operator: str,
    terms: MonitoringRegime | None,
    today: date,
    told: tuple[int | None, bool],
    reprisals: int | None,
    urgent: int,
) -> Place:
    interval = terms.interval_months if terms else None
    last_regular = row["last_regular_on"] if row else None
    since = runs_since(facility.valid_from, terms.valid_from) if terms else None
    return Place(
        facility=facility,
        operator=operator,
        standing=standing(last_regular, interval, today, since),
        last_regular_on=last_regular,
        due_on=due_on(last_regular, interval, since),
        last=LastVisit(row["visited_on"], "" if row["stood_back"] else row["reference"]) if row else None,
        signals=_signals(row, told, reprisals, urgent),
        is_tied=told[0] is None,
    )


def _signals(
    row: Mapping[str, object] | None, told: tuple[int | None, bool], reprisals: int | None, urgent: int
) -> Signals:
    # What the visit was like, and what it promised, is for those who took part or may read of it.
    complaints, are_few = told
    if row is None or row["stood_back"]:
        return Signals(complaints=complaints, are_few=are_few, reprisals=reprisals, urgent=urgent)
    is_promised, return_due_on = promised_return(row["afterwards__follow_up"] or "", row["afterwards__look_again_on"])
    return Signals(
        complaints=complaints,
        are_few=are_few,
        reprisals=reprisals,
        refused=tuple(row["refused"]),
        private=row["private"],
        held=row["held"],
        urgent=urgent,
        is_return_promised=is_promised,
        return_due_on=return_due_on,
    )


# --- visits -----------------------------------------------------------------------------------------------------------


def visits_of(organisation: Organisation) -> QuerySet[Visit]:
    """The visits that count for the organisation, none of them of a scenario."""
    return Visit.objects.of(data_set_of(organisation)).filter(organisation=organisation.pk).in_force().real()


def _last_visits(organisation: Organisation, actor: User) -> Iterable[Mapping[str, object]]:
    visits = visits_of(organisation)
    same_day_later = Q(visited_on=OuterRef("visited_on"), pk__gt=OuterRef("pk"))
    later = visits.filter(Q(visited_on__gt=OuterRef("visited_on")) | same_day_later, facility=OuterRef("facility"))
    regular = visits.regular().filter(facility=OuterRef("facility"))
    access = Visit.access.through.objects.filter(visit=OuterRef("pk"), term__attributes__meaning__in=REFUSALS)
    members = VisitMember.objects.filter(visit=OuterRef("pk"), user=actor.pk).exclude(stood_back=StoodBack.NO)
    rows = visits.filter(~Exists(later)).annotate(
        last_regular_on=Subquery(regular.order_by("-visited_on").values("visited_on")[:1]),
        private=_interviews([InterviewSetting.PRIVATE]),
        held=_interviews(HELD),
        refused=ArraySubquery(access.order_by("term__order").values("term")),
        stood_back=Exists(members),
    )
    return rows.values(
        *("facility", "visited_on", "reference", "last_regular_on", "private", "held", "refused", "stood_back"),
        *("afterwards__follow_up", "afterwards__look_again_on"),
    )


def _interviews(settings: Iterable[str]) -> Subquery:
    counts = InterviewCount.objects.filter(visit=OuterRef("pk"), mode__attributes__meaning__in=list(settings))
    return Subquery(counts.order_by().values("visit").annotate(people=Sum("number")).values("people"))


def _urgent_recommendations(organisation: Organisation, actor: User) -> dict[int, int]:
    """Without those of visits from which `actor` stood back: a number would tell what they found."""
    unsettled = Q(status=None) | ~Q(status__attributes__meaning__in=list(SETTLED))
    visits = visits_of(organisation).exclude(pk__in=Visit.objects.stood_back_by(actor).values("pk"))
    rows = Recommendation.objects.filter(unsettled, visit__in=visits, priority=Priority.URGENT)
    return dict(rows.order_by().values("visit__facility").annotate(n=Count("pk")).values_list("visit__facility", "n"))


# --- cases ------------------------------------------------------------------------------------------------------------


def _events(organisation: Organisation, actor: User) -> QuerySet[CaseEvent]:
    """Events of the organisation's cases that are counted: without those whose person did not agree to figures.

    And without those from which `actor` stands back: a number would tell of them.
    """
    data_set = data_set_of(organisation)
    events = (
        CaseEvent.objects.in_force()
        .filter(case__organisation=organisation.pk, case__data_set=data_set, case__mistaken_on=None)
        .exclude(case__in=Case.objects.hidden_from(actor))
    )
    return events.exclude(case__may_be_counted=Answer.NO) if data_set == DataSet.OWN else events


def _complaints_since(organisation: Organisation, actor: User) -> dict[int, int]:
    """Complaints about each place that were submitted after its last visit; ever, where there was none."""
    not_before = visits_of(organisation).filter(
        facility=OuterRef("case__facility"), visited_on__gte=OuterRef("happened_on")
    )
    rows = _events(organisation, actor).filter(
        ~Exists(not_before),
        stage__effect=Effect.SUBMITS,
        happened_on__isnull=False,
        case__facility__facility_type__mandate=Mandate.IN,
    )
    counted = rows.order_by().values("case__facility").annotate(n=Count("pk"))
    return dict(counted.values_list("case__facility", "n"))


def _reprisals_since(organisation: Organisation, actor: User) -> dict[int, int]:
    """Reprisals at each place after its last visit: by their day, or because somebody linked them to that visit."""
    visits = visits_of(organisation)
    not_before = visits.filter(facility=OuterRef("place"), visited_on__gte=OuterRef("happened_on"))
    linked = ReprisalAfterVisit.objects.filter(event=OuterRef("pk")).exclude(
        Exists(visits.filter(facility=OuterRef("visit__facility"), visited_on__gt=OuterRef("visit__visited_on")))
    )
    placed = _events(organisation, actor).annotate(
        place=Coalesce("after_visit__visit__facility", "reprisal__facility", "case__facility")
    )
    rows = placed.filter(
        Q(happened_on__isnull=False) & ~Exists(not_before) | Exists(linked),
        stage__effect=Effect.PRESSES,
        place__isnull=False,
    )
    return dict(rows.order_by().values("place").annotate(n=Count("pk")).values_list("place", "n"))


def _places_close_to(actor: User, facilities: Iterable[Facility], here: World, today: date) -> set[int]:
    """The places of which the reader must not learn that somebody complained."""
    ties = closenesses(Tie.objects.filter(user=actor.pk))
    return {place.pk for place in facilities if any(is_close(tie, target_of(place), here, today) for tie in ties)}


def target_of(facility: Facility) -> Target:
    """A place as the rule about ties reads it."""
    region = facility.region.code if facility.region else None
    return Target(facility.code, facility.facility_type.code, region)
