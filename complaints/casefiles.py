"""Reads cases from the database as the values the pure rules work on. No rule and no writing here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import connection

from complaints.choices import Voluntary
from complaints.dates import PartialDate
from complaints.happenings import CaseFacts, Happening
from complaints.models import CaseEvent, Withdrawal
from institutions.choices import Answer
from institutions.world import OffenceMeaning, World

# Written out because recording an event runs them every time, and putting them together again costs more than running.
_EVENT_COLUMNS = (
    *("case_id", "id", "sequence", "stage_id", "happened_on", "precision", "body_id", "ground_id", "offence_id"),
    *("complaint_id", "respondent_id", "approved", "register_number", "answers_id", "other_case_id", "supersedes_id"),
    *("is_void", "alternative_to_id"),
)
_EVENTS = f"""
    SELECT {", ".join(f"event.{column}" for column in _EVENT_COLUMNS)}, withdrawal.voluntary, withdrawal.addressee_id
    FROM complaints_caseevent event
    LEFT JOIN complaints_withdrawal withdrawal ON withdrawal.event_id = event.id
    WHERE event.case_id = ANY(%s)
    ORDER BY event.case_id, event.sequence
"""  # noqa: S608 -- names of columns only
_FACTS = """
    SELECT kase.id, kase.reference, kase.data_set, kase.organisation_id, kase.region_id, kase.region_now_id,
           kase.facility_type_id, complaint.channel_id, facility.code, facility_type.code, region.code,
           kase.offence_id, kase.incident_on, kase.incident_precision, complaint.passed_staff, channel.passes_staff,
           ARRAY(SELECT agency.code FROM complaints_respondent respondent
                 JOIN institutions_agency agency ON agency.id = respondent.agency_id
                 WHERE respondent.case_id = kase.id ORDER BY respondent.number),
           EXISTS(SELECT FROM complaints_casemilestones child WHERE child.absorbed_by_id = kase.id)
    FROM complaints_case kase
    LEFT JOIN institutions_facility facility ON facility.id = kase.facility_id
    LEFT JOIN institutions_facilitytype facility_type ON facility_type.id = kase.facility_type_id
    LEFT JOIN institutions_region region ON region.id = kase.region_id
    LEFT JOIN LATERAL (SELECT channel_id, passed_staff FROM complaints_complaint
                       WHERE case_id = kase.id ORDER BY id LIMIT 1) complaint ON true
    LEFT JOIN institutions_channel channel ON channel.id = complaint.channel_id
    WHERE kase.id = ANY(%s)
    ORDER BY kase.id
"""
_COUNTED_BY = (*("data_set", "organisation_id", "region_id", "region_now_id", "facility_type_id", "channel_id"),)


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
    own = [getattr(event, column) for column in _EVENT_COLUMNS]
    own[_EVENT_COLUMNS.index("id")] = event.pk or 0
    circumstances = (withdrawal.voluntary, withdrawal.addressee_id) if withdrawal else (None, None)
    return codes.happening((*own, *circumstances))


def read_histories(case_ids: Collection[int], world: World) -> dict[int, list[Happening]]:
    """All entries of the cases, in order of entry. One query."""
    happening = Codes(world).happening
    histories: dict[int, list[Happening]] = {case_id: [] for case_id in case_ids}
    for row in _rows(_EVENTS, case_ids):
        histories[row[0]].append(happening(row))
    return histories


def read_case_files(case_ids: Collection[int], world: World) -> list[CaseFile]:
    """The files of the cases that exist among `case_ids`, by identifier. Two queries."""
    histories = read_histories(case_ids, world)
    return [_case_file(row, histories[row[0]], world) for row in _rows(_FACTS, case_ids)]


def _rows(statement: str, case_ids: Collection[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(case_ids)])
        return cursor.fetchall()


def _case_file(row: tuple, history: list[Happening], world: World) -> CaseFile:
    (pk, reference, *counted_by), (facility, facility_type, region, offence, *rest) = row[:8], row[8:]
    incident_on, incident_precision, passed_staff, channel_passes_staff, agencies, has_absorbed = rest
    if passed_staff in (None, Answer.UNKNOWN):
        passed_staff = channel_passes_staff or Answer.UNKNOWN
    facts = CaseFacts(
        facility=facility,
        facility_type=facility_type,
        region=region,
        agencies=tuple(dict.fromkeys(agencies)),
        offence_kind=next((known.kind for known in world.offences.values() if known.id == offence), ""),
        incident=PartialDate(incident_on, incident_precision),
        passed_staff=passed_staff,
    )
    return CaseFile(pk, reference, dict(zip(_COUNTED_BY, counted_by, strict=True)), facts, has_absorbed, history)
