"""Many people do something at the same moment: the audit stays one chain, without a gap and without a fork.

The test commits for real and cleans up after itself, so that others find the database as it was.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pgtrigger
import pytest
from django.db import connection, transaction

from accounts.audit import record
from accounts.audit_verification import verify
from accounts.choices import Act
from accounts.models import AuditChain, AuditEvent, Organisation

WRITERS, EACH = 10, 40


@pytest.fixture
def organisation(django_db_setup, django_db_blocker):
    """An organisation whose acts are committed and, in the end, taken out again."""
    with django_db_blocker.unblock():
        organisation = Organisation.objects.create(name="Many hands in the audit")
        try:
            yield organisation
        finally:
            _take_out(organisation)
            connection.close()


def _take_out(organisation: Organisation) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("accounts_auditevent", "accounts_auditchain"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table} WHERE organisation_id = %s", [organisation.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("accounts_auditevent", "accounts_auditchain"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("DELETE FROM accounts_organisation WHERE id = %s", [organisation.pk])
    with pgtrigger.ignore("accounts.OrganisationHistory:append_only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_organisationhistory WHERE pgh_obj_id = %s", [organisation.pk])


def test_writers_at_once_form_one_chain(organisation):
    barrier = Barrier(WRITERS)

    def write() -> None:
        try:
            barrier.wait(timeout=60)
            for number in range(EACH):
                with transaction.atomic():
                    record(actor=None, organisation=organisation, action=Act.EVENT_RECORDED, subject="case")
                    if number % 5 == 4:
                        transaction.set_rollback(True)  # an act that came to nothing must leave no gap
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        for future in [threads.submit(write) for _writer in range(WRITERS)]:
            future.result(timeout=120)
    written = WRITERS * EACH * 4 // 5
    numbers = AuditEvent.objects.filter(organisation=organisation).order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, written + 1))
    assert AuditChain.objects.get(organisation=organisation).seq == written
    assert verify().breaches == ()
