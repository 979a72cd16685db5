"""What happened to a recommendation, step by step, as texts; what was put right stays, and says what took its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from complaints import wording
from complaints.choices import Precision
from complaints.dates import PartialDate
from complaints.sheets.redaction import coarse
from institutions.visit_choices import RecommendationState
from monitoring.choices import SaidBy
from monitoring.judging import meaning
from monitoring.models import Recommendation, RecommendationStep, Visit
from monitoring.opening import OpenedVisit
from monitoring.recommendations.projection import place_of
from monitoring.recommendations.wording import TAG_OF_SEEN

_TAG_OF_SPEAKER = {SaidBy.AUTHORITY: "official", SaidBy.OWN: "documented"}


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step in the history; the mark and the words before its title say whether it was said or seen.

    `fate` says what took its place where it stands no longer; the addresses are empty where it may not be put right.
    """

    day: str
    machine_day: str
    tag: str
    who: str
    title: str
    visit: str
    words: str
    is_sealed: bool
    fate: str
    correct_url: str
    take_back_url: str


def history(
    actor: User, row: Recommendation, opened: OpenedVisit | None = None, *, may_correct: bool = False
) -> list[StepCard]:
    """Every step in the order it happened; words only where they were opened.

    Of a visit that `actor` may not know of neither number nor day, and nothing to put right.
    """
    seen = Visit.objects.visible_to(actor).filter(pk=OuterRef("visit")).values("reference")[:1]
    rows = list(row.steps.select_related("status").annotate(seen_as=Subquery(seen)))
    later = {step.supersedes_id: step for step in rows if step.supersedes_id is not None}
    corrected = {step.pk: step.supersedes_id for step in rows if step.supersedes_id is not None}

    def turn(step: RecommendationStep) -> tuple[date, int, int]:
        return step.happened_on, place_of(step.pk, corrected), step.pk

    shown = sorted((step for step in rows if not step.is_void), key=turn)
    return [_card(row, step, later, opened, may_correct=may_correct) for step in shown]


def name_of(step: RecommendationStep) -> str:
    """A step in few words, for mention elsewhere; its visit is known to the reader."""
    return f"{SaidBy(step.said_by).label}: {step.status.label}, {wording.day(step.happened_on)}"


def _card(
    row: Recommendation,
    step: RecommendationStep,
    later: Mapping[int, RecommendationStep],
    opened: OpenedVisit | None,
    *,
    may_correct: bool,
) -> StepCard:
    said_by, state = SaidBy(step.said_by), meaning(step.status)
    stands = step.pk not in later
    is_mendable = may_correct and stands and not _is_hidden(step) and state != RecommendationState.SENT
    address = [row.uuid, step.uuid]
    return StepCard(
        day=_day(step),
        machine_day=f"{step.happened_on:%Y-%m}" if _is_hidden(step) else step.happened_on.isoformat(),
        tag=_TAG_OF_SPEAKER.get(said_by) or TAG_OF_SEEN.get(state, "neutral"),
        who=str(said_by.label),
        title=step.status.label,
        visit=step.seen_as or "",
        words=opened.of(step.words_id) if opened else "",
        is_sealed=step.words_id is not None and opened is None,
        fate="" if stands else _fate(later[step.pk]),
        correct_url=reverse("correct_step", args=address) if is_mendable else "",
        take_back_url=reverse("take_back_step", args=address) if is_mendable else "",
    )


def _is_hidden(step: RecommendationStep) -> bool:
    return step.visit_id is not None and step.seen_as is None


def _day(step: RecommendationStep) -> str:
    if _is_hidden(step):
        return wording.when(coarse(PartialDate(step.happened_on, Precision.DAY)))
    return wording.day(step.happened_on)


def _fate(successor: RecommendationStep) -> str:
    if successor.is_void:
        return _("Taken back: it was recorded by mistake.")
    return _("Replaced by: %(step)s, %(day)s") % {"step": successor.status.label, "day": _day(successor)}
