"""What becomes of a recommendation, step by step. Steps are only added; `correcting` puts a mistaken one right."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from institutions.visit_choices import REPLIES, VERIFIED, Access, RecommendationState
from monitoring.choices import SaidBy, VisitTextKind
from monitoring.models import Recommendation, RecommendationStep, Visit
from monitoring.recommendations.projection import term_of, write_standing
from monitoring.rights import require_visit
from monitoring.rules import LONGEST_VISIT
from monitoring.safekeeping import ensure_safe, put_text
from monitoring.telling import tell

# What an own note can say; that it was sent is written by sending it.
NOTED = (RecommendationState.OVERTAKEN, RecommendationState.NO_REPLY)
# Under which kind the words of a step lie in the safe of the visit that recommended it.
_WORDS_OF = {
    SaidBy.AUTHORITY: VisitTextKind.REPLY,
    SaidBy.MONITOR: VisitTextKind.FINDING,
    SaidBy.OWN: VisitTextKind.RECOMMENDATION,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a step says: the state, by whom, on which day, in which words; `visit` where a monitor saw it."""

    state: RecommendationState
    said_by: SaidBy
    on: date
    words: str = ""
    visit: Visit | None = None


@transaction.atomic
def note_reply(
    *, by: User, recommendation: Recommendation, status: str, on: date, today: date, words: str = ""
) -> RecommendationStep:
    """What the addressee answered: one of REPLIES, on the day of its letter. Its words are sealed to the visit's safe.

    Says nothing about what is so: only `verify` does. Raises PermissionDenied, NotPossible, and
    vault.actions.NobodyCouldOpen where there are words and nobody holds a key.
    """
    row = locked(by, recommendation)
    require_reply(row, status, on)
    return write_step(by, row, Told(RecommendationState(status), SaidBy.AUTHORITY, on, words), today)


@transaction.atomic
def verify(
    *, by: User, recommendation: Recommendation, visit: Visit, status: str, on: date, today: date, words: str = ""
) -> RecommendationStep:
    """What a monitor saw on `visit`: one of VERIFIED. `on` is a day of that visit, a later one to the same place.

    Raises PermissionDenied, NotPossible, and vault.actions.NobodyCouldOpen where there are words and nobody holds a
    key.
    """
    row = locked(by, recommendation)
    require_sight(by, row, visit, status, on)
    return write_step(by, row, Told(RecommendationState(status), SaidBy.MONITOR, on, words, visit), today)


@transaction.atomic
def note(
    *, by: User, recommendation: Recommendation, status: str, on: date, today: date, words: str = ""
) -> RecommendationStep:
    """What we note ourselves: that events overtook it, or that the day due passed without an answer.

    Raises PermissionDenied, NotPossible, and vault.actions.NobodyCouldOpen where there are words and nobody holds a
    key.
    """
    row = locked(by, recommendation)
    require_note(row, status, on)
    return write_step(by, row, Told(RecommendationState(status), SaidBy.OWN, on, words), today)


def require_reply(row: Recommendation, status: str, on: date) -> None:
    """Raises NotPossible where the addressee cannot have answered so on that day."""
    if status not in REPLIES:
        raise NotPossible(_("This is not something an authority answers."))
    if row.letter is None:
        raise NotPossible(_("It was not sent yet, so nobody can have answered."))
    if on < row.letter.sent_on:
        raise NotPossible(_("An answer cannot be older than the letter."))


def require_sight(by: User, row: Recommendation, visit: Visit, status: str, on: date) -> None:
    """Raises PermissionDenied where `by` may not record for `visit`, NotPossible where it cannot have seen that."""
    require_visit(by, visit)
    if status not in VERIFIED:
        raise NotPossible(_("This is not something a visit finds."))
    if visit.organisation_id != row.visit.organisation_id or visit.facility_id != row.visit.facility_id:
        raise NotPossible(_("Only a visit to the same place verifies."))
    if visit.regime.is_scenario and not row.visit.regime.is_scenario:
        raise NotPossible(_("A visit of a scenario verifies nothing of a visit that was made under terms in law."))
    if visit.visited_on <= row.visit.visited_on:
        raise NotPossible(_("Only a later visit than the one that recommended it verifies."))
    if not visit.visited_on <= on <= visit.visited_on + LONGEST_VISIT:
        raise NotPossible(_("That is not a day of the visit."))
    if visit.access.filter(attributes__meaning=Access.DENIED).exists():
        raise NotPossible(_("Nobody was let in on that visit, so nothing was seen."))


def require_note(row: Recommendation, status: str, on: date) -> None:
    """Raises NotPossible where we cannot note that ourselves of that day."""
    if status not in NOTED:
        raise NotPossible(_("This is not something we note ourselves."))
    if on < row.visit.visited_on:
        raise NotPossible(_("That day lies before the visit."))
    if status == RecommendationState.NO_REPLY:
        if row.due_on is None or on <= row.due_on:
            raise NotPossible(_("The time for an answer had not passed on that day."))
        # Any answer, not the last one alone: a later one does not undo that there was one in time.
        if row.steps.in_force().filter(said_by=SaidBy.AUTHORITY, happened_on__lte=on).exists():
            raise NotPossible(_("There is an answer from before that day."))


def locked(by: User, recommendation: Recommendation) -> Recommendation:
    """The row behind its lock, with visit and letter. Raises PermissionDenied where `by` may not follow it up."""
    require_visit(by, recommendation.visit)
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("visit__safe", "letter")
    return rows.get(pk=recommendation.pk)


def put_words(by: User, visit: Visit, kind: VisitTextKind, words: str, today: date):
    """Seals words about a recommendation to the visit that made it; None where there are none.

    Raises NotPossible, vault.actions.NobodyCouldOpen.
    """
    if "\x00" in words:
        raise NotPossible(_("The text holds a character that no text has."))
    if not words.strip():
        return None
    ensure_safe(visit=visit, by=by, today=today)
    return put_text(visit=visit, kind=kind, text=words, author=by, today=today)


def write_step(
    by: User, row: Recommendation, told: Told, today: date, supersedes: RecommendationStep | None = None
) -> RecommendationStep:
    """Appends what was told to a locked recommendation, and writes anew where it stands. The caller asked who may.

    What it supersedes keeps its words where none are told anew. Raises NotPossible, vault.actions.NobodyCouldOpen.
    """
    if told.on > today:
        raise NotPossible(_("That day lies in the future."))
    same = row.steps.in_force().filter(
        status__attributes__meaning=told.state, happened_on=told.on, said_by=told.said_by, visit=told.visit
    )
    if same.exclude(pk=supersedes and supersedes.pk).exists():
        raise NotPossible(_("This is recorded already."))
    words = put_words(by, row.visit, _WORDS_OF[told.said_by], told.words, today)
    step = RecommendationStep.objects.create(
        recommendation=row,
        status=term_of(told.state),
        happened_on=told.on,
        said_by=told.said_by,
        visit=told.visit,
        words=words or (supersedes and supersedes.words),
        supersedes=supersedes,
        recorded_by=by,
    )
    write_standing(row)
    tell(by, row.visit, Act.RECOMMENDATION_FOLLOWED)
    return step
