"""Sending a draft: once, all of it or nothing, and only for who may."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership
from complaints.choices import RecusalReason
from complaints.models import Case, CaseAssignment, Complaint, ComplaintDraft, Recusal, Tie, Writing
from complaints.reception.actions import log_complaint, logged
from complaints.reception.drafts import Gone
from complaints.reception.told import Told
from institutions.models import Facility
from tests.cast import person
from tests.complaints.reception.conftest import answer, consented, send
from tests.complaints.sealed_cases import TODAY, own_case
from tests.vault.keys import unlocked_client, with_keys
from vault.models import KeyWrap, RecoveryKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Facility.objects.filter(is_demonstration=False).first()


@pytest.fixture
def ready(browser, draft, place):
    """A draft with consent and a place: enough to be logged."""
    answer(browser, draft, "consent", **consented())
    answer(browser, draft, "incident", facility=place.code)
    return draft


def refusal(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_half_of_the_answers_make_a_case(browser, ready, place):
    assert send(browser, ready).status_code == 302
    case = Case.objects.get()
    assert (case.facility, case.incident_precision, case.safe) == (place, "unknown", None)
    assert case.complaints.get().passed_staff == "not_asked"
    assert case.respondents.get().agency is None


def test_who_does_not_see_every_case_is_assigned_to_what_they_logged(browser, ready, alia):
    send(browser, ready)
    assert CaseAssignment.objects.get().user == alia


def test_pressing_twice_makes_one_case(browser, ready):
    moment = ComplaintDraft.objects.get().saved_at.isoformat()
    address = reverse("check_complaint", kwargs={"uuid": ready.uuid})
    given = [browser.post(address, {"act": "send", "read_at": moment}) for _press in range(2)]
    assert [answer["Location"] for answer in given] == [reverse("complaint_logged", kwargs={"uuid": ready.uuid})] * 2
    assert (Case.objects.count(), Complaint.objects.count()) == (1, 1)


def test_the_action_gives_the_same_complaint_again(browser, ready, alia):
    send(browser, ready)
    nothing = Told({}, {}, None, None, (), "", ())
    again = log_complaint(by=alia, draft=ready.uuid, read_at=ready.saved_at, told=nothing, today=TODAY)
    assert again == Complaint.objects.get()
    with pytest.raises(Gone):
        log_complaint(by=alia, draft=uuid4(), read_at=ready.saved_at, told=nothing, today=TODAY)


def test_without_consent_nothing_is_kept(browser, draft, place):
    answer(browser, draft, "incident", facility=place.code)
    assert "Without this consent nothing may be kept" in refusal(send(browser, draft))
    answer(browser, draft, "consent", **dict.fromkeys(consented(), "refused"))
    assert "Without this consent nothing may be kept" in refusal(send(browser, draft))
    assert (Case.objects.count(), ComplaintDraft.objects.count()) == (0, 1)


def test_nothing_told_makes_no_case(browser, draft):
    answer(browser, draft, "consent", **consented())
    assert "Tell at least one thing" in refusal(send(browser, draft))
    assert not Case.objects.exists()


def test_words_that_nobody_could_open_are_not_taken(browser, ready, alia, berik):
    RecoveryKey.objects.all().delete()
    Membership.objects.filter(user=berik).delete()
    answer(browser, ready, "names", **{"victim-1-name": "Canary"})
    page = refusal(send(browser, ready))
    assert "govuk-error-summary" in page
    assert (Case.objects.count(), Writing.objects.count(), ComplaintDraft.objects.count()) == (0, 0, 1)


def test_what_was_changed_after_it_was_read_is_shown_again(browser, ready):
    page = send(browser, ready, read_at="2020-01-01T00:00:00+00:00")
    assert "changed meanwhile" in refusal(page)
    assert "changed meanwhile" in refusal(send(browser, ready, read_at="no moment"))
    assert "changed meanwhile" in refusal(send(browser, ready, read_at="2026-99-99T00:00:00Z"))
    assert not Case.objects.exists()


def test_a_file_number_that_is_taken_is_said(browser, ready, alia, organisation):
    Case.objects.filter(pk=own_case(alia, organisation).pk).update(file_number="7")
    answer(browser, ready, "arrival", file_number="7")
    assert "has this file number" in refusal(send(browser, ready))
    assert Case.objects.count() == 1


def test_a_day_to_come_is_refused_before_sending(browser, ready):
    page = answer(browser, ready, "arrival", received_on_2="9998")
    assert "lies in the future" in refusal(page)


def test_a_role_that_ended_meanwhile_ends_the_draft_too(browser, ready, alia, organisation):
    Membership.objects.filter(user=alia).delete()
    assert send(browser, ready).status_code == 403
    nothing = Told({}, {}, None, None, (), "", ())
    with pytest.raises((Gone, PermissionDenied)):
        log_complaint(by=type(alia).objects.get(pk=alia.pk), draft=ready.uuid, read_at=None, told=nothing, today=TODAY)


def test_whoever_is_tied_to_the_place_stands_back_and_gets_no_key(browser, ready, berik, organisation, place):
    Membership.objects.create(user=with_keys(_colleague(organisation)), organisation=organisation, role=Role.LEAD)
    Tie.objects.create(user=berik, organisation=organisation, facility=place, declared_by=berik, declared_on=TODAY)
    answer(browser, ready, "account", narrative="words")
    assert send(browser, ready).status_code == 302
    case = Case.objects.get()
    assert Recusal.objects.get(case=case).user == berik
    assert not KeyWrap.objects.filter(data_key__safe=case.safe, key_pair__user=berik).exists()
    assert not Case.objects.visible_to(berik).exists()


def _colleague(organisation):
    return person("second", organisation, Role.CASE_WORKER)


def test_whoever_is_tied_to_the_place_cannot_log_about_it(browser, ready, alia, organisation, place):
    Tie.objects.create(user=alia, organisation=organisation, facility=place, declared_by=alia, declared_on=TODAY)
    assert "A colleague must log this" in refusal(send(browser, ready))
    assert not Case.objects.exists()


# --- one more complaint about a case that is there --------------------------------------------------------------------


def test_one_more_complaint_goes_to_the_case(browser, alia, organisation):
    case = own_case(alia, organisation)
    begun = browser.post(reverse("add_complaint", kwargs={"reference": case.reference}))
    draft = ComplaintDraft.objects.get()
    assert begun["Location"] == reverse("complaint_draft", kwargs={"uuid": draft.uuid})
    assert browser.get(reverse("complaint_topic", kwargs={"uuid": draft.uuid, "topic": "incident"})).status_code == 404
    answer(browser, draft, "consent", **consented())
    answer(browser, draft, "arrival", told_by="lawyer")
    answer(browser, draft, "names", **{"complainant-1-name": "Canary"})
    assert send(browser, draft).status_code == 302
    assert (Case.objects.count(), case.complaints.count()) == (1, 2)
    assert case.complaints.last().told_by == "lawyer"
    assert case.identities.get().party == "complainant"


def test_who_comes_with_one_more_complaint_replaces_nobody(browser, ready, alia, organisation):
    for _time in range(2):
        browser.post(reverse("new_complaint"))
        draft = ComplaintDraft.objects.exclude(pk=ready.pk).get()
        answer(browser, draft, "consent", **consented())
        answer(browser, draft, "names", **{"complainant-1-name": "Canary"})
        if known := Case.objects.first():
            address = reverse("check_complaint", kwargs={"uuid": draft.uuid})
            browser.post(address, {"act": "into", "case": known.reference})
        assert send(browser, draft).status_code == 302
    assert list(Case.objects.get().identities.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_names_that_would_stay_behind_are_told_before_sending(browser, ready, alia, organisation):
    known = own_case(alia, organisation)
    address = reverse("check_complaint", kwargs={"uuid": ready.uuid})
    answer(browser, ready, "names", **{"complainant-1-name": "Canary"})
    browser.post(address, {"act": "into", "case": known.reference})
    said = "Names of alleged victims and of those complained about"
    assert said not in browser.get(address).content.decode()
    browser.post(address, {"act": "new"})
    answer(browser, ready, "names", **{"victim-1-name": "Canary"})
    browser.post(address, {"act": "into", "case": known.reference})
    assert said in browser.get(address).content.decode()


@pytest.mark.parametrize("reference", ["2222-2222", "\x00", ""])
def test_a_complaint_is_moved_only_to_a_case_one_may_see(browser, ready, berik, organisation, reference):
    foreign = own_case(berik, organisation).reference
    address = reverse("check_complaint", kwargs={"uuid": ready.uuid})
    assert browser.post(address, {"act": "into", "case": reference}).status_code == 404
    assert browser.post(address, {"act": "into", "case": foreign}).status_code == 404


def test_a_case_from_which_one_stands_back_meanwhile_takes_nothing(browser, alia, berik, organisation):
    case = own_case(alia, organisation)
    browser.post(reverse("add_complaint", kwargs={"reference": case.reference}))
    draft = ComplaintDraft.objects.get()
    answer(browser, draft, "consent", **consented())
    Recusal.objects.create(case=case, user=alia, reason=RecusalReason.OTHER, declared_by=alia, started_on=TODAY)
    page = refusal(send(browser, draft))
    assert "not open to you" in page
    assert case.reference not in page
    assert case.complaints.count() == 1
    browser.post(reverse("check_complaint", kwargs={"uuid": draft.uuid}), {"act": "new"})
    answer(browser, draft, "arrival", told_by="lawyer")
    answer(browser, draft, "account", narrative="words")
    assert send(browser, draft).status_code == 302
    assert Case.objects.count() == 2


def test_what_was_logged_is_known_only_to_who_may_see_the_case(browser, ready, charlie, dana):
    send(browser, ready)
    assert logged(by=charlie, draft=ready.uuid) is None
    stranger = unlocked_client(with_keys(charlie))
    assert stranger.get(reverse("complaint_logged", kwargs={"uuid": ready.uuid})).status_code == 404
