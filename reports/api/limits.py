"""What limits the visits, for programs: the measures of the page for the same question, with units and intervals."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import faults_of
from accounts.api.scoped import Scopes
from accounts.api.views import ApiView
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from institutions.vocabulary import Vocabulary, vocabulary
from reports.api.shapes import shape_of, told
from reports.api.stats import STATS, usual_data_set
from reports.limits.choices import LIMITS_VERSION, By, LeftOut, Measure, NoticeGroup
from reports.limits.comparisons import KINDS, comparisons
from reports.limits.definitions import UNITS
from reports.limits.forms import BY_SIZE, LISTS, LimitsForm
from reports.limits.groups import Named, named
from reports.limits.measures import Figure, figures
from reports.limits.queries import Half, Report, report_for
from reports.limits.rows import Tally

_ASKED = ("data_set", "by", "measure", "sort", *(by.value for by in LISTS), "notice", "year_from", "year_to")
PARAMETERS = [
    OpenApiParameter("data_set", str, enum=[DataSet.OWN.value, DataSet.DEMONSTRATION.value]),
    OpenApiParameter("by", str, enum=By.values, description="By what the groups are told apart."),
    OpenApiParameter("measure", str, enum=Measure.values, description="This measure alone; all of them without it."),
    OpenApiParameter("sort", str, enum=[BY_SIZE], description="Groups by number of visits, not as in their list."),
    *(OpenApiParameter(by.value, str, description="A code.") for by in LISTS),
    OpenApiParameter("notice", str, enum=NoticeGroup.values),
    OpenApiParameter("year_from", int, description="First year of the visits."),
    OpenApiParameter("year_to", int, description="Last year of the visits."),
]


@dataclass(frozen=True, slots=True)
class LimitsFigure:
    """One number about visits: `count` of `base` give `value`, with its 95 % interval; a median has no `count`.

    Shares are fractions of one, rates are told per what `unit` says. `value` is null where nothing is recorded or due;
    one bound is null where it is not known. `is_small`: it rests on fewer than ten and is not to be compared.
    """

    measure: str
    label: str
    unit: str
    count: int | None
    base: int
    value: float | None
    low: float | None
    high: float | None
    visits: int | None
    is_small: bool


@dataclass(frozen=True, slots=True)
class LimitsGroup:
    """The measures of one group of visits. An empty `code`: what tells the groups apart is not recorded."""

    code: str
    label: str
    visits: int
    figures: tuple[LimitsFigure, ...]


@dataclass(frozen=True, slots=True)
class LimitsComparison:
    """Two groups held against each other: a ratio of rates, or a difference of shares as a fraction of one."""

    code: str
    label: str
    unit: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class LimitsHalf:
    """Visits under terms of one kind. `left_out`: visits not compared before and after, by why."""

    visits: int
    figures: tuple[LimitsFigure, ...]
    notices: tuple[LimitsGroup, ...]
    years: tuple[LimitsGroup, ...]
    groups: tuple[LimitsGroup, ...]
    comparisons: tuple[LimitsComparison, ...]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """The answer: visits under terms in force, and apart from them those of a scenario."""

    data_set: str
    as_of: date
    by: str
    definition_version: str
    in_force: LimitsHalf
    scenario: LimitsHalf


class LimitsOfVisits(ApiView):
    """Notice, supervised talks, closed rooms, waiting, silence: measured over visits."""

    scopes: ClassVar[Scopes] = STATS
    parameters = _ASKED

    @extend_schema(operation_id="read_limits", parameters=PARAMETERS, responses=shape_of(Limits), tags=["statistics"])
    def get(self, request: Request) -> Response:
        """Every measure for all visits of the question, by notice, by year and by group, as on the page."""
        known = vocabulary()
        form = limits_form(request, request.query_params, known)
        report = report_for(request.user, form.question())
        wanted = [form.compared] if request.query_params.get("measure") else list(Measure)
        return Response(told(_limits(report, known, wanted, is_by_size=form.is_by_size)))


def limits_form(request: Request, sent: Mapping[str, str], known: Vocabulary) -> LimitsForm:
    """The form of the page, filled and found right. Raises PermissionDenied, and ValidationError by name."""
    if not has_permission(request.user, Permission.FUNNEL_VIEW):
        raise PermissionDenied
    form = LimitsForm(sent, default_data_set=usual_data_set(request), today=timezone.localdate(), known=known)
    if not form.is_valid():
        raise ValidationError(faults_of(form))
    return form


def figure_told(figure: Figure) -> LimitsFigure:
    """A figure with its words."""
    return LimitsFigure(
        measure=figure.measure.value,
        label=str(figure.measure.label),
        unit=str(UNITS[figure.measure]),
        count=figure.count,
        base=figure.base,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        visits=figure.visits or None,
        is_small=figure.is_small,
    )


def _limits(report: Report, known: Vocabulary, wanted: Collection[Measure], *, is_by_size: bool) -> Limits:
    question = report.question
    halves = (_half(half, question.by, known, wanted, is_by_size) for half in (report.real, report.scenario))
    return Limits(question.data_set, question.today, question.by.value, LIMITS_VERSION, *halves)


def _half(half: Half, by: By, known: Vocabulary, wanted: Collection[Measure], is_by_size: bool) -> LimitsHalf:
    return LimitsHalf(
        visits=half.total.visits,
        figures=_figures(half.total, wanted),
        notices=_groups(named(By.NOTICE, half.notices, known), wanted),
        years=_groups(named(By.YEAR, half.years, known), wanted),
        groups=_groups(named(by, half.groups, known, is_by_size=is_by_size), wanted),
        comparisons=tuple(
            LimitsComparison(what.value, str(what.label), str(KINDS[what]), found.value, found.low, found.high)
            for what, found in comparisons(half).items()
        ),
        left_out={reason.value: half.total.left_out.get(reason, 0) for reason in LeftOut},
    )


def _groups(groups: Iterable[Named], wanted: Collection[Measure]) -> tuple[LimitsGroup, ...]:
    return tuple(LimitsGroup(one.code, one.label, one.tally.visits, _figures(one.tally, wanted)) for one in groups)


def _figures(tally: Tally, wanted: Collection[Measure]) -> tuple[LimitsFigure, ...]:
    return tuple(figure_told(figure) for measure, figure in figures(tally).items() if measure in wanted)
