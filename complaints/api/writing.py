"""Recording cases, complaints and events for programs, by the actions of the pages."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.errors import Impossible as NotPossibleNow
from accounts.api.errors import Outdated
from accounts.api.repeating import KEY, once
from accounts.api.scoped import Scopes
from accounts.api.views import ApiView
from accounts.choices import Scope
from accounts.permissions import Permission
from complaints.api.reading import CaseDetail, CaseList, known_case, state_of
from complaints.api.shapes import CaseIn, FactsIn, how_of, respondents_of, victims_of
from complaints.circumstances.actions import correct_happening, record_happening
from complaints.entry import Recorded
from complaints.findings import Impossible
from complaints.models import Case, Complaint, RiskAssessment
from complaints.projection import lock_cases
from complaints.reception.changing import Facts, change_facts
from complaints.reception.interviews import take_in
from complaints.reception.told import Told, counted_by
from vault.actions import NobodyCouldOpen

_READ = (Scope.CASES_READ, Scope.CASES_WRITE)
APPEND: Scopes = {"GET": _READ, "POST": (Scope.CASES_WRITE,)}
CHANGE: Scopes = {"GET": _READ, "PATCH": (Scope.CASES_WRITE,)}
MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag of the state that was read.")


class Required(APIException):
    """A change must say which state it rests on."""

    status_code = 428
    default_code = "if_match_required"


class Finding(serializers.Serializer):
    """What is wrong with an event, as the law sees it. It is recorded all the same."""

    kind = serializers.CharField()
    rule = serializers.CharField()
    norm = serializers.CharField(allow_blank=True)


class EventMade(serializers.Serializer):
    """The entry that was appended."""

    case = serializers.CharField()
    sequence = serializers.IntegerField()
    findings = Finding(many=True)


class CaseMade(serializers.Serializer):
    """The case that was opened, or got one more complaint."""

    reference = serializers.CharField()
    complaint = serializers.UUIDField()


class Handed(serializers.Serializer):
    """A complaint that was handed in. Nothing more of it is told to whoever may only hand in."""

    complaint = serializers.UUIDField()


def must(serializer: serializers.Serializer) -> Mapping[str, object]:
    """What was sent, once it is understood. Raises ValidationError."""
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def told_of(sent: Mapping[str, object], *, is_new: bool) -> Told:
    """What a program tells, as reception takes it."""
    consents = tuple((one["scope"], one["answer"]) for one in sent["consents"])
    facts: dict[str, object] = {}
    if is_new:
        names = ("region", "facility", "facility_type", "premise_type", "offence", "incident_on", "incident_precision")
        facts = {name: sent[name] for name in names} | {
            "methods": sent.get("methods", ()),
            "purposes": sent.get("purposes", ()),
            "file_number": sent["file_number"].strip(),
            "victims": victims_of(sent.get("victims", ())),
            "respondents": respondents_of(sent.get("respondents", ())),
            "may_be_counted": counted_by(consents),
        }
        if facts["region"] is None and facts["facility"] is not None:
            facts["region"] = facts["facility"].region
    risk = sent.get("risk")
    return Told(
        submission=sent["submission"],
        facts=facts,
        safeguards=None,
        risk=_risk(risk) if risk else None,
        consents=consents,
        narrative=sent["narrative"].strip(),
        identities=tuple(((one["party"], one["number"]), one["facts"]) for one in sent.get("identities", ())),
    )


def _risk(sent: Mapping[str, object]) -> RiskAssessment:
    today = timezone.localdate()
    if sent["look_again_on"] is not None and sent["look_again_on"] < today:
        raise Impossible(_("Looking again comes after judging."))
    return RiskAssessment(
        level=sent["level"],
        feared=[term.code for term in sent.get("feared", ())],
        assessed_on=today,
        look_again_on=sent["look_again_on"],
    )


def receive(request: Request, sent: Mapping[str, object], into: Case | None = None) -> Complaint:
    """Keeps a complaint. Raises Impossible of the interface where it cannot have been so or nobody could read it."""
    try:
        return take_in(
            by=request.user,
            organisation=request.auth.organisation,
            told=told_of(sent, is_new=into is None),
            once=uuid4(),
            today=timezone.localdate(),
            into=into,
            permission=Permission.CASE_RECORD,
        )
    except (Impossible, NobodyCouldOpen) as error:
        raise NotPossibleNow(str(error)) from error


def append(request: Request, case: Case, sent: Mapping[str, object]) -> Recorded:
    """Records an event or corrects one. Raises Impossible of the interface."""
    event = _event(case, sent)
    how = how_of(sent["stage"], sent)
    earlier = event.pop("supersedes")
    try:
        if earlier is not None:
            return correct_happening(by=request.user, event=earlier, how=how, today=timezone.localdate(), **event)
        return record_happening(by=request.user, case=case, how=how, today=timezone.localdate(), **event)
    except (Impossible, NobodyCouldOpen) as error:
        raise NotPossibleNow(str(error)) from error


def _event(case: Case, sent: Mapping[str, object]) -> dict[str, object]:
    plain = ("stage", "happened_on", "precision", "body", "ground", "offence", "approved", "register_number")
    event = {name: sent[name] for name in plain}
    numbers = {name: sent[name] for name in ("answers", "supersedes", "alternative_to") if sent[name] is not None}
    entries = {entry.sequence: entry for entry in case.events.filter(sequence__in=numbers.values())}
    wrong = {
        name: [_("There is no such entry in the case.")] for name, number in numbers.items() if number not in entries
    }
    respondent = None
    if sent["respondent"] is not None:
        respondent = case.respondents.filter(number=sent["respondent"]).first()
        if respondent is None:
            wrong["respondent"] = [_("There is no official of this number in the case.")]
    if wrong:
        raise ValidationError(wrong)
    return (
        event
        | {name: entries.get(sent[name]) for name in ("answers", "supersedes", "alternative_to")}
        | {"respondent": respondent}
    )


def made(recorded: Recorded) -> dict[str, object]:
    """What is told of an entry that was appended."""
    found = [{"kind": str(one.kind), "rule": one.rule, "norm": one.norm} for one in recorded.findings]
    return {"case": recorded.event.case.reference, "sequence": recorded.event.sequence, "findings": found}


def refuse_outdated(request: Request, case: Case, *, is_required: bool) -> None:
    """Locks the case. Raises Outdated where `If-Match` names another state than the present one."""
    sent = request.headers.get("If-Match")
    if sent is None and is_required:
        raise Required(_("Send If-Match with the ETag that you read, so that nothing is overwritten."))
    lock_cases({case.pk})
    if (
        sent is not None
        and sent.strip() != "*"
        and state_of(request, case)[1] not in [one.strip() for one in sent.split(",")]
    ):
        raise Outdated(_("Somebody changed the case since you read it. Read it again."))


class Cases(CaseList):
    """The list of cases, and new ones."""

    scopes: ClassVar[Scopes] = APPEND

    @extend_schema(
        operation_id="create_case", parameters=[KEY], request=CaseIn, responses={201: CaseMade}, tags=["cases"]
    )
    def post(self, request: Request) -> Response:
        """Opens a case with its first complaint. Words and names are sealed on arrival and never told again."""
        sent = must(CaseIn(data=request.data))

        def change() -> Response:
            complaint = receive(request, sent)
            body = {"reference": complaint.case.reference, "complaint": str(complaint.uuid)}
            return Response(
                body, status=201, headers={"Location": request.build_absolute_uri(f"{complaint.case.reference}/")}
            )

        return once(request, change)


class OneCase(CaseDetail):
    """One case, and changes of its facts."""

    scopes: ClassVar[Scopes] = CHANGE

    @extend_schema(
        operation_id="change_case", parameters=[MATCH], request=FactsIn, responses={204: None}, tags=["cases"]
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Changes coded facts; what they were before stays in the history. Needs `If-Match`."""
        case = known_case(request, reference)
        sent = must(FactsIn(data=request.data))
        with transaction.atomic():
            refuse_outdated(request, case, is_required=True)
            case.refresh_from_db()
            change_facts(by=request.user, case=case, facts=_facts(case, sent), today=timezone.localdate())
        return Response(status=204)


def _facts(case: Case, sent: Mapping[str, object]) -> Facts:
    names = ("region", "facility", "facility_type", "premise_type", "offence", "incident_on", "incident_precision")
    columns = {name: sent[name] for name in (*names, "file_number") if name in sent}
    day, precision = (columns.get(name, getattr(case, name)) for name in ("incident_on", "incident_precision"))
    if (day is None) != (precision == "unknown"):
        told = _("Give a date with its precision, or say that the date is unknown.")
        raise ValidationError({"incident_precision": [told]})
    return Facts(
        columns=columns,
        methods=sent.get("methods", list(case.methods.all())),
        purposes=sent.get("purposes", list(case.purposes.all())),
        victims=victims_of(sent["victims"]) if "victims" in sent else list(case.victims.order_by("number")),
        respondents=respondents_of(sent["respondents"])
        if "respondents" in sent
        else list(case.respondents.order_by("number")),
        safeguards=getattr(case, "safeguards", None),
    )


class Submissions(ApiView):
    """Complaints handed in by programs that may read nothing back."""

    scopes: ClassVar[Scopes] = {"POST": (Scope.SUBMIT, Scope.CASES_WRITE)}

    @extend_schema(
        operation_id="submit_complaint", parameters=[KEY], request=CaseIn, responses={201: Handed}, tags=["cases"]
    )
    def post(self, request: Request) -> Response:
        """Hands a complaint in as a new case. The answer tells only that it was kept."""
        sent = must(CaseIn(data=request.data))
        return once(request, lambda: Response({"complaint": str(receive(request, sent).uuid)}, status=201))
