"""Many programs at once: nothing lost, one chain, and a feed that equals the database.

The tests commit for real and clean up after themselves, so that others find the database as it was.
"""

import itertools
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.choices import Role, Scope
from accounts.models import ApiToken, AuditEvent, Membership, Organisation, User
from complaints.models import (
    Alert,
    Case,
    CaseAssignment,
    CaseEvent,
    CaseMilestones,
    Complaint,
    Consent,
    Deadline,
    Respondent,
    Victim,
)
from complaints.recording import stage_with
from institutions.choices import Effect
from tests.api.clients import Program, program, token_of
from tests.api.test_writing import complaint
from tests.cast import person
from tests.complaints.sealed_cases import own_case

CASES, CHANGES = "/api/v1/cases/", "/api/v1/changes/"
GUARDED = ("complaints_caseevent", "complaints_consent", "accounts_auditevent", "accounts_auditchain")


@pytest.fixture
def organisation(django_db_setup, django_db_blocker):
    """An organisation whose rows are committed and, in the end, taken out again."""
    with django_db_blocker.unblock():
        made = Organisation.objects.create(name="Many programs")
        try:
            yield made
        finally:
            _take_out(made)
            connection.close()


@pytest.fixture
def alia(organisation):
    """Case worker."""
    return person("alia-of-programs", organisation, Role.CASE_WORKER)


@pytest.fixture
def berik(organisation):
    """Lead."""
    return person("berik-of-programs", organisation, Role.LEAD)


def _take_out(organisation):
    cases = Case.objects.filter(organisation=organisation)
    people = list(Membership.objects.filter(organisation=organisation).values_list("user", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for model in (Alert, Deadline, CaseMilestones, CaseEvent, Consent, CaseAssignment):
            model.objects.filter(case__in=cases).delete()
        for model in (Complaint, Victim, Respondent):
            model.objects.filter(case__in=cases).delete()
        cases.delete()
        ApiToken.objects.filter(organisation=organisation).delete()
        for table in ("accounts_auditevent", "accounts_auditchain"):
            cursor.execute(f"DELETE FROM {table} WHERE organisation_id = %s", [organisation.pk])
        Membership.objects.filter(organisation=organisation).delete()
        User.objects.filter(pk__in=people).delete()
        organisation.delete()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def at_once(number, work):
    """Results of `work(n)` done by so many threads, each with a connection of its own."""

    def alone(place):
        try:
            return work(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(alone, range(number)))


def test_fifty_writers_of_one_case_lose_nothing_and_make_one_chain(alia, organisation):
    case = own_case(alia, organisation)
    text = token_of(alia, organisation, Scope.CASES_WRITE)
    stage = stage_with(Effect.REGISTERS).code
    sent = {"stage": stage, "happened_on": "2026-11-02"}

    def write(_place):
        path = f"{CASES}{case.reference}/events/"
        return Program(text).post(path, sent, content_type="application/json").status_code

    assert set(at_once(50, write)) == {201}
    assert list(CaseEvent.objects.filter(case=case).order_by("sequence").values_list("sequence", flat=True)) == list(
        range(1, 52)
    )
    chain = list(
        AuditEvent.objects.filter(organisation=organisation).order_by("seq").values_list("seq", "prev", "hash")
    )
    assert [seq for seq, _prev, _own in chain] == list(range(1, len(chain) + 1))
    assert all(later[1] == earlier[2] for earlier, later in itertools.pairwise(chain))


def test_one_key_pressed_by_many_opens_one_case(alia, organisation):
    text = token_of(alia, organisation, Scope.CASES_WRITE)
    key, sent = str(uuid4()), complaint()

    def write(_place):
        headers = {"Idempotency-Key": key}
        return Program(text).post(CASES, sent, content_type="application/json", headers=headers).json()["reference"]

    assert len(set(at_once(10, write))) == 1
    assert Case.objects.filter(organisation=organisation).count() == 1


def test_the_feed_under_twenty_writers_equals_the_database(alia, berik, organisation):
    follower = program(berik, organisation, Scope.CASES_READ)
    begin = follower.read(CHANGES)["cursor"]
    text, sent = token_of(alia, organisation, Scope.CASES_WRITE), complaint()
    heard: list[tuple[str, str]] = []

    def work(place):
        if place == 0:  # one follows while the others write
            cursor = begin
            for _look in range(30):
                page = follower.read(CHANGES, after=cursor, limit=3)
                heard.extend((row["reference"], row["change"]) for row in page["results"])
                cursor = page["cursor"]
            return cursor
        return Program(text).post(CASES, sent, content_type="application/json").status_code

    cursor, *answers = at_once(21, work)
    assert set(answers) == {201}
    while True:
        page = follower.read(CHANGES, after=cursor, limit=3)
        heard.extend((row["reference"], row["change"]) for row in page["results"])
        cursor = page["cursor"]
        if not page["more"]:
            break
    opened = [reference for reference, change in heard if change == "case_opened"]
    assert sorted(opened) == sorted(Case.objects.filter(organisation=organisation).values_list("reference", flat=True))
    assert len(opened) == len(set(opened)) == 20
