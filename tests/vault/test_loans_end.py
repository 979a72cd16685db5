"""Loans that ran out: the keys are gone, and the audit says so once for each person and organisation."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.choices import Act, Outcome, Reason, Role
from accounts.models import AuditEvent, Membership
from complaints.safekeeping import ensure_safe
from tests.complaints.sealed_cases import own_case
from tests.vault.keys import TODAY, private_key_of, with_keys
from vault.actions import grant, remove_expired
from vault.choices import Compartment, GrantReason
from vault.models import KeyWrap

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def lent(alia, berik, organisation):
    """Alia was lent the names of two cases for a day."""
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CUSTODIAN)
    with_keys(alia, berik)
    for _case in range(2):
        case = own_case(alia, organisation)
        ensure_safe(case=case, by=alia, today=TODAY)
        grant(
            by=berik,
            private_key=private_key_of(berik),
            to=alia,
            safe=case.safe,
            compartment=Compartment.IDENTITY,
            reason=GrantReason.LENT,
            today=TODAY,
            now=NOW,
            expires_at=NOW + timedelta(days=1),
        )


def ends() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=Act.KEY_REVOKED))


def test_loans_that_ran_out_leave_one_line_for_the_person(lent, alia, organisation):
    assert remove_expired(now=NOW + timedelta(days=1)) == 2
    (event,) = ends()
    assert (event.actor, event.organisation, event.subject, event.subject_uuid) == (
        None, organisation, "person", alia.uuid,
    )  # fmt: skip
    assert (event.reason, event.outcome) == (Reason.EXPIRED, Outcome.DONE)
    assert not KeyWrap.objects.filter(expires_at__isnull=False).exists()
    assert remove_expired(now=NOW + timedelta(days=2)) == 0
    assert len(ends()) == 1


def test_a_loan_that_runs_leaves_no_line(lent):
    assert remove_expired(now=NOW) == 0
    assert ends() == []
