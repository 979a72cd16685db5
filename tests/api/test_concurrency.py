"""Many programs at once: nothing lost, one chain, and a feed that equals the database."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from accounts.choices import Scope
from accounts.models import AuditEvent
from complaints.models import Case, CaseEvent
from complaints.recording import stage_with
from institutions.choices import Effect
from tests.api.clients import Program, program, token_of
from tests.api.test_writing import complaint
from tests.complaints.sealed_cases import own_case

CASES, CHANGES = "/api/v1/cases/", "/api/v1/changes/"


def at_once(number, work):
    """Results of `work(n)` done by so many threads, each with a connection of its own."""

    def alone(place):
        try:
            return work(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(alone, range(number)))


@pytest.mark.django_db(transaction=True)
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


@pytest.mark.django_db(transaction=True)
def test_one_key_pressed_by_many_opens_one_case(alia, organisation):
    text = token_of(alia, organisation, Scope.CASES_WRITE)
    key, sent = str(uuid4()), complaint()

    def write(_place):
        headers = {"Idempotency-Key": key}
        return Program(text).post(CASES, sent, content_type="application/json", headers=headers).json()["reference"]

    assert len(set(at_once(10, write))) == 1
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
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
    assert sorted(opened) == sorted(Case.objects.values_list("reference", flat=True))
    assert len(opened) == len(set(opened)) == 20
