"""The dozen visits of hand_computed.csv as rows of the database, with what came of them, all of it to be counted."""

import csv
import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from accounts.models import Organisation, User
from complaints.choices import DataSet, Precision
from complaints.models import Case, CaseEvent, Complaint
from institutions.choices import Effect, Mandate, TermList
from institutions.models import Body, Facility, FacilityType, MonitoringRegime, PremiseMandate, PremiseType, Stage, Term
from monitoring.choices import PassingState, PremiseOutcome, SaidBy
from monitoring.models import (
    Finding,
    InterviewComplaint,
    InterviewCount,
    Recommendation,
    RecommendationLetter,
    RecommendationStep,
    ReprisalAfterVisit,
    Visit,
    VisitAfterwards,
    VisitPopulation,
    VisitPremise,
)
from tests.monitoring.visits import place, regime, term

HERE = Path(__file__).parent
TODAY = date(2026, 11, 2)
TALKS = ("private", "overseen", "group", "declined", "prevented")
# Place -> days on which complaints of cases from there were submitted. The first one is the beginning of the record.
TOLD = {
    "A": "2023-10-01 2023-12-15 2024-02-01 2024-02-10 2024-04-30 2024-05-01 2024-05-02 2024-07-03 2024-09-30",
    "B": "2024-01-05 2024-03-11 2024-06-08 2025-04-01",
    "C": "2024-05-05 2024-05-20 2024-07-01 2025-05-01 2025-07-01 2025-08-30",
    "D": "2025-01-15 2026-10-01",
    "E": "2026-04-01 2026-07-01",
}
# Visit, day sent, day received, day due, day of the reply.
LETTERS = (
    (1, "2024-03-01", "2024-03-05", "2024-06-05", "2024-05-20"),
    (2, "2024-11-01", "", "2025-02-01", "2025-03-01"),
    (3, "2024-04-10", "2024-04-12", "2024-07-12", ""),
    (3, "2024-04-10", "2024-04-10", "2024-07-10", "2024-07-10"),
    (12, "2026-09-01", "", "2026-12-01", ""),
)
# Letter from one, 0 for none; what the authority said; what a monitor saw.
ADVICE = (
    (1, 1, "accepted", ""),
    (1, 1, "said_done", "verified_done"),
    (2, 2, "rejected", ""),
    (3, 3, "", ""),
    (3, 4, "said_done", "not_done"),
    (3, 4, "said_done", ""),
    (12, 5, "", ""),
    (11, 0, "", ""),
)
REPORTS = {  # visit -> day written, day published
    1: ("2024-02-20", "2024-03-10"),
    2: ("2025-01-31", "2025-02-28"),
    3: ("2024-04-01", "2024-06-15"),
    7: ("2025-07-01", ""),
    10: ("2026-10-20", ""),
}
INCIDENTS = {Mandate.IN: 3, Mandate.DISPUTED: 2, Mandate.OUT: 1, Mandate.UNKNOWN: 2}


@dataclass
class World:
    """What a test may want to take hold of."""

    visits: dict[int, Visit]
    places: dict[str, Facility]


def lines(name: str) -> list[dict[str, str]]:
    """The lines of a file beside this one."""
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    """A day, or None for an empty text."""
    return date.fromisoformat(text) if text else None


def kind_of(mandate: str) -> FacilityType:
    """The first kind of place with a mandate."""
    return FacilityType.objects.filter(mandate=mandate).order_by("order").first()


def build(organisation: Organisation, by: User | None = None) -> World:
    """Writes everything for `organisation`, past the rules of recording."""
    places = {name: place(f"LIMITS-{name}", facility_type=kind_of(Mandate.IN)) for name in "ABCDEF"}
    places["G"] = place("LIMITS-G", facility_type=kind_of(Mandate.DISPUTED))
    visits = {int(line["visit"]): _visit(line, places, organisation, by) for line in lines("hand_computed.csv")}
    _complaints(places, organisation)
    _incidents(organisation)
    _letters(visits)
    for number, (written, published) in REPORTS.items():
        VisitAfterwards.objects.create(
            visit=visits[number], reported_on=day(written), published_on=day(published), is_anonymised=True
        )
    return World(visits, places)


def _visit(line: dict[str, str], places: dict[str, Facility], organisation: Organisation, by: User | None) -> Visit:
    on = day(line["visited_on"])
    gate = datetime.combine(on, time(9), tzinfo=UTC)
    visit = Visit.objects.create(
        data_set=DataSet.DEMONSTRATION if organisation.is_demonstration else DataSet.OWN,
        organisation=organisation,
        facility=places[line["place"]],
        regime=regime(),
        visit_type=term(TermList.VISIT_TYPE, line["purpose"]),
        notice=term(TermList.NOTICE_MODE, line["notice"]),
        visited_on=on,
        arrived_at=gate,
        entered_at=gate + timedelta(minutes=int(line["wait"])) if line["wait"] else None,
        recorded_by=by,
    )
    visit.access.set([term(TermList.ACCESS_OUTCOME, name) for name in line["access"].split()])
    for name in TALKS:
        if int(line[name]):
            InterviewCount.objects.create(visit=visit, mode=term(TermList.INTERVIEW_MODE, name), number=line[name])
    _rooms(visit, line)
    if line["held"]:
        VisitPopulation.objects.create(visit=visit, held=int(line["held"]))
    treatment, other = (term(TermList.FINDING_THEME, name) for name in ("treatment", "other"))
    for number in range(int(line["treatment"])):
        Finding.objects.create(visit=visit, number=number + 1, theme=treatment, severity="high")
    # Neither a concern about something else nor a good practice is a finding about treatment.
    Finding.objects.create(visit=visit, number=98, theme=other, severity="low")
    Finding.objects.create(visit=visit, number=99, theme=treatment, kind="good_practice")
    for _number in range(int(line["reprisals"])):
        _reprisal(visit)
    _spoken(visit, int(line["agreed"]), int(line["passed"]))
    return visit


def _rooms(visit: Visit, line: dict[str, str]) -> None:
    kinds = iter(PremiseType.objects.order_by("order"))
    for name, outcome in (
        ("rooms_seen", PremiseOutcome.VISITED),
        ("rooms_refused", PremiseOutcome.REFUSED),
        ("rooms_outside", PremiseOutcome.OUTSIDE),
    ):
        for kind in itertools.islice(kinds, int(line[name])):
            VisitPremise.objects.create(visit=visit, premise_type=kind, outcome=outcome)
    VisitPremise.objects.create(visit=visit, premise_type=next(kinds), outcome=PremiseOutcome.NOT_ASKED)


def new_case(organisation: Organisation, **fields: object) -> Case:
    """A case without any event."""
    data_set = DataSet.DEMONSTRATION if organisation.is_demonstration else DataSet.OWN
    return Case.objects.create(data_set=data_set, organisation=organisation, **fields)


def event(case: Case, effect: Effect, on: date, **fields: object) -> CaseEvent:
    """One thing that happened in a case."""
    stage = Stage.objects.filter(effect=effect).order_by("order").first()
    number = case.events.count() + 1
    given = {"precision": Precision.DAY, "recorded_at": datetime(2026, 11, 1, tzinfo=UTC)}
    return CaseEvent.objects.create(case=case, sequence=number, stage=stage, happened_on=on, **{**given, **fields})


def _reprisal(visit: Visit) -> None:
    pressed = event(new_case(visit.organisation), Effect.PRESSES, visit.visited_on + timedelta(days=5))
    ReprisalAfterVisit.objects.create(event=pressed, visit=visit)


def _spoken(visit: Visit, agreed: int, passed: int) -> None:
    body = Body.objects.order_by("order").first()
    for number in range(agreed + 1):
        way = {"may_be_passed": "yes"} if number < agreed else {"may_be_passed": "no", "state": PassingState.NO_CONSENT}
        if number < passed:
            way |= {"state": PassingState.PASSED, "passed_on": visit.visited_on, "passed_to": body}
        InterviewComplaint.objects.create(
            visit=visit,
            complaint=Complaint.objects.create(case=new_case(visit.organisation)),
            mode=term(TermList.INTERVIEW_MODE, "private"),
            **way,
        )


def _complaints(places: dict[str, Facility], organisation: Organisation) -> None:
    for name, days in TOLD.items():
        for text in days.split():
            event(new_case(organisation, facility=places[name]), Effect.SUBMITS, day(text))
    # What is known to a month only, or was withdrawn as a mistake, falls into no window.
    vague = new_case(organisation, facility=places["A"])
    event(vague, Effect.SUBMITS, date(2024, 2, 15), precision=Precision.MONTH)
    mistaken = new_case(organisation, facility=places["A"])
    first = event(mistaken, Effect.SUBMITS, date(2024, 2, 15))
    event(mistaken, Effect.SUBMITS, date(2024, 2, 15), is_void=True, supersedes=first)


def _incidents(organisation: Organisation) -> None:
    for mandate, number in INCIDENTS.items():
        room = PremiseMandate.objects.filter(mandate=mandate).order_by("pk").first().premise_type
        for _incident in range(number):
            new_case(organisation, premise_type=room, incident_on=date(2025, 5, 5), incident_precision=Precision.DAY)


def _letters(visits: dict[int, Visit]) -> None:
    body = Body.objects.order_by("order").first()
    letters = [
        RecommendationLetter.objects.create(
            visit=visits[number],
            addressee=body,
            sent_on=day(sent),
            received_on=day(received),
            answer_due_on=day(due),
        )
        for number, sent, received, due, _reply in LETTERS
    ]
    for position, (number, letter, said, seen) in enumerate(ADVICE, start=1):
        visit = visits[number]
        reply = day(LETTERS[letter - 1][4]) if letter else None
        row = Recommendation.objects.create(
            visit=visit,
            number=position,
            addressee=body,
            theme=term(TermList.FINDING_THEME, "treatment"),
            letter=letters[letter - 1] if letter else None,
            said=state(said) if said else None,
            said_on=reply if said else None,
            verified=state(seen) if seen else None,
            verified_on=date(2026, 1, 1) if seen else None,
        )
        # A reminder of one's own before it is no reply.
        RecommendationStep.objects.create(
            recommendation=row, status=state("sent"), happened_on=visit.visited_on, said_by=SaidBy.OWN
        )
        if said:
            answer = {"recommendation": row, "status": state(said), "said_by": SaidBy.AUTHORITY}
            # Noted of the wrong day at first, and once more where there was none: neither counts.
            mistake = RecommendationStep.objects.create(happened_on=visit.visited_on, **answer)
            RecommendationStep.objects.create(happened_on=reply, supersedes=mistake, **answer)
            never = RecommendationStep.objects.create(happened_on=visit.visited_on, **answer)
            RecommendationStep.objects.create(happened_on=visit.visited_on, supersedes=never, is_void=True, **answer)


def state(meaning: str) -> Term:
    """Where a recommendation stands."""
    return term(TermList.RECOMMENDATION_STATUS, meaning)


def scenario() -> MonitoringRegime:
    """Terms that nobody visits under yet."""
    return MonitoringRegime.objects.filter(is_scenario=True).order_by("order").first()
