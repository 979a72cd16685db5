"""Visits and recommendations as programs get them. No words, no names: members of a team are told by profession."""

from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils.timezone import localdate
from rest_framework import serializers

from accounts.models import User
from monitoring.closeness import with_told_trigger
from monitoring.models import (
    InterviewComplaint,
    InterviewCount,
    Recommendation,
    RecommendationStep,
    Visit,
    VisitPremise,
)
from monitoring.pages.reading import told_of
from monitoring.rules import delay_minutes


def code(*, is_null: bool = False) -> serializers.CharField:
    """A code, for the schema and for reading alike."""
    return _CodeOf(read_only=True, allow_null=is_null)


class _CodeOf(serializers.CharField):
    def to_representation(self, value: object) -> str:
        """The code of the row."""
        return value.code


class Premise(serializers.Serializer):
    """A kind of room, whether it was seen, and what the mandate said of it on the day."""

    premise_type = code()
    outcome = serializers.CharField()
    mandate = serializers.CharField()


class Document(serializers.Serializer):
    """A register or file that was asked for."""

    kind = serializers.CharField()
    outcome = serializers.CharField()


class Interview(serializers.Serializer):
    """How many people were spoken with in one mode."""

    mode = code()
    number = serializers.IntegerField()


class Member(serializers.Serializer):
    """A member of the team, by profession."""

    number = serializers.IntegerField()
    profession = serializers.CharField()
    part = serializers.CharField()
    stood_back = serializers.CharField()


class Population(serializers.Serializer):
    """People held at the moment of the visit; null means not counted."""

    capacity = serializers.IntegerField(allow_null=True)
    held = serializers.IntegerField(allow_null=True)
    women = serializers.IntegerField(allow_null=True)
    under_18 = serializers.IntegerField(allow_null=True)
    over_60 = serializers.IntegerField(allow_null=True)
    remand = serializers.IntegerField(allow_null=True)
    sentenced = serializers.IntegerField(allow_null=True)
    foreigners = serializers.IntegerField(allow_null=True)
    disabled = serializers.IntegerField(allow_null=True)
    in_isolation = serializers.IntegerField(allow_null=True)


class FindingRow(serializers.Serializer):
    """A finding without its words."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    theme = code()
    severity = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())
    is_triangulated = serializers.BooleanField()


class Afterwards(serializers.Serializer):
    """What follows for the safety of those who spoke, and the days of the report."""

    reprisal_risk = code(is_null=True)
    follow_up = serializers.CharField()
    look_again_on = serializers.DateField(allow_null=True)
    reported_on = serializers.DateField(allow_null=True)
    sent_on = serializers.DateField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    is_anonymised = serializers.BooleanField()


class VisitRow(serializers.Serializer):
    """A visit in short. Why it was made is `unknown` too where the owner of the token is tied to the place."""

    reference = serializers.CharField()
    data_set = serializers.CharField()
    facility = code()
    regime = code()
    visit_type = code()
    trigger = serializers.CharField(source="told_trigger")
    notice = code()
    notice_demanded = serializers.CharField()
    visited_on = serializers.DateField()
    arrived_at = serializers.DateTimeField(allow_null=True)
    entered_at = serializers.DateTimeField(allow_null=True)
    left_at = serializers.DateTimeField(allow_null=True)
    delay_minutes = serializers.SerializerMethodField()
    access = serializers.SerializerMethodField()
    cooperation = serializers.CharField()
    persons_offered = serializers.IntegerField(allow_null=True)

    def get_delay_minutes(self, visit: Visit) -> int | None:
        """Minutes between the gate and being let in."""
        return delay_minutes(visit.arrived_at, visit.entered_at)

    def get_access(self, visit: Visit) -> list[str]:
        """Codes of what was let be done."""
        return [term.code for term in visit.access.all()]


class _OfVisit(serializers.Serializer):
    visit = serializers.CharField(source="visit.reference")
    facility = serializers.CharField(source="visit.facility.code")
    regime = serializers.CharField(source="visit.regime.code")
    visited_on = serializers.DateField(source="visit.visited_on")


class VisitFindingRow(_OfVisit, FindingRow):
    """A finding without its words, with the visit that made it."""


class RecommendationRow(serializers.Serializer):
    """A recommendation without its words; what was said and what was verified are different things.

    A day is null too where it is that of a visit which the token may not know of.
    """

    uuid = serializers.UUIDField()
    visit = serializers.CharField(source="visit.reference")
    facility = serializers.CharField(source="visit.facility.code")
    number = serializers.IntegerField()
    addressee = code()
    legal_basis = code(is_null=True)
    theme = code()
    priority = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    status = code(is_null=True)
    status_on = serializers.DateField(source="told_status_on", allow_null=True)
    said = code(is_null=True)
    said_on = serializers.DateField(allow_null=True)
    verified = code(is_null=True)
    verified_on = serializers.DateField(source="told_verified_on", allow_null=True)


class StepRow(serializers.Serializer):
    """One thing that happened to a recommendation. Of a visit that the token may not know of neither name nor day.

    What was corrected or taken back is not told.
    """

    uuid = serializers.UUIDField()
    status = code()
    happened_on = serializers.SerializerMethodField()
    said_by = serializers.CharField()
    visit = serializers.CharField(source="seen_as", allow_null=True, default=None)

    def get_happened_on(self, step: RecommendationStep) -> date | None:
        """The day, unless it is that of a hidden visit."""
        return step.happened_on if step.visit_id is None or step.seen_as is not None else None


class RecommendationWhole(RecommendationRow):
    """A recommendation with its steps."""

    steps = StepRow(many=True)


class VisitWhole(VisitRow):
    """A visit with everything of it that programs may read."""

    members = Member(many=True)
    premises = Premise(many=True)
    documents = Document(many=True)
    interviews = Interview(many=True)
    population = serializers.SerializerMethodField()
    findings = FindingRow(many=True)
    afterwards = serializers.SerializerMethodField()
    complaints = serializers.SerializerMethodField()

    def get_population(self, visit: Visit) -> Population(allow_null=True):
        """None where nobody was counted."""
        found = getattr(visit, "population", None)
        return Population(found).data if found else None

    def get_afterwards(self, visit: Visit) -> Afterwards(allow_null=True):
        """None where nothing followed yet."""
        found = getattr(visit, "afterwards", None)
        return Afterwards(found).data if found else None

    def get_complaints(self, visit: Visit) -> int | None:
        """How many complaints came from its interviews, as the page tells; null for who is tied to the place."""
        return None if visit.is_close else len(visit.complaints.all())


def in_short(visits: QuerySet[Visit], actor: User) -> QuerySet[Visit]:
    """With what a row names, in three queries."""
    related = visits.select_related("facility", "regime", "visit_type", "notice").prefetch_related("access")
    return with_told_trigger(related, actor, localdate())


def whole(visits: QuerySet[Visit], actor: User) -> QuerySet[Visit]:
    """With everything of a visit, in a constant number of queries."""
    return (
        in_short(visits, actor)
        .select_related("population", "afterwards__reprisal_risk")
        .prefetch_related(
            "members",
            "documents",
            Prefetch("complaints", told_of(InterviewComplaint.objects.all(), actor, "complaint__case")),
            Prefetch("premises", VisitPremise.objects.select_related("premise_type").order_by("premise_type__order")),
            Prefetch("interviews", InterviewCount.objects.select_related("mode").order_by("mode__order")),
            "findings__theme",
        )
    )


_RELATED = ("visit__facility", "addressee", "legal_basis", "theme", "status", "said", "verified")


def for_rows(found: QuerySet[Recommendation], actor: User) -> QuerySet[Recommendation]:
    """With what a row tells: no day on which a visit that `actor` may not know of verified something."""
    steps = RecommendationStep.objects.in_force().filter(recommendation=OuterRef("pk"), visit__isnull=False)
    hidden = steps.exclude(visit__in=Visit.objects.visible_to(actor))

    def told(name: str) -> Case:
        is_hidden = Exists(hidden.filter(status=OuterRef(name), happened_on=OuterRef(f"{name}_on")))
        return Case(When(is_hidden, then=None), default=F(f"{name}_on"))

    return found.select_related(*_RELATED).annotate(told_status_on=told("status"), told_verified_on=told("verified"))


def steps_of(found: QuerySet[Recommendation], actor: User) -> QuerySet[Recommendation]:
    """With the steps of each by their days, then as entered; of a visit that `actor` may not know of neither name nor
    day, and no place among the days: such steps come last."""
    seen = Visit.objects.visible_to(actor).filter(pk=OuterRef("visit")).values("reference")[:1]
    steps = RecommendationStep.objects.in_force().select_related("status").annotate(seen_as=Subquery(seen))
    told_on = Case(When(Q(visit=None) | Q(seen_as__isnull=False), then=F("happened_on"))).asc(nulls_last=True)
    return for_rows(found, actor).prefetch_related(Prefetch("steps", steps.order_by(told_on, "pk")))
