"""Files of coded facts for programs: made in the background and fetched for some days, or streamed at once.

Nothing that needs a key has a member here: what can be asked for are tables, filters and how values are written.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import NOT_IN_LIST, ChoiceOf, Strict, faults_of
from accounts.api.repeating import KEY, once
from accounts.api.schema import parameters_of
from accounts.api.scoped import HasRight, Scopes
from accounts.api.views import FIELDS, RECORDED, ApiView, ListView, answer, only
from accounts.choices import JobState, Scope
from accounts.jobs import NotPossible as JobNotPossible
from accounts.permissions import Permission
from complaints.api.writing import must
from complaints.choices import DataSet, ExportKind
from complaints.exports import actions
from complaints.exports.choosing import MOST_CHOSEN, Asked, data_sets_for, named
from complaints.exports.columns import TABLES
from complaints.exports.making import Wanted
from complaints.filters import CaseFilterSet
from complaints.models import Case, ExportFile

CODES, LABELS = "codes", "labels"
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
AT_ONCE = [(kind.value, kind.label) for kind in ExportKind if kind != ExportKind.XLSX]
LONGEST = 500  # of one value of a filter
FILTERS = [name for name in CaseFilterSet.base_filters if name != "data_set"]


# --- what can be asked for --------------------------------------------------------------------------------------------


class StreamIn(Strict):
    """How the answer shall be, and of which data set."""

    kind = ChoiceOf(choices=AT_ONCE, required=False, default=ExportKind.CSV.value)
    data_set = ChoiceOf(
        choices=DataSet.choices, required=False, default="", help_text="The most likely one without it."
    )
    table = ChoiceOf(
        choices=[(table.name, table.name) for table in TABLES],
        required=False,
        default="cases",
        help_text="Which table: for CSV only. JSON and workbooks hold all of them.",
    )
    values = ChoiceOf(choices=[(CODES, CODES), (LABELS, LABELS)], required=False, default=CODES)
    language = ChoiceOf(
        choices=settings.LANGUAGES, required=False, default="", help_text="That of Accept-Language without it."
    )
    separator = ChoiceOf(choices=[(name, name) for name in SEPARATORS], required=False, default="comma")
    dates_as_text = serializers.BooleanField(
        required=False, default=False, help_text="Dates as exactly as they are known: 2026, 2026-04, 2026-04-03."
    )


class Filters(serializers.DictField):
    """Filters under their names; unknown names are refused before any value is read, and not repeated."""

    def to_internal_value(self, data: object) -> dict:
        """Raises ValidationError for a filter that is not known."""
        if isinstance(data, dict) and set(map(str, data)) - set(FILTERS):
            raise serializers.ValidationError(_("This filter is not known here."))
        return super().to_internal_value(data)


class ExportIn(StreamIn):
    """A file that shall be made: of the cases under filters, or of cases by reference."""

    kind = ChoiceOf(choices=ExportKind.choices)
    filters = Filters(
        child=serializers.CharField(max_length=LONGEST),
        required=False,
        default=dict,
        help_text="Names and values as the list of cases takes them.",
    )
    references = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, default=list, max_length=MOST_CHOSEN
    )


class ExportRow(serializers.Serializer):
    """A file and how far it is. `rows` and `size` (bytes) are null until it can be fetched."""

    uuid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ExportKind.choices)
    data_set = serializers.ChoiceField(choices=DataSet.choices)
    state = serializers.ChoiceField(choices=JobState.choices)
    rows = serializers.IntegerField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    asked_at = serializers.DateTimeField()
    expires_on = serializers.DateField(help_text="The last day on which it can be fetched.")
    job = serializers.UUIDField(allow_null=True)


MEMBERS = tuple(ExportRow().fields)


def row_of(file: ExportFile) -> dict[str, object]:
    """What is told of a file."""
    told = {
        "uuid": file.uuid,
        "kind": file.kind,
        "data_set": file.options["data_set"],
        "state": file.job.state if file.job else JobState.QUEUED.value,
        "rows": file.rows,
        "size": file.size,
        "asked_at": file.created_at,
        "expires_on": file.expires_on,
        "job": file.job.uuid if file.job else None,
    }
    return dict(ExportRow(told).data)


def wanted_of(sent: Mapping[str, object]) -> Wanted:
    """How the file shall be."""
    return Wanted(
        kind=sent["kind"],
        table=sent["table"],
        language=sent["language"] or (get_language() or "en")[:2],
        is_labels=sent["values"] == LABELS,
        is_dates_as_text=sent["dates_as_text"],
        separator=SEPARATORS[sent["separator"]],
    )


def asked_of(request: Request, data_set: str, filters: Mapping[str, str], place: str = "") -> Asked:
    """The question. Raises ValidationError with the names of filters that are not known or not understood.

    `place` is the member in which the filters came.
    """
    allowed = data_sets_for(request.user)
    chosen = data_set or next(iter(allowed), "")
    if chosen not in allowed:
        raise ValidationError({"data_set": [NOT_IN_LIST]})
    wrong = {name[:40]: [_("This filter is not known here.")] for name in filters if name not in FILTERS}
    if not wrong:
        judged = CaseFilterSet({**filters, "data_set": chosen}, Case.objects.none(), actor=request.user)
        wrong = faults_of(judged.form)
    if wrong:
        raise ValidationError({place: wrong} if place else wrong)
    return Asked(chosen, dict(filters))


def _asked(request: Request, sent: Mapping[str, object]) -> Asked:
    references = list(dict.fromkeys(sent["references"]))
    if not references:
        return asked_of(request, sent["data_set"], sent["filters"], "filters")
    if sent["filters"]:
        raise ValidationError({"references": [_("Send filters or references, not both.")]})
    asked = named(request.user, references)
    if asked is None or sent["data_set"] not in ("", asked.data_set):
        raise ValidationError({"references": [_("These are not all cases of one data set that can be exported.")]})
    return asked


# --- files ------------------------------------------------------------------------------------------------------------


class Exporting:
    """What all addresses of exports share: the right, and files of the token's owner in its organisation."""

    permission_classes = (HasRight,)
    right = Permission.CASE_EXPORT

    def file(self, request: Request, uuid: UUID) -> ExportFile:
        """A file of the owner. Raises Http404."""
        found = actions.files_of(request.auth).filter(uuid=uuid).first()
        if found is None:
            raise Http404
        return found


class Exports(Exporting, ListView):
    """Files that programs of the owner asked for, and new ones."""

    scopes: ClassVar[Scopes] = {"GET": (Scope.CASES_READ,), "POST": (Scope.CASES_READ,)}

    @extend_schema(
        operation_id="list_exports", parameters=[FIELDS, RECORDED], responses=ExportRow(many=True), tags=["exports"]
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        pager, page = self.page(request, actions.files_of(request.auth))
        return answer(only(request.query_params.get("fields"), [row_of(file) for file in page], MEMBERS), pager)

    @extend_schema(
        operation_id="request_export",
        parameters=[KEY],
        request=ExportIn,
        responses={202: ExportRow},
        tags=["exports"],
    )
    def post(self, request: Request) -> Response:
        """Has a file made in the background. Its job says how far it is; it is kept for three days."""
        sent = must(ExportIn(data=request.data))
        asked, wanted = _asked(request, sent), wanted_of(sent)

        def change() -> Response:
            file = actions.request_file(
                by=request.user, asked=asked, wanted=wanted, now=timezone.now(), token=request.auth
            )
            where = request.build_absolute_uri(f"{request.path}{file.uuid}/")
            return Response(row_of(file), status=202, headers={"Location": where})

        return once(request, change)


class OneExport(Exporting, ApiView):
    """One file."""

    scopes: ClassVar[Scopes] = {"GET": (Scope.CASES_READ,), "DELETE": (Scope.CASES_READ,)}

    @extend_schema(operation_id="read_export", responses=ExportRow, tags=["exports"])
    def get(self, request: Request, uuid: UUID) -> Response:
        """How far it is, and until when it can be fetched."""
        return Response(row_of(self.file(request, uuid)))

    @extend_schema(operation_id="delete_export", responses={204: None}, tags=["exports"])
    def delete(self, request: Request, uuid: UUID) -> Response:
        """Deletes it before its days are over; what is still being made is stopped."""
        file = self.file(request, uuid)
        try:
            actions.delete_file(by=request.user, file=file, now=timezone.now())
        except JobNotPossible:
            # The job ended in this very moment: there is nothing to stop any more.
            actions.delete_file(by=request.user, file=self.file(request, uuid), now=timezone.now())
        return Response(status=204)


# --- bytes ------------------------------------------------------------------------------------------------------------


class Sending(Exporting, ApiView):
    """An address that sends bytes as they lie. HEAD is not known here: the audit tells of what is sent."""

    scopes: ClassVar[Scopes] = {"GET": (Scope.CASES_READ,)}
    http_method_names = ("get", "options")

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[JSONRenderer, str]:
        """Any `Accept` will do: the bytes are what they are, and mistakes are told as problems."""
        return JSONRenderer(), JSONRenderer.media_type

    def sent(self, name: str, pieces: Iterable[bytes], size: int | None = None) -> StreamingHttpResponse:
        """The bytes with the name of the file, which is ours, without quotes or spaces."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return StreamingHttpResponse(pieces, headers=headers | ({"Content-Length": str(size)} if size else {}))


_BYTES = OpenApiResponse(OpenApiTypes.BINARY, "The file, under the name in `Content-Disposition`.")


class ExportBody(Sending):
    """The bytes of one file."""

    problems = ("422",)

    @extend_schema(operation_id="fetch_export", responses={(200, "application/octet-stream"): _BYTES}, tags=["exports"])
    def get(self, request: Request, uuid: UUID) -> StreamingHttpResponse:
        """Sends the file, any number of times. The audit tells of each before the first byte."""
        file = self.file(request, uuid)
        name, parts = actions.fetch(by=request.user, file=file, now=timezone.now())
        return self.sent(name, parts, file.size)


class ExportStream(Sending):
    """Everything that the token may see, in one answer."""

    parameters = (*StreamIn().fields, *FILTERS)

    @extend_schema(
        operation_id="stream_cases",
        parameters=[StreamIn, *(one for one in parameters_of(CaseFilterSet) if one.name != "data_set")],
        responses={(200, "application/octet-stream"): _BYTES},
        tags=["exports"],
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Sends the cases while they are read, and keeps no file. The last line or member says that it is whole."""
        query = request.query_params.dict()
        sent = must(StreamIn(data={name: value for name, value in query.items() if name not in FILTERS}))
        filters = {name: value for name, value in query.items() if name in FILTERS and value}
        asked, wanted = asked_of(request, sent["data_set"], filters), wanted_of(sent)
        name, text = actions.export_now(by=request.user, asked=asked, wanted=wanted, now=timezone.now())
        return self.sent(name, (piece.encode() for piece in text))
