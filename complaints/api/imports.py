"""Spreadsheets that programs bring, step by step as on the pages: sent, checked, confirmed, taken back.

Nothing that stands in a cell is ever told: counts, numbers of rows, meanings of columns and reasons are.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.errors import Impossible
from accounts.api.repeating import KEY, once
from accounts.api.scoped import HasRight, Scopes
from accounts.api.views import FIELDS, RECORDED, ApiView, ListView, answer, only
from accounts.choices import Scope
from accounts.models import Job
from accounts.permissions import Permission
from complaints.api.sheets import (
    MAPPED,
    REJECTED,
    SHEET,
    CheckedRow,
    CheckIn,
    ConfirmIn,
    MappingRow,
    RejectedRow,
    SheetIn,
    SheetRow,
    UndoIn,
    mapping_of,
    rejected_of,
    row_of,
)
from complaints.api.writing import must
from complaints.choices import BatchState, RowVerdict
from complaints.imports import actions, locking, programs, reading
from complaints.imports.actions import batches_visible_to, state_of
from complaints.imports.files import SheetHandler
from complaints.models import ImportBatch, ImportMapping

_WRITE = (Scope.CASES_WRITE,)
_LISTED = (BatchState.CHECKED, BatchState.DONE)  # where rows can be looked at
_BY_ROW = OpenApiParameter("ordering", str, enum=["-row", "row"])


@contextmanager
def as_problems() -> Iterator[None]:
    """Refusals of imports as those of the interface."""
    try:
        yield
    except reading.Refused as refusal:
        raise ValidationError({"file": [str(refusal)]}) from refusal
    except actions.NotPossible as refusal:
        raise Impossible(str(refusal)) from refusal
    except locking.KeyGone as refusal:
        raise Impossible(_("This import is no longer at this step.")) from refusal


class Importing:
    """What all addresses of imports share: the right, and imports in the organisation of the token."""

    permission_classes = (HasRight,)
    right = Permission.CASE_IMPORT

    def sheets(self, request: Request) -> QuerySet[ImportBatch]:
        """Those of the owner, for a lead those of the organisation."""
        return batches_visible_to(request.user).filter(organisation=request.auth.organisation_id)

    def sheet(self, request: Request, uuid: UUID) -> ImportBatch:
        """One of them. Raises Http404."""
        found = self.sheets(request).filter(uuid=uuid).first()
        if found is None:
            raise Http404
        return found

    def step(
        self,
        request: Request,
        uuid: UUID,
        take: Callable[[ImportBatch], object],
        told: Callable[[object], Mapping[str, object]] = lambda _done: {},
    ) -> Response:
        """Takes a step once and tells where the import stands then, and what `told` makes of what the step gave."""
        batch = self.sheet(request, uuid)

        def change() -> Response:
            with as_problems():
                programs.refuse_of_person(batch)
                done = take(batch)
            return Response(row_of(self.sheet(request, uuid), request.user.pk) | told(done), status=202)

        return once(request, change)


class Imports(Importing, ListView):
    """Imports, and new ones."""

    scopes: ClassVar[Scopes] = {"GET": _WRITE, "POST": _WRITE}
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="list_imports", parameters=[FIELDS, RECORDED], responses=SheetRow(many=True), tags=["imports"]
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        pager, page = self.page(request, self.sheets(request))
        rows = [row_of(batch, request.user.pk) for batch in page]
        return answer(only(request.query_params.get("fields"), rows, SHEET), pager)

    @extend_schema(
        operation_id="send_sheet", parameters=[KEY], request=SheetIn, responses={202: SheetRow}, tags=["imports"]
    )
    def post(self, request: Request) -> Response:
        """Takes a sheet in and has its words counted. Once its job is done, have its rows checked."""
        # Before anybody reads the body: the sheet is never laid open on a disk.
        request._request.upload_handlers = [SheetHandler(request._request)]
        sent = must(SheetIn(data=request.data))

        def change() -> Response:
            mapping = ImportMapping.objects.filter(organisation=request.auth.organisation, name=sent["mapping"]).first()
            if mapping is None:
                raise ValidationError({"mapping": [_("No mapping of this name is saved.")]})
            with as_problems():
                batch = programs.send(
                    by=request.user,
                    organisation=request.auth.organisation,
                    content=b"".join(sent["file"].chunks()),
                    mapping=mapping,
                    now=timezone.now(),
                    token=request.auth,
                )
            where = request.build_absolute_uri(f"{request.path}{batch.uuid}/")
            row = row_of(self.sheet(request, batch.uuid), request.user.pk)
            return Response(row, status=202, headers={"Location": where})

        return once(request, change)


class Mappings(Importing, ListView):
    """Mappings of columns that people of the organisation saved on the pages."""

    scopes: ClassVar[Scopes] = {"GET": _WRITE}

    @extend_schema(
        operation_id="list_mappings", parameters=[FIELDS, RECORDED], responses=MappingRow(many=True), tags=["imports"]
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        pager, page = self.page(request, ImportMapping.objects.filter(organisation=request.auth.organisation_id))
        rows = [mapping_of(one) for one in page]
        return answer(only(request.query_params.get("fields"), rows, MAPPED), pager)


class OneImport(Importing, ApiView):
    """One import."""

    scopes: ClassVar[Scopes] = {"GET": _WRITE, "DELETE": _WRITE}

    @extend_schema(operation_id="read_import", responses=SheetRow, tags=["imports"])
    def get(self, request: Request, uuid: UUID) -> Response:
        """How far it is, and what would become of its rows."""
        return Response(row_of(self.sheet(request, uuid), request.user.pk))

    @extend_schema(operation_id="drop_import", responses={204: None}, tags=["imports"])
    def delete(self, request: Request, uuid: UUID) -> Response:
        """Deletes the sheet and everything read from it, before it is written."""
        batch = self.sheet(request, uuid)
        with as_problems():
            programs.refuse_of_person(batch)
            actions.drop(by=request.user, batch=batch, now=timezone.now())
        return Response(status=204)


class Rejected(Importing, ListView):
    """The rows of an import that are not taken in, for its uploader alone."""

    scopes: ClassVar[Scopes] = {"GET": _WRITE}
    orders: ClassVar = {"row": "number"}

    @extend_schema(
        operation_id="list_rejected_rows",
        parameters=[FIELDS, _BY_ROW],
        responses=RejectedRow(many=True),
        tags=["imports"],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """Numbers and reasons, the last row first; none while the rows are not checked."""
        batch = self.sheet(request, uuid)
        if batch.uploaded_by_id != request.user.pk:
            raise Http404
        found = batch.rows.filter(verdict=RowVerdict.REJECTED).only("batch", "number", "reasons")
        pager, page = self.page(request, found if state_of(batch) in _LISTED else found.none())
        rows = [rejected_of(row, batch.columns) for row in page]
        return answer(only(request.query_params.get("fields"), rows, REJECTED), pager)


class Check(Importing, ApiView):
    """The look at every row."""

    scopes: ClassVar[Scopes] = {"POST": _WRITE}

    @extend_schema(
        operation_id="check_import", parameters=[KEY], request=CheckIn, responses={202: CheckedRow}, tags=["imports"]
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Applies the words of the mapping, and has the rows checked. Nothing is written."""
        sent = must(CheckIn(data=request.data))

        def take(batch: ImportBatch) -> dict[str, int]:
            return programs.check(
                by=request.user, batch=batch, order=sent["dates"], now=timezone.now(), token=request.auth
            )

        def told(unknown: dict[str, int]) -> Mapping[str, object]:
            return {"unknown_words": [{"column": key, "words": number} for key, number in unknown.items()]}

        return self.step(request, uuid, take, told)


class Confirm(Importing, ApiView):
    """The word that lets the rows in."""

    scopes: ClassVar[Scopes] = {"POST": _WRITE}

    @extend_schema(
        operation_id="confirm_import", parameters=[KEY], request=ConfirmIn, responses={202: SheetRow}, tags=["imports"]
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Has the checked rows written, all or none."""
        may = must(ConfirmIn(data=request.data))["may_be_kept"]

        def take(batch: ImportBatch) -> Job:
            return actions.confirm(by=request.user, batch=batch, may_be_kept=may, token=request.auth)

        return self.step(request, uuid, take)


class Undo(Importing, ApiView):
    """The way back."""

    scopes: ClassVar[Scopes] = {"POST": _WRITE}

    @extend_schema(
        operation_id="undo_import", parameters=[KEY], request=UndoIn, responses={202: SheetRow}, tags=["imports"]
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Has the whole import taken back, for 30 days and while nobody has worked on its cases."""
        must(UndoIn(data=request.data))

        def take(batch: ImportBatch) -> Job:
            return actions.ask_undo(by=request.user, batch=batch, now=timezone.now(), token=request.auth)

        return self.step(request, uuid, take)
