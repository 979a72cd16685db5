"""How far a complaint from an interview is on its way to the body that the law names. Rules and reading, no writing.

The Penal Executive Code (art. 43) has members of the preventive mechanism register complaints and pass them on. It
names no number of days; after `LONGEST_WAIT` the list marks what still lies here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Case as Choice
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from complaints.choices import CLOSING_ANSWERS as REFUSALS
from complaints.choices import TO_MONITORS, ConsentAnswer
from complaints.models import Case, Consent
from institutions.choices import Answer, TermList
from institutions.models import Term
from monitoring.choices import PassingState
from monitoring.models import InterviewComplaint, Visit

LONGEST_WAIT = timedelta(days=30)


class Standing(StrEnum):
    """Where a complaint stands, the answer of the person as it is today included."""

    WAITS = "waits"  # the person agrees, and nobody has passed it on
    ASK = "ask"  # nobody has asked the person yet
    REFUSED = "refused"  # the person does not agree, or does no more
    PASSED = "passed"
    CONFIRMED = "confirmed"
    NO_DUTY = "no_duty"  # the terms of the visit name nobody


@dataclass(frozen=True, slots=True)
class Way:
    """Where a complaint stands, how many days it took or has lain since the visit, and whether that is too long."""

    standing: Standing
    days: int
    is_overdue: bool


def way_of(row: InterviewComplaint, today: date) -> Way:
    """Where a row of `seen_by` stands today."""
    standing = _standing(row)
    until = row.passed_on or today
    days = max((until - row.visit.visited_on).days, 0)
    still_here = standing in (Standing.WAITS, Standing.ASK)
    return Way(standing, days, still_here and days > LONGEST_WAIT.days)


def _standing(row: InterviewComplaint) -> Standing:
    if row.visit.regime.passes_complaints_to_id is None:
        return Standing.NO_DUTY
    if row.state in (PassingState.PASSED, PassingState.CONFIRMED):
        return Standing(row.state)
    if row.agreed == ConsentAnswer.GIVEN:
        return Standing.WAITS
    return Standing.REFUSED if row.agreed in REFUSALS else Standing.ASK


_STILL_HERE = Q(state__in=[PassingState.WAITING, PassingState.NO_CONSENT])
# What a row of `seen_by` must be to stand there.
STANDS: dict[Standing, Q] = {
    Standing.WAITS: _STILL_HERE & Q(agreed=ConsentAnswer.GIVEN),
    Standing.ASK: _STILL_HERE & Q(agreed=ConsentAnswer.NOT_ASKED),
    Standing.REFUSED: _STILL_HERE & Q(agreed__in=REFUSALS),
    Standing.PASSED: Q(state=PassingState.PASSED),
    Standing.CONFIRMED: Q(state=PassingState.CONFIRMED),
}


def seen_by(actor: User) -> QuerySet[InterviewComplaint]:
    """Complaints from interviews of visits and about cases that `actor` may both know of, `with_answers`."""
    rows = InterviewComplaint.objects.filter(
        visit__in=Visit.objects.visible_to(actor), complaint__case__in=Case.objects.visible_to(actor)
    )
    return with_answers(rows).select_related(
        "visit__regime__passes_complaints_to", "visit__facility", "mode", "complaint__case", "passed_to"
    )


def with_answers(rows: QuerySet[InterviewComplaint]) -> QuerySet[InterviewComplaint]:
    """Complaints from interviews with the answers that hold today; for lists and for counting.

    `newest` is the newest answer about handing the case to monitors and their body, empty where the case has none.
    `agreed` is what holds for this very complaint: several people may have told of one case, and nobody answers for
    another. It is a yes only where this person said yes and nobody has closed the case since.
    """
    answers = Consent.objects.filter(case=OuterRef("complaint__case"), scope__attributes__to=TO_MONITORS)
    newest = Coalesce(Subquery(answers.order_by("-pk").values("answer")[:1]), Value(""), output_field=CharField())
    return rows.annotate(newest=newest, agreed=_agreed())


def _agreed() -> Choice:
    return Choice(
        When(newest__in=REFUSALS, then=F("newest")),
        When(may_be_passed=Answer.NO, then=Value(ConsentAnswer.REFUSED)),
        When(may_be_passed=Answer.YES, newest__in=[ConsentAnswer.GIVEN, ""], then=Value(ConsentAnswer.GIVEN)),
        default=Value(ConsentAnswer.NOT_ASKED),
        output_field=CharField(),
    )


def agreed_on(row: InterviewComplaint, on: date) -> str:
    """What held on a day for a row `with_answers`, whatever was answered since.

    The first answer since the visit was given in the interview, whenever it was typed in. Where several people told of
    one case, a yes of that day is this person's only where it still is.
    """
    return _held(row, on, _answers_of(row))


def could_be_passed(row: InterviewComplaint, today: date) -> bool:
    """Whether the person agreed on some day since the visit, whatever holds for a row `with_answers` by now."""
    answers = _answers_of(row)
    days = {row.visit.visited_on, today, *(one.recorded_on for one in answers)}
    return any(_held(row, day, answers) == ConsentAnswer.GIVEN for day in days if row.visit.visited_on <= day <= today)


def _answers_of(row: InterviewComplaint) -> list[Consent]:
    given = Consent.objects.filter(case=row.complaint.case, scope__attributes__to=TO_MONITORS)
    return list(given.order_by("pk"))


def _held(row: InterviewComplaint, on: date, answers: Sequence[Consent]) -> str:
    first = next((one for one in answers if one.recorded_on >= row.visit.visited_on), None)
    then = [one for one in answers if one.recorded_on <= on or one is first]
    if len(then) == len(answers):
        return row.agreed
    is_given = then[-1].answer == ConsentAnswer.GIVEN
    if is_given and row.agreed != ConsentAnswer.GIVEN and row.complaint.case.complaints.count() > 1:
        return ConsentAnswer.NOT_ASKED
    return then[-1].answer


def to_be_passed(actor: User, data_set: str) -> QuerySet[InterviewComplaint]:
    """Those of one data set that the law wants passed on, whatever became of them."""
    return seen_by(actor).filter(visit__data_set=data_set, visit__regime__passes_complaints_to__isnull=False)


def scope_of_passing() -> Term | None:
    """The scope of consent that passing on rests on; None where the country has none."""
    scopes = Term.objects.filter(list=TermList.CONSENT_SCOPE, attributes__to=TO_MONITORS)
    return scopes.order_by("order").first()


def answer_of(answer: str) -> Answer:
    """An answer about consent as the row of the interview keeps it."""
    if answer == ConsentAnswer.GIVEN:
        return Answer.YES
    return Answer.NO if answer in REFUSALS else Answer.NOT_ASKED
