"""What it costs to record one event and to rebuild the projections."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.demo import demo_user
from bench.measure import paired, seconds_of
from complaints.actions import record_event
from complaints.choices import DataSet, Precision
from complaints.models import Case, CaseEvent
from complaints.projection import compare, project_cases
from institutions.choices import Effect, Track
from institutions.models import Stage
from institutions.queries import world

ROUNDS = 60
REBUILT = 5_000
LONG_CASE = 500


def measure(*, today: date) -> dict:
    """Seconds of one bare insert and of one recorded event, short and long case, and of the rebuild per case."""
    user = demo_user(Role.LEAD)
    stage = Stage.objects.filter(track=Track.CONTEXT, effect=Effect.NONE, valid_from=None).order_by("order").first()
    cases = iter(Case.objects.of(DataSet.DEMONSTRATION).order_by("id")[: 4 * ROUNDS + 8])
    found: dict = {}
    found["bare_insert_seconds"], found["record_event_seconds"] = paired(
        lambda: bare_insert(next(cases), stage, today), lambda: record(next(cases), stage, user, today), ROUNDS
    )
    short, long = next(cases), next(cases)
    lengthen(long, stage, today)
    found["short_case_seconds"], found["long_case_seconds"] = paired(
        lambda: record(short, stage, user, today), lambda: record(long, stage, user, today), 15
    )
    keys = list(Case.objects.of(DataSet.DEMONSTRATION).order_by("id").values_list("pk", flat=True)[:REBUILT])
    seconds, _nothing = seconds_of(lambda: project_cases(keys, world=world()))
    found["rebuild_seconds_per_case"] = seconds / len(keys)
    found["differences_after_rebuild"] = len(compare(keys, world=world()))
    return found


def bare_insert(case: Case, stage: Stage, today: date) -> None:
    """The event row alone, with its commit: the floor."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO complaints_caseevent (uuid, case_id, sequence, stage_id, happened_on, precision, approved,"
            " register_number, is_void, recorded_at) VALUES (%s, %s,"
            " (SELECT coalesce(max(sequence), 0) + 1 FROM complaints_caseevent WHERE case_id = %s),"
            " %s, %s, 'day', 'unknown', '', false, %s)",
            [uuid4(), case.pk, case.pk, stage.pk, today, timezone.now()],
        )


def record(case: Case, stage: Stage, user, today: date) -> None:
    """The same event through the action: permission, lock, judgement, projection, commit."""
    record_event(by=user, case=case, stage=stage, happened_on=today, precision=Precision.DAY, today=today)


def lengthen(case: Case, stage: Stage, today: date) -> None:
    """Gives a case so many events that reading them all is felt."""
    last = CaseEvent.objects.filter(case=case).count()
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case,
            sequence=last + number,
            stage=stage,
            happened_on=today - timedelta(days=LONG_CASE - number),
            recorded_at=timezone.now(),
        )
        for number in range(1, LONG_CASE + 1)
    )
