"""Reading and recording visits, and following recommendations up."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.errors import Impossible
from accounts.api.fields import ChoiceOf, CodeField, Strict
from accounts.api.repeating import KEY, once
from accounts.api.schema import parameters_of
from accounts.api.scoped import Scopes
from accounts.api.views import FIELDS, RECORDED, ApiView
from accounts.choices import Scope
from institutions.choices import TermList
from institutions.models import Body, Facility, LegalInstrument, MonitoringRegime, PremiseType, Term
from institutions.visit_choices import REPLIES, VERIFIED
from monitoring import choices
from monitoring.actions import record_visit
from monitoring.api.listed import READ, Listed, told, told_whole
from monitoring.api.rows import (
    RecommendationRow,
    RecommendationWhole,
    VisitRow,
    VisitWhole,
    for_rows,
    in_short,
    steps_of,
    whole,
)
from monitoring.facts import DissentFacts, FindingFacts, MemberFacts, RecommendationFacts, VisitFacts
from monitoring.judging import conduct_of_visit, terms_of
from monitoring.listing.filters import VisitFilterSet
from monitoring.models import Recommendation, Visit, VisitPopulation
from monitoring.recommendations.actions import note_reply, verify
from monitoring.recommendations.filters import RecommendationFilterSet
from monitoring.recommendations.queries import placed
from monitoring.rules import departures
from vault.actions import NobodyCouldOpen

WRITE: Scopes = READ | {"POST": (Scope.VISITS_WRITE,)}
LONGEST = 20_000
MOST = 100


def of_list(name: TermList, **kwargs: object) -> CodeField:
    """A term of one list."""
    return CodeField(Term, rows=Term.objects.filter(list=name), **kwargs)


def chosen(options, default: str) -> ChoiceOf:
    """One of a few codes."""
    return ChoiceOf(choices=options.choices, required=False, default=default)


def words() -> serializers.CharField:
    """Words that are sealed on arrival."""
    return serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST, write_only=True)


class MemberIn(Strict):
    """A member of the team. Programs name nobody: a colleague with an account is put in by hand."""

    profession = chosen(choices.Profession, choices.Profession.UNKNOWN)
    part = chosen(choices.TeamPart, choices.TeamPart.MEMBER)
    stood_back = chosen(choices.StoodBack, choices.StoodBack.NO)


class FindingIn(Strict):
    """A finding."""

    theme = of_list(TermList.FINDING_THEME)
    kind = chosen(choices.FindingKind, choices.FindingKind.CONCERN)
    severity = chosen(choices.FindingSeverity, choices.FindingSeverity.NONE)
    sources = serializers.ListField(
        child=ChoiceOf(choices=choices.SourceOfFinding.choices), required=False, default=list, max_length=10
    )
    words = words()


class RecommendationIn(Strict):
    """A recommendation; `finding` is the place of its finding in the request, from one."""

    addressee = CodeField(Body)
    theme = of_list(TermList.FINDING_THEME)
    priority = chosen(choices.Priority, choices.Priority.SHORT)
    legal_basis = CodeField(LegalInstrument, required=False, allow_null=True, default=None)
    finding = serializers.IntegerField(required=False, default=0, min_value=0, max_value=MOST)
    words = words()


class PremiseIn(Strict):
    """A kind of room and whether it was seen."""

    premise_type = CodeField(PremiseType)
    outcome = ChoiceOf(choices=choices.PremiseOutcome.choices)


class DocumentIn(Strict):
    """A register or file and whether it was seen."""

    kind = ChoiceOf(choices=choices.DocumentKind.choices)
    outcome = ChoiceOf(choices=choices.DocumentOutcome.choices)


class InterviewIn(Strict):
    """How many people were spoken with in one mode."""

    mode = of_list(TermList.INTERVIEW_MODE)
    number = serializers.IntegerField(min_value=0, max_value=100_000)


def _people() -> dict[str, serializers.IntegerField]:
    names = [field.name for field in VisitPopulation._meta.concrete_fields if field.name not in ("id", "visit")]
    return {
        name: serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1_000_000)
        for name in names
    }


PopulationIn = type("PopulationIn", (Strict,), _people())


class VisitIn(Strict):
    """A visit. Words are sealed on arrival; moments carry their zone."""

    facility = CodeField(Facility)
    regime = CodeField(MonitoringRegime)
    visit_type = of_list(TermList.VISIT_TYPE)
    notice = of_list(TermList.NOTICE_MODE)
    visited_on = serializers.DateField()
    trigger = chosen(choices.Trigger, choices.Trigger.UNKNOWN)
    notice_demanded = chosen(choices.NoticeDemand, choices.NoticeDemand.UNKNOWN)
    arrived_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    entered_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    left_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    access = of_list(TermList.ACCESS_OUTCOME, many=True, required=False)
    cooperation = chosen(choices.Cooperation, choices.Cooperation.UNKNOWN)
    persons_offered = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=1_000_000
    )
    members = MemberIn(many=True, required=False, max_length=MOST)
    premises = PremiseIn(many=True, required=False, max_length=MOST)
    documents = DocumentIn(many=True, required=False, max_length=MOST)
    interviews = InterviewIn(many=True, required=False, max_length=MOST)
    population = PopulationIn(required=False)
    findings = FindingIn(many=True, required=False, max_length=MOST)
    recommendations = RecommendationIn(many=True, required=False, max_length=MOST)
    dissents = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST), required=False, max_length=20, write_only=True
    )
    texts = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST, allow_blank=True), required=False, write_only=True
    )
    reprisal_risk = of_list(TermList.RISK_LEVEL, required=False, allow_null=True, default=None)
    follow_up = chosen(choices.FollowUp, choices.FollowUp.UNKNOWN)
    look_again_on = serializers.DateField(required=False, allow_null=True, default=None)

    def validate_texts(self, texts: Mapping[str, str]) -> Mapping[str, str]:
        """Raises ValidationError for a kind of text that a visit is not told by."""
        if unknown := sorted(set(texts) - {str(kind) for kind in choices.TOLD_ONCE}):
            raise ValidationError({str(name)[:40]: [_("This member is not known here.")] for name in unknown})
        return texts


class VisitMade(serializers.Serializer):
    """The visit that was recorded, and where it was treated otherwise than its terms allow."""

    reference = serializers.CharField()
    departures = serializers.ListField(child=serializers.CharField())


class Visits(Listed):
    """The visits that the token may know of, and new ones."""

    scopes: ClassVar[Scopes] = WRITE
    filtersets: ClassVar = (VisitFilterSet,)

    @extend_schema(
        operation_id="list_visits",
        parameters=[FIELDS, RECORDED, *parameters_of(VisitFilterSet)],
        responses=VisitRow(many=True),
        tags=["visits"],
    )
    def get(self, request: Request) -> Response:
        """A page of visits, the last recorded first."""
        found = self.filtered(request, Visit.objects.visible_to(request.user), VisitFilterSet, actor=request.user)
        pager, page = self.page(request, in_short(found, request.user))
        return told(request, VisitRow(page, many=True), pager)

    @extend_schema(
        operation_id="record_visit", parameters=[KEY], request=VisitIn, responses={201: VisitMade}, tags=["visits"]
    )
    def post(self, request: Request) -> Response:
        """Records a visit. What broke its terms is recorded and told; what cannot have been is refused."""
        serializer = VisitIn(data=request.data)
        serializer.is_valid(raise_exception=True)
        facts = facts_of(serializer.validated_data)

        def change() -> Response:
            try:
                visit = record_visit(
                    by=request.user, organisation=request.auth.organisation, facts=facts, today=timezone.localdate()
                )
            except NobodyCouldOpen as error:
                raise Impossible(str(error)) from error
            found = departures(conduct_of_visit(visit), terms_of(visit.regime))
            where = request.build_absolute_uri(f"{visit.reference}/")
            return Response(
                {"reference": visit.reference, "departures": found}, status=201, headers={"Location": where}
            )

        return once(request, change)


def facts_of(sent: Mapping[str, object]) -> VisitFacts:
    """What a program sent as the facts of a visit."""
    plain = (
        *("facility", "regime", "visit_type", "notice", "visited_on", "trigger", "notice_demanded", "arrived_at"),
        *("entered_at", "left_at", "cooperation", "persons_offered", "reprisal_risk", "follow_up", "look_again_on"),
    )
    return VisitFacts(
        **{name: sent[name] for name in plain},
        access=sent.get("access", ()),
        members=[MemberFacts(**one) for one in sent.get("members", ())],
        premises={one["premise_type"]: one["outcome"] for one in sent.get("premises", ())},
        documents={one["kind"]: one["outcome"] for one in sent.get("documents", ())},
        interviews={one["mode"]: one["number"] for one in sent.get("interviews", ())},
        population=sent.get("population", {}),
        findings=[FindingFacts(**one) for one in sent.get("findings", ())],
        recommendations=[RecommendationFacts(**one) for one in sent.get("recommendations", ())],
        dissents=[DissentFacts(words=one) for one in sent.get("dissents", ())],
        texts=sent.get("texts", {}),
    )


class OneVisit(ApiView):
    """One visit with everything of it that programs may read."""

    scopes: ClassVar[Scopes] = READ
    parameters = ("fields",)

    @extend_schema(operation_id="read_visit", parameters=[FIELDS], responses=VisitWhole, tags=["visits"])
    def get(self, request: Request, reference: str) -> Response:
        """The visit. Words are sealed for people and are not told."""
        found = whole(Visit.objects.visible_to(request.user), request.user).filter(reference=reference[:40])
        visit = found.first() if "\x00" not in reference else None
        if visit is None:
            raise Http404
        return told_whole(request, VisitWhole(visit))


class Recommendations(Listed):
    """The recommendations of the visits that the token may know of."""

    filtersets: ClassVar = (RecommendationFilterSet,)

    @extend_schema(
        operation_id="list_recommendations",
        parameters=[FIELDS, RECORDED, *parameters_of(RecommendationFilterSet)],
        responses=RecommendationRow(many=True),
        tags=["recommendations"],
    )
    def get(self, request: Request) -> Response:
        """A page of recommendations, the last recorded first."""
        visible = placed(Recommendation.objects.visible_to(request.user), timezone.localdate(), request.user)
        found = self.filtered(request, visible, RecommendationFilterSet)
        pager, page = self.page(request, for_rows(found, request.user))
        return told(request, RecommendationRow(page, many=True), pager)


class OneRecommendation(ApiView):
    """One recommendation with what became of it."""

    scopes: ClassVar[Scopes] = READ
    parameters = ("fields",)

    @extend_schema(
        operation_id="read_recommendation",
        parameters=[FIELDS],
        responses=RecommendationWhole,
        tags=["recommendations"],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """The recommendation and its steps."""
        return told_whole(request, RecommendationWhole(known_recommendation(request, uuid)))


class StepIn(Strict):
    """A step: what the authority said (without `visit`), or what a monitor verified on a visit to the same place."""

    status = ChoiceOf(choices=[(one.value, one.value) for one in (*REPLIES, *VERIFIED)])
    happened_on = serializers.DateField()
    visit = serializers.CharField(required=False, default="", max_length=40, allow_blank=True)
    words = words()


class StepMade(serializers.Serializer):
    """That the step was recorded."""

    uuid = serializers.UUIDField()


class Steps(ApiView):
    """What becomes of a recommendation: steps are added and never changed."""

    scopes: ClassVar[Scopes] = {"POST": (Scope.VISITS_WRITE,)}

    @extend_schema(
        operation_id="add_step", parameters=[KEY], request=StepIn, responses={201: StepMade}, tags=["recommendations"]
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Adds a step."""
        recommendation = known_recommendation(request, uuid)
        serializer = StepIn(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = serializer.validated_data
        common = {
            "by": request.user,
            "recommendation": recommendation,
            "status": sent["status"],
            "on": sent["happened_on"],
            "today": timezone.localdate(),
            "words": sent["words"],
        }

        def change() -> Response:
            try:
                if sent["visit"]:
                    step = verify(visit=_known_visit(request, sent["visit"]), **common)
                else:
                    step = note_reply(**common)
            except NobodyCouldOpen as error:
                raise Impossible(str(error)) from error
            return Response({"uuid": str(step.uuid)}, status=201)

        return once(request, change)


def known_recommendation(request: Request, uuid: UUID) -> Recommendation:
    """A recommendation that the token may know of. Raises Http404."""
    found = steps_of(Recommendation.objects.visible_to(request.user), request.user).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def _known_visit(request: Request, reference: str) -> Visit:
    found = Visit.objects.visible_to(request.user).filter(reference=reference.replace("\x00", "")).first()
    if found is None:
        raise Http404
    return found
