"""Cases that need somebody: what is overdue or near, alerts nobody has noted, silence, news, danger. Reading only."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from complaints.models import Alert, CaseAssignment, CaseEvent, Deadline, RiskAssessment
from complaints.work import conditions

SILENCES = (30, 60, 90, 180, 365)


def overdue(cases: QuerySet, today: date) -> QuerySet:
    """Open cases in which a duty was due before today and nothing has ended it. Rights are never overdue."""
    return cases.filter(milestones__next_due_on__lt=today)


def due_soon(cases: QuerySet, today: date) -> QuerySet:
    """Open cases in which a duty falls due today or in the next two weeks."""
    return cases.filter(Exists(Deadline.objects.filter(conditions.soon(today), case=OuterRef("pk"))))


def with_alerts(cases: QuerySet, kind: str = "") -> QuerySet:
    """Cases with an alert that nobody has noted, of one kind or of any."""
    waiting = Alert.objects.filter(conditions.not_noted(), case=OuterRef("pk"))
    return cases.filter(Exists(waiting.filter(kind=kind) if kind else waiting))


def silent(cases: QuerySet, days: int, today: date) -> QuerySet:
    """Cases that stand open and in which nothing is known to have happened for so many days."""
    return cases.filter(conditions.silent(today, timedelta(days=days)))


def at_risk(cases: QuerySet, level: int | None) -> QuerySet:
    """Cases whose newest judgement of risk is of this level; without a level those that nobody judged."""
    judged = RiskAssessment.objects.filter(case=OuterRef("pk"))
    if level is None:
        return cases.filter(~Exists(judged))
    return cases.filter(Exists(judged.filter(conditions.judged_last(), level=level)))


def to_look_again(cases: QuerySet, today: date) -> QuerySet:
    """Cases whose newest judgement of risk names a day for looking again that has come."""
    due = RiskAssessment.objects.filter(conditions.judged_last(), case=OuterRef("pk"), look_again_on__lte=today)
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
