"""Cases that need somebody: what is overdue or near, alerts nobody has noted, silence, news, danger. Reading only."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from complaints.models import Alert, CaseAssignment, CaseEvent, Deadline, RiskAssessment
from institutions.choices import STILL_OPEN

SOON_DAYS = 14
SILENCES = (30, 60, 90, 180, 365)


def overdue(cases: QuerySet, today: date) -> QuerySet:
    """Open cases in which a duty was due before today and nothing has ended it. Rights are never overdue."""
    return cases.filter(milestones__next_due_on__lt=today)


def due_soon(cases: QuerySet, today: date) -> QuerySet:
    """Open cases in which a duty falls due today or in the next two weeks."""
    running = Deadline.objects.filter(case=OuterRef("pk"), met_on=None, met_by=None, time_limit__is_right=False)
    near = running.filter(due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS))
    return cases.filter(Exists(near), milestones__state__in=STILL_OPEN)


def with_alerts(cases: QuerySet, kind: str = "") -> QuerySet:
    """Cases with an alert that nobody has noted, of one kind or of any."""
    waiting = Alert.objects.filter(case=OuterRef("pk"), acknowledged_at=None)
    return cases.filter(Exists(waiting.filter(kind=kind) if kind else waiting))


def silent(cases: QuerySet, days: int, today: date) -> QuerySet:
    """Cases that stand open and in which nothing is known to have happened for so many days."""
    return cases.filter(milestones__state__in=STILL_OPEN, milestones__last_event_on__lte=today - timedelta(days=days))


def at_risk(cases: QuerySet, level: int | None) -> QuerySet:
    """Cases whose newest judgement of risk is of this level; without a level those that nobody judged."""
    judged = RiskAssessment.objects.filter(case=OuterRef("pk"))
    if level is None:
        return cases.filter(~Exists(judged))
    newer = RiskAssessment.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    return cases.filter(Exists(judged.filter(~Exists(newer), level=level)))


def to_look_again(cases: QuerySet, today: date) -> QuerySet:
    """Cases whose newest judgement of risk names a day for looking again that has come."""
    newer = RiskAssessment.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    due = RiskAssessment.objects.filter(~Exists(newer), case=OuterRef("pk"), look_again_on__lte=today)
    return cases.filter(Exists(due))


def assigned_to(cases: QuerySet, user: int | None) -> QuerySet:
    """Cases that somebody works on; without a person those of an organisation that nobody works on."""
    at_work = CaseAssignment.objects.filter(ended_at=None)
    if user is None:
        return cases.filter(~Exists(at_work.filter(case=OuterRef("pk"))), organisation__isnull=False)
    return cases.filter(pk__in=at_work.filter(user=user).values("case"))


def with_circumstances(cases: QuerySet, name: str, *, is_there: bool = True, **conditions: object) -> QuerySet:
    """Cases with an event in force that has circumstances of that name (`examination`, `reprisal`), or without one."""
    events = CaseEvent.objects.in_force().filter(case=OuterRef("pk"), **{f"{name}__isnull": False})
    found = Exists(events.filter(**{f"{name}__{key}": value for key, value in conditions.items()}))
    return cases.filter(found if is_there else ~found)
