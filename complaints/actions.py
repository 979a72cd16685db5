"""Everything that writes cases. One transaction each: lock the case, judge the event, append it, project the case.

`by` is who does it; `None` is the house itself, which alone may write cases of the public record.
"""

from copy import copy
from datetime import date

from django.db import transaction

from accounts import audit
from accounts.choices import Act
from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission
from complaints.assignments import acknowledge_alert, assign_case, end_assignment
from complaints.choices import Precision, Teller
from complaints.entry import Recorded
from complaints.findings import Finding
from complaints.models import Case, CaseAssignment, CaseEvent, Complaint
from complaints.recording import add_submission, circumstances_of, foresee, open_case, record, stage_with
from complaints.rights import keep_data_sets_apart, require, require_case
from institutions.choices import Answer, Effect
from institutions.models import (
    Body,
    Channel,
)

__all__ = [
    "Recorded",
    "acknowledge_alert",
    "add_complaint",
    "assign_case",
    "end_assignment",
    "foresee_correction",
    "join_cases",
    "receive_complaint",
    "record_event",
    "supersede_event",
    "void_event",
]


# --- a new case -------------------------------------------------------------------------------------------------------


@transaction.atomic
def receive_complaint(
    *,
    by: User | None,
    organisation: Organisation | None,
    data_set: str,
    channel: Channel | None,
    today: date,
    received_on: date | None = None,
    precision: str = Precision.DAY,
    received_by: Body | None = None,
    passed_staff: str = Answer.UNKNOWN,
    is_anonymous: bool = False,
    told_by: str = Teller.UNKNOWN,
    language: str = "",
    permission: Permission = Permission.CASE_RECORD,
    **facts: object,
) -> Case:
    """Opens a case with its first complaint. `facts` are the coded facts that `recording.open_case` takes.

    Without `received_on` the complaint came today. Who may not see every case is assigned to the new one. `permission`
    is what the way of recording asks for. Raises PermissionDenied, and Impossible where the complaint cannot have been
    made then.
    """
    require(by, organisation, data_set, permission)
    keep_data_sets_apart(organisation, data_set)
    case = open_case(by=by, organisation=organisation, data_set=data_set, recorded_at=None, **facts)
    if by is not None and not has_permission(by, Permission.CASE_VIEW_ALL, organisation=organisation):
        CaseAssignment.objects.create(case=case, user=by, assigned_by=by)
    add_submission(
        by=by,
        case=case,
        channel=channel,
        today=today,
        received_on=received_on,
        precision=precision,
        received_by=received_by,
        passed_staff=passed_staff,
        is_anonymous=is_anonymous,
        told_by=told_by,
        language=language,
    )
    _tell(by, case, Act.CASE_OPENED)
    return case


@transaction.atomic
def add_complaint(
    *, by: User | None, case: Case, permission: Permission = Permission.CASE_RECORD, **submission: object
) -> Complaint:
    """Adds one more complaint about the same allegation. `submission` is what `recording.add_submission` takes.

    Raises as `receive_complaint` does.
    """
    require_case(by, case, permission)
    complaint = add_submission(by=by, case=case, recorded_at=None, **submission)
    _tell(by, case, Act.EVENT_RECORDED)
    return complaint


# --- events -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_event(*, by: User | None, case: Case, **event: object) -> Recorded:
    """Appends an event and rebuilds what follows from it. `event` is what `recording.record` takes.

    Unlawful events are recorded and found; raises Impossible for what cannot have happened, PermissionDenied. The
    moment of recording is now: naming another raises TypeError.
    """
    require_case(by, case)
    recorded = record(by=by, case=case, recorded_at=None, **event)
    _tell(by, case, Act.EVENT_RECORDED)
    return recorded


def supersede_event(*, by: User | None, event: CaseEvent, today: date, **corrections: object) -> Recorded:
    """Corrects an entry: a new one takes its place. `corrections` are arguments of `record_event`; the rest stays.

    Raises as `record_event` does.
    """
    return record_event(by=by, case=event.case, supersedes=event, today=today, **(_kept(event) | corrections))


def foresee_correction(*, event: CaseEvent, today: date, **corrections: object) -> list[tuple[int, Finding]]:
    """What correcting the entry would find that is not found yet. Writes nothing. Raises Impossible."""
    return foresee(case=event.case, supersedes=event, today=today, **(_kept(event) | corrections))


def _kept(event: CaseEvent) -> dict[str, object]:
    """What a correction keeps of an entry unless it says otherwise."""
    kept: dict[str, object] = {name: getattr(event, name) for name in _CORRECTABLE}
    circumstances = copy(circumstances_of(event))
    if circumstances is not None:
        circumstances.pk = None
        kept["circumstances"] = circumstances
    return kept


_CORRECTABLE = (
    *("stage", "happened_on", "precision", "body", "ground", "offence", "complaint", "respondent", "approved"),
    *("register_number", "answers", "other_case", "alternative_to"),
)


def void_event(*, by: User | None, event: CaseEvent, today: date) -> Recorded:
    """Takes an entry back that was made by mistake; it stays readable. Raises as `record_event` does."""
    return record_event(
        by=by,
        case=event.case,
        stage=event.stage,
        happened_on=event.happened_on,
        precision=event.precision,
        supersedes=event,
        is_void=True,
        today=today,
    )


def join_cases(
    *,
    by: User | None,
    case: Case,
    into: Case,
    happened_on: date | None,
    precision: str,
    today: date,
    body: Body | None = None,
) -> Recorded:
    """Records that `case` was joined to `into`, which it follows from then on. Raises as `record_event` does."""
    return record_event(
        by=by,
        case=case,
        stage=stage_with(Effect.JOINS),
        happened_on=happened_on,
        precision=precision,
        body=body,
        other_case=into,
        today=today,
    )


def _tell(by: User | None, case: Case, act: Act) -> None:
    # Told last, when everything else is locked. The public record belongs to nobody and has no audit.
    if case.organisation_id is None:
        return
    audit.record(
        actor=by,
        organisation=case.organisation_id,
        action=act,
        subject="case",
        subject_uuid=case.uuid,
        is_coarse=by is None,
    )
