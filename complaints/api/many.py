"""Up to a thousand cases or events in one request: all of them or none, or each by itself with a result of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import NotPossible
from accounts.api.errors import by_field
from accounts.api.fields import KNOWN_CODES, ChoiceOf, Strict
from accounts.api.repeating import KEY, once
from accounts.api.scoped import Scopes
from accounts.api.views import ApiView
from accounts.choices import Scope
from complaints.api.reading import known_case
from complaints.api.shapes import CaseIn, EventIn
from complaints.api.writing import append, made, must, receive

MOST = 1000
ALL, EACH = "all", "each"
Made = Callable[[Request, Mapping[str, object]], dict[str, object]]


class EventOf(EventIn):
    """An event with the reference of its case."""

    case = serializers.CharField(max_length=40)


def _many(item: type[Strict], name: str) -> type[Strict]:
    members = {
        "mode": ChoiceOf(choices=[(ALL, ALL), (EACH, EACH)], required=False, default=ALL),
        "items": serializers.ListField(child=item(), allow_empty=False, max_length=MOST),
    }
    return type(name, (Strict,), members)


class _Envelope(Strict):
    """The request without a look into its items, which are judged one by one."""

    mode = ChoiceOf(choices=[(ALL, ALL), (EACH, EACH)], required=False, default=ALL)
    items = serializers.ListField(child=serializers.DictField(), allow_empty=False, max_length=MOST)


class Fault(serializers.Serializer):
    """What was wrong with one item."""

    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    code = serializers.CharField()


class ItemResult(serializers.Serializer):
    """What became of one item, by its place in the request."""

    index = serializers.IntegerField()
    made = serializers.DictField(required=False)
    errors = Fault(many=True, required=False)


class ManyResult(serializers.Serializer):
    """How many were kept and refused, and what became of each."""

    kept = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = ItemResult(many=True)


class _Many(ApiView):
    scopes: ClassVar[Scopes] = {"POST": (Scope.CASES_WRITE,)}
    item: type[Strict] = CaseIn

    # Keeps one item and tells what was made; each kind of item says how.
    make: Callable[[Request, Mapping[str, object]], dict[str, object]]

    def keep(self, request: Request) -> Response:
        """All of them or none (`all`), or those that can be kept (`each`)."""
        asked = must(_Envelope(data=request.data))
        known: dict[str, dict] = {KNOWN_CODES: {}}

        def make(request: Request, raw: Mapping[str, object]) -> dict[str, object]:
            return self.make(request, must(self.item(data=raw, context=known)))

        def change() -> Response:
            results = _results(request, asked["items"], make, is_each=asked["mode"] == EACH)
            refused = sum("errors" in one for one in results)
            body = {"kept": len(results) - refused, "refused": refused, "results": results}
            return Response(body, status=201 if not refused else 207)

        return once(request, change)


def _results(
    request: Request, items: Sequence[Mapping[str, object]], make: Made, *, is_each: bool
) -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    for index, raw in enumerate(items):
        try:
            with transaction.atomic():
                results.append({"index": index, "made": make(request, raw)})
        except (APIException, NotPossible, PermissionDenied, Http404) as error:
            results.append({"index": index, "errors": _errors(error)})
    if not is_each and any("errors" in one for one in results):
        # The answer is a mistake, so that nothing of the request is kept.
        raise ValidationError({f"items[{one['index']}]": one["errors"] for one in results if "errors" in one})
    return results


def _errors(error: Exception) -> list[dict[str, str]]:
    if isinstance(error, ValidationError):
        return list(by_field(error.detail))
    if isinstance(error, Http404):
        return [{"field": "case", "message": _("There is no such thing here."), "code": "not_found"}]
    told = getattr(error, "detail", None) or str(error) or _("The token may not do this.")
    return [{"field": "", "message": str(told), "code": getattr(error, "default_code", "refused")}]


class ManyCases(_Many):
    """Many new cases."""

    item = CaseIn

    @extend_schema(
        operation_id="create_many_cases",
        parameters=[KEY],
        request=_many(CaseIn, "ManyCasesIn"),
        responses={201: ManyResult, 207: ManyResult},
        tags=["cases"],
    )
    def post(self, request: Request) -> Response:
        """Opens up to 1,000 cases."""
        return self.keep(request)

    def make(self, request: Request, sent: Mapping[str, object]) -> dict[str, object]:
        """Opens one."""
        complaint = receive(request, sent)
        return {"reference": complaint.case.reference, "complaint": str(complaint.uuid)}


class ManyEvents(_Many):
    """Many events, of one case or of several."""

    item = EventOf

    @extend_schema(
        operation_id="record_many_events",
        parameters=[KEY],
        request=_many(EventOf, "ManyEventsIn"),
        responses={201: ManyResult, 207: ManyResult},
        tags=["cases"],
    )
    def post(self, request: Request) -> Response:
        """Appends up to 1,000 events in the order of the items."""
        return self.keep(request)

    def make(self, request: Request, sent: Mapping[str, object]) -> dict[str, object]:
        """Appends one."""
        return made(append(request, known_case(request, sent["case"]), sent))
