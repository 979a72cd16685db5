"""A step that was a mistake: another takes its place, or it is taken back. It stays readable and decides nothing."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from institutions.visit_choices import RecommendationState
from monitoring.choices import SaidBy
from monitoring.judging import meaning
from monitoring.models import Recommendation, RecommendationStep, Visit
from monitoring.recommendations.actions import (
    Told,
    locked,
    require_note,
    require_reply,
    require_sight,
    write_step,
)
from monitoring.recommendations.projection import write_standing
from monitoring.rights import require_visit
from monitoring.telling import tell


@transaction.atomic
def correct_step(
    *,
    by: User,
    step: RecommendationStep,
    status: str,
    on: date,
    today: date,
    words: str = "",
    visit: Visit | None = None,
) -> RecommendationStep:
    """What truly was answered, seen or noted, in place of `step`. Who said it stays; empty words leave its own.

    `visit` is the visit on which it was seen, that of `step` where none is named. Under the rules of recording it the
    first time. Raises PermissionDenied, NotPossible, and vault.actions.NobodyCouldOpen.
    """
    row, earlier = _locked_step(by, step)
    visit = visit or earlier.visit
    before = (meaning(earlier.status), earlier.happened_on, earlier.visit)
    if (status, on, visit) == before and not words.strip():
        raise NotPossible(_("Nothing was changed. What stands there stays as it is, and no correction is recorded."))
    if earlier.said_by == SaidBy.AUTHORITY:
        require_reply(row, status, on)
    elif earlier.said_by == SaidBy.MONITOR:
        require_sight(by, row, visit, status, on)
    else:
        require_note(row, status, on)
    told = Told(RecommendationState(status), SaidBy(earlier.said_by), on, words, visit)
    return write_step(by, row, told, today, supersedes=earlier)


@transaction.atomic
def take_back_step(*, by: User, step: RecommendationStep) -> RecommendationStep:
    """A step that never happened decides nothing any more. Raises PermissionDenied, NotPossible."""
    row, earlier = _locked_step(by, step)
    void = RecommendationStep.objects.create(
        recommendation=row,
        status=earlier.status,
        happened_on=earlier.happened_on,
        said_by=earlier.said_by,
        visit=earlier.visit,
        supersedes=earlier,
        is_void=True,
        recorded_by=by,
    )
    write_standing(row)
    tell(by, row.visit, Act.RECOMMENDATION_FOLLOWED)
    return void


def _locked_step(by: User, step: RecommendationStep) -> tuple[Recommendation, RecommendationStep]:
    """The recommendation behind its lock, and the step as it stands.

    Raises PermissionDenied where `by` may not follow it up, or may not know of the visit that saw it; NotPossible for
    what stands no longer, and for what its letter says.
    """
    row = locked(by, step.recommendation)
    found = RecommendationStep.objects.in_force().filter(pk=step.pk)
    earlier = found.select_related("status", "visit__regime", "words").first()
    if earlier is None:
        raise NotPossible(_("This was put right already."))
    if earlier.visit is not None:
        require_visit(by, earlier.visit)
    if meaning(earlier.status) == RecommendationState.SENT:
        raise NotPossible(_("That it was sent follows from its letter."))
    return row, earlier
