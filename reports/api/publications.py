"""Figures frozen so that they can be cited: they can be read again and seen unchanged, not computed again."""

from typing import ClassVar
from uuid import UUID

import django_filters as filters
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import ChoiceOf, Strict, faults_of
from accounts.api.repeating import KEY, once
from accounts.api.schema import parameters_of
from accounts.api.scoped import Scopes
from accounts.api.views import FIELDS, RECORDED, ApiView, ListView, answer, only
from accounts.choices import Scope
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from reports.actions import publish
from reports.api.stats import funnel_query
from reports.choices import HORIZONS, Breakdown
from reports.forms import FILTERS
from reports.models import FunnelSnapshot
from reports.queries import publications_visible_to
from reports.snapshots import is_intact, is_of_this_program

READ: Scopes = {"GET": (Scope.STATS_READ,)}
WRITE: Scopes = READ | {"POST": (Scope.STATS_READ,)}


class PublicationFilterSet(filters.FilterSet):
    """Filters over frozen answers."""

    data_set = filters.ChoiceFilter(choices=DataSet.choices, label=_("Data set"))
    as_of_from = filters.DateFilter(field_name="as_of", lookup_expr="gte", label=_("Facts known up to, from"))
    as_of_to = filters.DateFilter(field_name="as_of", lookup_expr="lte", label=_("Facts known up to, to"))


class PublicationRow(serializers.ModelSerializer):
    """A frozen answer: the question, its day, the versions of definition and program, the hashes.

    How far the events had come is not told: their numbers run through all organisations. `is_current`: the program of
    today counts by the same definitions and the same sources.
    """

    parameters = serializers.DictField(help_text=_("The question, without its day."))
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = FunnelSnapshot
        fields = (
            *("uuid", "data_set", "as_of", "definition_version", "code_version", "parameters", "parameters_hash"),
            *("result_hash", "computed_at", "is_current"),
        )
        read_only_fields = fields

    def get_is_current(self, row: FunnelSnapshot) -> bool:
        """Whether the program is still the same."""
        return is_of_this_program(row)


class PublicationWhole(PublicationRow):
    """The same with the answer, in the shape in which it was frozen.

    `result_hash` is the SHA-256 of `result` as JSON with sorted keys, no blanks and no escapes beyond those JSON needs,
    in UTF-8, with numbers as they stand in the answer; `parameters_hash` likewise. `intact`: both still hold, and the
    question, the day, the data set and the definition within `result` are those told beside it.
    """

    result = serializers.DictField()
    intact = serializers.SerializerMethodField()

    class Meta(PublicationRow.Meta):
        fields = (*PublicationRow.Meta.fields, "result", "intact")
        read_only_fields = fields

    def get_intact(self, row: FunnelSnapshot) -> bool:
        """Whether question and answer are those that were frozen and belong together."""
        return is_intact(row)


class PublicationIn(Strict):
    """A question, as the funnel takes it in its address; of which cases is said, never supposed."""

    data_set = ChoiceOf(choices=DataSet.choices)
    year_from = serializers.IntegerField(required=False, help_text=_("First year of registration."))
    year_to = serializers.IntegerField(required=False, help_text=_("Last year of registration."))
    horizon = ChoiceOf(
        choices=[0, *HORIZONS],
        required=False,
        help_text=_("Years each case is observed for; 0 for all the time so far."),
    )
    breakdown = ChoiceOf(choices=[one.value for one in Breakdown if one != Breakdown.YEAR], required=False)
    merged = ChoiceOf(choices=["once"], required=False, help_text=_("Joined cases count once."))

    def get_fields(self) -> dict[str, serializers.Field]:
        """The members above, and a code for each filter."""
        codes = {name: serializers.CharField(required=False, max_length=60) for name in FILTERS}
        return super().get_fields() | codes


class PublicationMade(serializers.Serializer):
    """Under which name the answer can be cited and read again."""

    uuid = serializers.UUIDField()
    result_hash = serializers.CharField()
    as_of = serializers.DateField()


class Publications(ListView):
    """Frozen answers, and new ones."""

    scopes: ClassVar[Scopes] = WRITE
    parameters = tuple(PublicationFilterSet.base_filters)
    nested = ("parameters",)

    @extend_schema(
        operation_id="list_publications",
        parameters=[FIELDS, RECORDED, *parameters_of(PublicationFilterSet)],
        responses=PublicationRow(many=True),
        tags=["statistics"],
    )
    def get(self, request: Request) -> Response:
        """Those about open data and those of the own organisation, the last frozen first."""
        rows = PublicationFilterSet(request.query_params, queryset=_visible(request).defer("result"))
        if not rows.form.is_valid():
            raise ValidationError(faults_of(rows.form))
        pager, page = self.page(request, rows.qs)
        told = PublicationRow(page, many=True).data
        return answer(only(request.query_params.get("fields"), told, PublicationRow.Meta.fields), pager)

    @extend_schema(
        operation_id="create_publication",
        parameters=[KEY],
        request=PublicationIn,
        responses={201: PublicationMade},
        tags=["statistics"],
    )
    def post(self, request: Request) -> Response:
        """Freezes the answer to a question now. Of own cases it stays within the organisation."""
        serializer = PublicationIn(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = {name: str(value) for name, value in serializer.validated_data.items()}

        def change() -> Response:
            query, _lists = funnel_query(request, sent)
            made = publish(
                by=request.user, query=query, organisation=request.auth.organisation, computed_at=timezone.now()
            )
            where = request.build_absolute_uri(f"{made.uuid}/")
            return Response(PublicationMade(made).data, status=201, headers={"Location": where})

        return once(request, change)


class OnePublication(ApiView):
    """One frozen answer."""

    scopes: ClassVar[Scopes] = READ

    @extend_schema(operation_id="read_publication", responses=PublicationWhole, tags=["statistics"])
    def get(self, request: Request, uuid: UUID) -> Response:
        """The answer as it was frozen, and whether it is intact."""
        found = _visible(request).filter(uuid=uuid).first()
        if found is None:
            raise Http404
        return Response(PublicationWhole(found).data)


def _visible(request: Request):
    if not has_permission(request.user, Permission.FUNNEL_VIEW):
        raise PermissionDenied
    return publications_visible_to(request.user)
