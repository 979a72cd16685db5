"""The measures of the day as conditions of the database: one meaning for pages, lists, filters and notices.

Each gives a `Q` over the model it names; whether the person may see the case is asked of `visible_to`, never here.
"""

from datetime import date, timedelta

from django.db.models import DateField, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from complaints.choices import LetterState
from complaints.models import (
    CaseAssignment,
    Postponement,
    RiskAssessment,
)
from complaints.work import rules
from institutions.choices import STILL_OPEN, Answer, TermList
from institutions.models import Term

# --- deadlines --------------------------------------------------------------------------------------------------------


def running() -> Q:
    """Duties of the law that nobody is known to have done, in cases that have not ended.

    Rights are not among them: nobody misses a right. In a case that has ended nobody can do what was missed.
    """
    return Q(met_on=None, met_by=None, time_limit__is_right=False, case__milestones__state__in=STILL_OPEN)


def overdue(today: date) -> Q:
    """Of the duties those whose last day is over."""
    return running() & Q(due_on__lt=today)


def soon(today: date) -> Q:
    """Of the duties those whose last day comes within two weeks."""
    return running() & Q(due_on__range=(today, today + rules.SOON))


def usable_rights(today: date) -> Q:
    """Rights that nobody is known to have used and that have not lapsed."""
    unused = Q(met_on=None, met_by=None, time_limit__is_right=True)
    return unused & (Q(due_on__gte=today) | Q(due_on=None))


def put_off_until() -> Subquery:
    """Of a deadline the day until which its reminder was put off last; whether that day has come is not asked."""
    later = Postponement.objects.filter(time_limit=OuterRef("time_limit"), started_by=OuterRef("started_by"))
    # The newest decision counts, also where it brings the reminder forward.
    newest = later.order_by("-pk").values("until")[:1]
    return Subquery(newest, output_field=DateField())


def put_off(today: date) -> Q:
    """Deadlines whose reminder waits, by the newest decision about it."""
    same = {"time_limit": OuterRef("time_limit"), "started_by": OuterRef("started_by")}
    newer = Postponement.objects.filter(pk__gt=OuterRef("pk"), **same)
    return Q(Exists(Postponement.objects.filter(~Exists(newer), until__gt=today, **same)))


# --- alerts, letters, people ------------------------------------------------------------------------------------------


def not_noted() -> Q:
    """Alerts of which nobody has taken note."""
    return Q(acknowledged_at=None)


def has_news() -> Q:
    """Letters to which the person behind them wrote what no colleague has opened; a new letter is news as a whole."""
    return Q(has_news=True) & ~Q(state=LetterState.NEW)


def is_new() -> Q:
    """Letters that nobody has taken up or set aside."""
    return Q(state=LetterState.NEW)


def assigned_to(user: User) -> Exists:
    """Cases on which the person works."""
    return Exists(CaseAssignment.objects.filter(case=OuterRef("pk"), user=user.pk, ended_at=None))


# --- silence and danger -----------------------------------------------------------------------------------------------


def silent(today: date, span: timedelta = rules.SILENT) -> Q:
    """Cases that are still open and of which nothing is known to have happened for `span`."""
    return Q(milestones__state__in=STILL_OPEN, milestones__last_event_on__lte=today - span)


def judged_last() -> Q:
    """Of judgements of risk the ones that count: the newest of each case."""
    return ~Exists(RiskAssessment.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk")))


def high_levels() -> list[Term]:
    """The levels of risk in the upper half of the scale of the country, the gravest first. One query."""
    terms = Term.objects.filter(list=TermList.RISK_LEVEL, attributes__rank__isnull=False)
    ranked = list(terms.annotate(rank=Cast(KT("attributes__rank"), IntegerField())).order_by("-rank"))
    ranks = [term.rank for term in ranked]
    return [term for term in ranked if rules.is_high(term.rank, ranks)]


def goes_on() -> Q:
    """Reprisals in force that are said to go on."""
    return Q(is_going_on=Answer.YES, event__superseded_by=None, event__is_void=False, event__alternative_to=None)
