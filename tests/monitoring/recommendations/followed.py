"""Recommendations for tests: sent, answered and seen, on a place that is visited twice."""

from datetime import date

from accounts.models import Organisation, User
from monitoring.models import Recommendation, RecommendationLetter, RecommendationStep, Visit
from monitoring.recommendations.actions import note_reply
from monitoring.recommendations.sending import send_letter
from tests.monitoring.visits import advice, own_visit, place

TODAY = date(2024, 11, 2)
VISITED = date(2024, 3, 2)
SENT = date(2024, 3, 10)
ANSWERED = date(2024, 5, 4)
DUE = date(2024, 6, 10)
RETURNED = date(2024, 9, 1)
HOURS_UNKNOWN = {"arrived_at": None, "entered_at": None, "left_at": None}


def visit_on(by: User, organisation: Organisation, day: date, **changed: object) -> Visit:
    """A visit on a day, without hours and without words, so that nobody needs keys."""
    return own_visit(by, organisation, visited_on=day, **{**HOURS_UNKNOWN, **changed})


def recommended(by: User, organisation: Organisation, number: int = 1, **changed: object) -> list[Recommendation]:
    """So many recommendations of one visit in March, none of them sent."""
    advices = [advice(words="", **changed) for _n in range(number)]
    visit = visit_on(by, organisation, VISITED, recommendations=advices, facility=place())
    return list(visit.recommendations.order_by("number"))


def sent(by: User, rows: list[Recommendation], **changed: object) -> RecommendationLetter:
    """The letter that carries them, of 10 March."""
    given = {"sent_on": SENT, "today": TODAY}
    if rows:
        given |= {"visit": rows[0].visit, "addressee": rows[0].addressee}
    return send_letter(by=by, recommendations=rows, **{**given, **changed})


def asked(by: User, organisation: Organisation, **changed: object) -> Recommendation:
    """One recommendation that was sent."""
    rows = recommended(by, organisation, **changed)
    sent(by, rows)
    return Recommendation.objects.get(pk=rows[0].pk)


def answered(by: User, row: Recommendation, status: str = "said_done", on: date = ANSWERED) -> RecommendationStep:
    """What the addressee answered, without its words."""
    return note_reply(by=by, recommendation=row, status=status, on=on, today=TODAY)
