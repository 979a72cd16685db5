"""Invented visits with sealed words, a plan, a draft, and cases that monitors may and may not see.

Few rows, so they take the same way as those that people write: nothing here knows how anything is sealed.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation

from accounts.models import Organisation, User
from complaints import wording
from complaints.choices import ConsentAnswer, DataSet
from complaints.demo.sealed import FILE
from complaints.models import Case, CaseAssignment, Consent
from institutions.choices import Mandate
from institutions.models import Body, Facility, FacilityType, MonitoringRegime, PremiseType, Term
from institutions.queries import mandate_on
from institutions.visit_choices import Access, InterviewSetting, Notice, VisitPurpose
from monitoring.actions import record_visit
from monitoring.choices import (
    Cooperation,
    DocumentKind,
    DocumentOutcome,
    FindingKind,
    FollowUp,
    NoticeDemand,
    PremiseOutcome,
    Profession,
    TeamPart,
    Trigger,
    VisitTextKind,
)
from monitoring.demo.profile import VisitProfile
from monitoring.facts import DissentFacts, FindingFacts, MemberFacts, RecommendationFacts, VisitFacts
from monitoring.models import Visit, VisitTrigger
from monitoring.planning.plans import PlanContent, plan_visit
from monitoring.recording import drafts

_TOLD = (VisitTextKind.OBJECTIVES, VisitTextKind.CONDUCT, VisitTextKind.FOLLOW_UP)
_OPEN_TO_MONITORS = 3


@dataclass(frozen=True, slots=True)
class VisitStories:
    """Visits with words, in the languages of the country, the plan of another, and what every text begins with."""

    visits: tuple[dict, ...]
    plan: dict
    first: dict[str, str]


def read_visit_stories(folder: Path) -> VisitStories:
    """The texts of a pack. Raises FileNotFoundError, KeyError, tomllib.TOMLDecodeError."""
    content = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    return VisitStories(tuple(content["visits"]), content["plan"], content["first"])


class Author:
    """Writes what the monitor of the demonstration would have written up to a day."""

    def __init__(self, profile: VisitProfile, organisation: Organisation, monitor: User, today: date) -> None:
        self.profile, self.organisation, self.monitor, self.today = profile, organisation, monitor, today
        main = next(terms for terms in profile.terms if terms.is_preventive)
        self.regime = MonitoringRegime.objects.get(code=main.regime)
        self.periodic = Term.objects.get(code=main.types[VisitPurpose.PERIODIC])
        self.terms = Term.objects.in_bulk(field_name="code")
        self.words = {
            (term.list, term.attributes["meaning"]): term
            for term in Term.objects.order_by("-order", "-code")
            if term.attributes.get("meaning")
        }

    @transaction.atomic
    def write(self, stories: VisitStories) -> int:
        """Visits with words, a plan that only the monitor reads, and a visit half typed in; gives how many visits."""
        for story in stories.visits:
            self._visit(story, stories.first[story["language"]])
        self._plan(stories.plan, stories.first[stories.plan["language"]])
        self._draft(stories.visits[0]["place"])
        return len(stories.visits)

    def _visit(self, story: dict, first: str) -> Visit:
        day = self.today - timedelta(days=story["days_ago"])
        place = self._place(story["place"], day)
        rooms = self._rooms(story["place"], day)
        with translation.override(story["language"]):
            said = wording.day(day)

        def words(text: str) -> str:
            return f"{first}\n\n{text.format(day=said)}"

        facts = VisitFacts(
            facility=place,
            regime=self.regime,
            visit_type=self.periodic,
            notice=self._term("notice_mode", Notice.UNANNOUNCED),
            visited_on=day,
            trigger=Trigger.PROGRAMME,
            arrived_at=self._at(day, 9, 40),
            entered_at=self._at(day, 10, 15),
            left_at=self._at(day, 16, 30),
            notice_demanded=NoticeDemand.NOBODY,
            cooperation=Cooperation.CORRECT,
            access=self._access(rooms),
            premises=rooms,
            documents={DocumentKind.DETENTION: DocumentOutcome.SEEN, DocumentKind.INJURIES: DocumentOutcome.SEEN},
            persons_offered=14,
            members=[
                MemberFacts(user=self.monitor, profession=Profession.LAWYER, part=TeamPart.LEADER),
                MemberFacts(profession=Profession.DOCTOR),
                MemberFacts(profession=Profession.SOCIAL_WORKER),
            ],
            interviews={
                self._term("interview_mode", InterviewSetting.PRIVATE): 11,
                self._term("interview_mode", InterviewSetting.OVERSEEN): 2,
                self._term("interview_mode", InterviewSetting.DECLINED): 1,
            },
            population=self._population(place, day),
            findings=[self._finding(one, words) for one in story["findings"]],
            recommendations=[self._advice(one, words, place) for one in story["recommendations"]],
            dissents=[DissentFacts(words(story["dissent"]), member=2)] if "dissent" in story else [],
            texts={kind: words(story[kind]) for kind in _TOLD if kind in story},
            follow_up=FollowUp.CONTACT,
        )
        return record_visit(by=self.monitor, organisation=self.organisation, facts=facts, today=self.today)

    def _finding(self, one: dict, words) -> FindingFacts:
        return FindingFacts(
            theme=self.terms[one["theme"]],
            kind=FindingKind(one.get("kind", FindingKind.CONCERN)),
            severity=one.get("severity", "none"),
            sources=one["sources"],
            words=words(one["text"]),
        )

    def _advice(self, one: dict, words, place: Facility) -> RecommendationFacts:
        addressee = Body.objects.get(code=one["addressee"]) if "addressee" in one else place.facility_type.operator
        return RecommendationFacts(
            addressee=addressee,
            theme=self.terms[one["theme"]],
            priority=one["priority"],
            finding=one["finding"],
            words=words(one["text"]),
        )

    def _place(self, kind: str, day: date) -> Facility:
        """An invented place of the kind that was visited before, long enough ago to have answered."""
        places = Facility.objects.filter(is_demonstration=True, facility_type__code=kind)
        before = places.filter(visits__visited_on__lt=day - timedelta(days=120))
        found = before.order_by("-code").first() or places.order_by("-code").first()
        return found or self._new_place(kind)

    @staticmethod
    def _new_place(kind: str) -> Facility:
        row = FacilityType.objects.get(code=kind)
        return Facility.objects.create(code=f"DEMO-{kind}-100", facility_type=row, is_demonstration=True)

    def _rooms(self, kind: str, day: date) -> dict[PremiseType, str]:
        """What the mandate covers was seen; what is disputed was refused as outside it."""
        codes = self.profile.groups[self.profile.group_of(kind)].rooms
        return {
            room: PremiseOutcome.VISITED if mandate_on(room, day) == Mandate.IN else PremiseOutcome.OUTSIDE
            for room in PremiseType.objects.filter(code__in=codes).order_by("order")
        }

    def _access(self, rooms: dict[PremiseType, str]) -> list[Term]:
        obstacles = [Access.DELAYED]
        if PremiseOutcome.OUTSIDE in rooms.values():
            obstacles.append(Access.PREMISES)
        return [self._term("access_outcome", one) for one in obstacles]

    def _population(self, place: Facility, day: date) -> dict[str, int]:
        """As on the last visit on which people were counted."""
        counted = Visit.objects.filter(facility=place, visited_on__lt=day, population__held__gt=0)
        last = counted.select_related("population").order_by("-visited_on").first()
        if last is None:
            return {"capacity": 100, "held": 80}
        return {"capacity": last.population.capacity, "held": last.population.held}

    def _term(self, name: str, meaning: str) -> Term:
        return self.words[name, meaning]

    @staticmethod
    def _at(day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())

    # --- what is to come --------------------------------------------------------------------------------------------

    def _plan(self, plan: dict, first: str) -> None:
        first_day = self.today + timedelta(days=plan["in_days"])
        content = PlanContent(
            facility=self._place(plan["place"], self.today).code,
            first_day=first_day,
            last_day=first_day + timedelta(days=4),
            regime=self.regime.code,
            visit_type=self.periodic.code,
            focus=f"{first} {plan['focus']}",
            notes=plan["notes"],
        )
        plan_visit(by=self.monitor, organisation=self.organisation, readers=(), content=content, today=self.today)

    def _draft(self, kind: str) -> None:
        day = self.today - timedelta(days=2)
        facts = {
            "facility": self._place(kind, day).code,
            "visited_on": day,
            "regime": self.regime.code,
            "visit_type": self.periodic.code,
        }
        drafts.begin(by=self.monitor, organisation=self.organisation, facts=facts)


def open_cases_to_monitor(*, monitor: User, by: User, today: date) -> int:
    """Assigns four cases that visits have to do with: to three their people agreed, one stays invisible for want of it.

    Gives the number of cases assigned.
    """
    cases = Case.objects.of(DataSet.DEMONSTRATION).filter(facility__isnull=False, recusals=None)
    related = cases.annotate(moved_monitors=Exists(VisitTrigger.objects.filter(case=OuterRef("pk"))))
    newest = related.order_by("-moved_monitors", "-pk").values_list("pk", flat=True)
    keys = list(newest[: _OPEN_TO_MONITORS + 1])
    scope = Term.objects.filter(attributes__to="monitors").order_by("order").first()
    if scope is None:
        return 0
    CaseAssignment.objects.bulk_create(
        [CaseAssignment(case_id=pk, user=monitor, assigned_by=by) for pk in keys], ignore_conflicts=True
    )
    answers = [ConsentAnswer.GIVEN] * _OPEN_TO_MONITORS + [ConsentAnswer.REFUSED]
    Consent.objects.bulk_create(
        [
            Consent(case_id=pk, scope=scope, answer=answer, recorded_by=by, recorded_on=today)
            for pk, answer in zip(keys, answers, strict=False)
        ]
    )
    return len(keys)
