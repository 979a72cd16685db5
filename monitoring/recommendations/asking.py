"""Adding a recommendation to a visit, and changing one that nobody has been sent yet."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from monitoring.choices import VisitTextKind
from monitoring.facts import RecommendationFacts
from monitoring.models import Finding, Recommendation, Visit
from monitoring.recommendations.actions import locked, put_words
from monitoring.rights import require_visit
from monitoring.telling import tell


@transaction.atomic
def add_recommendation(*, by: User, visit: Visit, facts: RecommendationFacts, today: date) -> Recommendation:
    """One more recommendation, under the next number. `facts.finding` is the number of a finding of the visit.

    Raises PermissionDenied, NotPossible, and vault.actions.NobodyCouldOpen where nobody holds a key.
    """
    require_visit(by, visit)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    last = visit.recommendations.aggregate(last=Max("number"))["last"] or 0
    row = Recommendation(visit=visit, number=last + 1)
    _write(row, by, facts, today)
    tell(by, visit, Act.RECOMMENDATION_FOLLOWED)
    return row


@transaction.atomic
def change_recommendation(
    *, by: User, recommendation: Recommendation, facts: RecommendationFacts, today: date
) -> Recommendation:
    """Puts a recommendation right before it goes out. Empty words leave what is sealed as it is.

    What was cleared for the public report is cleared no longer once its words, theme or addressee are others.
    Raises PermissionDenied, NotPossible once it was sent or something is recorded of it, and
    vault.actions.NobodyCouldOpen.
    """
    row = locked(by, recommendation)
    if row.letter_id is not None or row.status_id is not None:
        raise NotPossible(_("It was sent already. What was sent is not changed; recommend anew."))
    read = _what_is_read(row)
    _write(row, by, facts, today)
    if row.may_be_public and _what_is_read(row) != read:
        # Somebody cleared what stood there before; nobody has read again what stands there now.
        row.may_be_public = False
        row.save(update_fields=["may_be_public"])
    tell(by, row.visit, Act.RECOMMENDATION_FOLLOWED)
    return row


def _what_is_read(row: Recommendation) -> tuple[int | None, int, int]:
    """What somebody reads before they clear it for the public report."""
    return row.words_id, row.theme_id, row.addressee_id


def _write(row: Recommendation, by: User, facts: RecommendationFacts, today: date) -> None:
    row.addressee, row.legal_basis = facts.addressee, facts.legal_basis
    row.theme, row.priority = facts.theme, facts.priority
    row.finding = _finding(row.visit, facts.finding)
    row.words = put_words(by, row.visit, VisitTextKind.RECOMMENDATION, facts.words, today) or row.words
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    row.save()


def _finding(visit: Visit, number: int) -> Finding | None:
    if not number:
        return None
    found = Finding.objects.filter(visit=visit, number=number).first()
    if found is None:
        raise NotPossible(_("The visit has no such finding."))
    return found
