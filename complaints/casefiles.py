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
# Three light statements: planning one with all these joins would take longer than everything else together.
_CASES = """
    SELECT kase.id, kase.reference, kase.data_set, kase.organisation_id, kase.region_id, kase.region_now_id,
           kase.facility_type_id, facility.code, facility_type.code, kase.offence_id, kase.incident_on,
           kase.incident_precision, EXISTS(SELECT FROM complaints_casemilestones WHERE absorbed_by_id = kase.id)
    FROM complaints_case kase
    LEFT JOIN institutions_facility facility ON facility.id = kase.facility_id
    LEFT JOIN institutions_facilitytype facility_type ON facility_type.id = kase.facility_type_id
    WHERE kase.id = ANY(%s)
    ORDER BY kase.id
"""
_COMPLAINTS = """
    SELECT complaint.case_id, complaint.channel_id, complaint.passed_staff, channel.passes_staff
    FROM complaints_complaint complaint LEFT JOIN institutions_channel channel ON channel.id = complaint.channel_id
    WHERE complaint.case_id = ANY(%s)
    ORDER BY complaint.id DESC
"""
_ACCUSED = """
    SELECT respondent.case_id, agency.code
    FROM complaints_respondent respondent JOIN institutions_agency agency ON agency.id = respondent.agency_id
    WHERE respondent.case_id = ANY(%s)
    ORDER BY respondent.number
"""
_COUNTED_BY = ("data_set", "organisation_id", "region_id", "region_now_id", "facility_type_id")


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
    """The files of the cases that exist among `case_ids`, by identifier. Four queries."""
    histories = read_histories(case_ids, world)
    first_complaints = {row[0]: row[1:] for row in _rows(_COMPLAINTS, case_ids)}
    agencies: dict[int, dict[str, None]] = {}
    for case_id, agency in _rows(_ACCUSED, case_ids):
        agencies.setdefault(case_id, {})[agency] = None
    offences = {offence.id: offence.kind for offence in world.offences.values()}
    files = []
    for case_id, reference, *rest in _rows(_CASES, case_ids):
        counted_by = dict(zip(_COUNTED_BY, rest[:5], strict=True))
        facility, facility_type, offence, incident_on, incident_precision, has_absorbed = rest[5:]
        channel, passed_staff, channel_passes_staff = first_complaints.get(case_id, (None, None, None))
        facts = CaseFacts(
            facility=facility,
            facility_type=facility_type,
            agencies=tuple(agencies.get(case_id, ())),
            offence_kind=offences.get(offence, ""),
            incident=PartialDate(incident_on, incident_precision),
            passed_staff=_passed_staff(passed_staff, channel_passes_staff),
        )
        counted_by["channel_id"] = channel
        files.append(CaseFile(case_id, reference, counted_by, facts, has_absorbed, histories[case_id]))
    return files


def _passed_staff(recorded: str | None, usual: str | None) -> str:
    """What is recorded of the complaint itself, else what is usual for its channel."""
    return recorded if recorded not in (None, Answer.UNKNOWN) else usual or Answer.UNKNOWN


def _rows(statement: str, case_ids: Collection[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(case_ids)])
        return cursor.fetchall()
