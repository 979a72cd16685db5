"""Opens cases and records events without asking who may: that is the business of the actions that call it.

Each function needs a transaction of its caller.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone

from accounts.models import Organisation, User
from complaints import entry
from complaints.choices import Precision, Teller
from complaints.dates import PartialDate
from complaints.entry import Recorded, append
from complaints.findings import Finding
from complaints.models import Case, CaseEvent, Complaint, Respondent, Victim
from institutions.choices import Answer, Effect
from institutions.geography import Map, Succession
from institutions.models import (
    Body,
    Channel,
    Facility,
    FacilityType,
    Ground,
    Offence,
    PremiseType,
    Region,
    RegionSuccession,
    Stage,
    Term,
)
from institutions.queries import world as loaded_world


def open_case(
    *,
    by: User | None,
    organisation: Organisation | None,
    data_set: str,
    respondents: Sequence[Respondent] = (),
    victims: Sequence[Victim] = (),
    methods: Iterable[Term] = (),
    purposes: Iterable[Term] = (),
    region: Region | None = None,
    region_now: Region | None = None,
    facility: Facility | None = None,
    facility_type: FacilityType | None = None,
    premise_type: PremiseType | None = None,
    offence: Offence | None = None,
    incident_on: date | None = None,
    incident_precision: str = Precision.UNKNOWN,
    may_be_counted: str = Answer.NOT_ASKED,
    file_number: str = "",
    recorded_at: datetime | None = None,
) -> Case:
    """A case with its people, still without a complaint. `respondents` and `victims` are unsaved rows.

    `region` is the one at the time; that of today follows from it and from the place unless it is told.
    """
    incident = PartialDate(incident_on, incident_precision)
    case = Case.objects.create(
        data_set=data_set,
        organisation=organisation,
        region=region,
        region_now_id=region_now.pk if region_now else region_today(region, facility, incident),
        facility=facility,
        facility_type=facility_type or (facility.facility_type if facility else None),
        premise_type=premise_type,
        offence=offence,
        incident_on=incident_on,
        incident_precision=incident_precision,
        may_be_counted=may_be_counted,
        file_number=file_number,
        created_at=recorded_at or timezone.now(),
        created_by=by,
    )
    case.methods.add(*methods)
    case.purposes.add(*purposes)
    for people in (respondents, victims):
        for number, person in enumerate(people, start=1):
            person.case, person.number = case, number
    Respondent.objects.bulk_create(respondents)
    Victim.objects.bulk_create(victims)
    return case


def region_today(region: Region | None, facility: Facility | None, incident: PartialDate) -> int | None:
    """Key of the region of today for what happened in `region` as it was then. Two queries where no place says it."""
    place = facility.region_id if facility is not None else None
    if place is not None or region is None:
        return place
    return read_map().region_today(region.pk, None, incident.earliest or incident.day)


def read_map() -> Map:
    """The regions by their keys. Two queries."""
    successions = RegionSuccession.objects.values_list("predecessor", "successor", "on")
    gone = Region.objects.exclude(valid_to=None).values_list("pk", flat=True)
    return Map(tuple(Succession(*row) for row in successions), frozenset(gone))


def add_submission(
    *,
    by: User | None,
    case: Case,
    channel: Channel | None,
    today: date,
    received_on: date | None = None,
    precision: str = Precision.DAY,
    received_by: Body | None = None,
    passed_staff: str = Answer.UNKNOWN,
    is_anonymous: bool = False,
    told_by: str = Teller.UNKNOWN,
    language: str = "",
    recorded_at: datetime | None = None,
) -> Complaint:
    """A complaint and the event of its submission. Raises Impossible where it cannot have been made then."""
    complaint = Complaint.objects.create(
        case=case,
        channel=channel,
        received_by=received_by,
        passed_staff=passed_staff,
        is_anonymous=is_anonymous,
        told_by=told_by,
        language=language,
        created_at=recorded_at or timezone.now(),
    )
    is_dated = precision != Precision.UNKNOWN
    record(
        by=by,
        case=case,
        stage=stage_with(Effect.SUBMITS),
        happened_on=(received_on or today) if is_dated else None,
        precision=precision,
        body=received_by,
        complaint=complaint,
        today=today,
        recorded_at=recorded_at,
    )
    return complaint


def record(
    *,
    by: User | None,
    case: Case,
    stage: Stage,
    happened_on: date | None,
    precision: str,
    today: date,
    body: Body | None = None,
    ground: Ground | None = None,
    offence: Offence | None = None,
    complaint: Complaint | None = None,
    respondent: Respondent | None = None,
    approved: str = Answer.UNKNOWN,
    register_number: str = "",
    answers: CaseEvent | None = None,
    other_case: Case | None = None,
    supersedes: CaseEvent | None = None,
    is_void: bool = False,
    alternative_to: CaseEvent | None = None,
    circumstances: Model | None = None,
    recorded_at: datetime | None = None,
) -> Recorded:
    """Appends an event and rebuilds what follows from it. Raises Impossible for what cannot have happened.

    `circumstances` is an unsaved row of the model that the stage asks for, written with the event.
    """
    event = CaseEvent(
        case=case,
        stage=stage,
        happened_on=happened_on,
        precision=precision,
        body=body,
        ground=ground,
        offence=offence,
        complaint=complaint,
        respondent=respondent,
        approved=approved,
        register_number=register_number,
        answers=answers,
        other_case=other_case,
        supersedes=supersedes,
        is_void=is_void,
        alternative_to=alternative_to,
        recorded_at=recorded_at or timezone.now(),
        recorded_by=by,
    )
    return append(event, circumstances, world=loaded_world(), today=today)


def foresee(
    *, case: Case, today: date, circumstances: Model | None = None, **event: object
) -> list[tuple[int, Finding]]:
    """What recording the event would find that is not found yet, with the entry it is about, 0 for the event itself.

    `event` is what `record` takes. Writes nothing. Raises Impossible.
    """
    told = CaseEvent(case=case, recorded_at=timezone.now(), **event)
    return entry.foresee(told, circumstances, world=loaded_world(), today=today)


def stage_with(effect: Effect) -> Stage:
    """The first stage of the pack with the effect. Raises Stage.DoesNotExist where the country has none."""
    stage = Stage.objects.filter(effect=effect).order_by("order").first()
    if stage is None:
        raise Stage.DoesNotExist(f"The country pack has no stage that {effect}.")
    return stage


def circumstances_of(event: CaseEvent) -> Model | None:
    """The row about how the event happened, None where there is none. One query, none for most stages."""
    name = event.stage.circumstances
    return getattr(event, name, None) if name else None
