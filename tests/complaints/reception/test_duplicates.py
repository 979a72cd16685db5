"""Likely duplicates: hints about cases one may see, and never a word about the others."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import Act, Outcome
from accounts.models import AuditEvent
from complaints.actions import receive_complaint, record_event
from complaints.choices import DataSet, Party, Precision, RecusalReason
from complaints.dates import PartialDate
from complaints.models import Case, ComplaintDraft, Recusal
from complaints.reception.duplicates import (
    FILE_NUMBER,
    KIND_AND_TIME,
    PLACE_AND_TIME,
    REGISTER_NUMBER,
    SAME_NAME,
    Clues,
    compare_names,
    likely,
)
from complaints.recording import stage_with
from complaints.safekeeping import ensure_safe, put_identity
from institutions.choices import Effect
from institutions.models import Facility
from tests.complaints.reception.conftest import answer, consented
from tests.complaints.sealed_cases import TODAY, keeper_too, with_recovery_key
from tests.vault.keys import private_key_of, unlocked_client, with_keys

pytestmark = pytest.mark.django_db

NAME = "Kanarienvogel, Ivan"


@pytest.fixture
def place():
    return Facility.objects.filter(is_demonstration=False).exclude(region=None).first()


def case_at(by, organisation, place, day=date(2026, 3, 10), precision="day", **facts: object) -> Case:
    return receive_complaint(
        by=by,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=TODAY,
        facility=place,
        region=place.region if place else None,
        incident_on=day,
        incident_precision=precision,
        **facts,
    )


def clues_at(place, when) -> Clues:
    return Clues(facility=place.code, when=when)


@pytest.mark.parametrize(
    ("theirs", "ours", "is_likely"),
    [
        (("2026-03-10", "day"), ("2026-03-10", "day"), True),
        (("2026-03-10", "day"), ("2026-04-09", "day"), True),
        (("2026-03-10", "day"), ("2026-04-10", "day"), False),
        (("2026-03-01", "month"), ("2026-04-30", "day"), True),
        (("2026-03-01", "month"), ("2026-05-01", "day"), False),
        (("2025-01-01", "year"), ("2026-01-30", "day"), True),
        (("2025-01-01", "year"), ("2026-02-01", "day"), False),
        (("2026-03-10", "day"), ("2026-01-01", "year"), True),
        (("2026-03-10", "day"), ("2026-03-20", "not_after"), True),
        (("2026-03-10", "day"), ("2025-03-20", "not_before"), False),
    ],
)
def test_days_are_compared_as_far_as_they_are_known(alia, organisation, place, theirs, ours, is_likely):
    case = case_at(alia, organisation, place, date.fromisoformat(theirs[0]), theirs[1])
    found = likely(alia, organisation, clues_at(place, PartialDate(date.fromisoformat(ours[0]), ours[1])))
    assert [one.case for one in found] == ([case] if is_likely else [])


def test_a_hint_says_what_is_the_same(alia, organisation, place):
    first = case_at(alia, organisation, place)
    second = case_at(alia, organisation, None, None, "unknown", file_number="7")
    stage = stage_with(Effect.REGISTERS)
    third = case_at(alia, organisation, None, None, "unknown")
    record_event(
        by=alia,
        case=third,
        stage=stage,
        happened_on=TODAY,
        precision=Precision.DAY,
        register_number="22-1",
        today=TODAY,
    )
    clues = Clues(place.code, "", "", PartialDate(date(2026, 3, 1), "month"), "7", "22-1")
    found = {one.case: one.matches for one in likely(alia, organisation, clues)}
    assert found == {first: [PLACE_AND_TIME], second: [FILE_NUMBER], third: [REGISTER_NUMBER]}


def test_region_and_kind_of_place_stand_for_the_place(alia, organisation, place):
    case = case_at(alia, organisation, place)
    when = PartialDate(date(2026, 3, 1), "month")
    same = Clues("", case.facility_type.code, place.region.code, when)
    assert [one.matches for one in likely(alia, organisation, same)] == [[KIND_AND_TIME]]
    assert likely(alia, organisation, Clues("", case.facility_type.code, "", when)) == []


def test_without_a_clue_nothing_is_likely(alia, organisation, place):
    case_at(alia, organisation, place, None, "unknown")
    assert likely(alia, organisation, Clues()) == []
    assert likely(alia, organisation, clues_at(place, PartialDate(None, "unknown"))) == []


def test_cases_one_may_not_see_give_no_hint(alia, berik, charlie, organisation, other_organisation, place):
    when = PartialDate(date(2026, 3, 10), "day")
    foreign = case_at(charlie, other_organisation, place, file_number="7")
    unassigned = case_at(berik, organisation, place, file_number="7")
    stood_back = case_at(alia, organisation, place)
    Recusal.objects.create(case=stood_back, user=alia, reason=RecusalReason.OTHER, declared_by=alia, started_on=TODAY)
    mistaken = case_at(alia, organisation, place)
    Case.objects.filter(pk=mistaken.pk).update(mistaken_on=TODAY)
    clues = Clues(place.code, "", place.region.code, when, "7")
    assert likely(alia, organisation, clues) == []
    assert {one.case for one in likely(berik, organisation, clues)} == {unassigned, stood_back}
    assert [one.case for one in likely(charlie, other_organisation, clues)] == [foreign]


def test_the_pages_hint_and_name_no_hidden_case(browser, draft, alia, berik, organisation, place):
    seen, hidden = case_at(alia, organisation, place), case_at(berik, organisation, place)
    sent = {"facility": place.code, "incident_on_1": "3", "incident_on_2": "2026"}
    told = browser.post(reverse("save_complaint", kwargs={"uuid": draft.uuid}), {"topic": "incident", **sent})
    pages = [told] + [
        browser.get(reverse(name, kwargs={"uuid": draft.uuid})) for name in ("complaint_draft", "check_complaint")
    ]
    for page in pages:
        assert seen.reference in page.content.decode()
        assert hidden.reference not in page.content.decode()


def test_hints_cost_the_same_for_one_case_and_for_three(
    browser, draft, alia, organisation, place, django_assert_num_queries, django_assert_max_num_queries
):
    answer(browser, draft, "incident", facility=place.code, incident_on_2="2026")
    address = reverse("check_complaint", kwargs={"uuid": draft.uuid})
    case_at(alia, organisation, place)
    with django_assert_max_num_queries(15) as first:
        browser.get(address)
    for _more in range(2):
        case_at(alia, organisation, place)
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(address)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def named(alia, berik, organisation, place):
    """A case in which somebody is named, and a keeper of identities who is in the lead too."""
    keeper_too(berik, organisation)
    with_keys(alia, berik)
    with_recovery_key(organisation)
    case = case_at(berik, organisation, place)
    ensure_safe(case=case, by=berik, today=TODAY)
    put_identity(case=case, party=Party.VICTIM, number=1, facts={"name": NAME}, recorded_by=berik, today=TODAY)
    return case


def compared(by, organisation, place, now, *names: str):
    found = likely(by, organisation, clues_at(place, PartialDate(date(2026, 3, 10), "day")))
    number = compare_names(by=by, private_key=private_key_of(by), found=found, names=names, now=now)
    return number, [one.matches for one in found]


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("Ivan Kanarienvogel", True),
        ("KANARIENVOGEL ivan petrovich", True),
        ("Kanarienvogel", False),
        ("Ivan", False),
        ("Ivan Sperling", False),
        ("", False),
    ],
)
def test_a_name_is_the_same_whatever_its_order(named, berik, organisation, place, now, typed, is_same):
    number, matches = compared(berik, organisation, place, now, typed)
    assert number == 1
    assert matches == [[SAME_NAME, PLACE_AND_TIME] if is_same else [PLACE_AND_TIME]]
    opened = AuditEvent.objects.filter(action=Act.IDENTITY_OPENED, outcome=Outcome.DONE)
    assert [(event.actor, event.reason) for event in opened] == [(berik, "duplicates")]


def test_whoever_holds_no_key_of_the_names_opens_none(named, alia, berik, organisation, place, now):
    case = case_at(alia, organisation, place)
    ensure_safe(case=case, by=alia, today=TODAY)
    put_identity(case=case, party=Party.VICTIM, number=1, facts={"name": NAME}, recorded_by=alia, today=TODAY)
    assert compared(alia, organisation, place, now, "Ivan Kanarienvogel") == (0, [[PLACE_AND_TIME]])
    assert not AuditEvent.objects.filter(action=Act.IDENTITY_OPENED).exists()


def test_names_are_compared_after_the_password_and_shown_to_nobody(named, berik, place, monkeypatch):
    browser = unlocked_client(berik)
    browser.post(reverse("new_complaint"))
    draft = ComplaintDraft.objects.get()
    answer(browser, draft, "consent", **consented())
    answer(browser, draft, "incident", facility=place.code, incident_on_2="2026")
    answer(browser, draft, "names", **{"victim-1-name": "Ivan Kanarienvogel"})
    address = reverse("compare_names", kwargs={"uuid": draft.uuid})
    assert address in browser.get(reverse("check_complaint", kwargs={"uuid": draft.uuid})).content.decode()
    assert "password-again" in browser.post(address)["Location"]
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )
    asked = browser.get(address).content.decode()
    assert "A name is the same" not in asked
    assert not AuditEvent.objects.filter(action=Act.IDENTITY_OPENED).exists()
    told = browser.post(address).content.decode()
    assert "A name is the same" in told
    assert "Kanarienvogel" not in told
