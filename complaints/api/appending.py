"""Events and further complaints of one case, for programs: read as a table, appended one by one."""

from typing import ClassVar

from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.repeating import KEY, once
from accounts.api.scoped import Scopes
from accounts.api.views import FIELDS
from complaints.api.reading import CaseTable, known_case
from complaints.api.shapes import ComplaintIn, EventIn
from complaints.api.tables import serializer_for
from complaints.api.writing import APPEND, MATCH, CaseMade, EventMade, append, made, must, receive, refuse_outdated
from complaints.exports.columns import BY_NAME


@extend_schema_view(
    get=extend_schema(
        operation_id="list_events_of_case",
        description="Entries of one case, those replaced by later ones among them.",
        parameters=[FIELDS],
        responses=serializer_for(BY_NAME["events"])(many=True),
        tags=["cases"],
    )
)
class CaseEvents(CaseTable):
    """The record of a case: entries are appended and never changed."""

    table = BY_NAME["events"]
    scopes: ClassVar[Scopes] = APPEND

    @extend_schema(
        operation_id="record_event",
        parameters=[KEY, MATCH],
        request=EventIn,
        responses={201: EventMade},
        tags=["cases"],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Appends an event, or corrects an entry (`supersedes`). What broke the law is recorded and found."""
        case = known_case(request, reference)
        sent = must(EventIn(data=request.data))

        def change() -> Response:
            with transaction.atomic():
                refuse_outdated(request, case, is_required=False)
                return Response(made(append(request, case, sent)), status=201)

        return once(request, change)


@extend_schema_view(
    get=extend_schema(
        operation_id="list_complaints_of_case",
        description="Complaints of one case.",
        parameters=[FIELDS],
        responses=serializer_for(BY_NAME["complaints"])(many=True),
        tags=["cases"],
    )
)
class CaseComplaints(CaseTable):
    """The complaints about one allegation."""

    table = BY_NAME["complaints"]
    scopes: ClassVar[Scopes] = APPEND

    @extend_schema(
        operation_id="add_complaint", parameters=[KEY], request=ComplaintIn, responses={201: CaseMade}, tags=["cases"]
    )
    def post(self, request: Request, reference: str) -> Response:
        """One more complaint about the same allegation."""
        case = known_case(request, reference)
        sent = must(ComplaintIn(data=request.data))

        def change() -> Response:
            complaint = receive(request, sent, into=case)
            return Response({"reference": case.reference, "complaint": str(complaint.uuid)}, status=201)

        return once(request, change)


APPENDED = {"events": CaseEvents, "complaints": CaseComplaints}
