"""Visits for tests: a place, the terms of the preventive mechanism, and facts that can be changed one by one."""

from datetime import UTC, date, datetime

from accounts.choices import Role
from accounts.models import Organisation, User
from institutions.choices import TermList
from institutions.models import Body, Facility, FacilityType, MonitoringRegime, PremiseType, Region, Term
from institutions.visit_choices import Access, NoticeRule
from monitoring.actions import record_visit
from monitoring.facts import FindingFacts, MemberFacts, RecommendationFacts, VisitFacts
from monitoring.models import Visit
from tests.cast import person

TODAY = date(2026, 11, 2)
VISITED = date(2026, 10, 20)
WORDS = "They showed us the room on the second floor."
ADVICE = "Let a doctor see everybody on arrival."


def place(code: str = "TEST-1", **fields: object) -> Facility:
    """A place of detention of some kind in some region."""
    kind = FacilityType.objects.exclude(operator=None).order_by("order").first()
    region = Region.objects.filter(valid_to=None).order_by("code").first()
    given = {"label_en": f"Place {code}", "label_ru": code, "label_kk": code, "facility_type": kind, "region": region}
    return Facility.objects.get_or_create(code=code, defaults=given | fields)[0]


def regime(**wanted: object) -> MonitoringRegime:
    """Terms that ask for no notice and want every place seen at an interval; others by their fields."""
    wanted = wanted or {"notice": NoticeRule.NONE, "interval_months__isnull": False}
    return MonitoringRegime.objects.filter(**wanted).order_by("order").first()


def term(name: TermList, meaning: str) -> Term:
    """The first term of a list with a meaning."""
    return Term.objects.filter(list=name, attributes__meaning=meaning).order_by("order").first()


def facts(**changed: object) -> VisitFacts:
    """A visit that can have been so."""
    terms = changed.pop("regime", None) or regime()
    given = {
        "facility": place(),
        "regime": terms,
        "visit_type": term(TermList.VISIT_TYPE, "periodic"),
        "notice": term(TermList.NOTICE_MODE, "unannounced"),
        "visited_on": VISITED,
        "arrived_at": datetime(2026, 10, 20, 9, 0, tzinfo=UTC),
        "entered_at": datetime(2026, 10, 20, 9, 35, tzinfo=UTC),
        "left_at": datetime(2026, 10, 20, 15, 0, tzinfo=UTC),
        "access": [term(TermList.ACCESS_OUTCOME, "delayed")],
        "interviews": {term(TermList.INTERVIEW_MODE, "private"): 12, term(TermList.INTERVIEW_MODE, "overseen"): 3},
        "population": {"capacity": 200, "held": 180, "women": 12},
        "premises": {PremiseType.objects.order_by("order").first(): "visited"},
    }
    if any(one.attributes.get("meaning") == Access.DENIED for one in changed.get("access", ())):
        given |= {"entered_at": None, "interviews": {}, "population": {}, "premises": {}}
    return VisitFacts(**{**given, **changed})


def finding(**changed: object) -> FindingFacts:
    """A concern about treatment with words."""
    given = {"theme": term(TermList.FINDING_THEME, "treatment"), "severity": "high", "sources": ["interviews", "seen"]}
    return FindingFacts(**{**given, "words": WORDS, **changed})


def advice(**changed: object) -> RecommendationFacts:
    """A recommendation with words, to the operator of the place."""
    given = {"addressee": body(), "theme": term(TermList.FINDING_THEME, "treatment"), "words": ADVICE}
    return RecommendationFacts(**{**given, **changed})


def body() -> Body:
    """The body that usually runs places of the kind."""
    return place().facility_type.operator


def another_lead(organisation: Organisation) -> User:
    """A second lead, so that the first can stand back from a visit."""
    return person("another_lead", organisation, Role.LEAD)


def own_visit(by: User, organisation: Organisation, **changed: object) -> Visit:
    """A recorded visit without words, so that nobody needs keys."""
    members = changed.pop("members", [MemberFacts(user=by, part="leader")])
    return record_visit(by=by, organisation=organisation, facts=facts(members=members, **changed), today=TODAY)


def told_visit(by: User, organisation: Organisation, **changed: object) -> Visit:
    """A recorded visit with one finding and one recommendation in words; `by` needs keys."""
    given = {"findings": [finding()], "recommendations": [advice(finding=1)]}
    return own_visit(by, organisation, **{**given, **changed})
