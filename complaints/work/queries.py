"""What waits for somebody: deadlines, alerts, silent cases, letters, danger. Always on behalf of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, IntegerField, Q, QuerySet, Subquery, Value

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet, LetterState
from complaints.letters import letters_visible_to
from complaints.listing.chips import data_sets_of
from complaints.models import Alert, Case, ComplaintDraft, Deadline, Letter, Notice
from complaints.work import conditions

SHOWN = 5  # rows of a section before the list behind it is worth opening


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose work is looked at: the cases assigned to a person, or all that a lead sees; of one data set."""

    actor: User
    data_set: str
    is_office: bool

    def cases(self) -> QuerySet[Case]:
        """The cases on the desk."""
        found = Case.objects.visible_to(self.actor).of(self.data_set).filter(organisation__isnull=False)
        return found if self.is_office else found.filter(conditions.assigned_to(self.actor))

    def deadlines(self) -> QuerySet[Deadline]:
        """Clocks of the cases, with the day until which a reminder waits."""
        return Deadline.objects.filter(case__in=self.cases())

    def alerts(self) -> QuerySet[Alert]:
        """Alerts of the cases."""
        return Alert.objects.filter(case__in=self.cases())

    def letters(self) -> QuerySet[Letter]:
        """Letters of the cases."""
        return letters_visible_to(self.actor).filter(case__in=self.cases())


@dataclass(frozen=True, slots=True)
class Number:
    """How many rows a measure finds, and in how many cases."""

    rows: int = 0
    cases: int = 0


def desk_of(actor: User, *, is_office: bool | None = None) -> Desk:
    """The desk of `actor`. Whoever sees all cases looks at the whole office unless they ask for their own."""
    sees_all = has_permission(actor, Permission.CASE_VIEW_ALL)
    own = [data_set for data_set in data_sets_of(actor) if data_set != DataSet.PUBLIC_RECORD]
    return Desk(actor, own[0] if own else DataSet.OWN, is_office=sees_all and is_office is not False)


def may_choose_desk(actor: User) -> bool:
    """Whether there is more than one's own desk to look at."""
    return has_permission(actor, Permission.CASE_VIEW_ALL)


def numbers(desk: Desk, today: date) -> Mapping[str, Number]:
    """Every measure of the desk, counted. One query however many cases there are."""
    cases, deadlines = desk.cases(), desk.deadlines()
    levels = Subquery(conditions.newest_risk().values("level__code")[:1])
    branches = [
        _counted(deadlines.filter(conditions.overdue(today)), "overdue"),
        _counted(deadlines.filter(conditions.soon(today)), "soon"),
        _counted(desk.alerts().filter(conditions.not_noted()), "alerts"),
        _counted(cases.filter(conditions.silent(today)), "silent", of="pk"),
        _counted(cases.filter(conditions.with_news()), "news", of="pk"),
        _counted(cases.filter(conditions.with_new_letter()), "letters", of="pk"),
        _counted(cases.filter(conditions.with_reprisal_going_on()), "reprisals", of="pk"),
        _counted(cases.annotate(again=conditions.with_look_again()).filter(again__lte=today), "look_again", of="pk"),
        _counted(cases.filter(conditions.assigned_to(desk.actor)), "assigned", of="pk"),
        _counted(_drafts(desk.actor), "drafts", of="pk"),
    ]
    risks = cases.order_by().annotate(what=levels).filter(what__isnull=False).values("what")
    risky = risks.annotate(rows=Count("pk"), cases=Count("pk")).values_list("what", "rows", "cases")
    found = branches[0].union(*branches[1:], risky, all=True)
    return {what: Number(rows, in_cases) for what, rows, in_cases in found}


def _counted(rows: QuerySet, what: str, *, of: str = "case") -> QuerySet:
    named = rows.order_by().annotate(what=Value(what)).values("what")
    counted = named.annotate(rows=Count("pk"), cases=Count(of, distinct=True))
    return counted.values_list("what", "rows", "cases")


# --- the first rows of each section -----------------------------------------------------------------------------------


def first_deadlines(desk: Desk, today: date) -> tuple[list[Deadline], list[Deadline]]:
    """The duties most lately overdue and those due next, each with case, limit and body. One query."""
    readable = with_facts(desk.deadlines())
    late = readable.filter(conditions.overdue(today)).order_by("-due_on", "-pk")[:SHOWN]
    near = readable.filter(conditions.soon(today)).order_by("due_on", "pk")[:SHOWN]
    wanted = Q(pk__in=late.values("pk")) | Q(pk__in=near.values("pk"))
    found = list(readable.filter(wanted))
    overdue = [deadline for deadline in found if deadline.due_on < today]
    coming = [deadline for deadline in found if deadline.due_on >= today]
    by_day = {"key": lambda deadline: (deadline.due_on, deadline.pk)}
    return sorted(overdue, reverse=True, **by_day), sorted(coming, **by_day)


def with_facts(deadlines: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Deadlines with what a reader must know of each; `put_off_until` where the reminder waits."""
    read = deadlines.select_related("case__milestones__body_now", "time_limit", "started_by__stage", "met_by__stage")
    return read.annotate(put_off_until=conditions.put_off_until())


def first_alerts(desk: Desk) -> list[Alert]:
    """The newest alerts of which nobody has taken note."""
    return list(with_events(desk.alerts().filter(conditions.not_noted())).order_by("-pk")[:SHOWN])


def with_events(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Alerts with the case and the event they stand at, and who took note."""
    return alerts.select_related("case", "event__stage", "acknowledged_by")


def first_silent(desk: Desk, today: date) -> list[Case]:
    """The cases that have been silent for longest."""
    found = desk.cases().filter(conditions.silent(today)).select_related("milestones__body_now")
    return list(found.order_by("milestones__last_event_on", "pk")[:SHOWN])


def first_letters(desk: Desk) -> tuple[list[Letter], list[Letter]]:
    """Letters whose writer wrote again, and new ones, each the oldest first: they wait longest. One query."""
    letters = desk.letters().order_by("received_on", "pk")
    news = letters.filter(conditions.has_news())[:SHOWN]
    new = letters.filter(conditions.is_new())[:SHOWN]
    wanted = Q(pk__in=news.values("pk")) | Q(pk__in=new.values("pk"))
    found = list(letters.filter(wanted).select_related("case", "risk"))
    fresh = [letter for letter in found if letter.state == LetterState.NEW]
    return [letter for letter in found if letter.state != LetterState.NEW], fresh


def first_in_danger(desk: Desk, today: date, high: list[str]) -> list[Case]:
    """Cases with a reprisal going on, a risk among `high`, or a risk to be looked at again; the gravest first."""
    newest = conditions.newest_risk()
    found = desk.cases().annotate(
        has_reprisal=conditions.with_reprisal_going_on(),
        risk_code=Subquery(newest.values("level__code")[:1]),
        risk_order=Subquery(newest.values("level__order")[:1], output_field=IntegerField()),
        look_again_on=conditions.with_look_again(),
    )
    endangered = found.filter(Q(has_reprisal=True) | Q(risk_code__in=high) | Q(look_again_on__lte=today))
    return list(endangered.order_by(F("risk_order").desc(nulls_last=True), "-has_reprisal", "pk")[:SHOWN])


def first_assigned(desk: Desk) -> list[Case]:
    """The cases given to the person last."""
    mine = desk.cases().filter(assignments__user=desk.actor, assignments__ended_at=None)
    read = mine.annotate(since=F("assignments__started_at")).select_related("milestones")
    return list(read.order_by("-since", "-pk")[:SHOWN])


def _drafts(actor: User) -> QuerySet[ComplaintDraft]:
    return ComplaintDraft.objects.filter(author=actor)


def first_drafts(actor: User) -> list[ComplaintDraft]:
    """The complaints that the person is still writing, newest first."""
    return list(_drafts(actor).order_by("-saved_at", "-pk")[:SHOWN])


# --- notices ----------------------------------------------------------------------------------------------------------


def notices_visible_to(actor: User) -> QuerySet[Notice]:
    """Notices of `actor`, but for those about cases that they may not, or no longer, know of."""
    own = Notice.objects.filter(recipient=actor.pk)
    return own.filter(Q(case=None) | Q(case__in=Case.objects.visible_to(actor)))
