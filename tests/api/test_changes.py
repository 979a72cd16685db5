"""The feed: in the order of commits, without gaps or repeats, about what the token may know of."""

import pytest

from accounts.api import changes as feed
from accounts.choices import Scope
from complaints.actions import record_event
from complaints.choices import RecusalReason
from complaints.models import Case, CaseMilestones, Recusal
from complaints.recording import stage_with
from institutions.choices import Effect
from tests.api.clients import program
from tests.complaints.sealed_cases import TODAY, own_case

pytestmark = pytest.mark.django_db
CHANGES = "/api/v1/changes/"


def test_a_program_follows_what_happens(alia, berik, organisation):
    client = program(berik, organisation, Scope.CASES_READ)
    own_case(alia, organisation)
    begin = client.read(CHANGES)
    assert begin["results"] == []
    case = own_case(alia, organisation)
    record_event(
        by=alia, case=case, stage=stage_with(Effect.REGISTERS), happened_on=TODAY, precision="day", today=TODAY
    )
    page = client.read(CHANGES, after=begin["cursor"], limit=1)
    seen = page["results"]
    while page["more"]:
        page = client.read(CHANGES, after=page["cursor"], limit=1)
        seen += page["results"]
    assert [(one["reference"], one["change"]) for one in seen] == [
        (case.reference, "case_opened"),
        (case.reference, "event_recorded"),
    ]
    assert client.read(CHANGES, after=page["cursor"])["results"] == []


def test_a_program_hears_nothing_of_cases_it_may_not_know(alia, berik, organisation):
    client = program(alia, organisation, Scope.CASES_READ)
    begin = client.read(CHANGES)
    own_case(berik, organisation)
    page = client.read(CHANGES, after=begin["cursor"])
    assert page["results"] == []
    assert page["more"] is False


@pytest.mark.parametrize("block", [1, 2, 1000])
def test_hidden_acts_show_neither_as_empty_pages_nor_as_more(block, alia, berik, organisation, monkeypatch):
    monkeypatch.setattr(feed, "_BLOCK", block)
    client = program(alia, organisation, Scope.CASES_READ)
    cursor = client.read(CHANGES)["cursor"]
    own = []
    for _time in range(2):
        for _hidden in range(3):
            own_case(berik, organisation)
        own.append(own_case(alia, organisation).reference)
    for _hidden in range(3):
        own_case(berik, organisation)
    pages = [client.read(CHANGES, after=cursor, limit=1)]
    pages += [client.read(CHANGES, after=pages[0]["cursor"], limit=1)]
    assert [[one["reference"] for one in page["results"]] for page in pages] == [own[:1], own[1:]]
    assert [page["more"] for page in pages] == [True, False]
    end = client.read(CHANGES, after=pages[1]["cursor"], limit=1)
    assert (end["results"], end["more"]) == ([], False)


def test_what_is_done_to_a_hidden_case_is_told_of_no_case_joined_with_it(alia, berik, organisation):
    readers = [program(owner, organisation, Scope.CASES_READ) for owner in (alia, berik)]
    known, hidden = own_case(alia, organisation), own_case(alia, organisation)
    CaseMilestones.objects.filter(case=hidden).update(absorbed_by=known)
    Recusal.objects.create(case=hidden, user=alia, reason=RecusalReason.OTHER, declared_by=berik, started_on=TODAY)
    begins = [reader.read(CHANGES)["cursor"] for reader in readers]
    stage = stage_with(Effect.REGISTERS)
    record_event(by=berik, case=hidden, stage=stage, happened_on=TODAY, precision="day", today=TODAY)
    CaseMilestones.objects.filter(case=hidden).update(absorbed_by=known)
    pages = [reader.read(CHANGES, after=begin) for reader, begin in zip(readers, begins, strict=True)]
    told = [sorted(one["reference"] for one in page["results"]) for page in pages]
    assert told == [[], sorted([known.reference, hidden.reference])]
    assert pages[0]["more"] is False


def test_a_case_taken_back_is_told_as_gone(alia, berik, organisation):
    client = program(berik, organisation, Scope.CASES_READ)
    begin = client.read(CHANGES)
    case = own_case(alia, organisation)
    Case.objects.filter(pk=case.pk).update(mistaken_on=TODAY)
    assert [one["gone"] for one in client.read(CHANGES, after=begin["cursor"])["results"]] == [True]


def test_a_cursor_of_another_organisation_is_refused(alia, charlie, organisation, other_organisation):
    cursor = program(alia, organisation, Scope.CASES_READ).read(CHANGES)["cursor"]
    theirs = program(charlie, other_organisation, Scope.CASES_READ)
    assert theirs.get(CHANGES, {"after": cursor}).status_code == 400
