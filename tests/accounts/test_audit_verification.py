"""Whatever is done to the audit behind its back is found, and told with its place."""

from io import StringIO
from random import Random
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.audit import record
from accounts.audit_anchors import last_anchor, read_anchors, write_anchors
from accounts.audit_verification import TRIGGERS, verify
from accounts.choices import Act
from accounts.models import Organisation
from accounts.tasks import anchor_audit
from bench.tamperings import TAMPERINGS, cut_the_end, edit_a_field

pytestmark = pytest.mark.django_db

LENGTH = 8
TABLES = ("accounts_auditevent", "accounts_auditchain")


@pytest.fixture(autouse=True)
def anchors(settings, tmp_path):
    """The file of anchors of this test."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "anchors" / "audit.jsonl"


@pytest.fixture
def chain(alia, organisation) -> Organisation:
    """An organisation with some acts."""
    for _act in range(LENGTH):
        record(actor=alia, organisation=organisation, action=Act.CASE_OPENED, subject="case", subject_uuid=uuid4())
    return organisation


class Asleep:
    """The triggers of the audit do not see what happens within."""

    def __enter__(self) -> None:
        self.order("DISABLE")

    def __exit__(self, *_error: object) -> None:
        self.order("ENABLE")

    def order(self, verb: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")


def test_an_untouched_audit_holds(chain, charlie, other_organisation):
    record(actor=charlie, organisation=other_organisation, action=Act.SIGNED_IN)
    record(actor=None, organisation=None, action=Act.SIGN_IN_REFUSED)
    verdict = verify()
    assert (verdict.events, verdict.chains, verdict.breaches) == (LENGTH + 2, 3, ())


def test_an_empty_audit_holds(db):
    assert (verify().events, verify().breaches) == (0, ())


def test_the_place_of_a_change_is_told(chain):
    with Asleep(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET outcome = 'refused' WHERE seq = 3")
    (breach,) = verify().breaches
    assert (breach.chain, breach.seq, breach.what) == (
        str(chain.uuid),
        3,
        "this event was changed after it was written",
    )


def test_a_change_in_one_chain_accuses_no_other(chain, charlie, other_organisation):
    record(actor=charlie, organisation=other_organisation, action=Act.SIGNED_IN)
    with Asleep(), connection.cursor() as cursor:
        edit_a_field(cursor, Random(1), chain.pk)
    assert {breach.chain for breach in verify().breaches} == {str(chain.uuid)}


def test_sixty_falsifications_by_chance_are_all_found(alia, now, anchors):
    chains = [Organisation.objects.create(name=f"Chain {number}") for number in range(12)]
    for organisation in chains:
        for _act in range(LENGTH):
            record(actor=alia, organisation=organisation, action=Act.CASE_OPENED, subject="case", subject_uuid=uuid4())
    write_anchors(now=now)
    chance, missed = Random(20261102), []
    for start in range(5):
        with transaction.atomic():
            kinds = {}
            with Asleep(), connection.cursor() as cursor:
                for number, organisation in enumerate(chains):
                    kind = TAMPERINGS[(start + number) % len(TAMPERINGS)]
                    kind(cursor, chance, organisation.pk)
                    kinds[str(organisation.uuid)] = kind.__name__
            found = {breach.chain for breach in verify(read_anchors()).breaches}
            missed += [kind for chain, kind in kinds.items() if chain not in found]
            transaction.set_rollback(True)
    assert missed == []
    assert verify(read_anchors()).breaches == ()


def test_a_cut_end_is_found_by_an_anchor_alone(chain, now):
    write_anchors(now=now)
    with Asleep(), connection.cursor() as cursor:
        cut_the_end(cursor, Random(2), chain.pk)
    assert verify().breaches == ()
    assert [breach.what for breach in verify(read_anchors()).breaches] == [
        "an anchor knows this event, the chain ends before it"
    ]


@pytest.mark.parametrize("name", TRIGGERS)
@pytest.mark.parametrize("how", ["DROP TRIGGER {name} ON {table}", "ALTER TABLE {table} DISABLE TRIGGER {name}"])
def test_a_trigger_that_is_gone_or_asleep_is_told(name, how, db):
    table = TABLES[name.startswith("auditchain")]
    with connection.cursor() as cursor:
        cursor.execute(how.format(name=name, table=table))
    (breach,) = verify().breaches
    assert (breach.chain, name in breach.what) == ("triggers", True)


def test_a_trigger_that_lets_everything_pass_is_told(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION aryz_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END; $$"
        )
    assert {breach.what.partition(" ")[2] for breach in verify().breaches} == {"is not what it was"}


def test_a_constraint_that_is_gone_is_told(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DROP CONSTRAINT accounts_auditevent_prev_once")
    assert [str(breach) for breach in verify().breaches] == ["constraints: accounts_auditevent_prev_once is missing"]


def test_the_command_says_that_all_is_well(chain, now):
    write_anchors(now=now)
    output = StringIO()
    call_command("audit_verify", stdout=output)
    assert output.getvalue().startswith(f"{LENGTH} events in 1 chains, 1 anchors.\nEvery event follows")


def test_the_command_fails_with_the_first_broken_place(chain):
    with Asleep(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent WHERE seq = 5")
    errors = StringIO()
    with pytest.raises(CommandError, match="does not hold"):
        call_command("audit_verify", stdout=StringIO(), stderr=errors)
    assert errors.getvalue() == f"{chain.uuid}, event 5: this event is missing; the next one is 6\n"


def test_the_command_says_what_it_cannot_know_without_an_anchor(chain):
    output = StringIO()
    call_command("audit_verify", stdout=output)
    assert "Without an anchor" in output.getvalue()


def test_the_command_does_not_believe_a_spoilt_file_of_anchors(chain, anchors, now):
    write_anchors(now=now)
    anchors.write_text(anchors.read_text() + "{}\n")
    with pytest.raises(CommandError, match=r"Line 2 of audit\.jsonl is no anchor"):
        call_command("audit_verify", stdout=StringIO())


def test_anchors_are_appended_for_nobody_else_to_read(chain, anchors, now):
    write_anchors(now=now)
    write_anchors(now=now)
    assert [anchor.seq for anchor in read_anchors()] == [LENGTH, LENGTH]
    assert (anchors.stat().st_mode & 0o777, anchors.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_last_anchor_of_a_chain_is_known(chain, other_organisation, now):
    assert last_anchor(chain) is None
    write_anchors(now=now)
    assert (last_anchor(chain).seq, last_anchor(chain).at, last_anchor(other_organisation)) == (LENGTH, now, None)


def test_the_clock_anchors_the_audit(chain):
    anchor_audit()
    assert last_anchor(chain).seq == LENGTH
