"""The funnel and time to event for programs, with the filters of the page; and the figures that others published."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import faults_of
from accounts.api.scoped import Scopes
from accounts.api.views import FIELDS, ApiView, RowsView, only
from accounts.choices import Scope
from complaints.choices import DataSet
from reports import queries
from reports.api.shapes import shape_of, told
from reports.choices import HORIZONS, Breakdown
from reports.codes import CodeLists
from reports.forms import FILTERS, FunnelForm
from reports.models import FigureUnit, OfficialFigure, Series
from reports.official import figures
from reports.results import Curve, FunnelQuery, FunnelResult, Report

STATS: Scopes = {"GET": (Scope.STATS_READ,)}
_ASKED = ("data_set", "year_from", "year_to", "horizon", "breakdown", *FILTERS, "merged")
_PARAMETERS = [
    OpenApiParameter("data_set", str, enum=[one.value for one in DataSet]),
    OpenApiParameter("year_from", int, description="First year of registration."),
    OpenApiParameter("year_to", int, description="Last year of registration."),
    OpenApiParameter(
        "horizon", int, enum=[0, *HORIZONS], description="Years each case is observed for; 0 for all the time so far."
    ),
    OpenApiParameter("breakdown", str, enum=[one.value for one in Breakdown if one != Breakdown.YEAR]),
    *(OpenApiParameter(name, str, description="A code.") for name in FILTERS),
    OpenApiParameter("merged", str, enum=["once"], description="Joined cases count once."),
]


class _Stat(ApiView):
    scopes: ClassVar[Scopes] = STATS
    parameters = _ASKED

    def report(self, request: Request) -> Report:
        """The numbers of the question in the query. Raises ValidationError for what cannot be asked."""
        query, lists = funnel_query(request, request.query_params)
        return queries.report_for(request.user, query, lists)


def funnel_query(request: Request, sent: Mapping[str, str]) -> tuple[FunnelQuery, CodeLists]:
    """What is asked, and the lists of the pack. Raises ValidationError that names what cannot be asked."""
    today = timezone.localdate()
    lists = CodeLists(today)
    form = FunnelForm(sent, default_data_set=usual_data_set(request), today=today, lists=lists)
    if not form.is_valid():
        raise ValidationError(faults_of(form))
    return form.query(), lists


def usual_data_set(request: Request) -> str:
    """The data set of the token's organisation."""
    is_invented = request.auth.organisation.is_demonstration
    return DataSet.DEMONSTRATION if is_invented else DataSet.OWN


class Funnel(_Stat):
    """How many registered cases reached each step."""

    @extend_schema(
        operation_id="read_funnel", parameters=_PARAMETERS, responses=shape_of(FunnelResult), tags=["statistics"]
    )
    def get(self, request: Request) -> Response:
        """The funnel with groups, cohorts, losses, medians and what is left out. Shares with Wilson's 95 % interval."""
        return Response(told(self.report(request).funnel))


class Survival(_Stat):
    """How long it takes until a case comes before a court."""

    @extend_schema(
        operation_id="read_survival",
        parameters=_PARAMETERS,
        responses={200: shape_of(Curve), 204: None},
        tags=["statistics"],
    )
    def get(self, request: Request) -> Response:
        """The cumulative share (Aalen and Johansen) over days since registration; 204 where the country draws none."""
        curve = self.report(request).curve
        return Response(status=204) if curve is None else Response(told(curve))


class FigureRow(serializers.ModelSerializer):
    """One published figure, as it was published."""

    class Meta:
        model = OfficialFigure
        fields = (
            *("code", "series", "unit", "measure_en", "measure_ru", "measure_kk", "starts_on", "ends_on"),
            *("period_en", "period_ru", "period_kk", "value_low", "value_high", "value_text", "is_yearly_series"),
            *("source", "is_verified"),
        )
        read_only_fields = fields


class Figures(RowsView):
    """Figures that authorities, courts and UN bodies published. Unlike units are never to be divided."""

    scopes: ClassVar[Scopes] = STATS
    parameters = ("fields", "series", "unit")

    @extend_schema(
        operation_id="list_official_figures",
        parameters=[
            FIELDS,
            OpenApiParameter("series", str, enum=[one.value for one in Series]),
            OpenApiParameter("unit", str, enum=[one.value for one in FigureUnit]),
        ],
        responses=FigureRow(many=True),
        tags=["statistics"],
    )
    def get(self, request: Request) -> Response:
        """All of them, or those of one series or unit."""
        rows = figures()
        for name, known in (("series", Series), ("unit", FigureUnit)):
            sent = request.query_params.get(name)
            if sent is None:
                continue
            if sent not in known.values:
                raise ValidationError({name: [f"{', '.join(known.values)}"]})
            rows = rows.filter(**{name: sent})
        told_rows = FigureRow(rows, many=True).data
        return Response(only(request.query_params.get("fields"), told_rows, FigureRow.Meta.fields))
