"""The page of a visit: what it says to whom, that it does not grow, and that words open once and for few."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act, Outcome, Role
from accounts.models import AuditEvent, Membership
from complaints.actions import assign_case
from complaints.ties import declare_tie
from institutions.choices import TermList
from institutions.models import PremiseType
from monitoring.actions import change_visit, take_back_visit
from monitoring.choices import DocumentKind, FollowUp, StoodBack, VisitTextKind
from monitoring.facts import DissentFacts, MemberFacts
from monitoring.models import Visit, VisitAfterwards, VisitText
from tests.complaints.sealed_cases import own_case
from tests.monitoring.pages.full import full_visit, heard
from tests.monitoring.visits import ADVICE, TODAY, VISITED, WORDS, facts, finding, own_visit, term, told_visit
from tests.vault.keys import unlocked_client, with_keys
from vault.models import Bar, KeyWrap

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


def page(user, visit, name: str = "visit_detail"):
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=[visit.reference]))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- what it says -----------------------------------------------------------------------------------------------------


def test_the_page_says_how_the_visit_went(vera, organisation):
    visit = own_visit(
        vera,
        organisation,
        notice=term(TermList.NOTICE_MODE, "ahead"),
        notice_demanded="administration",
        documents={DocumentKind.INJURIES: "refused"},
        follow_up=FollowUp.VISIT,
        look_again_on=TODAY + timedelta(days=30),
    )
    said = text_of(page(vera, visit))
    for words in (
        "Visit to Place TEST-1",
        "Notice was demanded, though these terms ask for none.",
        "Registers or files were refused.",
        "waited 35 minutes, though these terms ask for no notice.",
        "Staff saw, heard or recorded interviews, though these terms make them private.",
        "kept waiting for 35 minutes",
        "14:00",  # at the gate, in the time of the country
        "12 of 15 people who were spoken with were spoken with in private.",
        "90 % of its places",
        "Register of injuries",
        "No later visit is recorded.",
        "no earlier visit is recorded",
        "Vera",
    ):
        assert words in said, words


def test_what_follows_the_terms_shows_no_band(vera, organisation):
    in_time = {"entered_at": datetime(2026, 10, 20, 9, 30, tzinfo=UTC)}
    visit = own_visit(vera, organisation, interviews={term(TermList.INTERVIEW_MODE, "private"): 2}, **in_time)
    assert "otherwise than its terms allow" not in text_of(page(vera, visit))


def test_a_visit_of_which_nothing_else_is_known_says_so(vera, organisation):
    nothing = {"arrived_at": None, "entered_at": None, "left_at": None, "access": [], "interviews": {}}
    visit = own_visit(vera, organisation, **nothing, population={}, premises={}, members=[])
    said = text_of(page(vera, visit))
    for words in ("not recorded", "No interview is recorded.", "No room is recorded.", "Nobody counted how many"):
        assert words in said, words


def test_a_delay_over_midnight_names_the_day(vera, organisation):
    late = {"arrived_at": datetime(2026, 10, 20, 18, tzinfo=UTC), "entered_at": datetime(2026, 10, 20, 20, tzinfo=UTC)}
    visit = own_visit(vera, organisation, **late, left_at=None)
    said = text_of(page(vera, visit))
    assert "21 October 2026, 01:00" in said and "kept waiting for 120 minutes" in said


def test_the_mandate_of_a_room_is_that_of_the_day_with_its_source(vera, organisation):
    room = PremiseType.objects.filter(mandates__mandate="disputed").order_by("order").first()
    visit = own_visit(vera, organisation, premises={room: "outside"})
    said = text_of(page(vera, visit))
    assert "Rooms were refused as outside the mandate; whether they are is disputed." in said
    assert room.mandates.get().legal_basis in said


def test_neighbours_lead_to_each_other(vera, organisation):
    hours = {"arrived_at": None, "entered_at": None, "left_at": None}
    one = own_visit(vera, organisation, visited_on=VISITED - timedelta(days=9), **hours)
    two = own_visit(vera, organisation)
    assert reverse("visit_detail", args=[two.reference]) in text_of(page(vera, one))
    assert "before: 11 October 2026" in text_of(page(vera, two))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_needs_the_same_queries_however_much_there_is(rows, berik, organisation, django_assert_num_queries):
    with_keys(berik)
    visit = full_visit(berik, organisation, rows)
    client = Client()
    client.force_login(berik)
    address = reverse("visit_detail", args=[visit.reference])
    client.get(address)
    with django_assert_num_queries(14):
        assert client.get(address).status_code == 200


# --- who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["alia", "berik", "vera", "dana"])
def test_who_may_know_of_visits_sees_the_page_and_no_words(name, cast, vera, organisation):
    with_keys(vera)
    visit = told_visit(vera, organisation)
    answer = page(cast[name], visit)
    assert answer.status_code == 200
    assert WORDS not in text_of(answer) and ADVICE not in text_of(answer)


def test_buttons_are_those_of_the_role(cast, vera, organisation):
    visit = own_visit(vera, organisation)
    dates, back = (reverse(name, args=[visit.reference]) for name in ("visit_report_dates", "take_back_visit"))
    found = {name: (dates in text_of(page(cast[name], visit)), back in text_of(page(cast[name], visit))) for name in
             ("alia", "dana", "vera", "berik")}  # fmt: skip
    assert found == {"alia": (False, False), "dana": (False, False), "vera": (True, False), "berik": (True, True)}


@pytest.mark.parametrize("name", ["azat", "charlie"])
def test_a_visit_one_may_not_know_of_does_not_exist(name, cast, vera, organisation):
    assert page(cast[name], own_visit(vera, organisation)).status_code == 404


@pytest.mark.parametrize("reference", ["2222-2222", "\x00", "AAAA\x00", "x" * 300])
def test_an_unknown_reference_answers_as_a_hidden_one(reference, vera):
    client = Client()
    client.force_login(vera)
    assert client.get(reverse("visit_detail", args=[reference])).status_code == 404


def test_who_stood_back_and_who_asks_for_a_visit_taken_back_find_nothing(vera, berik, alia, organisation):
    members = [MemberFacts(user=vera), MemberFacts(user=alia, stood_back=StoodBack.RELATED)]
    visit = own_visit(vera, organisation, members=members)
    assert page(alia, visit).status_code == 404
    assert "Stood back: related to somebody there" in text_of(page(berik, visit))
    take_back_visit(by=berik, visit=visit, today=TODAY)
    assert page(berik, visit).status_code == 404


# --- cases ------------------------------------------------------------------------------------------------------------


def test_cases_are_named_to_who_may_know_them_and_counted_to_others(vera, alia, dana, berik, organisation):
    trigger, told = own_case(berik, organisation), own_case(berik, organisation)
    visit = own_visit(berik, organisation, triggered_by=[trigger])
    heard(visit, told)
    lead = text_of(page(berik, visit))
    assert trigger.reference in lead and told.reference in lead and "P3" in lead
    assign_case(by=berik, case=told, user=alia)
    worker = text_of(page(alia, visit))
    assert told.reference in worker and trigger.reference not in worker
    assert "1 case that you may not know more of." in worker
    for stranger in (vera, dana):  # a monitor sees a case within consent and assignment only
        said = text_of(page(stranger, visit))
        assert trigger.reference not in said and told.reference not in said
        assert not re.search(r"\bP3\b", said)  # by itself: a random mark may hold the two letters
        assert said.count("1 case that you may not know more of.") == 2


def test_a_case_given_to_a_monitor_without_consent_to_monitors_is_not_named(vera, berik, organisation):
    case = own_case(berik, organisation)
    visit = own_visit(berik, organisation)
    heard(visit, case)
    Membership.objects.create(user=vera, organisation=organisation, role=Role.CASE_WORKER)
    assign_case(by=berik, case=case, user=vera)
    Membership.objects.filter(user=vera, role=Role.CASE_WORKER).delete()
    assert case.reference not in text_of(page(vera, visit))


# --- the words --------------------------------------------------------------------------------------------------------


def opened(client, visit):
    return client.post(reverse("open_visit", args=[visit.reference]))


def test_words_stand_beside_what_they_belong_to_once(vera, berik, organisation):
    with_keys(vera, berik)
    visit = told_visit(
        vera,
        organisation,
        findings=[finding(), finding(words="")],
        texts={VisitTextKind.CONDUCT: "We were led through the yard."},
        dissents=[DissentFacts("I saw otherwise.", member=1)],
    )
    client = unlocked_client(berik)
    said = text_of(opened(client, visit))
    for words in (WORDS, ADVICE, "We were led through the yard.", "I saw otherwise.", "Nothing was written about it."):
        assert said.count(words) == 1, words
    assert AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED, actor=berik, outcome=Outcome.DONE).count() == 1
    assert WORDS not in text_of(client.get(reverse("visit_detail", args=[visit.reference])))


def test_opening_leads_to_the_password_where_the_keys_are_locked(vera, organisation):
    with_keys(vera)
    visit = told_visit(vera, organisation)
    client = Client()
    client.force_login(vera)
    answer = opened(client, visit)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED).exists()


def test_who_holds_no_key_reads_who_does(vera, berik, alia, organisation):
    with_keys(vera, berik, alia)
    visit = told_visit(vera, organisation)
    answer = opened(unlocked_client(alia), visit)
    assert answer.status_code == 403
    assert "Vera" in text_of(answer) and "Berik" in text_of(answer) and WORDS not in text_of(answer)
    assert AuditEvent.objects.get(action=Act.VISIT_TEXTS_OPENED).outcome == Outcome.REFUSED


def test_an_analyst_opens_nothing(vera, dana, organisation):
    with_keys(vera, dana)
    visit = told_visit(vera, organisation)
    assert opened(unlocked_client(dana), visit).status_code == 403
    assert "Your role does not open them." in text_of(page(dana, visit))


def test_a_visit_without_words_offers_nothing_to_open(vera, organisation):
    with_keys(vera)
    visit = own_visit(vera, organisation)
    assert "Nothing has been written about this visit yet." in text_of(page(vera, visit))
    assert opened(unlocked_client(vera), visit).status_code == 403


def test_what_was_damaged_says_so(vera, organisation):
    with_keys(vera)
    visit, other = told_visit(vera, organisation), told_visit(vera, organisation)
    wrap, foreign = (KeyWrap.objects.get(data_key__safe=one.safe, key_pair__user=vera) for one in (visit, other))
    KeyWrap.objects.filter(pk=wrap.pk).delete()
    foreign.pk, foreign.data_key = None, wrap.data_key
    foreign.save(force_insert=True)
    answer = opened(unlocked_client(vera), visit)
    assert answer.status_code == 500 and "This does not open" in text_of(answer)


def test_a_text_under_a_key_one_lacks_is_named_as_such(vera, berik, alia, organisation):
    with_keys(vera, berik, alia)
    visit = told_visit(vera, organisation, members=[MemberFacts(user=vera), MemberFacts(user=alia)])
    newer = VisitText.objects.get(pk=visit.findings.get().words_id).envelope.data_key
    assert newer.generation == 1
    newer.is_retired = True
    newer.save()
    KeyWrap.objects.filter(data_key=newer, key_pair__user=alia).delete()
    told = {"findings": [finding(words="Later words.")], "members": [MemberFacts(user=vera), MemberFacts(user=alia)]}
    change_visit(by=vera, visit=visit, facts=facts(**told), today=TODAY)
    newest = visit.safe.data_keys.order_by("-generation").first()
    wrap = KeyWrap.objects.get(data_key=newest, key_pair__user=berik)
    assert newest.generation == 2 and wrap
    KeyWrap.objects.filter(data_key=newest, key_pair__user=berik).delete()
    said = text_of(opened(unlocked_client(berik), visit))
    assert WORDS in said and "Later words." not in said and "Sealed under a key that you do not hold." in said


# --- what a lead decides ----------------------------------------------------------------------------------------------


def test_a_visit_is_taken_back_after_a_question(berik, vera, organisation):
    visit = own_visit(vera, organisation)
    client = signed_in(berik)
    address = reverse("take_back_visit", args=[visit.reference])
    assert "Only a visit that was recorded by mistake" in text_of(client.get(address))
    assert Visit.objects.in_force().exists()
    assert client.post(address).status_code == 302
    assert not Visit.objects.in_force().exists()
    assert client.post(address).status_code == 404


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_what_rests_on_the_visit_is_said(berik, organisation):
    visit = own_visit(berik, organisation)
    heard(visit, own_case(berik, organisation))
    answer = signed_in(berik).post(reverse("take_back_visit", args=[visit.reference]), follow=True)
    assert "Complaints were received on this visit" in text_of(answer)
    assert Visit.objects.in_force().exists()


def test_a_lead_gives_a_member_of_the_team_the_key(vera, berik, alia, organisation):
    with_keys(vera, berik)
    visit = told_visit(vera, organisation, members=[MemberFacts(user=vera), MemberFacts(user=alia)])
    assert "has no keys yet" in text_of(page(berik, visit))
    with_keys(alia)
    address = reverse("give_visit_key", args=[visit.reference, alia.uuid])
    assert address in text_of(page(berik, visit)) and address not in text_of(page(vera, visit))
    client = unlocked_client(berik)
    assert "The key has been handed over." in text_of(client.post(address, follow=True))
    assert WORDS in text_of(opened(unlocked_client(alia), visit))
    assert AuditEvent.objects.get(action=Act.VISIT_KEY_GRANTED).actor == berik
    assert client.post(address).status_code == 404  # nothing is lacking any more


def test_keys_go_to_the_team_only(vera, berik, alia, dana, charlie, organisation):
    with_keys(vera, berik, alia, dana, charlie)
    visit = told_visit(vera, organisation, members=[MemberFacts(user=vera), MemberFacts(user=dana)])
    client = unlocked_client(berik)
    for nobody in (alia, dana, charlie, berik):
        assert client.post(reverse("give_visit_key", args=[visit.reference, nobody.uuid])).status_code == 404
    assert unlocked_client(vera).post(reverse("give_visit_key", args=[visit.reference, alia.uuid])).status_code == 403


def test_a_bar_ends_with_its_reason(vera, berik, alia, organisation):
    with_keys(vera, berik, alia)
    visit = told_visit(vera, organisation, members=[MemberFacts(user=vera), MemberFacts(user=alia)])
    KeyWrap.objects.filter(data_key__safe=visit.safe, key_pair__user=alia).delete()
    Bar.objects.create(safe=visit.safe, user=alia)  # of a tie that has ended
    client = unlocked_client(berik)
    client.post(reverse("give_visit_key", args=[visit.reference, alia.uuid]))
    assert not Bar.objects.exists()
    assert WORDS in text_of(opened(unlocked_client(alia), visit))


def test_who_is_tied_to_the_place_is_given_no_key_and_this_is_said(vera, berik, alia, organisation):
    with_keys(vera, berik, alia)
    visit = told_visit(vera, organisation, members=[MemberFacts(user=vera), MemberFacts(user=alia)])
    declare_tie(by=alia, organisation=organisation, user=alia, facility=visit.facility, today=TODAY)
    address = reverse("give_visit_key", args=[visit.reference, alia.uuid])
    said = text_of(unlocked_client(berik).post(address, follow=True))
    assert "is tied to the place: its words stay closed." in said
    assert not KeyWrap.objects.filter(key_pair__user=alia).exists() and Bar.objects.exists()


# --- the report -------------------------------------------------------------------------------------------------------


def test_dates_of_the_report_are_noted_and_shown(vera, organisation):
    visit = own_visit(vera, organisation, visited_on=VISITED)
    client = signed_in(vera)
    address = reverse("visit_report_dates", args=[visit.reference])
    today = timezone.localdate()
    given = {"reported_on": "25.10.2026", "sent_on": "2026-10-26", "published_on": "", "is_anonymised": ""}
    if today >= VISITED + timedelta(days=7):
        assert client.post(address, given).status_code == 302
        assert "25 October 2026" in text_of(page(vera, visit))
        assert 'value="25.10.2026"' in text_of(client.get(address))


def test_a_monitor_s_form_leaves_what_is_said_of_publishing(vera, berik, organisation):
    visit = own_visit(vera, organisation, visited_on=VISITED)
    VisitAfterwards.objects.filter(visit=visit).update(published_on=VISITED, is_anonymised=True)
    address = reverse("visit_report_dates", args=[visit.reference])
    given = {"reported_on": "20.10.2026", "published_on": "", "is_anonymised": ""}
    assert signed_in(vera).post(address, given).status_code == 302
    row = VisitAfterwards.objects.get(visit=visit)
    assert (row.reported_on, row.published_on, row.is_anonymised) == (VISITED, VISITED, True)
    assert signed_in(berik).post(address, given).status_code == 302
    assert VisitAfterwards.objects.get(visit=visit).published_on is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"reported_on": "01.01.2999"},
        {"reported_on": "yesterday"},
        {"reported_on": "2026-10-25\x00"},
        {"reported_on": "19.10.2026"},
        {"published_on": "21.10.2026"},
    ],
)
def test_dates_that_cannot_have_been_are_refused_with_a_sentence(wrong, vera, berik, organisation):
    visit = own_visit(vera, organisation)
    answer = signed_in(berik).post(reverse("visit_report_dates", args=[visit.reference]), wrong)
    assert answer.status_code == 200 and "Error:" in text_of(answer)
    visit.afterwards.refresh_from_db()
    assert visit.afterwards.reported_on is None and visit.afterwards.published_on is None
