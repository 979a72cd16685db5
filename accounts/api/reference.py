"""Lists of codes with their three labels, as the country pack has them, and the pack itself."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.rows_as_csv import is_csv
from accounts.api.scoped import Scopes
from accounts.api.views import FIELDS, ApiView, RowsView, only
from accounts.choices import Scope
from institutions.queries import current_pack
from institutions.reference import LISTS

_ANY: Scopes = {"GET": tuple(scope for scope in Scope if scope != Scope.SUBMIT)}
# Members that a row of a list may have beside its code and labels; each list tells those that it has.
_MORE = (
    *(
        "kind",
        "list",
        "mandate",
        "passes_staff",
        "lawful_for_torture",
        "track",
        "valid_from",
        "valid_to",
        "legal_basis",
    ),
    *("amount", "unit", "rank", "attributes", "is_scenario", "notice", "interviews", "interval_months", "kato"),
    *("criterion", "formula_en", "formula_ru", "formula_kk", "better", "evidence"),
)
_LINKS = ("parent", "operator", "region", "facility_type", "body", "instrument")


class CodeRow(serializers.Serializer):
    """A code with its labels. Further members depend on the list."""

    code = serializers.CharField()
    label_en = serializers.CharField()
    label_ru = serializers.CharField()
    label_kk = serializers.CharField()
    is_kk_reviewed = serializers.BooleanField(required=False)
    is_verified = serializers.BooleanField(required=False)
    source = serializers.CharField(required=False, allow_blank=True)
    more = serializers.DictField(help_text="What else the list says of the code: validity, legal basis, links by code.")


class ListName(serializers.Serializer):
    """A list by the name in its address."""

    name = serializers.CharField()
    label = serializers.CharField()
    url = serializers.CharField()


class CodeLists(RowsView):
    """The lists there are."""

    scopes: ClassVar[Scopes] = _ANY

    @extend_schema(operation_id="list_code_lists", parameters=[FIELDS], responses=ListName(many=True), tags=["lists"])
    def get(self, request: Request) -> Response:
        """Names of the lists, in the reader's language."""
        rows = [
            {"name": slug, "label": str(one.label), "url": request.build_absolute_uri(f"{slug}/")}
            for slug, one in LISTS.items()
        ]
        return Response(only(request.query_params.get("fields"), rows, list(ListName().fields)))


class CodeList(RowsView):
    """One list. In CSV the members of `more` are columns of their own."""

    scopes: ClassVar[Scopes] = _ANY
    nested = ("more", "attributes", "evidence")

    @extend_schema(
        operation_id="read_code_list",
        parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH, enum=sorted(LISTS)), FIELDS],
        responses=CodeRow(many=True),
        tags=["lists"],
    )
    def get(self, request: Request, name: str) -> Response:
        """All rows of a list, in the order of the pack; short lists, so there are no pages."""
        if name not in LISTS:
            raise Http404
        rows = [_row(row) for row in LISTS[name].select()]
        known = list(CodeRow().fields)
        if is_csv(request):
            rows = [row | row["more"] for row in rows]
            known += [key for key in (*_MORE, *_LINKS) if any(key in row for row in rows)]
        return Response(only(request.query_params.get("fields"), rows, known))


def _row(row: models.Model) -> dict[str, object]:
    fields = {field.name for field in row._meta.concrete_fields}
    told: dict[str, object] = {"code": _code(row)}
    for name in ("label_en", "label_ru", "label_kk", "is_kk_reviewed", "is_verified", "source"):
        if name in fields:
            told[name] = getattr(row, name)
    told.setdefault("label_en", getattr(row, "offence_note", ""))
    told.setdefault("label_ru", told["label_en"])
    told.setdefault("label_kk", told["label_en"])
    more: dict[str, object] = {name: getattr(row, name) for name in _MORE if name in fields}
    more |= {name: _code(getattr(row, name)) for name in _LINKS if name in fields and getattr(row, f"{name}_id")}
    told["more"] = {name: value for name, value in more.items() if value not in (None, "", [], {})}
    return told


def _code(row: models.Model) -> str:
    return str(getattr(row, "code", None) or row.milestone)


class RootRow(serializers.Serializer):
    """Where everything is, and on what it rests."""

    version = serializers.CharField()
    country = serializers.CharField()
    pack = serializers.CharField(help_text="Hash of the country pack; when it changes, derived facts may have changed.")
    links = serializers.DictField(child=serializers.CharField())


class Root(ApiView):
    """The first page of the interface."""

    scopes: ClassVar[Scopes] = {"GET": tuple(Scope)}
    links: ClassVar[Mapping[str, str]] = {
        name: f"{name}/"
        for name in (
            *("cases", "changes", "lists", "visits", "recommendations", "figures", "funnel", "jobs"),
            *("limits", "indicators", "publications", "findings", "complaints", "victims", "respondents", "events"),
            *("deadlines", "alerts", "withdrawals", "reprisals", "examinations", "medical-findings", "protection"),
            *("compensation", "communications", "evidence"),
            *("exports", "imports"),
        )
    }

    @extend_schema(operation_id="read_root", responses=RootRow, tags=["about"])
    def get(self, request: Request) -> Response:
        """Version, country pack and addresses."""
        pack = current_pack()
        return Response(
            {
                "version": "1",
                "country": pack.code,
                "pack": pack.rebuilt_with or pack.checksum,
                "links": {name: request.build_absolute_uri(path) for name, path in self.links.items()},
            }
        )
