"""Letters that carry recommendations: that one was sent, and when it was received. Days due follow from them."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from institutions.models import Body
from institutions.visit_choices import RecommendationState
from monitoring.choices import SaidBy
from monitoring.models import Recommendation, RecommendationLetter, RecommendationStep, Visit
from monitoring.numbers_given import require_number
from monitoring.recommendations.projection import term_of, write_standing
from monitoring.recommendations.rules import answer_due
from monitoring.rights import require_visit
from monitoring.telling import tell


@transaction.atomic
def send_letter(
    *,
    by: User,
    visit: Visit,
    addressee: Body,
    recommendations: Collection[Recommendation],
    sent_on: date,
    today: date,
    received_on: date | None = None,
    number: str = "",
) -> RecommendationLetter:
    """Notes that a letter with these recommendations of one visit went to their addressee, and when answers are due.

    Raises PermissionDenied, NotPossible; then nothing is written.
    """
    require_visit(by, visit)
    rows = _to_send(visit, addressee, {one.pk for one in recommendations})
    letter = RecommendationLetter(visit=visit, addressee=addressee, sent_on=sent_on, number=number, recorded_by=by)
    if sent_on < visit.visited_on:
        raise NotPossible(_("That day lies before the visit."))
    _date(letter, received_on, today)
    sent = term_of(RecommendationState.SENT)
    for row in rows:
        row.letter, row.due_on = letter, letter.answer_due_on
        row.save(update_fields=["letter", "due_on"])
        RecommendationStep.objects.create(
            recommendation=row, status=sent, happened_on=sent_on, said_by=SaidBy.OWN, recorded_by=by
        )
        write_standing(row)
    tell(by, visit, Act.VISIT_LETTER_SENT)
    return letter


def _to_send(visit: Visit, addressee: Body, keys: set[int]) -> list[Recommendation]:
    rows = Recommendation.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("number")
    found = list(rows.select_related("status"))
    if not found:
        raise NotPossible(_("Choose what the letter recommends."))
    if len(found) != len(keys) or any((row.visit_id, row.addressee_id) != (visit.pk, addressee.pk) for row in found):
        raise NotPossible(_("A letter carries recommendations of one visit to one addressee."))
    if any(row.letter_id is not None for row in found):
        raise NotPossible(_("One of them was sent already."))
    return found


@transaction.atomic
def note_receipt(*, by: User, letter: RecommendationLetter, received_on: date, today: date) -> RecommendationLetter:
    """Notes when a letter was received, or puts that day right; the days due move with it.

    Raises PermissionDenied, NotPossible.
    """
    require_visit(by, letter.visit)
    letter = RecommendationLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.received_on == received_on:
        return letter
    rows = list(Recommendation.objects.select_for_update(of=("self",)).filter(letter=letter).order_by("pk"))
    _date(letter, received_on, today)
    for row in rows:
        row.due_on = letter.answer_due_on
        row.save(update_fields=["due_on"])
    tell(by, letter.visit, Act.VISIT_LETTER_SENT)
    return letter


def _date(letter: RecommendationLetter, received_on: date | None, today: date) -> None:
    """Sets receipt and day due, and writes the letter."""
    if max(letter.sent_on, received_on or letter.sent_on) > today:
        raise NotPossible(_("That day lies in the future."))
    require_number(letter.number)
    regime = letter.visit.regime
    letter.received_on = received_on
    letter.answer_due_on = answer_due(regime.reply_amount, regime.reply_unit, letter.sent_on, received_on)
    try:
        letter.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    letter.save()
