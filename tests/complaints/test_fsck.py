"""The check of sealed content: silent where all is well, and each fault found by its name."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from complaints.choices import WritingKind
from complaints.models import Attachment, Case, Recusal, Writing
from complaints.safekeeping import put_writing
from tests.complaints.sealed_cases import TODAY, fill_safe, own_case, put_file
from tests.vault.keys import with_keys
from vault import crypto
from vault.actions import create_safe
from vault.checks import find_vault_faults
from vault.choices import Compartment, GrantReason
from vault.models import Bar, DataKey, KeyPair, KeyWrap, Safe, SealedPart
from vault.owners import find_faults_of_rooms
from vault.sealing import seal_file, seal_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(alia, berik, organisation) -> Case:
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CUSTODIAN)
    with_keys(alia, berik)
    return fill_safe(own_case(alia, organisation), by=alia)


def faults() -> dict[str, int]:
    found = find_vault_faults(timezone.now()) | find_faults_of_rooms()
    return {kind: number for kind, number in found.items() if number}


def wrap(data_key: DataKey, user, *, is_over: bool = False) -> None:
    """A key for `user`, lent until a moment ago where `is_over`."""
    KeyWrap.objects.create(
        data_key=data_key,
        key_pair=KeyPair.objects.get(user=user),
        wrapped=b"x",
        reason=GrantReason.LENT if is_over else GrantReason.OFFICE,
        granted_on=TODAY,
        expires_at=timezone.now() - timedelta(minutes=1) if is_over else None,
    )


def test_nothing_is_found_where_all_is_well(case):
    output = StringIO()
    call_command("fsck", fail=True, stdout=output)
    assert output.getvalue().splitlines()[-1] == "     0  faults in all"
    assert faults() == {}


def test_a_fault_is_told_and_fails_only_where_asked(case):
    Safe.objects.create(organisation=case.organisation)
    output = StringIO()
    call_command("fsck", stdout=output)
    assert "     1  safes that belong to nothing" in output.getvalue()
    with pytest.raises(CommandError, match="2 faults"):
        call_command("fsck", fail=True, stdout=StringIO())


def test_a_compartment_without_any_holder_is_found(case):
    KeyWrap.objects.filter(data_key__compartment=Compartment.IDENTITY).delete()
    assert faults() == {"compartments that nobody could open": 1}


def test_a_compartment_held_by_an_ended_loan_alone_is_found(case, alia):
    KeyWrap.objects.filter(data_key__compartment=Compartment.IDENTITY).delete()
    wrap(DataKey.objects.get(safe=case.safe, compartment=Compartment.IDENTITY), alia, is_over=True)
    assert faults() == {"compartments that nobody could open": 1, "keys whose loan has ended": 1}


def test_an_older_generation_without_a_holder_is_no_fault(case, berik):
    KeyWrap.objects.filter(data_key__compartment=Compartment.IDENTITY).delete()
    public_key = crypto.public_half(crypto.new_private_key())
    fresh = DataKey(safe=case.safe, compartment=Compartment.IDENTITY, generation=2, public_key=public_key)
    fresh.save()
    wrap(fresh, berik)
    assert faults() == {}


def test_an_envelope_nobody_refers_to_is_found(case):
    seal_text(safe=case.safe, compartment=Compartment.NARRATIVE, record=uuid4(), field="text", text="lost")
    assert faults() == {"envelopes nobody refers to": 1}


def test_a_file_nobody_refers_to_is_found(case):
    seal_file(safe=case.safe, compartment=Compartment.NARRATIVE, content=[b"lost"], length=4)
    assert faults() == {"sealed files nobody refers to": 1}


def test_a_row_whose_text_is_that_of_another_is_found(case):
    one = case.writings.get()
    other = put_writing(case=case, kind=WritingKind.NOTE, text="a note", author=None, today=TODAY)
    Writing.objects.filter(pk=one.pk).update(uuid=uuid4())
    assert other.envelope.record == other.uuid
    assert faults() == {"rows whose text belongs to another row": 1}


def test_a_text_in_the_safe_of_another_case_is_found(case, alia, organisation):
    other = fill_safe(own_case(alia, organisation), by=alia)
    Writing.objects.filter(case=case).update(case=other)
    assert faults() == {"rows whose text lies in the safe of another case": 1}


def test_a_file_with_a_part_missing_is_found(case):
    attachment = put_file(case, b"x" * 100)
    SealedPart.objects.filter(file=attachment.original).order_by("number").last().delete()
    assert faults() == {"sealed files with missing parts": 1}


def test_a_file_with_other_bytes_is_found(case):
    attachment = put_file(case, b"x" * 100)
    part = SealedPart.objects.filter(file=attachment.original).order_by("number").last()
    part.delete()
    SealedPart.objects.create(file=part.file, number=part.number, body=bytes(part.body) + b"x")
    assert faults() == {"sealed files that were changed": 1}


def test_a_file_with_neither_original_nor_pages_is_found(case):
    attachment = put_file(case, b"x" * 100)
    file = attachment.original
    Attachment.objects.filter(pk=attachment.pk).update(original=None)
    file.delete()
    assert faults() == {"files with neither original nor pages": 1}


def test_a_case_with_texts_but_without_a_safe_is_found(case):
    safe = case.safe
    Case.objects.filter(pk=case.pk).update(safe=None)
    assert faults() == {"cases with something sealed but no safe": 1, "safes that belong to nothing": 1}
    assert safe.pk


def test_a_barred_person_with_a_key_is_found(case, alia):
    Bar.objects.create(safe=case.safe, user=alia)
    assert faults() == {"keys held by people who are barred": 1}


def test_somebody_who_stands_back_but_is_not_barred_is_found(case, berik):
    Recusal.objects.create(case=case, user=berik, reason="other", started_on=TODAY)
    assert faults() == {"people who stand back but are not barred": 1}


def test_an_ended_loan_is_found(case, alia):
    wrap(DataKey.objects.get(safe=case.safe, compartment=Compartment.IDENTITY), alia, is_over=True)
    assert faults() == {"keys whose loan has ended": 1}


def test_a_key_of_somebody_whose_roles_have_ended_is_found(case, alia):
    alia.memberships.update(is_active=False)
    assert faults() == {"keys held by people without a role that works on cases": 1}


def test_a_case_whose_safe_has_no_place_for_names_is_found(alia, organisation):
    with_keys(alia)
    case = own_case(alia, organisation)
    pair = KeyPair.objects.get(user=alia)
    case.safe = create_safe(
        organisation=organisation,
        holders={Compartment.NARRATIVE: [pair]},
        compartments=[Compartment.NARRATIVE],
        today=TODAY,
    )
    case.save(update_fields=["safe"])
    assert faults() == {"cases whose safe has no compartment for names": 1}
