"""What this visit saw of recommendations of earlier ones. Reading only."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from monitoring.choices import SaidBy
from monitoring.models import Recommendation, RecommendationStep, Visit
from monitoring.recommendations.projection import corrections, place_of


@dataclass(frozen=True, slots=True)
class SeenAgain:
    """An earlier recommendation at which the visit looked: of which visit, what was last said, and what was found."""

    theme: str
    addressee: str
    visited_on: date
    said: str
    found: str
    may_be_public: bool


def seen_again(actor: User, visit: Visit) -> list[SeenAgain]:
    """In the order in which they were made; what was said is what had been said by the day of the visit."""
    steps = (
        RecommendationStep.objects.in_force()
        .filter(visit=visit, said_by=SaidBy.MONITOR, recommendation__in=Recommendation.objects.visible_to(actor))
        .select_related("status", "recommendation__theme", "recommendation__addressee", "recommendation__visit")
    )
    corrected = corrections(RecommendationStep.objects.filter(recommendation__in=steps.values("recommendation")))

    def turn(step: RecommendationStep) -> tuple[date, int]:
        return step.happened_on, place_of(step.pk, corrected)

    found = {step.recommendation_id: step for step in sorted(steps, key=turn)}  # the last one counts
    before = (
        RecommendationStep.objects.in_force()
        .filter(recommendation__in=found, said_by=SaidBy.AUTHORITY, happened_on__lte=visit.visited_on)
        .select_related("status")
    )
    said = {step.recommendation_id: step.status.label for step in sorted(before, key=turn)}
    ordered = sorted(found.values(), key=lambda step: (step.recommendation.visit.visited_on, step.recommendation_id))
    return [
        SeenAgain(
            theme=step.recommendation.theme.label,
            addressee=step.recommendation.addressee.label,
            visited_on=step.recommendation.visit.visited_on,
            said=said.get(step.recommendation_id, ""),
            found=step.status.label,
            may_be_public=step.recommendation.may_be_public,
        )
        for step in ordered
    ]
