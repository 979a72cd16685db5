"""Which milestone rows a question is about, and how SQL reads them: cohort, step reached, days recorded."""

from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear, Least
from django.db.models.lookups import LessThanOrEqual

from complaints.choices import DataSet
from complaints.models import CaseMilestones
from institutions.choices import Answer, Exit, Milestone
from reports.choices import NOT_RECORDED, Breakdown, horizon_days
from reports.results import FunnelQuery

COLUMNS = {
    Breakdown.YEAR: "year",
    Breakdown.REGION: "region",
    Breakdown.REGION_NOW: "region_now",
    Breakdown.BODY: "first_body",
    Breakdown.CHANNEL: "channel",
    Breakdown.FACILITY_TYPE: "facility_type",
    Breakdown.OFFENCE_KIND: "offence_kind",
    Breakdown.INDEPENDENCE: "independence",
}
CODED = {Breakdown.OFFENCE_KIND, Breakdown.INDEPENDENCE}  # the column holds the code itself; the others hold a key

Rows = QuerySet[CaseMilestones]


class Days(Func):
    """Whole days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def asked_rows(query: FunnelQuery, rows: Rows) -> Rows:
    """Registered cases of the question's data set, years and filters, those without a known day included.

    Adds `year` and `left_out`: why a case is not counted (`no_consent`, `undated`, `merged`), or an empty string.
    """
    asked = narrowed(query, rows).filter(
        Q(reached_1__isnull=True) | Q(reached_1__range=days_of(query)), furthest__isnull=False
    )
    return asked.annotate(year=ExtractYear("reached_1"), left_out=_left_out(query))


def counted_rows(query: FunnelQuery, rows: Rows) -> Rows:
    """Of `asked_rows`, those that count: with consent, with a cohort, joined ones once if so asked. Adds `year`."""
    counted = with_consent(query, narrowed(query, rows)).filter(reached_1__range=days_of(query), furthest__isnull=False)
    if query.is_merged_once:
        counted = counted.filter(absorbed_by__isnull=True)
    return counted.annotate(year=ExtractYear("reached_1"))


def narrowed(query: FunnelQuery, rows: Rows) -> Rows:
    """`rows` of the data set, the organisations and the attributes asked for, of every year, registered or not."""
    narrow = rows.of(query.data_set)
    if query.organisations is not None:
        narrow = narrow.filter(organisation__in=query.organisations)
    for breakdown, codes in query.filters:
        narrow = narrow.filter(_passes(Breakdown(breakdown), codes))
    return narrow


def with_consent(query: FunnelQuery, rows: Rows) -> Rows:
    """`rows` without the own cases whose complainant refused to be counted."""
    return rows.exclude(case__may_be_counted=Answer.NO) if query.data_set == DataSet.OWN else rows


def days_of(query: FunnelQuery) -> tuple[date, date]:
    """First and last day of the years asked for, `as_of` at the latest."""
    first = date(query.year_from, 1, 1) if query.year_from else date.min
    last = date(query.year_to, 12, 31) if query.year_to else date.max
    return first, min(last, query.as_of)


def last_mature_year(years: int, as_of: date) -> int:
    """The youngest cohort of which every case has lived through a horizon of so many `years`."""
    day = as_of - timedelta(days=horizon_days(years))
    return day.year if (day.month, day.day) == (12, 31) else day.year - 1


def furthest_to_date(query: FunnelQuery, milestones: tuple[int, ...]) -> Case:
    """The last drawn milestone reached by `as_of`. Of one reached on an unknown day, the last day known decides."""
    return _last_of({k: Q(furthest__gte=k) & Q(LessThanOrEqual(_last_known(k), query.as_of)) for k in milestones})


def furthest_within(years: int, query: FunnelQuery, milestones: tuple[int, ...]) -> Case:
    """The last drawn milestone whose T_k lies within the horizon; one without a day cannot be said to."""
    deadline = days_after_registration(horizon_days(years))
    last_day = Least(deadline, Value(query.as_of, DateField()))
    return _last_of({k: Q(furthest__gte=k) & Q(**{f"reached_{k}__lte": last_day}) for k in milestones})


def days_after_registration(days: int) -> ExpressionWrapper:
    """The day so many days after registration."""
    return ExpressionWrapper(F("reached_1") + Value(days, IntegerField()), output_field=DateField())


def recorded(milestone: int) -> F | Coalesce:
    """t_k: the recorded date of the milestone itself. A conviction is a judgment, so its day is that of the judgment
    where no other is recorded."""
    day = F(f"recorded_on__{milestone - 1}")
    return Coalesce(day, recorded(Milestone.CONVICTED)) if milestone == Milestone.JUDGED else day


def state_on(day: date) -> Case:
    """Where a case stands: its present state, or open where that state was entered only after `day`."""
    return Case(When(state_on__gt=day, then=Value(Exit.OPEN.value)), default=F("state"), output_field=CharField())


def _left_out(query: FunnelQuery) -> Case:
    reasons = [When(reached_1__isnull=True, then=Value("undated"))]
    if query.data_set == DataSet.OWN:
        reasons.insert(0, When(case__may_be_counted=Answer.NO, then=Value("no_consent")))
    if query.is_merged_once:
        reasons.append(When(absorbed_by__isnull=False, then=Value("merged")))
    return Case(*reasons, default=Value(""), output_field=CharField())


def _passes(breakdown: Breakdown, codes: tuple[str, ...]) -> Q:
    column, empty = COLUMNS[breakdown], NOT_RECORDED in codes
    if breakdown in CODED:
        return Q(**{f"{column}__in": [*codes, *([""] if empty else [])]})
    chosen = CaseMilestones._meta.get_field(column).related_model.objects.filter(code__in=codes).values("pk")
    return Q(**{f"{column}__in": chosen}) | (Q(**{f"{column}__isnull": True}) if empty else Q())


def _last_known(milestone: int) -> Coalesce | F:
    """The day of the furthest dated milestone up to this one: T_k never decreases in k."""
    days = [F(f"reached_{k}") for k in range(milestone, 0, -1)]
    return Coalesce(*days) if len(days) > 1 else days[0]


def _last_of(reached: dict[int, Q]) -> Case:
    """The highest milestone whose condition holds; `reached` is monotone, so the first that holds from the top."""
    steps = [When(reached[k], then=Value(k)) for k in sorted(reached, reverse=True)]
    return Case(*steps, default=Value(0), output_field=IntegerField())
