"""Reading cases: the list, one case, and the tables of one case."""

import hashlib
import json
from collections.abc import Sequence
from typing import ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.schema import parameters_of
from accounts.api.scoped import Scopes
from accounts.api.views import ApiView, ListView, answer, only
from accounts.choices import Scope
from complaints.api.tables import case_rows, case_serializer, members_of, rows_of, serializer_for
from complaints.exports.columns import BY_NAME, CASES, CHILDREN, Table
from complaints.filters import CaseFilterSet
from complaints.listing.chips import data_sets_of
from complaints.models import Case

READ: Scopes = {"GET": (Scope.CASES_READ, Scope.CASES_WRITE)}
_FIELDS = OpenApiParameter("fields", str, description="Members to give, separated by commas; all without it.")
_INCLUDE = OpenApiParameter(
    "include",
    str,
    description=f"Tables to put inside each case, separated by commas: {', '.join(one.name for one in CHILDREN)}.",
)
_ORDER = OpenApiParameter("ordering", str, enum=["-recorded", "recorded", "reference", "-reference"])


def asked_tables(request: Request) -> list[Table]:
    """The tables that `include` names. Raises ValidationError for an unknown one."""
    names = [name for name in request.query_params.get("include", "").split(",") if name]
    unknown = sorted(set(names) - {table.name for table in CHILDREN})
    if unknown:
        raise ValidationError({"include": [_("Not known: %(names)s.") % {"names": ", ".join(unknown)}]})
    return [BY_NAME[name] for name in dict.fromkeys(names)]


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
        parameters=[_FIELDS, _INCLUDE, _ORDER, *parameters_of(CaseFilterSet)],
        responses=case_serializer()(many=True),
        tags=["cases"],
    )
    def get(self, request: Request) -> Response:
        """A page of cases, the last recorded first."""
        include = asked_tables(request)
        pager, page = self.page(request, self.found(request))
        rows = list(case_rows([row.pk for row in page], Case.objects.visible_to(request.user), include))
        return answer(
            only(request.query_params.get("fields"), rows, [*members_of(CASES), *(t.name for t in include)]), pager
        )

    def found(self, request: Request):
        """The cases under the filters of the query. Raises ValidationError for values that are none."""
        data_sets = data_sets_of(request.user)
        wanted = {name: text for name, text in request.query_params.items() if name in CaseFilterSet.base_filters}
        wanted.setdefault("data_set", data_sets[0] if data_sets else "")
        filters = CaseFilterSet(wanted, Case.objects.visible_to(request.user), actor=request.user)
        if not filters.form.is_valid():
            raise ValidationError({name: list(told) for name, told in filters.form.errors.items()})
        return filters.qs.only("pk", "reference")


class CaseDetail(ApiView):
    """One case with everything about it that programs may read."""

    scopes: ClassVar[Scopes] = READ
    parameters = ("fields",)

    @extend_schema(operation_id="read_case", parameters=[_FIELDS], responses=case_serializer(), tags=["cases"])
    def get(self, request: Request, reference: str) -> Response:
        """The case; `ETag` marks its state, and `If-None-Match` spares a body that is known already."""
        row, mark = state_of(request, known_case(request, reference))
        if mark in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
            return Response(status=304, headers={"ETag": mark})
        (told,) = only(request.query_params.get("fields"), [row], list(row))
        return Response(told, headers={"ETag": mark})


class CaseTable(ApiView):
    """The rows of one table of one case."""

    scopes: ClassVar[Scopes] = READ
    table: Table = CHILDREN[0]

    def get(self, request: Request, reference: str) -> Response:
        """All rows, in the order of the table."""
        case = known_case(request, reference)
        found = rows_of([case.pk], Case.objects.visible_to(request.user), [self.table])
        return Response([row for _case, row in found[self.table.name]])


def table_views() -> Sequence[tuple[str, type[CaseTable]]]:
    """(name of the table, view) for every table of a case."""
    return [(table.name, _view_of(table)) for table in CHILDREN]


def _view_of(table: Table) -> type[CaseTable]:
    view = type(f"Case{table.name.title()}", (CaseTable,), {"table": table})
    told = extend_schema(
        operation_id=f"list_{table.name}_of_case",
        description=f"Rows of the table “{table.name}” of one case.",
        responses=serializer_for(table)(many=True),
        tags=["cases"],
    )
    return extend_schema_view(get=told)(view)
