"""Complaints from interviews for tests: what somebody told, with consents that can be changed one by one."""

from uuid import uuid4

from accounts.models import Organisation, User
from complaints.choices import ConsentAnswer, Precision
from complaints.models import Case, RiskAssessment, Victim
from complaints.reception.told import Told
from institutions.choices import Answer, TermList
from institutions.models import MonitoringRegime, Term
from institutions.visit_choices import NoticeRule
from monitoring.interviews.actions import receive_from_interview
from monitoring.models import InterviewComplaint, Visit
from tests.monitoring.visits import TODAY, own_visit, regime, term

STORY = "They put a bag over my head on the second floor."
NAME = "Invented Person Nine"


def consents(passing: ConsentAnswer = ConsentAnswer.GIVEN, storing: ConsentAnswer = ConsentAnswer.GIVEN):
    """An answer for each use: keeping, passing on, and nobody asked about the rest."""
    answers = []
    for scope in Term.objects.filter(list=TermList.CONSENT_SCOPE).order_by("order"):
        answer = ConsentAnswer.NOT_ASKED
        if scope.attributes.get("default") == "must":
            answer = storing
        elif scope.attributes.get("to") == "monitors":
            answer = passing
        answers.append((scope, answer))
    return tuple(answers)


def told(visit: Visit, **changed: object) -> Told:
    """A complaint without words, so that nobody needs keys."""
    given = {
        "submission": {
            "channel": None,
            "received_on": visit.visited_on,
            "precision": Precision.DAY,
            "received_by": visit.regime.body,
            "passed_staff": Answer.NO,
        },
        "facts": {"facility": visit.facility, "region": visit.facility.region, "victims": [Victim(sex="male")]},
        "safeguards": None,
        "risk": None,
        "consents": consents(),
        "narrative": "",
        "identities": (),
    }
    return Told(**{**given, **changed})


def told_in_words(visit: Visit, **changed: object) -> Told:
    """A complaint with an account, a name and a judgement of the danger."""
    level = Term.objects.filter(list=TermList.RISK_LEVEL).order_by("order").last()
    given = {
        "narrative": STORY,
        "identities": ((("victim", 1), {"name": NAME}),),
        "risk": RiskAssessment(level=level, feared=[], assessed_on=TODAY),
    }
    return told(visit, **{**given, **changed})


def hear(by: User, visit: Visit, *, passing: ConsentAnswer = ConsentAnswer.GIVEN, **changed: object):
    """A complaint heard in private under the pseudonym P3."""
    given = {"mode": term(TermList.INTERVIEW_MODE, "private"), "pseudonym": "P3", "once": uuid4(), "today": TODAY}
    given["told"] = told(visit, consents=consents(passing))
    return receive_from_interview(by=by, visit=visit, **{**given, **changed})


def case_of(row: InterviewComplaint) -> Case:
    """The case of the complaint, fresh from the database."""
    return Case.objects.select_related("organisation", "safe").get(complaints=row.complaint_id)


def terms_without_duty() -> MonitoringRegime:
    """Terms of a visit that name nobody to pass complaints on to."""
    return regime(passes_complaints_to=None, body__isnull=False, is_scenario=False, notice=NoticeRule.AHEAD)


def visit_without_duty(by: User, organisation: Organisation) -> Visit:
    """A visit under such terms."""
    terms = terms_without_duty()
    kind = Term.objects.get(list=TermList.VISIT_TYPE, code=terms.visit_types[0])
    return own_visit(by, organisation, regime=terms, visit_type=kind)
