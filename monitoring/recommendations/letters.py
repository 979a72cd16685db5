"""Letters in words: what waits to be sent, what is overdue, and the paper itself in the language it is written in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from complaints import wording
from complaints.choices import DataSet
from institutions.models import Body
from institutions.norm_words import norm_words
from institutions.visit_choices import SETTLED
from monitoring.choices import Priority
from monitoring.models import Recommendation, RecommendationLetter, Visit
from monitoring.opening import OpenedVisit
from monitoring.recommendations.reading import reply_term
from monitoring.recommendations.wording import counting, late_tag


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list: to whom, when, how many recommendations, how many of them answered."""

    title: str
    url: str
    place: str
    visit: str
    sent_on: str
    received_on: str
    due_on: str
    counting: str
    late_tag: str
    is_overdue: bool
    recommended: int
    answered: int


def with_answers(letters: QuerySet[RecommendationLetter]) -> QuerySet[RecommendationLetter]:
    """With how many recommendations each carries, how many have an answer, how many neither one nor an end."""
    is_answered = Q(recommendations__said__isnull=False)
    is_settled = Q(recommendations__status__attributes__meaning__in=SETTLED)
    return letters.annotate(
        recommended=Count("recommendations"),
        answered=Count("recommendations", filter=is_answered),
        silent=Count("recommendations", filter=~is_answered & ~is_settled),
    )


def overdue_letters(actor: User, data_set: str, today: date) -> QuerySet[RecommendationLetter]:
    """Letters whose day due has passed while something in them is neither answered nor settled, the latest first."""
    visits = Visit.objects.visible_to(actor).filter(data_set=data_set)
    letters = with_answers(RecommendationLetter.objects.filter(visit__in=visits, answer_due_on__lt=today))
    found = letters.filter(silent__gt=0).select_related("visit__facility", "visit__regime", "addressee")
    return found.order_by("-answer_due_on", "-pk")


def letter_rows(letters: Iterable[RecommendationLetter], today: date) -> list[LetterRow]:
    """Rows of letters that were annotated by `with_answers`."""
    return [
        LetterRow(
            title=one.addressee.label,
            url=reverse("recommendation_letter", args=[one.uuid]),
            place=one.visit.facility.label,
            visit=one.visit.reference,
            sent_on=wording.day(one.sent_on),
            received_on=wording.day(one.received_on) if one.received_on else "",
            due_on=wording.day(one.answer_due_on) if one.answer_due_on else "",
            counting=counting(one, one.visit.regime),
            late_tag=late_tag(one.visit.regime),
            is_overdue=one.answer_due_on is not None and one.answer_due_on < today and one.silent > 0,
            recommended=one.recommended,
            answered=one.answered,
        )
        for one in letters
    ]


def waiting(visit: Visit) -> list[tuple[Body, int]]:
    """Whom something of a visit is addressed to that was not sent yet, with how many."""
    rows = Recommendation.objects.filter(visit=visit, letter=None).select_related("addressee")
    numbers: dict[Body, int] = {}
    for row in rows.order_by("number"):
        numbers[row.addressee] = numbers.get(row.addressee, 0) + 1
    return list(numbers.items())


def unsent(visit: Visit, addressee_code: str) -> list[Recommendation]:
    """What a letter to somebody can carry, in order."""
    rows = Recommendation.objects.filter(visit=visit, letter=None, addressee__code=addressee_code)
    return list(rows.select_related("addressee", "theme", "legal_basis").order_by("number"))


def paper(
    visit: Visit,
    addressee: Body,
    rows: Sequence[Recommendation],
    opened: OpenedVisit,
    *,
    language: str,
    sent_on: date | None,
    number: str,
    reminds_of: RecommendationLetter | None = None,
    now_on: date | None = None,
) -> dict[str, object]:
    """The context of a letter in `language`; a reminder where it `reminds_of` one that was sent before."""
    with translation.override(language):
        return {
            "language": language,
            "visit": visit,
            "sender": visit.organisation.name,
            "addressee": addressee.label,
            "number": number,
            "day": wording.day(sent_on) if sent_on else "",
            "opening": _reminding(reminds_of) if reminds_of else _opening(visit),
            "points": [_point(row, opened) for row in rows],
            "norm": _norm(visit),
            "is_reminder": reminds_of is not None,
            "reminder_day": wording.day(now_on) if now_on else "",
            "is_demonstration": visit.data_set == DataSet.DEMONSTRATION,
        }


def _opening(visit: Visit) -> str:
    said = {"place": visit.facility.label, "day": wording.day(visit.visited_on), "terms": visit.regime.label}
    return _("We visited %(place)s on %(day)s (%(terms)s) and recommend the following.") % said


def _reminding(letter: RecommendationLetter) -> str:
    said = {"day": wording.day(letter.sent_on), "place": letter.visit.facility.label}
    begun = _("On %(day)s we sent you recommendations after a visit to %(place)s.") % said
    if letter.answer_due_on is None:
        silence = _("No answer to the following has reached us.")
        return f"{begun} {silence}"
    due = _("An answer was due by %(day)s; none to the following has reached us.")
    doubts = counting(letter, letter.visit.regime)
    day = wording.day(letter.answer_due_on)
    silence = due % {"day": f"{day} ({doubts})" if doubts else day}
    return f"{begun} {silence}"


def _norm(visit: Visit) -> str:
    term = reply_term(visit.regime)
    if not term:
        return _("Please tell us in writing what you decide and by when.")
    norm = norm_words(visit.regime.legal_basis)
    if not norm:
        return _("An answer is due within %(term)s of receipt of this letter.") % {"term": term}
    sentence = _("By law (%(norm)s) an answer is due within %(term)s of receipt of this letter.")
    if not visit.regime.is_verified:  # nobody has read the source yet: no letter states it as the law
        sentence = _("As we understand the law (%(norm)s), an answer is due within %(term)s of receipt of this letter.")
    return sentence % {"norm": norm, "term": term}


def _point(row: Recommendation, opened: OpenedVisit) -> dict[str, str]:
    return {
        "number": str(row.number),
        "theme": row.theme.label,
        "priority": str(Priority(row.priority).label),
        "words": opened.of(row.words_id),
        "basis": _basis(row),
    }


def _basis(row: Recommendation) -> str:
    if row.legal_basis is None:
        return ""
    label = row.legal_basis.label
    if row.legal_basis.is_verified:
        return label
    unverified = _("not verified")
    return f"{label} ({unverified})"
