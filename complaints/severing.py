"""Severing: what is said about some people of a case goes on as a case of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.choices import Act
from accounts.models import User
from complaints.entry import Recorded
from complaints.models import Case, CaseAssignment, Complaint, Recusal, Respondent, Victim
from complaints.recording import open_case, record, stage_with
from complaints.rights import require_case
from complaints.telling import tell
from institutions.choices import Effect
from institutions.models import Body


@dataclass(frozen=True, slots=True)
class Severed:
    """The event in the case that was divided, and the case that was severed from it."""

    recorded: Recorded
    case: Case


@transaction.atomic
def sever_case(
    *,
    by: User,
    case: Case,
    victims: Collection[int],
    respondents: Collection[int],
    happened_on: date | None,
    precision: str,
    today: date,
    body: Body | None = None,
    register_number: str = "",
) -> Severed:
    """Opens a case with the coded facts of `case` for those of its people (by number), and records it in both.

    People stay in `case` as well. Nothing sealed goes along: the new case names the old one. Whoever works on the old
    case works on the new one, and whoever stands back from it stands back from both. Raises PermissionDenied,
    Impossible.
    """
    require_case(by, case)
    new = _opened(by, case, victims, respondents)
    event = {"stage": stage_with(Effect.SEVERS), "happened_on": happened_on, "precision": precision, "body": body}
    recorded = record(by=by, case=case, today=today, other_case=new, register_number=register_number, **event)
    record(by=by, case=new, today=today, other_case=case, register_number=register_number, **event)
    tell(by, case, Act.EVENT_RECORDED)
    tell(by, new, Act.CASE_OPENED)
    return Severed(recorded, new)


def _opened(by: User, case: Case, victims: Collection[int], respondents: Collection[int]) -> Case:
    facts = ("region", "region_now", "facility", "facility_type", "premise_type", "offence", "incident_on")
    new = open_case(
        by=by,
        organisation=case.organisation,
        data_set=case.data_set,
        victims=[
            Victim(sex=row.sex, age_band=row.age_band, custody=row.custody)
            for row in case.victims.filter(number__in=victims).order_by("number")
        ],
        respondents=[
            Respondent(agency_id=row.agency_id, rank_band=row.rank_band, involvement_id=row.involvement_id)
            for row in case.respondents.filter(number__in=respondents).order_by("number")
        ],
        methods=case.methods.all(),
        purposes=case.purposes.all(),
        incident_precision=case.incident_precision,
        may_be_counted=case.may_be_counted,
        **{name: getattr(case, name) for name in facts},
    )
    _copy_complaints(case, new)
    _copy_people_at_work(by, case, new)
    return new


def _copy_complaints(case: Case, new: Case) -> None:
    # How they came is a fact of both cases; that they were submitted is an event of the first alone.
    Complaint.objects.bulk_create(
        Complaint(
            case=new,
            channel_id=row.channel_id,
            received_by_id=row.received_by_id,
            passed_staff=row.passed_staff,
            is_anonymous=row.is_anonymous,
            told_by=row.told_by,
            language=row.language,
        )
        for row in case.complaints.order_by("pk")
    )


def _copy_people_at_work(by: User, case: Case, new: Case) -> None:
    at_work = CaseAssignment.objects.filter(case=case, ended_at=None).values_list("user", flat=True)
    CaseAssignment.objects.bulk_create(CaseAssignment(case=new, user_id=user, assigned_by=by) for user in at_work)
    Recusal.objects.bulk_create(
        Recusal(
            case=new, user_id=row.user_id, reason=row.reason, declared_by=row.declared_by, started_on=row.started_on
        )
        for row in Recusal.objects.filter(case=case, ended_on=None).select_related("declared_by")
    )
