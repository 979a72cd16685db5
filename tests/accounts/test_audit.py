"""An act is written into the audit with the act itself; what is written is never changed."""

import hashlib
import json
import uuid
from datetime import UTC, time

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.audit import genesis, name_reasons, record, seal, sealed_values
from accounts.choices import Act, Outcome, Reason
from accounts.models import AuditChain, AuditEvent

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE accounts_auditevent SET action = 'signed_out'",
    "DELETE FROM accounts_auditevent",
    "INSERT INTO accounts_auditevent SELECT * FROM accounts_auditevent"
    " ON CONFLICT (id) DO UPDATE SET action = 'signed_out'",
    "TRUNCATE accounts_auditevent",
    "TRUNCATE accounts_user CASCADE",
    "UPDATE accounts_auditchain SET seq = seq - 1",
    "UPDATE accounts_auditchain SET seq = seq + 1, organisation_id = NULL",
    "DELETE FROM accounts_auditchain",
    "TRUNCATE accounts_auditchain",
]


def test_the_first_act_begins_the_chain_of_the_organisation(alia, organisation):
    event = record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
    chain = AuditChain.objects.get(organisation=organisation)
    assert (event.seq, event.prev) == (1, genesis(organisation.uuid))
    assert (chain.seq, chain.hash) == (1, event.hash)


def test_an_act_follows_the_one_before(alia, berik, organisation):
    first = record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
    second = record(actor=berik, organisation=organisation, action=Act.SIGNED_OUT)
    assert (second.seq, second.prev) == (2, first.hash)


def test_every_organisation_and_the_house_have_chains_of_their_own(alia, charlie, organisation, other_organisation):
    events = [
        record(actor=alia, organisation=organisation, action=Act.SIGNED_IN),
        record(actor=charlie, organisation=other_organisation, action=Act.SIGNED_IN),
        record(actor=None, organisation=None, action=Act.SIGN_IN_REFUSED),
    ]
    assert [event.seq for event in events] == [1, 1, 1]
    assert len({event.prev for event in events}) == 3
    assert record(actor=None, organisation=None, action=Act.SIGN_IN_REFUSED).prev == events[2].hash


def test_what_comes_back_from_the_database_still_fits_its_seal(alia, organisation):
    record(
        actor=alia,
        organisation=organisation,
        action=Act.IDENTITY_OPENED,
        subject="case",
        subject_uuid=uuid.uuid4(),
        reason=Reason.PROTECTION,
        outcome=Outcome.REFUSED,
    )
    row = AuditEvent.objects.get()
    assert row.hash == seal(row.prev, *sealed_values(row))


def test_the_seal_covers_the_canonical_json(alia, organisation):
    event = record(actor=alia, organisation=organisation, action=Act.CASE_OPENED, subject="case")
    fields = {
        "action": "case_opened",
        "actor": alia.pk,
        "at": event.happened_at.isoformat(timespec="microseconds"),
        "coarse": False,
        "organisation": organisation.pk,
        "outcome": "done",
        "reason": "",
        "seq": 1,
        "subject": "case",
        "subject_uuid": None,
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    assert event.hash == hashlib.sha256(f"{genesis(organisation.uuid)}|{text}".encode()).hexdigest()


def test_of_an_anonymous_act_the_day_alone_is_kept(organisation):
    record(actor=None, organisation=organisation, action=Act.LETTER_RECEIVED, is_coarse=True)
    assert AuditEvent.objects.get().happened_at.astimezone(UTC).time() == time(0)


def test_an_act_that_did_not_happen_leaves_nothing(alia, organisation):
    with pytest.raises(RuntimeError), transaction.atomic():
        record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
        raise RuntimeError
    assert (AuditEvent.objects.count(), AuditChain.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "words",
    [{"reason": "Ivan called and asked"}, {"reason": "ivan"}, {"subject": "Case of Ivan"}, {"action": "gossiped"}],
)
def test_words_are_refused(alia, organisation, words):
    with pytest.raises(ValueError):
        record(**({"actor": alia, "organisation": organisation, "action": Act.SIGNED_IN} | words))
    assert AuditEvent.objects.count() == 0


def test_the_database_takes_codes_only(alia, organisation):
    with pytest.raises(IntegrityError, match="accounts_auditevent_codes_only"), transaction.atomic():
        AuditEvent.objects.create(
            organisation=organisation, seq=1, happened_at="2026-01-01T00:00Z", action="signed_in", reason="He said so"
        )


def test_another_room_may_bring_a_closed_list_of_reasons(alia, organisation, monkeypatch):
    monkeypatch.setattr("accounts.audit._REASONS", {})
    name_reasons(Reason)
    assert (
        record(actor=alia, organisation=organisation, action=Act.RECUSED, reason=Reason.CONFLICT).reason == "conflict"
    )


@pytest.mark.parametrize("change", CHANGES)
def test_no_act_is_changed_or_removed(alia, organisation, change):
    record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would do
    with pytest.raises(InternalError, match="is refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_no_act_has_two_successors(alia, organisation):
    first = record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
    second = record(actor=alia, organisation=organisation, action=Act.SIGNED_OUT)
    second.pk, second.seq = None, 3
    with pytest.raises(IntegrityError, match="accounts_auditevent_prev_once"), transaction.atomic():
        second.save(force_insert=True)
    assert second.prev == first.hash


def test_an_act_costs_two_statements(alia, organisation, django_assert_num_queries):
    record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
    with transaction.atomic(), django_assert_num_queries(2):
        record(actor=alia, organisation=organisation, action=Act.SIGNED_OUT)
