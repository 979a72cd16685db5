"""Whether visits, their words, their recommendations and plans agree. Opens nothing: it needs no key."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from institutions.visit_choices import Access
from monitoring.choices import PlanState, SaidBy, StoodBack
from monitoring.models import (
    Dissent,
    Finding,
    Recommendation,
    RecommendationLetter,
    RecommendationStep,
    Visit,
    VisitMember,
    VisitPlan,
    VisitText,
)
from monitoring.recommendations.projection import status_faults
from monitoring.rules import LONGEST_VISIT
from vault.models import Bar, KeyWrap

# Through which fields rows of this room own what lies in the vault.
TEXTS = ((VisitText, "envelope"),)
SAFES = ((Visit, "safe"),)


def find_visit_faults() -> dict[str, int]:
    """Kind of fault -> how many; gives every kind, those without a fault too."""
    sealed = VisitText.objects.filter(visit__safe__isnull=False)
    return {
        "texts of visits that belong to another row": VisitText.objects.exclude(
            envelope__record=F("uuid"), envelope__field="text"
        ).count(),
        "texts of visits in the safe of another visit": sealed.exclude(
            envelope__data_key__safe=F("visit__safe")
        ).count(),
        "visits with words but no safe": Visit.objects.filter(texts__isnull=False, safe=None).distinct().count(),
        "words of a visit used on another visit": _strayed(),
        "people who stood back from a visit but are not barred": _not_barred(),
        "people who stood back from a visit but hold a key": _held_by_who_stood_back(),
        "plans carried out without a visit": VisitPlan.objects.filter(state=PlanState.CARRIED_OUT, visit=None).count(),
        "plans that nobody can read": VisitPlan.objects.filter(state=PlanState.PLANNED, copies=None).count(),
        "members of a team from another organisation": _strangers(),
        "recommendations verified on a visit that cannot have seen them": _not_seen(),
        "letters sent before their visit": RecommendationLetter.objects.filter(
            sent_on__lt=F("visit__visited_on")
        ).count(),
    } | status_faults()


def _strayed() -> int:
    rows = (Finding.objects, Recommendation.objects, Dissent.objects)
    own = sum(found.filter(words__isnull=False).exclude(words__visit=F("visit")).count() for found in rows)
    steps = RecommendationStep.objects.filter(words__isnull=False)
    return own + steps.exclude(words__visit=F("recommendation__visit")).exclude(words__visit=F("visit")).count()


def _stood_back() -> QuerySet[VisitMember]:
    return VisitMember.objects.exclude(stood_back=StoodBack.NO).filter(user__isnull=False, visit__safe__isnull=False)


def _not_barred() -> int:
    bars = Bar.objects.filter(safe=OuterRef("visit__safe"), user=OuterRef("user"))
    return _stood_back().filter(~Exists(bars)).count()


def _held_by_who_stood_back() -> int:
    wraps = KeyWrap.objects.filter(data_key__safe=OuterRef("visit__safe"), key_pair__user=OuterRef("user"))
    return _stood_back().filter(Exists(wraps)).count()


def _strangers() -> int:
    member = VisitMember.objects.filter(user__isnull=False)
    return member.exclude(user__memberships__organisation=F("visit__organisation")).count()


def _not_seen() -> int:
    """On another place, on a day that is none of the visit's, before what was recommended, or with nobody let in."""
    denied = Visit.objects.filter(access__attributes__meaning=Access.DENIED).values("pk")
    is_off = (
        ~Q(visit__facility=F("recommendation__visit__facility"))
        | Q(visit__visited_on__lte=F("recommendation__visit__visited_on"))
        | Q(happened_on__lt=F("visit__visited_on"))
        | Q(happened_on__gt=F("visit__visited_on") + LONGEST_VISIT)
        | Q(visit__in=denied)
    )
    return RecommendationStep.objects.in_force().filter(is_off, said_by=SaidBy.MONITOR).count()
