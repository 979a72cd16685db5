"""Reading cases: the list, one case, and the tables of one case."""

import hashlib
import json
from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import faults_of
from accounts.api.rows_as_csv import is_csv
from accounts.api.schema import parameters_of
from accounts.api.scoped import Scopes
from accounts.api.views import FIELDS, RECORDED, ApiView, ListView, RowsView, answer, only
from accounts.choices import Scope
from complaints.api.tables import (
    case_rows,
    case_serializer,
    members_of,
    rows_among,
    rows_of,
    serializer_for,
    told_rows,
)
from complaints.exports.columns import BY_NAME, CASES, CHILDREN, Table
from complaints.filters import CaseFilterSet
from complaints.listing.chips import data_sets_of
from complaints.models import Case

READ: Scopes = {"GET": (Scope.CASES_READ, Scope.CASES_WRITE)}
_INCLUDE = OpenApiParameter(
    "include",
    str,
    description=f"Tables to put inside each case, separated by commas: {', '.join(one.name for one in CHILDREN)}.",
)
_ORDER = OpenApiParameter("ordering", str, enum=["-recorded", "recorded", "reference", "-reference"])
_FILTERS = parameters_of(CaseFilterSet)
# A visit has findings too, and more programs will ask for those.
_NAMES = {"findings": "medical-findings"}


def asked_tables(request: Request) -> list[Table]:
    """The tables that `include` names. Raises ValidationError for an unknown one, and where the answer is CSV."""
    names = [name for name in request.query_params.get("include", "").split(",") if name]
    unknown = sorted(set(names) - {table.name for table in CHILDREN})
    if unknown:
        raise ValidationError({"include": [_("Not known: %(names)s.") % {"names": ", ".join(unknown)}]})
    if names and is_csv(request):
        raise ValidationError({"include": [_("A table has no place in a cell of CSV. Ask for it at its own address.")]})
    return [BY_NAME[name] for name in dict.fromkeys(names)]


def filtered_cases(request: Request) -> QuerySet[Case]:
    """The cases that the token may know of under the filters of the query. Raises ValidationError for wrong values."""
    data_sets = data_sets_of(request.user)
    wanted = {name: text for name, text in request.query_params.items() if name in CaseFilterSet.base_filters}
    wanted.setdefault("data_set", data_sets[0] if data_sets else "")
    filters = CaseFilterSet(wanted, Case.objects.visible_to(request.user), actor=request.user)
    if not filters.form.is_valid():
        raise ValidationError(faults_of(filters.form))
    return filters.qs


def known_case(request: Request, reference: str) -> Case:
    """A case that the token may know of. Raises Http404, alike for what is hidden and what is not there."""
    found = (
        Case.objects.visible_to(request.user).select_related("organisation", "safe").filter(reference=reference[:40])
    )
    case = found.first() if "\x00" not in reference else None
    if case is None:
        raise Http404
    return case


def etag_of(row: dict[str, object]) -> str:
    """A mark of the state of a case: two reads with the same mark saw the same."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def state_of(request: Request, case: Case) -> tuple[dict[str, object], str]:
    """Everything about a case that programs may read, and its mark. A constant number of queries."""
    (row,) = case_rows([case.pk], Case.objects.visible_to(request.user), CHILDREN)
    return row, etag_of(row)


class CaseList(ListView):
    """The cases that the token may know of, one data set at a time, under the filters of the list of cases."""

    scopes: ClassVar[Scopes] = READ
    orders: ClassVar = {"recorded": "pk", "reference": "reference"}

    def known_parameters(self):
        """The names of the filters too."""
        return {*super().known_parameters(), "include", *CaseFilterSet.base_filters}

    @extend_schema(
        operation_id="list_cases",
        parameters=[FIELDS, _INCLUDE, _ORDER, *_FILTERS],
        responses=case_serializer()(many=True),
        tags=["cases"],
    )
    def get(self, request: Request) -> Response:
        """A page of cases, the last recorded first."""
        include = asked_tables(request)
        pager, page = self.page(request, filtered_cases(request).only("pk", "reference"))
        rows = list(case_rows([row.pk for row in page], Case.objects.visible_to(request.user), include))
        return answer(
            only(request.query_params.get("fields"), rows, [*members_of(CASES), *(t.name for t in include)]), pager
        )


class CaseDetail(ApiView):
    """One case with everything about it that programs may read."""

    scopes: ClassVar[Scopes] = READ
    parameters = ("fields",)

    @extend_schema(operation_id="read_case", parameters=[FIELDS], responses=case_serializer(), tags=["cases"])
    def get(self, request: Request, reference: str) -> Response:
        """The case; `ETag` marks its state, and `If-None-Match` spares a body that is known already."""
        row, mark = state_of(request, known_case(request, reference))
        if mark in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
            return Response(status=304, headers={"ETag": mark})
        (told,) = only(request.query_params.get("fields"), [row], list(row))
        return Response(told, headers={"ETag": mark})


class CaseTable(RowsView):
    """The rows of one table of one case; so few that there are no pages."""

    scopes: ClassVar[Scopes] = READ
    table: Table = CHILDREN[0]

    def get(self, request: Request, reference: str) -> Response:
        """All rows, in the order of the table."""
        case = known_case(request, reference)
        found = rows_of([case.pk], Case.objects.visible_to(request.user), [self.table])
        rows = [row for _case, row in found[self.table.name]]
        return Response(only(request.query_params.get("fields"), rows, members_of(self.table)))


class AnyTable(ListView):
    """The rows of one table over all cases that the token may know of, under the filters of the list of cases."""

    scopes: ClassVar[Scopes] = READ
    table: Table = CHILDREN[0]

    def known_parameters(self):
        """The names of the filters of cases too."""
        return {*super().known_parameters(), *CaseFilterSet.base_filters}

    def get(self, request: Request) -> Response:
        """A page of rows, the last recorded first."""
        pager, page = self.page(request, rows_among(self.table, filtered_cases(request)))
        rows = told_rows(self.table, page, Case.objects.visible_to(request.user))
        return answer(only(request.query_params.get("fields"), rows, members_of(self.table)), pager)


def table_views() -> Sequence[tuple[str, type[CaseTable]]]:
    """(name of the table, view) for every table of a case."""
    return [(table.name, _of_case(table)) for table in CHILDREN]


def flat_views() -> Sequence[tuple[str, type[AnyTable]]]:
    """(name in the address, view) for every table over all cases."""
    return [(_NAMES.get(table.name, table.name), _of_all(table)) for table in CHILDREN]


def _of_all(table: Table) -> type[AnyTable]:
    name = _NAMES.get(table.name, table.name).replace("-", "_")
    told = extend_schema(
        operation_id=f"list_{name}",
        description=f"Rows of the table “{table.name}” of all cases, the last recorded first. The filters are those of "
        "the list of cases: they choose the cases whose rows are told.",
        parameters=[FIELDS, RECORDED, *_FILTERS],
        responses=serializer_for(table)(many=True),
        tags=["cases"],
    )
    return extend_schema_view(get=told)(type(f"All{table.name.title()}", (AnyTable,), {"table": table}))


def _of_case(table: Table) -> type[CaseTable]:
    view = type(f"Case{table.name.title()}", (CaseTable,), {"table": table})
    told = extend_schema(
        operation_id=f"list_{table.name}_of_case",
        description=f"Rows of the table “{table.name}” of one case.",
        parameters=[FIELDS],
        responses=serializer_for(table)(many=True),
        tags=["cases"],
    )
    return extend_schema_view(get=told)(view)
