"""The columns of a recommendation, written from its steps, and the check that they still say what the steps say."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from institutions.choices import TermList
from institutions.models import Term
from institutions.visit_choices import RecommendationState
from monitoring.judging import meaning
from monitoring.models import Recommendation, RecommendationStep
from monitoring.recommendations import rules

COLUMNS = ("status", "status_on", "said", "said_on", "verified", "verified_on")
_AT_ONCE = 2000


def term_of(state: RecommendationState) -> Term:
    """The word of the lists for a state. Raises NotPossible where they have none."""
    terms = Term.objects.filter(list=TermList.RECOMMENDATION_STATUS, attributes__meaning=state)
    found = terms.order_by("order", "code").first()
    if found is None:
        raise NotPossible(_("The lists of this country have no word for this."))
    return found


def corrections(steps: QuerySet[RecommendationStep]) -> dict[int, int]:
    """Number of each correction -> number of what it corrects, among the steps; one query."""
    return dict(steps.exclude(supersedes=None).order_by().values_list("pk", "supersedes"))


def place_of(step: int, corrected: Mapping[int, int]) -> int:
    """Where a step stands on its day: a correction takes the place of what it corrects. `corrected`: `corrections`."""
    while step in corrected:
        step = corrected[step]
    return step


def step_of(row: RecommendationStep, corrected: Mapping[int, int]) -> rules.Step:
    """A recorded step as the rules read it; its term must be loaded. `corrected` is what `corrections` gives."""
    entry = place_of(row.pk, corrected)
    return rules.Step(entry=entry, state=meaning(row.status), said_by=row.said_by, on=row.happened_on)


def columns_of(steps: Iterable[tuple[int, rules.Step]]) -> dict[str, object]:
    """What the columns of a recommendation with these steps hold: ids of terms, and days. Each step with its term."""
    known = list(steps)
    terms = {step.entry: term for term, step in known}
    found = rules.standing(step for _term, step in known)
    columns: dict[str, object] = {}
    for name, step in (("status", found.status), ("said", found.said), ("verified", found.verified)):
        columns[f"{name}_id"] = terms[step.entry] if step else None
        columns[f"{name}_on"] = step.on if step else None
    return columns


def write_standing(recommendation: Recommendation) -> None:
    """Writes the columns anew from the steps in force; the caller holds the lock of the row."""
    corrected = corrections(recommendation.steps.all())
    rows = recommendation.steps.in_force().select_related("status")
    for name, value in columns_of((row.status_id, step_of(row, corrected)) for row in rows).items():
        setattr(recommendation, name, value)
    recommendation.save(update_fields=COLUMNS)


def status_faults() -> dict[str, int]:
    """Kind of fault -> how many recommendations have it; gives every kind. Opens nothing."""
    faults = {
        "recommendations that say otherwise than their steps": 0,
        "recommendations whose letter is of another visit or to somebody else": 0,
        "recommendations due on another day than their letter": 0,
    }
    stale, misplaced, undated = faults
    steps = _steps_of_all()
    rows = Recommendation.objects.order_by("pk").select_related("letter")
    for row in rows.iterator(chunk_size=_AT_ONCE):
        rebuilt = columns_of(steps.get(row.pk, ()))
        faults[stale] += any(getattr(row, name) != value for name, value in rebuilt.items())
        if row.letter is not None:
            is_own = (row.letter.visit_id, row.letter.addressee_id) == (row.visit_id, row.addressee_id)
            faults[misplaced] += not is_own
            faults[undated] += row.due_on != row.letter.answer_due_on
    return faults


def _steps_of_all() -> dict[int, list[tuple[int, rules.Step]]]:
    """Every step in force with its term, by recommendation."""
    found: dict[int, list[tuple[int, rules.Step]]] = {}
    corrected = corrections(RecommendationStep.objects.all())
    columns = ("recommendation", "status", "pk", "status__attributes__meaning", "said_by", "happened_on")
    for owner, term, step, *said in RecommendationStep.objects.in_force().values_list(*columns).iterator(_AT_ONCE):
        found.setdefault(owner, []).append((term, rules.Step(place_of(step, corrected), *said)))
    return found
