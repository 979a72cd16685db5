"""The indicators of the country pack with their definitions, and their numbers where the house counts them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.scoped import Scopes
from accounts.api.views import RowsView, only
from complaints.choices import DataSet
from institutions.models import Indicator
from institutions.vocabulary import vocabulary
from reports import queries
from reports.api.limits import limits_form
from reports.api.shapes import shape_of, told
from reports.api.stats import STATS, funnel_query
from reports.choices import HORIZONS
from reports.indicators import FUNNEL, Measured, measured
from reports.limits.queries import Half
from reports.limits.queries import report_for as limits_for
from reports.results import FunnelResult

_SHARED = ("data_set", "year_from", "year_to", "region", "facility_type")
_ASKED = (*_SHARED, "horizon")
_PARAMETERS = [
    OpenApiParameter("fields", str, description="Members of the results, separated by commas; all without it."),
    OpenApiParameter("data_set", str, enum=[DataSet.OWN.value, DataSet.DEMONSTRATION.value]),
    OpenApiParameter("year_from", int, description="First year, of registration or of the visit."),
    OpenApiParameter("year_to", int, description="Last year, of registration or of the visit."),
    OpenApiParameter("region", str, description="A code."),
    OpenApiParameter("facility_type", str, description="A code."),
    OpenApiParameter(
        "horizon", int, enum=HORIZONS, description="Years each case is observed for; visits do not have it."
    ),
]


@dataclass(frozen=True, slots=True)
class IndicatorTold:
    """An indicator: its definition, and its number where a figure of the same definition is counted here.

    `evidence`: for each alternative of policy what a number can rest on: observed (obs), a change in the country (nat),
    a scenario only (scn), nothing (na). `figure` and `measured_by`: the name of the figure, and the address, relative
    to the first page of the interface, where it stands with its groups. `value` is a fraction of one for a share; where
    it is null, `missing` says why. `visits` and `is_small`: as for the limits, of the smaller of two sides that
    are held against each other; null where there is none.
    """

    code: str
    criterion: str
    label: str
    label_en: str
    label_ru: str
    label_kk: str
    is_kk_reviewed: bool
    formula: str
    formula_en: str
    formula_ru: str
    formula_kk: str
    better: str
    evidence: Mapping[str, str]
    source: str
    figure: str | None
    measured_by: str | None
    count: int | None
    base: int | None
    value: float | None
    low: float | None
    high: float | None
    visits: int | None
    is_small: bool | None
    unit: str
    missing: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """All indicators for one question. Visits are those under terms in force; none of a scenario is counted."""

    data_set: str
    as_of: date
    horizon: int
    results: tuple[IndicatorTold, ...]


class IndicatorsOfPolicy(RowsView):
    """By what policies against torture can be judged; as CSV the results alone."""

    scopes: ClassVar[Scopes] = STATS
    parameters = ("fields", *_ASKED)
    nested = ("evidence",)

    @extend_schema(
        operation_id="list_indicators", parameters=_PARAMETERS, responses=shape_of(Indicators), tags=["statistics"]
    )
    def get(self, request: Request) -> Response:
        """Every indicator in the order of the pack; numbers are those of the funnel and of the limits."""
        sent = {name: value for name, value in request.query_params.items() if name in _ASKED}
        shared = {name: sent[name] for name in _SHARED if name in sent}
        form = limits_form(request, shared, vocabulary())
        query, _known = funnel_query(request, sent)
        if query.horizon is None:
            reason = _("An indicator counts what happened within as many years for every case: ask for 1, 2, 3 or 5.")
            raise ValidationError({"horizon": [reason]})
        half = limits_for(request.user, form.question()).real
        funnel = queries.funnel_for(request.user, query)
        rows = tuple(_told(row, funnel, half, sent) for row in Indicator.objects.order_by("order"))
        found = told(Indicators(query.data_set, query.as_of, query.horizon, rows))
        names = [field.name for field in fields(IndicatorTold)]
        return Response(found | {"results": only(request.query_params.get("fields"), found["results"], names)})


def _told(row: Indicator, funnel: FunnelResult, half: Half, sent: Mapping[str, str]) -> IndicatorTold:
    if row.measured_by:
        found = measured(row.measured_by, funnel, half)
    else:
        found = Measured(None, None, None, None, None, "", row.get_unmeasured_display())
    names = ("label", "label_en", "label_ru", "label_kk", "formula", "formula_en", "formula_ru", "formula_kk")
    plain = (*names, "code", "criterion", "is_kk_reviewed", "better", "evidence", "source")
    numbers = ("count", "base", "value", "low", "high", "visits", "is_small", "unit", "missing")
    return IndicatorTold(
        **{name: getattr(row, name) for name in plain},
        **{name: getattr(found, name) for name in numbers},
        figure=row.measured_by or None,
        measured_by=_address(row.measured_by, sent) if row.measured_by else None,
    )


def _address(name: str, sent: Mapping[str, str]) -> str:
    """Where the figure stands, for the same question."""
    room = name.partition(":")[0]
    asked = {key: value for key, value in sent.items() if key in _SHARED or room == FUNNEL}
    return f"{room}/?{urlencode(asked)}" if asked else f"{room}/"
