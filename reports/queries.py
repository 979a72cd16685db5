"""What pages, files and tasks may ask of this room. `funnel_rows_for` is the only door to rows for a person."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Q, QuerySet

from accounts.models import Organisation, User
from accounts.permissions import Permission, organisations_with
from complaints.choices import DataSet
from complaints.models import Case, CaseMilestones, Recusal, Tie
from institutions.models import FunnelStep
from reports.choices import HEADLINE, MEDIAN_HORIZON
from reports.codes import CodeLists, labels_of
from reports.cohorts import Rows, counted_rows, furthest_to_date
from reports.curves import compute_curve
from reports.flow import compute_flow, compute_receipt
from reports.funnel import compute
from reports.intervals import newcombe_difference
from reports.models import FunnelSnapshot
from reports.results import FunnelQuery, FunnelResult, Group, Report
from reports.small_cells import public_totals
from reports.snapshots import is_standard, newest, report_of
from reports.withdrawals import compute_withdrawals
from vault.models import Bar

__all__ = [
    "CodeLists",
    "Difference",
    "StoredReport",
    "compare_groups",
    "compute_report",
    "drawn_milestones",
    "drawn_steps",
    "front_funnel",
    "funnel_for",
    "funnel_rows_for",
    "is_always_live",
    "labels_of",
    "latest_report",
    "publications_visible_to",
    "reached_to_date",
    "report_for",
]


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it was frozen, and the row it was frozen in."""

    snapshot: FunnelSnapshot
    report: Report


@dataclass(frozen=True, slots=True)
class Difference:
    """First share minus second, as fractions of one, with Newcombe's 95 % interval."""

    difference: float
    low: float
    high: float


def funnel_rows_for(actor: User, data_set: str) -> Rows:
    """Milestone rows of one data set that `actor` may see counted. Own cases: those of the organisations in which
    the actor may see the funnel, without those hidden from the actor: a number would tell that there is one. Public
    record and demonstration hold nobody's secrets: everybody, signed in or not."""
    rows = CaseMilestones.objects.of(data_set)
    if data_set != DataSet.OWN:
        return rows
    known = rows.filter(organisation__in=organisations_with(actor, Permission.FUNNEL_VIEW))
    return known.exclude(case__in=Case.objects.hidden_from(actor).values("pk"))


def drawn_steps(on: date) -> tuple[FunnelStep, ...]:
    """The bars of the country's funnel on a day, in order of milestones."""
    return tuple(FunnelStep.objects.valid_on(on).order_by("milestone"))


def drawn_milestones(on: date) -> tuple[int, ...]:
    """Their milestones."""
    return tuple(step.milestone for step in drawn_steps(on))


def funnel_for(actor: User, query: FunnelQuery) -> FunnelResult:
    """The funnel alone, computed now."""
    return compute(query, funnel_rows_for(actor, query.data_set), drawn_milestones(query.as_of))


def report_for(actor: User, query: FunnelQuery, lists: CodeLists | None = None) -> Report:
    """All numbers of the funnel page, computed now."""
    return compute_report(query, funnel_rows_for(actor, query.data_set), lists)


def compute_report(query: FunnelQuery, rows: Rows, lists: CodeLists | None = None) -> Report:
    """The same over `rows` chosen by the caller: for tasks and commands, which are nobody in particular.

    `lists`: those of the pack on the day of the question, where the caller has them already.
    """
    milestones = tuple(lists.steps()) if lists else drawn_milestones(query.as_of)
    return Report(
        funnel=compute(query, rows, milestones, lists),
        curve=compute_curve(query, rows) if HEADLINE in milestones else None,
        withdrawals=compute_withdrawals(query, rows, milestones),
        flow=compute_flow(query, rows, milestones),
        receipt=compute_receipt(query, rows, lists),
    )


def reached_to_date(as_of: date, milestones: tuple[int, ...]) -> dict[int, int]:
    """Drawn milestone -> cases of the public record that reached it so far. One statement, and no medians."""
    query = FunnelQuery(data_set=DataSet.PUBLIC_RECORD, as_of=as_of)
    rows = counted_rows(query, CaseMilestones.objects.of(DataSet.PUBLIC_RECORD))
    furthest = rows.annotate(reached=furthest_to_date(query, milestones)).values("reached")
    stopped = dict(furthest.annotate(cases=Count("*")).order_by().values_list("reached", "cases"))
    return {k: sum(cases for reached, cases in stopped.items() if reached >= k) for k in milestones}


def latest_report(actor: User, query: FunnelQuery) -> StoredReport | None:
    """The newest stored answer to this question, whatever day it speaks of; None if there is none for this actor.

    Own cases are stored organisation by organisation: a question must name one, or the actor must have but one. What
    is stored counts every case of it, so it is not for somebody whose figures are `is_always_live`.
    """
    if query.data_set != DataSet.OWN:
        return _stored(query, None)
    allowed = organisations_with(actor, Permission.FUNNEL_VIEW)
    asked = [key for key in allowed if query.organisations is None or key in query.organisations]
    stored = _stored(query, asked[0]) if len(asked) == 1 else None
    return None if stored is None or is_always_live(actor, asked[0]) else stored


def is_always_live(actor: User, organisation: int) -> bool:
    """Whether own figures of the organisation are computed afresh for `actor` each time, and never taken from store.

    So for everybody who stands back from a case of it, and for everybody whom a declared tie keeps away from letters
    to come: neither the age of a stored figure nor that one became old may tell of a case they must not know of.
    """
    stands_back = Recusal.objects.filter(user=actor.pk, ended_on=None, case__organisation=organisation)
    is_tied = Tie.objects.filter(user=actor.pk, ended_on=None, organisation=organisation)
    is_barred = Bar.objects.filter(user=actor.pk, safe__organisation=organisation)
    found = Organisation.objects.filter(Exists(stands_back) | Exists(is_tied) | Exists(is_barred), pk=organisation)
    return found.exists()


def front_funnel(data_set: str, as_of: date) -> FunnelResult:
    """Totals and cohorts of an open data set for the front page: as stored, else computed now.

    Raises NotForThePublic for the data set of own cases.
    """
    query = FunnelQuery(data_set=data_set, as_of=as_of, horizon=MEDIAN_HORIZON)
    stored = None if data_set == DataSet.OWN else _stored(query, None)
    if stored:
        return public_totals(stored.report.funnel)
    rows = CaseMilestones.objects.of(data_set)
    return public_totals(compute(query, rows, drawn_milestones(as_of)))


def compare_groups(first: Group, second: Group, milestone: int) -> Difference | None:
    """By how much the shares of two groups that reached `milestone` differ; None where one of them is empty."""
    one, other = first.step(milestone), second.step(milestone)
    if one is None or other is None or not first.cases or not second.cases:
        return None
    return Difference(*newcombe_difference((one.reached, first.cases), (other.reached, second.cases)))


def publications_visible_to(actor: User) -> QuerySet[FunnelSnapshot]:
    """Frozen answers that `actor` may read: those about open data, and those of organisations in which the actor may
    see the funnel. Not where figures are `is_always_live`: what is stored counts every case."""
    allowed = [key for key in organisations_with(actor, Permission.FUNNEL_VIEW) if not is_always_live(actor, key)]
    is_open = Q(organisation=None) & ~Q(data_set=DataSet.OWN)
    return FunnelSnapshot.objects.filter(is_open | Q(organisation__in=allowed))


def _stored(query: FunnelQuery, organisation: int | None) -> StoredReport | None:
    snapshot = newest(query, organisation) if is_standard(query) else None
    return StoredReport(snapshot, report_of(snapshot)) if snapshot else None
