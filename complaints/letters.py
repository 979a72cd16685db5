"""Letters from outside, as colleagues see them: which there are, and what becomes of them."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import Act
from accounts.models import User
from complaints.choices import LetterState
from complaints.models import Case, ErasureRequest, Letter
from complaints.rights import require_case, require_key
from complaints.telling import tell


def letters_visible_to(actor: User) -> QuerySet[Letter]:
    """Letters of the cases `actor` may know of, with whether erasure was asked for."""
    asked = ErasureRequest.objects.filter(case=OuterRef("case"))
    return Letter.objects.filter(case__in=Case.objects.visible_to(actor)).annotate(erasure_asked=Exists(asked))


@transaction.atomic
def take_up_letter(*, by: User, letter: Letter) -> None:
    """Somebody works on it from now on. Raises PermissionDenied."""
    _set_state(by, letter, LetterState.TAKEN_UP)


@transaction.atomic
def set_letter_aside(*, by: User, letter: Letter) -> None:
    """Nobody works on it; it stays sealed and can be answered and taken up later. Raises PermissionDenied."""
    _set_state(by, letter, LetterState.SET_ASIDE)


def _set_state(by: User, letter: Letter, state: LetterState) -> None:
    case = letter.case
    require_case(by, case)
    require_key(by, case)
    if Letter.objects.filter(pk=letter.pk).exclude(state=state).update(state=state):
        tell(by, case, Act.CASE_CHANGED)
    letter.state = state
