"""Writes planned visits into the database in bulk, in one transaction."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Organisation, User
from complaints.bulk import copy_rows, reserve_ids
from complaints.choices import DataSet
from complaints.models import Complaint
from complaints.models.cases import REFERENCE_ALPHABET
from institutions.choices import Answer
from institutions.models import Body, Facility, LegalInstrument, MonitoringRegime, PremiseType, Term
from monitoring.choices import PassingState
from monitoring.demo.plans import PlannedComplaint, PlannedRecommendation, PlannedStep, PlannedVisit
from monitoring.demo.profile import VisitProfile
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
    VisitDocument,
    VisitMember,
    VisitPopulation,
    VisitPremise,
    VisitTrigger,
)
from monitoring.recommendations.rules import Step, standing

PEOPLE = (
    *("capacity", "held", "women", "under_18", "over_60", "remand", "sentenced", "foreigners", "disabled"),
    "in_isolation",
)
VISIT_FIELDS = (
    "id", "uuid", "reference", "data_set", "organisation", "facility", "regime", "visit_type", "trigger", "notice",
    "notice_demanded", "visited_on", "arrived_at", "entered_at", "left_at", "cooperation", "persons_offered",
    "recorded_at", "recorded_by",
)  # fmt: skip
RECOMMENDATION_FIELDS = (
    "id", "uuid", "visit", "number", "finding", "addressee", "legal_basis", "theme", "priority", "letter", "due_on",
    "status", "status_on", "said", "said_on", "verified", "verified_on", "may_be_public",
)  # fmt: skip


@dataclass(frozen=True)
class Codes:
    """Primary keys by code, read once."""

    terms: dict[str, int]
    meanings: dict[str, str]
    bodies: dict[str, int]
    facilities: dict[str, int]
    rooms: dict[str, int]
    instruments: dict[str, int]
    regimes: dict[str, MonitoringRegime]

    @classmethod
    def read(cls) -> "Codes":
        def ids(model) -> dict[str, int]:
            return dict(model.objects.values_list("code", "id"))

        regimes = MonitoringRegime.objects.in_bulk(field_name="code")
        meanings = dict(Term.objects.filter(attributes__has_key="meaning").values_list("code", "attributes__meaning"))
        return cls(ids(Term), meanings, ids(Body), ids(Facility), ids(PremiseType), ids(LegalInstrument), regimes)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of one visit and of what hangs on it, given out before anything is written."""

    visit: int
    findings: list[int]
    recommendations: list[int]
    letters: list[int]


def tell_planner(model: type[models.Model]) -> None:
    """How many rows there are now: every row that points to one is checked, by a plan made when the table was empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


class VisitStore:
    """Writes visits of one organisation; `monitor` is named on some of them and recorded them all."""

    def __init__(
        self, profile: VisitProfile, organisation: Organisation, monitor: User, *, seed: int, until: date
    ) -> None:
        self.profile, self.organisation, self.monitor, self.until = profile, organisation, monitor, until
        self.rng = random.Random(seed)
        self.codes = Codes.read()
        self.references = set(Visit.objects.values_list("reference", flat=True))

    @transaction.atomic
    def write(self, visits: Sequence[PlannedVisit]) -> int:
        """Writes all `visits`, numbered from nought in their order; gives how many."""
        keys = self._give_keys(visits)
        pairs = list(zip(visits, keys, strict=True))
        copy_rows(Visit, VISIT_FIELDS, (self._visit(visit, key) for visit, key in pairs))
        tell_planner(Visit)
        self._write_conduct(pairs)
        self._write_outcome(pairs, [key.visit for key in keys])
        self._write_links(pairs)
        return len(visits)

    def _give_keys(self, visits: Sequence[PlannedVisit]) -> list[Keys]:
        own = reserve_ids(Visit, len(visits))
        findings = iter(reserve_ids(Finding, sum(len(visit.findings) for visit in visits)))
        asked = iter(reserve_ids(Recommendation, sum(len(visit.recommendations) for visit in visits)))
        letters = iter(reserve_ids(RecommendationLetter, sum(len(visit.letters) for visit in visits)))
        return [
            Keys(
                pk,
                [next(findings) for _one in visit.findings],
                [next(asked) for _one in visit.recommendations],
                [next(letters) for _one in visit.letters],
            )
            for pk, visit in zip(own, visits, strict=True)
        ]

    # --- the visit itself -------------------------------------------------------------------------------------------

    def _visit(self, visit: PlannedVisit, keys: Keys) -> tuple:
        terms, term = self.profile.terms[visit.terms], self.codes.terms
        return (
            keys.visit, self._uuid(), self._reference(), DataSet.DEMONSTRATION.value, self.organisation.pk,
            self.codes.facilities[visit.place.code], self.codes.regimes[terms.regime].pk,
            term[terms.types[visit.purpose]], visit.trigger.value, term[visit.notice], visit.demanded.value,
            visit.visited_on, *(self._moment(visit, one) for one in (visit.arrived, visit.entered, visit.left)),
            visit.cooperation, visit.offered, self._recorded_at(visit.visited_on), self.monitor.pk,
        )  # fmt: skip

    @staticmethod
    def _moment(visit: PlannedVisit, minutes: int | None) -> datetime | None:
        if minutes is None:
            return None
        midnight = datetime.combine(visit.visited_on, time(), tzinfo=timezone.get_default_timezone())
        return midnight + timedelta(minutes=minutes)

    def _write_conduct(self, pairs: Sequence[tuple[PlannedVisit, Keys]]) -> None:
        term, rooms = self.codes.terms, self.codes.rooms
        copy_rows(
            Visit.access.through,
            ("visit", "term"),
            ((key.visit, term[code]) for one, key in pairs for code in one.access),
        )
        copy_rows(
            VisitMember,
            ("visit", "number", "user", "profession", "part", "stood_back"),
            (
                (key.visit, number, self.monitor.pk if one.names_monitor and number == 2 else None, *member)
                for one, key in pairs
                for number, member in enumerate(one.team, start=1)
            ),
        )
        copy_rows(
            VisitPremise,
            ("visit", "premise_type", "outcome", "mandate"),
            ((key.visit, rooms[room], *said) for one, key in pairs for room, said in one.premises.items()),
        )
        copy_rows(
            VisitDocument,
            ("visit", "kind", "outcome"),
            ((key.visit, *said) for one, key in pairs for said in one.documents.items()),
        )
        copy_rows(
            InterviewCount,
            ("visit", "mode", "number"),
            ((key.visit, term[mode], number) for one, key in pairs for mode, number in one.interviews.items()),
        )
        copy_rows(
            VisitPopulation,
            ("visit", *PEOPLE),
            ((key.visit, *map(one.population.get, PEOPLE)) for one, key in pairs if one.population),
        )
        copy_rows(
            VisitAfterwards,
            (
                *("visit", "reprisal_risk", "follow_up", "look_again_on", "reported_on", "sent_on", "published_on"),
                "is_anonymised",
            ),
            (
                (
                    key.visit, term.get(one.reprisal_risk), one.follow_up.value, one.look_again_on, one.reported_on,
                    one.sent_on, one.published_on, one.published_on is not None,
                )
                for one, key in pairs
            ),
        )  # fmt: skip

    # --- what came of it --------------------------------------------------------------------------------------------

    def _write_outcome(self, pairs: Sequence[tuple[PlannedVisit, Keys]], visit_ids: Sequence[int]) -> None:
        term = self.codes.terms
        copy_rows(
            Finding,
            ("id", "uuid", "visit", "number", "kind", "theme", "severity", "sources", "may_be_public"),
            (
                (
                    pk, self._uuid(), key.visit, number, found.kind.value, term[found.theme], found.severity.value,
                    f"{{{','.join(found.sources)}}}", False,
                )
                for one, key in pairs
                for number, (pk, found) in enumerate(zip(key.findings, one.findings, strict=True), start=1)
            ),
        )  # fmt: skip
        tell_planner(Finding)
        copy_rows(
            RecommendationLetter,
            ("id", "uuid", "visit", "addressee", "sent_on", "received_on", "answer_due_on", "number", "recorded_by"),
            (
                (
                    pk, self._uuid(), key.visit, self.codes.bodies[letter.addressee], letter.sent_on,
                    letter.received_on, letter.answer_due_on, letter.number, self.monitor.pk,
                )
                for one, key in pairs
                for pk, letter in zip(key.letters, one.letters, strict=True)
            ),
        )  # fmt: skip
        tell_planner(RecommendationLetter)
        copy_rows(
            Recommendation,
            RECOMMENDATION_FIELDS,
            (row for one, key in pairs for row in self._recommendations(one, key)),
        )
        tell_planner(Recommendation)
        copy_rows(
            RecommendationStep,
            (
                *("uuid", "recommendation", "status", "happened_on", "said_by", "visit", "is_void"),
                *("recorded_at", "recorded_by"),
            ),
            (
                self._step(pk, step, visit_ids)
                for one, key in pairs
                for pk, asked in zip(key.recommendations, one.recommendations, strict=True)
                for step in asked.steps
            ),
        )

    def _recommendations(self, visit: PlannedVisit, keys: Keys) -> Iterator[tuple]:
        letters = {letter.addressee: (pk, letter) for pk, letter in zip(keys.letters, visit.letters, strict=True)}
        for number, (pk, one) in enumerate(zip(keys.recommendations, visit.recommendations, strict=True), start=1):
            letter_id, letter = letters.get(one.addressee, (None, None))
            yield (
                pk, self._uuid(), keys.visit, number, keys.findings[one.finding - 1] if one.finding else None,
                self.codes.bodies[one.addressee], self.codes.instruments[one.legal_basis] if one.legal_basis else None,
                self.codes.terms[one.theme], one.priority, letter_id, letter.answer_due_on if letter else None,
                *self._stands(one), False,
            )  # fmt: skip

    def _stands(self, one: PlannedRecommendation) -> Iterator[int | date | None]:
        """Status, what was said and what was verified, each with its day, as the rules read the steps."""
        steps = [
            Step(entry, self.codes.meanings[step.status], step.said_by.value, step.happened_on)
            for entry, step in enumerate(one.steps)
        ]
        found = standing(steps)
        for step in (found.status, found.said, found.verified):
            yield self.codes.terms[one.steps[step.entry].status] if step else None
            yield step.on if step else None

    def _step(self, recommendation: int, step: PlannedStep, visit_ids: Sequence[int]) -> tuple:
        visit = visit_ids[step.visit] if step.visit is not None else None
        return (
            self._uuid(), recommendation, self.codes.terms[step.status], step.happened_on, step.said_by.value, visit,
            False, self._recorded_at(step.happened_on), self.monitor.pk,
        )  # fmt: skip

    # --- what ties it to cases --------------------------------------------------------------------------------------

    def _write_links(self, pairs: Sequence[tuple[PlannedVisit, Keys]]) -> None:
        copy_rows(
            VisitTrigger,
            ("visit", "case"),
            ((key.visit, case) for one, key in pairs for case in one.triggered_by),
        )
        heard = [complaint.case for one, _key in pairs for complaint in one.complaints]
        complaints = dict(Complaint.objects.filter(case__in=heard).order_by("-pk").values_list("case", "pk"))
        copy_rows(
            InterviewComplaint,
            (
                *("visit", "complaint", "mode", "pseudonym", "may_be_passed", "state", "passed_to", "passed_on"),
                *("confirmed_on", "register_number", "recorded_by"),
            ),
            (
                self._complaint(one, key, number, complaint, complaints[complaint.case])
                for one, key in pairs
                for number, complaint in enumerate(one.complaints, start=1)
            ),
        )
        copy_rows(
            ReprisalAfterVisit,
            ("event", "visit", "recorded_by"),
            ((event, key.visit, self.monitor.pk) for one, key in pairs for event in one.reprisals),
        )

    def _complaint(self, visit: PlannedVisit, keys: Keys, number: int, one: PlannedComplaint, pk: int) -> tuple:
        passed_to = self.codes.regimes[self.profile.terms[visit.terms].regime].passes_complaints_to_id
        is_passed = one.passed_on is not None and passed_to is not None
        state = PassingState.NO_CONSENT if one.agrees == Answer.NO else PassingState.WAITING
        if is_passed:
            state = PassingState.CONFIRMED if one.confirmed_on else PassingState.PASSED
        return (
            keys.visit, pk, self.codes.terms[one.mode], f"P{number}", one.agrees, state.value,
            passed_to if is_passed else None, one.passed_on if is_passed else None,
            one.confirmed_on if is_passed else None, "", self.monitor.pk,
        )  # fmt: skip

    # --- small things -----------------------------------------------------------------------------------------------

    def _uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def _reference(self) -> str:
        """A reference no visit has, from our own random numbers so that the same seed gives the same visits."""
        while True:
            letters = "".join(self.rng.choices(REFERENCE_ALPHABET, k=8))
            reference = f"{letters[:4]}-{letters[4:]}"
            if reference not in self.references:
                self.references.add(reference)
                return reference

    def _recorded_at(self, day: date) -> datetime:
        """Recorded some days after it happened, early, never after the data cut."""
        recorded_on = min(day + timedelta(days=self.rng.randrange(1, 10)), self.until)
        return datetime.combine(recorded_on, time(1), tzinfo=UTC)
