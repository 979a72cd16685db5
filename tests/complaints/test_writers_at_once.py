"""Many people write to one case at the same moment: every event gets its own number, and one chain comes of it.

The test commits for real and cleans up after itself, so that others find the database as it was.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts.models import Organisation
from complaints.actions import join_cases, receive_complaint, record_event
from complaints.choices import DataSet, Precision
from complaints.findings import Impossible
from complaints.models import Alert, Case, CaseEvent, CaseMilestones, Complaint, Deadline
from complaints.projection import compare
from institutions.models import Stage
from institutions.queries import world

TODAY = date(2026, 3, 2)
WRITERS, EACH = 8, 4


@pytest.fixture
def organisation(django_db_setup, django_db_blocker):
    """An organisation whose cases are committed and, in the end, taken out again."""
    with django_db_blocker.unblock():
        organisation = Organisation.objects.create(name="Many hands", is_demonstration=True)
        try:
            yield organisation
        finally:
            _take_out(organisation)
            connection.close()


def _take_out(organisation: Organisation) -> None:
    cases = Case.objects.filter(organisation=organisation)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE complaints_caseevent DISABLE TRIGGER USER")
        for model in (Alert, Deadline, CaseMilestones, CaseEvent, Complaint):
            model.objects.filter(case__in=cases).delete()
        cases.delete()
        for table in ("accounts_auditevent", "accounts_auditchain"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table} WHERE organisation_id = %s", [organisation.pk])
        organisation.delete()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("complaints_caseevent", "accounts_auditevent", "accounts_auditchain"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def new_case(organisation: Organisation) -> Case:
    return receive_complaint(
        by=None,
        organisation=organisation,
        data_set=DataSet.DEMONSTRATION,
        channel=None,
        received_on=date(2024, 1, 1),
        today=TODAY,
    )


def at_once(*works) -> list:
    """Runs the works in threads that start together, each with a connection of its own."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [future.result(timeout=120) for future in [threads.submit(run, work) for work in works]]


def test_writers_of_one_case_form_one_chain(organisation):
    case, stage = new_case(organisation), Stage.objects.get(code="SUS")

    def write(writer: int):
        for number in range(EACH):
            day = date(2024, 2, 1) + timedelta(days=writer * EACH + number)
            record_event(by=None, case=case, stage=stage, happened_on=day, precision=Precision.DAY, today=TODAY)

    at_once(*(lambda writer=writer: write(writer) for writer in range(WRITERS)))
    numbers = list(case.events.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, WRITERS * EACH + 2))
    row = CaseMilestones.objects.get(case=case)
    assert (row.last_sequence, row.recorded_on[3]) == (WRITERS * EACH + 1, date(2024, 2, 1))
    assert compare([case.pk], world=world()) == []


def test_a_joined_case_misses_nothing_that_is_recorded_at_the_same_moment(organisation):
    child, parent = new_case(organisation), new_case(organisation)
    days = {"happened_on": date(2024, 1, 2), "precision": Precision.DAY, "today": TODAY}
    at_once(
        lambda: join_cases(by=None, case=child, into=parent, **days),
        lambda: record_event(by=None, case=parent, stage=Stage.objects.get(code="TRI"), **days),
        lambda: record_event(by=None, case=child, stage=Stage.objects.get(code="REG"), **days),
    )
    assert CaseMilestones.objects.get(case=child).furthest == 6
    assert compare([child.pk, parent.pk], world=world()) == []


def test_two_cases_are_not_joined_into_each_other(organisation):
    one, other = new_case(organisation), new_case(organisation)

    def join(case: Case, into: Case) -> bool:
        try:
            join_cases(
                by=None, case=case, into=into, happened_on=date(2024, 1, 2), precision=Precision.DAY, today=TODAY
            )
        except Impossible:
            return False
        return True

    assert sorted(at_once(lambda: join(one, other), lambda: join(other, one))) == [False, True]
