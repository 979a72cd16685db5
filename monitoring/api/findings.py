"""Findings of visits for programs: coded, without their words, each with the visit that made it."""

from collections.abc import Mapping
from typing import ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.schema import parameters_of
from accounts.api.views import FIELDS, RECORDED
from complaints.listing.filter_fields import CodedFilter, choice_filter
from institutions.choices import TermList
from institutions.vocabulary import vocabulary
from monitoring.api.listed import Listed, told
from monitoring.api.rows import VisitFindingRow
from monitoring.choices import FindingKind, FindingSeverity, SourceOfFinding
from monitoring.listing.filters import VisitFilterSet
from monitoring.models import Finding, Visit


class FindingFilterSet(filters.FilterSet):
    """Filters over findings, beside those over their visits."""

    theme = CodedFilter(TermList.FINDING_THEME, "theme", _("Theme"), is_always_there=True)
    kind = filters.ChoiceFilter(choices=FindingKind.choices, label=_("Kind of finding"))
    severity = filters.ChoiceFilter(choices=FindingSeverity.choices, label=_("Severity"))
    source = choice_filter("filter_source", SourceOfFinding.choices, _("Rests on"))

    class Meta:
        model = Finding
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, str], queryset: QuerySet, **kwargs: object) -> None:
        super().__init__(data, queryset, **kwargs)
        self.filters["theme"].offer(vocabulary())

    def filter_source(self, findings: QuerySet, _name: str, source: str) -> QuerySet:
        """Findings that rest on this kind of source, alone or with others."""
        return findings.filter(sources__contains=[source])


class Findings(Listed):
    """The findings of the visits that the token may know of."""

    filtersets: ClassVar = (VisitFilterSet, FindingFilterSet)

    @extend_schema(
        operation_id="list_findings",
        parameters=[FIELDS, RECORDED, *parameters_of(VisitFilterSet), *parameters_of(FindingFilterSet)],
        responses=VisitFindingRow(many=True),
        tags=["visits"],
    )
    def get(self, request: Request) -> Response:
        """A page of findings, the last recorded first. Findings of medical examinations stand among cases."""
        visible = Visit.objects.visible_to(request.user)
        visits = self.filtered(request, visible, VisitFilterSet, actor=request.user)
        found = Finding.objects.filter(visit__in=visits.order_by().values("pk"))
        found = self.filtered(request, found, FindingFilterSet).select_related(
            "theme", "visit__facility", "visit__regime"
        )
        pager, page = self.page(request, found)
        return told(request, VisitFindingRow(page, many=True), pager)
