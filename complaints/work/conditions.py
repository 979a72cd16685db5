"""The measures of the day as conditions of the database: one meaning for pages, lists, filters and notices.

Each gives a `Q` over the model it names; whether the person may see the case is asked of `visible_to`, never here.
"""

from datetime import date

from django.db.models import DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from complaints.choices import LetterState
from complaints.models import (
    Alert,
    CaseAssignment,
    Deadline,
    Letter,
    Postponement,
    Reprisal,
    RiskAssessment,
)
from complaints.work import rules
from institutions.choices import Answer, Exit, TermList
from institutions.models import Term

STILL_OPEN = (Exit.OPEN, Exit.INTERRUPTED)


# --- deadlines --------------------------------------------------------------------------------------------------------


def running() -> Q:
    """Duties of the law that nobody is known to have done. Rights are not among them: nobody misses a right."""
    return Q(met_on=None, met_by=None, time_limit__is_right=False)


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


def with_deadline(condition: Q) -> Exists:
    """Cases that have a deadline of the kind."""
    return Exists(Deadline.objects.filter(condition, case=OuterRef("pk")))


# --- alerts, letters, people ------------------------------------------------------------------------------------------


def not_noted() -> Q:
    """Alerts of which nobody has taken note."""
    return Q(acknowledged_at=None)


def with_open_alert(*kinds: str) -> Exists:
    """Cases with an alert of which nobody has taken note, of any kind or of these."""
    found = Alert.objects.filter(not_noted(), case=OuterRef("pk"))
    return Exists(found.filter(kind__in=kinds) if kinds else found)


def has_news() -> Q:
    """Letters to which the person behind them wrote what no colleague has opened; a new letter is news as a whole."""
    return Q(has_news=True) & ~Q(state=LetterState.NEW)


def is_new() -> Q:
    """Letters that nobody has taken up or set aside."""
    return Q(state=LetterState.NEW)


def with_news() -> Exists:
    """Cases whose letter has news."""
    return Exists(Letter.objects.filter(has_news(), case=OuterRef("pk")))


def with_new_letter() -> Exists:
    """Cases that came as a letter which nobody has taken up or set aside."""
    return Exists(Letter.objects.filter(is_new(), case=OuterRef("pk")))


def assigned_to(user: User) -> Exists:
    """Cases on which the person works."""
    return Exists(CaseAssignment.objects.filter(case=OuterRef("pk"), user=user.pk, ended_at=None))


# --- silence and danger -----------------------------------------------------------------------------------------------


def silent(today: date) -> Q:
    """Cases that are still open and of which nothing is known to have happened for 60 days."""
    return Q(milestones__state__in=STILL_OPEN, milestones__last_event_on__lte=today - rules.SILENT)


def newest_risk() -> QuerySet[RiskAssessment]:
    """The judgement of risk that counts, within a query about cases."""
    return RiskAssessment.objects.filter(case=OuterRef("pk")).order_by("-pk")


def with_risk_level() -> Subquery:
    """Of a case the level of risk judged last."""
    return Subquery(newest_risk().values("level")[:1], output_field=IntegerField())


def with_look_again() -> Subquery:
    """Of a case the day on which its risk is to be looked at again."""
    return Subquery(newest_risk().values("look_again_on")[:1], output_field=DateField())


def high_levels() -> list[Term]:
    """The levels of risk in the upper half of the scale of the country, the gravest first. One query."""
    terms = Term.objects.filter(list=TermList.RISK_LEVEL, attributes__rank__isnull=False)
    ranked = list(terms.annotate(rank=Cast(KT("attributes__rank"), IntegerField())).order_by("-rank"))
    ranks = [term.rank for term in ranked]
    return [term for term in ranked if rules.is_high(term.rank, ranks)]


def with_reprisal_going_on() -> Exists:
    """Cases in which a reprisal is said to go on."""
    told = Reprisal.objects.filter(event__case=OuterRef("pk"), is_going_on=Answer.YES)
    in_force = told.filter(event__superseded_by=None, event__is_void=False, event__alternative_to=None)
    return Exists(in_force)
