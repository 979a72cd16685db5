"""A visit with so many of everything, for pages that must not grow."""

from datetime import timedelta

from accounts.models import Organisation, User
from complaints.models import Case, Complaint
from institutions.choices import TermList
from institutions.models import PremiseType, Term
from monitoring.choices import DocumentKind, VisitTextKind
from monitoring.facts import DissentFacts, MemberFacts
from monitoring.models import InterviewComplaint, Visit
from tests.cast import ROLE_OF, person
from tests.complaints.sealed_cases import own_case, with_recovery_key
from tests.monitoring.visits import VISITED, advice, finding, own_visit, term


def full_visit(by: User, organisation: Organisation, number: int) -> Visit:
    """A visit with `number` of everything that a visit can have, and as many before and after it. `by` leads."""
    with_recovery_key(organisation)
    people = [person(f"member{n}", organisation, ROLE_OF["vera"]) for n in range(number)]
    modes = Term.objects.filter(list=TermList.INTERVIEW_MODE).order_by("order")[:number]
    for n in range(1, number + 1):
        for day in (VISITED - timedelta(days=n), VISITED + timedelta(days=n)):
            own_visit(by, organisation, visited_on=day, arrived_at=None, entered_at=None, left_at=None)
    visit = own_visit(
        by,
        organisation,
        members=[MemberFacts(user=one) for one in people],
        access=Term.objects.filter(list=TermList.ACCESS_OUTCOME).exclude(attributes__meaning__in=["full", "denied"])[
            :number
        ],
        premises=dict.fromkeys(PremiseType.objects.order_by("order")[:number], "refused"),
        documents=dict.fromkeys(list(DocumentKind)[:number], "refused"),
        interviews=dict.fromkeys(modes, 4),
        findings=[finding()] * number,
        recommendations=[advice(finding=1)] * number,
        dissents=[DissentFacts("I saw otherwise.", member=1)] * number,
        texts=dict.fromkeys([VisitTextKind.CONDUCT, VisitTextKind.NOTE, VisitTextKind.OBJECTIVES][:number], "Words."),
        triggered_by=[own_case(by, organisation) for _n in range(number)],
    )
    for _n in range(number):
        heard(visit, own_case(by, organisation))
    return visit


def heard(visit: Visit, case: Case, **fields: object) -> InterviewComplaint:
    """As if the complaint of the case had been made in an interview of the visit."""
    given = {"mode": term(TermList.INTERVIEW_MODE, "private"), "pseudonym": "P3"} | fields
    return InterviewComplaint.objects.create(visit=visit, complaint=Complaint.objects.get(case=case), **given)
