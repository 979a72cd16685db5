"""The record of what was done cannot be changed, deleted or emptied, whoever asks the database."""

from datetime import date

import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from complaints.choices import Certainty, DataSet
from complaints.models import Case, CaseEvent, Complaint, EventSource, PublicSource, Withdrawal
from institutions.models import Stage

pytestmark = pytest.mark.django_db

TABLES = ["complaints_caseevent", "complaints_withdrawal", "complaints_eventsource"]


@pytest.fixture
def event() -> CaseEvent:
    case = Case.objects.create(data_set=DataSet.PUBLIC_RECORD, public_key="one")
    event = CaseEvent.objects.create(
        case=case, sequence=1, stage=Stage.objects.first(), happened_on=date(2020, 1, 1), recorded_at=timezone.now()
    )
    Withdrawal.objects.create(event=event)
    source = PublicSource.objects.create(key="K", publisher="Somebody")
    EventSource.objects.create(event=event, source=source, certainty=Certainty.READ, statement="words")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would do
    return event


@pytest.mark.parametrize(
    ("table", "assignment"),
    [(TABLES[0], "precision = 'month'"), (TABLES[1], "voluntary = 'yes'"), (TABLES[2], "statement = 'other words'")],
)
def test_no_row_can_be_changed(event, table, assignment):
    with (
        pytest.raises(InternalError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {assignment}")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_deleted(event, table):
    with (
        pytest.raises(InternalError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_no_table_can_be_emptied(event, table):
    with pytest.raises(InternalError, match="TRUNCATE is refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_emptying_the_cases_does_not_empty_their_events(event):
    with pytest.raises(InternalError, match="TRUNCATE is refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE complaints_case CASCADE")


def test_an_instance_cannot_be_saved_again_or_deleted(event):
    event.register_number = "1"
    with pytest.raises(InternalError, match="never changed or removed"), transaction.atomic():
        event.save()
    with pytest.raises(InternalError, match="never changed or removed"), transaction.atomic():
        CaseEvent.objects.filter(pk=event.pk)._raw_delete("default")
    assert CaseEvent.objects.get(pk=event.pk).register_number == ""


def test_no_setting_of_a_session_switches_the_triggers_off(event):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'complaints_caseevent'::regclass")
        names = ",".join(name for (name,) in cursor.fetchall())
    with pytest.raises(InternalError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + names + "}"])
        cursor.execute("UPDATE complaints_caseevent SET precision = 'month'")


@pytest.mark.parametrize("link", ["supersedes", "answers", "alternative_to"])
def test_no_link_leads_to_an_event_of_another_case(event, link):
    other = Case.objects.create(data_set=DataSet.PUBLIC_RECORD, public_key="two")
    values = {"case": other, "sequence": 1, "stage": event.stage, "precision": "unknown", "recorded_at": timezone.now()}
    with pytest.raises(InternalError, match="of another case"), transaction.atomic():
        CaseEvent.objects.create(**values, **{link: event})
    assert CaseEvent.objects.filter(case=other).count() == 0


def test_an_event_speaks_of_a_complaint_of_its_own_case(event):
    other = Case.objects.create(data_set=DataSet.PUBLIC_RECORD, public_key="two")
    complaint = Complaint.objects.create(case=other)
    with pytest.raises(InternalError, match="belongs to another case"), transaction.atomic():
        CaseEvent.objects.create(
            case=event.case,
            sequence=2,
            stage=event.stage,
            precision="unknown",
            recorded_at=timezone.now(),
            complaint=complaint,
        )
