"""When a role ends, the keys it gave end with it, in the same transaction."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account, end_membership
from accounts.choices import Act, Reason, Role
from accounts.models import AuditEvent, Membership
from complaints.actions import receive_complaint
from complaints.choices import DataSet
from complaints.models import CaseAssignment
from complaints.safekeeping import ensure_safe
from tests.vault.keys import TODAY, private_key_of, with_keys
from vault.actions import grant
from vault.choices import Compartment, GrantReason
from vault.models import KeyWrap
from vault.sealing import seal_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(alia, berik, azat, organisation):
    """A case that Alia works on; Berik leads and keeps identities; Alia was lent the identity."""
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CUSTODIAN)
    with_keys(alia, berik)
    case = receive_complaint(by=alia, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY)
    ensure_safe(case=case, by=alia, today=TODAY)
    now = timezone.now()
    grant(
        by=berik, private_key=private_key_of(berik), to=alia, safe=case.safe, compartment=Compartment.IDENTITY,
        reason=GrantReason.LENT, today=TODAY, now=now, expires_at=now + timedelta(days=2),
    )  # fmt: skip
    return case


def held_by(user) -> set[str]:
    return set(KeyWrap.objects.filter(key_pair__user=user).values_list("data_key__compartment", flat=True))


def end(user, role: Role, azat) -> None:
    end_membership(by=azat, membership=Membership.objects.get(user=user, role=role))


def test_keys_that_go_with_a_role_are_on_record_once_for_the_person(client, case, alia, azat):
    end(alia, Role.CASE_WORKER, azat)
    event = AuditEvent.objects.get(action=Act.KEY_REVOKED)
    assert (event.subject, event.subject_uuid, event.reason) == ("person", alia.uuid, Reason.LEFT)
    assert event.organisation == case.organisation
    client.force_login(azat)
    assert "took a key of Alia away" in client.get(reverse("audit")).content.decode()


def test_a_role_without_keys_leaves_no_line_about_keys(vera, azat):
    end(vera, Role.MONITOR, azat)
    assert not AuditEvent.objects.filter(action=Act.KEY_REVOKED).exists()


def test_a_case_worker_who_leaves_holds_nothing_and_is_refused_at_the_next_request(case, alia, azat):
    assert held_by(alia) == {Compartment.NARRATIVE, Compartment.IDENTITY}
    client = Client()
    client.force_login(alia)
    address = reverse("case_detail", args=[case.reference])
    assert client.get(address).status_code == 200
    end(alia, Role.CASE_WORKER, azat)
    assert client.get(address).status_code == 404
    assert held_by(alia) == set()
    assert not CaseAssignment.objects.filter(user=alia, ended_at=None).exists()


def test_what_is_written_after_somebody_left_is_under_another_key(case, alia, azat):
    end(alia, Role.CASE_WORKER, azat)
    later = seal_text(
        safe=case.safe, compartment=Compartment.NARRATIVE, record=uuid4(), field="text", text="after the leaving"
    )
    assert later.data_key.generation == 2


def test_a_lead_who_stays_keeper_keeps_the_identities_only(case, berik, azat):
    assert held_by(berik) == {Compartment.NARRATIVE, Compartment.IDENTITY}
    end(berik, Role.LEAD, azat)
    assert held_by(berik) == {Compartment.IDENTITY}


def test_a_keeper_who_stays_lead_keeps_the_narratives_only(case, berik, azat):
    end(berik, Role.CUSTODIAN, azat)
    assert held_by(berik) == {Compartment.NARRATIVE}


def test_a_lead_who_becomes_case_worker_keeps_what_is_assigned(case, berik, azat, organisation):
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CASE_WORKER)
    CaseAssignment.objects.create(case=case, user=berik)
    end(berik, Role.LEAD, azat)
    assert held_by(berik) == {Compartment.NARRATIVE, Compartment.IDENTITY}


def test_another_s_leaving_takes_nothing_from_who_stays(case, alia, berik, azat):
    end(berik, Role.LEAD, azat)
    assert held_by(alia) == {Compartment.NARRATIVE, Compartment.IDENTITY}


def test_a_closed_account_holds_no_key(case, alia, azat):
    close_account(by=azat, user=alia)
    assert held_by(alia) == set()
