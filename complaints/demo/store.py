"""Writes planned cases into the database in bulk and has their projections built."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from accounts.models import Organisation, User
from complaints.bulk import copy_rows, reserve_ids
from complaints.choices import DataSet, Precision
from complaints.demo.circumstances import Circumstantial
from complaints.demo.generator import Setting
from complaints.demo.plans import PlannedCase, PlannedEvent
from complaints.demo.profile import Profile
from complaints.models import Case, CaseAssignment, CaseEvent, Complaint, Respondent, Victim
from complaints.models.cases import REFERENCE_ALPHABET
from complaints.projection import project_cases
from institutions.choices import Answer
from institutions.geography import Succession, region_on
from institutions.models import (
    Agency,
    Body,
    Channel,
    Facility,
    FacilityType,
    Ground,
    Offence,
    Region,
    RegionSuccession,
    Stage,
    Term,
)
from institutions.queries import world

CHUNK = 2000

CASE_FIELDS = (
    "id", "uuid", "reference", "data_set", "organisation", "public_title", "public_title_ru",
    "public_title_kk", "public_key", "region", "region_now",
    "facility", "facility_type", "offence", "incident_on", "incident_precision", "may_be_counted", "created_at",
    "created_by",
)  # fmt: skip
EVENT_FIELDS = (
    "id", "uuid", "case", "sequence", "stage", "happened_on", "precision", "body", "ground", "offence", "complaint",
    "respondent", "approved", "register_number", "answers", "is_void", "recorded_at", "recorded_by",
)  # fmt: skip


@dataclass(frozen=True)
class Codes:
    """Primary keys by code, read once."""

    stages: dict[str, int]
    bodies: dict[str, int]
    grounds: dict[str, int]
    offences: dict[str, int]
    regions: dict[str, int]
    facilities: dict[str, int]
    facility_types: dict[str, int]
    agencies: dict[str, int]
    methods: dict[str, int]
    channels: dict[str, tuple[int, str]]
    successions: tuple[Succession, ...]

    @classmethod
    def read(cls) -> "Codes":
        def ids(model) -> dict[str, int]:
            return dict(model.objects.values_list("code", "id"))

        return cls(
            stages=ids(Stage),
            bodies=ids(Body),
            grounds=ids(Ground),
            offences=ids(Offence),
            regions=ids(Region),
            facilities=ids(Facility),
            facility_types=ids(FacilityType),
            agencies=ids(Agency),
            methods=ids(Term),
            channels={
                code: (pk, passes) for code, pk, passes in Channel.objects.values_list("code", "id", "passes_staff")
            },
            successions=tuple(
                Succession(*row)
                for row in RegionSuccession.objects.values_list("predecessor__code", "successor__code", "on")
            ),
        )


def prepare_setting(profile: Profile, rng: random.Random) -> Setting:
    """Regions of today and the invented facilities of the profile; facilities that exist already are reused."""
    regions = list(Region.objects.filter(valid_to=None).order_by("code").values_list("code", flat=True))
    kinds = FacilityType.objects.in_bulk(field_name="code")
    region_ids = dict(Region.objects.values_list("code", "id"))
    facilities: dict[str, list[tuple[str, str]]] = {}
    rows = []
    for place in profile.places:
        for number in range(1, place.number + 1):
            code, region, kind = f"DEMO-{place.type}-{number:02d}", rng.choice(regions), kinds[place.type]
            facilities.setdefault(place.type, []).append((code, region))
            label = {
                language: text.format(kind=getattr(kind, f"label_{language}"), number=number).removesuffix("*")
                for language, text in profile.facility_label.items()
            }
            rows.append(
                Facility(
                    code=code,
                    facility_type=kind,
                    region_id=region_ids[region],
                    is_demonstration=True,
                    label_en=label["en"],
                    label_ru=label["ru"],
                    label_kk=label["kk"],
                    is_kk_reviewed=False,
                    is_verified=False,
                )
            )
    Facility.objects.bulk_create(rows, ignore_conflicts=True)
    return Setting(regions=regions, facilities=facilities)


class Store:
    """Writes cases chunk by chunk; each chunk is one transaction with its projections."""

    def __init__(self, *, organisation: Organisation, by: User, rng: random.Random, until: date, seed: int = 1) -> None:
        self.organisation, self.by, self.rng, self.until = organisation, by, rng, until
        self.codes = Codes.read()
        self.world = world()
        self.circumstantial = Circumstantial(seed)
        self.references: set[str] = set(Case.objects.values_list("reference", flat=True))

    def write(self, cases: Iterator[PlannedCase], report: Callable[[int], None] = lambda done: None) -> int:
        """Write all `cases`; `report` hears the running number. Gives the total."""
        done = 0
        while chunk := list(islice(cases, CHUNK)):
            with transaction.atomic():
                self._write_chunk(chunk)
            done += len(chunk)
            report(done)
        return done

    def _write_chunk(self, chunk: list[PlannedCase]) -> None:
        case_ids = reserve_ids(Case, len(chunk))
        complaint_ids = reserve_ids(Complaint, len(chunk))
        event_ids = iter(reserve_ids(CaseEvent, sum(len(case.events) for case in chunk)))
        respondent_ids = iter(reserve_ids(Respondent, sum(len(case.agencies) for case in chunk)))
        respondents = [[next(respondent_ids) for _agency in case.agencies] for case in chunk]
        copy_rows(Case, CASE_FIELDS, map(self._case, chunk, case_ids))
        copy_rows(
            Complaint,
            ("id", "uuid", "case", "channel", "passed_staff", "is_anonymous", "created_at"),
            map(self._complaint, chunk, complaint_ids, case_ids),
        )
        victims = ((pk, 1, case.sex, case.age_band, "unknown") for pk, case in zip(case_ids, chunk, strict=True))
        copy_rows(Victim, ("case", "number", "sex", "age_band", "custody"), victims)
        copy_rows(
            Respondent,
            ("id", "case", "number", "agency", "rank_band"),
            (
                (pk, case_id, number, self.codes.agencies[agency], "unknown")
                for case_id, case, ids in zip(case_ids, chunk, respondents, strict=True)
                for number, (pk, agency) in enumerate(zip(ids, case.agencies, strict=True), start=1)
            ),
        )
        through = Case.methods.through
        copy_rows(
            through,
            ("case", "term"),
            ((pk, self.codes.methods[code]) for pk, case in zip(case_ids, chunk, strict=True) for code in case.methods),
        )
        events = [
            row
            for case, pk, complaint, people in zip(chunk, case_ids, complaint_ids, respondents, strict=True)
            for row in self._events(case, pk, complaint, people, event_ids)
        ]
        copy_rows(CaseEvent, EVENT_FIELDS, events)
        incidents = {pk: case.incident_on for pk, case in zip(case_ids, chunk, strict=True)}
        self.circumstantial.write([dict(zip(EVENT_FIELDS, row, strict=True)) for row in events], incidents)
        project_cases(case_ids, world=self.world)

    def _uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def _reference(self) -> str:
        """A reference nobody has; drawn from our own random numbers so that the same seed gives the same cases."""
        while True:
            letters = "".join(self.rng.choices(REFERENCE_ALPHABET, k=8))
            reference = f"{letters[:4]}-{letters[4:]}"
            if reference not in self.references:
                self.references.add(reference)
                return reference

    def _recorded_at(self, day: date) -> datetime:
        """Recorded some days after it happened, at noon, never after the data cut."""
        return datetime.combine(min(day + timedelta(days=self.rng.randrange(12)), self.until), time(12), tzinfo=UTC)

    def _case(self, case: PlannedCase, pk: int) -> tuple:
        codes = self.codes
        return (
            pk, self._uuid(), self._reference(), DataSet.DEMONSTRATION.value, self.organisation.pk, "", "",
            "", "",
            codes.regions[region_on(case.region, case.incident_on, codes.successions)], codes.regions[case.region],
            codes.facilities.get(case.facility), codes.facility_types[case.facility_type], codes.offences[case.offence],
            case.incident_on, Precision.DAY.value, Answer.YES.value, self._recorded_at(case.incident_on), self.by.pk,
        )  # fmt: skip

    def _complaint(self, case: PlannedCase, pk: int, case_id: int) -> tuple:
        channel, passes_staff = self.codes.channels[case.channel]
        return (pk, self._uuid(), case_id, channel, passes_staff, False, self._recorded_at(case.incident_on))

    def _events(
        self, case: PlannedCase, case_id: int, complaint: int, respondents: list[int], ids: Iterator[int]
    ) -> Iterator[tuple]:
        """Rows of the events of one case in the order of their dates, as a diligent clerk would enter them."""
        order = sorted(range(len(case.events)), key=lambda index: (case.events[index].happened_on, index))
        key_of = {index: next(ids) for index in order}
        for sequence, index in enumerate(order, start=1):
            event = case.events[index]
            links = (complaint if event.is_of_complaint else None, self._respondent(event, respondents))
            yield self._event(event, key_of[index], case_id, sequence, links, key_of.get(event.answers))

    def _respondent(self, event: PlannedEvent, respondents: list[int]) -> int | None:
        return respondents[event.respondent - 1] if 0 < event.respondent <= len(respondents) else None

    def _event(
        self, event: PlannedEvent, pk: int, case_id: int, sequence: int, links: tuple, answers: int | None
    ) -> tuple:
        codes = self.codes
        return (
            pk, self._uuid(), case_id, sequence, codes.stages[event.stage], event.happened_on, Precision.DAY.value,
            codes.bodies[event.body] if event.body else None, codes.grounds[event.ground] if event.ground else None,
            codes.offences[event.offence] if event.offence else None, *links, event.approved, event.register_number,
            answers, False, self._recorded_at(event.happened_on), self.by.pk,
        )  # fmt: skip


def assign_some(*, user: User, by: User, number: int) -> None:
    """Give `user` the newest `number` demonstration cases, so that a case worker has something to open."""
    newest = Case.objects.of(DataSet.DEMONSTRATION).order_by("-id").values_list("pk", flat=True)[:number]
    CaseAssignment.objects.bulk_create(
        [CaseAssignment(case_id=pk, user=user, assigned_by=by) for pk in newest], ignore_conflicts=True
    )
