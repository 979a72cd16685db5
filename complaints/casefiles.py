"""Reads cases from the database as the values the pure rules work on. No rule and no writing here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery

from complaints.choices import Voluntary
from complaints.dates import PartialDate
from complaints.happenings import CaseFacts, Happening
from complaints.models import Case, CaseEvent, CaseMilestones, Complaint, Respondent, Withdrawal
from institutions.choices import Answer
from institutions.world import OffenceMeaning, World

_EVENT_COLUMNS = (
    "case_id",
    "id",
    "sequence",
    "stage_id",
    "happened_on",
    "precision",
    "body_id",
    "ground_id",
    "offence_id",
    "complaint_id",
    "respondent_id",
    "approved",
    "register_number",
    "answers_id",
    "other_case_id",
    "supersedes_id",
    "is_void",
    "alternative_to_id",
    "withdrawal__voluntary",
    "withdrawal__addressee_id",
)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case: what it is counted by (row identifiers), its coded facts, its events in order of entry."""

    case_id: int
    reference: str
    columns: Mapping[str, object]
    facts: CaseFacts
    has_absorbed: bool
    history: list[Happening] = field(default_factory=list)


class Codes:
    """Meanings and codes of a world by the row identifiers that events carry."""

    def __init__(self, world: World) -> None:
        self.stages = {stage.id: stage for stage in world.stages.values()}
        self.bodies = {pk: code for code, pk in world.body_ids.items()}
        self.grounds = {ground.id: code for code, ground in world.grounds.items()}
        self.offences: dict[int, OffenceMeaning] = {offence.id: offence for offence in world.offences.values()}

    def happening(self, row: tuple) -> Happening:
        """The event of a row of `_EVENT_COLUMNS`."""
        (_case, pk, sequence, stage, day, precision, body, ground, offence, *others, voluntary, addressee) = row
        complaint, respondent, approved, number, answers, other_case, supersedes, is_void, alternative_to = others
        return Happening(
            pk,
            sequence,
            self.stages[stage],
            PartialDate(day, precision),
            self.bodies.get(body),
            self.grounds.get(ground),
            self.offences[offence].code if offence else None,
            complaint,
            respondent,
            approved,
            number,
            answers,
            other_case,
            supersedes,
            is_void,
            alternative_to,
            voluntary or Voluntary.UNKNOWN,
            self.bodies.get(addressee),
        )


def happening_of(event: CaseEvent, withdrawal: Withdrawal | None, codes: Codes) -> Happening:
    """The event as the rules see it; one that is not saved yet has the identifier 0."""
    own = [getattr(event, column) for column in _EVENT_COLUMNS[:-2]]
    own[_EVENT_COLUMNS.index("id")] = event.pk or 0
    circumstances = (withdrawal.voluntary, withdrawal.addressee_id) if withdrawal else (None, None)
    return codes.happening((*own, *circumstances))


def read_histories(case_ids: Collection[int], world: World) -> dict[int, list[Happening]]:
    """All entries of the cases, in order of entry. One query."""
    codes = Codes(world)
    histories: dict[int, list[Happening]] = {case_id: [] for case_id in case_ids}
    rows = CaseEvent.objects.filter(case_id__in=case_ids).order_by("case_id", "sequence")
    for row in rows.values_list(*_EVENT_COLUMNS):
        histories[row[0]].append(codes.happening(row))
    return histories


def read_case_files(case_ids: Collection[int], world: World) -> list[CaseFile]:
    """The files of the cases that exist among `case_ids`, by identifier. Two queries."""
    histories = read_histories(case_ids, world)
    return [_case_file(row, histories[row["pk"]], world) for row in _fact_rows(case_ids)]


def _fact_rows(case_ids: Collection[int]) -> Iterable[dict[str, object]]:
    first_complaint = Complaint.objects.filter(case=OuterRef("pk")).order_by("pk")
    agencies = Respondent.objects.filter(case=OuterRef("pk"), agency__isnull=False).order_by("number")
    return (
        Case.objects.filter(pk__in=case_ids)
        .annotate(
            channel=Subquery(first_complaint.values("channel_id")[:1]),
            passed_staff=Subquery(first_complaint.values("passed_staff")[:1]),
            channel_passes_staff=Subquery(first_complaint.values("channel__passes_staff")[:1]),
            agencies=ArraySubquery(agencies.values("agency__code")),
            has_absorbed=Exists(CaseMilestones.objects.filter(absorbed_by=OuterRef("pk"))),
        )
        .order_by("pk")
        .values(
            *("pk", "reference", "data_set", "organisation_id", "region_id", "region_now_id", "facility_type_id"),
            *("facility__code", "facility_type__code", "region__code", "offence_id", "incident_on"),
            *("incident_precision", "channel", "passed_staff", "channel_passes_staff", "agencies", "has_absorbed"),
        )
    )


def _case_file(row: Mapping[str, object], history: list[Happening], world: World) -> CaseFile:
    offences = {offence.id: offence.kind for offence in world.offences.values()}
    passed_staff = row["passed_staff"] or Answer.UNKNOWN
    if passed_staff == Answer.UNKNOWN:
        passed_staff = row["channel_passes_staff"] or Answer.UNKNOWN
    facts = CaseFacts(
        facility=row["facility__code"],
        facility_type=row["facility_type__code"],
        region=row["region__code"],
        agencies=tuple(dict.fromkeys(row["agencies"])),
        offence_kind=offences.get(row["offence_id"], ""),
        incident=PartialDate(row["incident_on"], row["incident_precision"]),
        passed_staff=passed_staff,
    )
    columns = {
        "data_set": row["data_set"],
        "organisation_id": row["organisation_id"],
        "region_id": row["region_id"],
        "region_now_id": row["region_now_id"],
        "facility_type_id": row["facility_type_id"],
        "channel_id": row["channel"],
    }
    return CaseFile(row["pk"], row["reference"], columns, facts, row["has_absorbed"], history)
