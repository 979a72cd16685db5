"""What waits for somebody: deadlines, alerts, silent cases, letters, danger. Always on behalf of a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet, LetterState
from complaints.listing.chips import data_sets_of
from complaints.models import (
    Alert,
    Case,
    CaseAssignment,
    ComplaintDraft,
    Deadline,
    Letter,
    Notice,
    Reprisal,
    RiskAssessment,
)
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
        return Letter.objects.filter(case__in=self.cases())

    def risks(self) -> QuerySet[RiskAssessment]:
        """The judgements of risk that count."""
        return RiskAssessment.objects.filter(conditions.judged_last(), case__in=self.cases())

    def reprisals(self) -> QuerySet[Reprisal]:
        """Reprisals that are said to go on."""
        return Reprisal.objects.filter(conditions.goes_on(), event__case__in=self.cases())


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
    """Every measure of the desk, counted, and the cases of each level of risk by its code. One query."""
    cases, deadlines, letters, risks = desk.cases(), desk.deadlines(), desk.letters(), desk.risks()
    branches = [
        _counted(deadlines.filter(conditions.overdue(today)), "overdue"),
        _counted(deadlines.filter(conditions.soon(today)), "soon"),
        _counted(desk.alerts().filter(conditions.not_noted()), "alerts"),
        _counted(cases.filter(conditions.silent(today)), "silent", of="pk"),
        _counted(letters.filter(conditions.has_news()), "news"),
        _counted(letters.filter(conditions.is_new()), "letters"),
        _counted(desk.reprisals(), "reprisals", of="event__case"),
        _counted(risks.filter(look_again_on__lte=today), "look_again"),
        _counted(CaseAssignment.objects.filter(user=desk.actor, ended_at=None, case__in=cases), "assigned"),
        _counted(_drafts(desk.actor), "drafts", of="pk"),
    ]
    levels = risks.order_by().annotate(what=F("level__code")).values("what")
    by_level = levels.annotate(rows=Count("pk"), cases=Count("case", distinct=True))
    found = branches[0].union(*branches[1:], by_level.values_list("what", "rows", "cases"), all=True)
    return {what: Number(rows, in_cases) for what, rows, in_cases in found}


def _counted(rows: QuerySet, what: str, *, of: str = "case") -> QuerySet:
    named = rows.order_by().annotate(what=Value(what)).values("what")
    counted = named.annotate(rows=Count("pk"), cases=Count(of, distinct=True))
    return counted.values_list("what", "rows", "cases")


# --- the first rows of each section -----------------------------------------------------------------------------------


def first_deadlines(desk: Desk, today: date) -> tuple[list[Deadline], list[Deadline]]:
    """The duties most lately overdue and those due next, each with case, limit and body. Two queries."""
    late = desk.deadlines().filter(conditions.overdue(today)).order_by("-due_on", "-pk").values_list("pk")[:SHOWN]
    near = desk.deadlines().filter(conditions.soon(today)).order_by("due_on", "pk").values_list("pk")[:SHOWN]
    found = read_with_facts([pk for (pk,) in late.union(near, all=True)])
    overdue = [deadline for deadline in found if deadline.due_on < today]
    return overdue[::-1], [deadline for deadline in found if deadline.due_on >= today]


def read_with_facts(keys: Collection[int]) -> list[Deadline]:
    """Deadlines of these keys with their facts, by the day they are due.

    Keys are found first: a plan that joins everything before it takes some rows would cost as much as all rows.
    """
    return list(with_facts(Deadline.objects.filter(pk__in=keys)).order_by(F("due_on").asc(nulls_last=True), "pk"))


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
    news = desk.letters().filter(conditions.has_news()).order_by("received_on", "pk").values("pk")[:SHOWN]
    new = desk.letters().filter(conditions.is_new()).order_by("received_on", "pk").values("pk")[:SHOWN]
    wanted = Letter.objects.filter(pk__in=news.union(new, all=True)).select_related("case", "risk")
    found = list(wanted.order_by("received_on", "pk"))
    fresh = [letter for letter in found if letter.state == LetterState.NEW]
    return [letter for letter in found if letter.state != LetterState.NEW], fresh


def first_in_danger(desk: Desk, today: date, high: list[str]) -> list[Case]:
    """Cases with a reprisal going on, a risk among `high`, or a risk to be looked at again; the gravest first."""
    risks, going_on = desk.risks(), desk.reprisals()
    grave = risks.filter(Q(level__code__in=high) | Q(look_again_on__lte=today))
    endangered = grave.values("case").union(going_on.values("event__case"), all=True)
    newest = RiskAssessment.objects.filter(case=OuterRef("pk")).order_by("-pk")
    found = Case.objects.filter(pk__in=endangered).annotate(
        has_reprisal=Exists(Reprisal.objects.filter(conditions.goes_on(), event__case=OuterRef("pk"))),
        risk_code=Subquery(newest.values("level__code")[:1]),
        risk_order=Subquery(newest.values("level__order")[:1]),
        look_again_on=Subquery(newest.values("look_again_on")[:1]),
    )
    return list(found.order_by(F("risk_order").desc(nulls_last=True), "-has_reprisal", "pk")[:SHOWN])


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
    # Asked of each notice by the key of its case: a list of all visible cases would cost every page too much.
    known = Exists(Case.objects.visible_to(actor).filter(pk=OuterRef("case")))
    return Notice.objects.filter(Q(case=None) | known, recipient=actor.pk)
