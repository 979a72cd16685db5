"""Drafts of visits: nobody else's, sealed, resumable whatever was typed, and gone after two months."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Role
from accounts.models import Membership
from complaints.actions import receive_complaint
from complaints.choices import DataSet
from monitoring.models import Visit, VisitDraft, VisitPlan
from monitoring.planning.plans import drop_plan
from monitoring.recording import drafts
from monitoring.tasks import purge_drafts
from tests.complaints.reception.test_drafts import everything_stored
from tests.monitoring.interviews.heard import case_of, hear
from tests.monitoring.planning.plans import everything_stored as every_row
from tests.monitoring.planning.plans import planned
from tests.monitoring.recording.conftest import address, post
from tests.monitoring.visits import TODAY, advice, own_visit, place, regime
from tests.security.canaries import spellings
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault.actions import forget_keys

pytestmark = pytest.mark.django_db

NO_HOURS = {"arrived_at": None, "entered_at": None, "left_at": None}
CANARY = "Kanarienvogel"
WORDS = ("objectives", "previous", "conduct", "safety", "note", "findings-0-words", "good-0-words", "dissents-0-words")


def opened(draft, user) -> drafts.Draft:
    draft.refresh_from_db()
    return drafts.opened(draft, private_key_of(user))


def tables_telling(secrets: tuple[str, ...], before: set[tuple[str, str]]) -> set[str]:
    """The tables of rows that were not there before and tell one of the secrets, in whatever long enough spelling."""
    forms = [form for secret in secrets for form in spellings(secret) if len(form) >= 8]
    fresh = [row for row in every_row() if row not in before]
    return {table for table, row in fresh if any(form in row.encode() for form in forms)}


def test_no_table_holds_a_word_of_a_draft(browser, draft, page):
    everywhere = {name: [CANARY] if isinstance(value, list) else CANARY for name, value in page.items()}
    post(browser, draft, everywhere | {"shown": "1"})
    post(browser, draft, page, **dict.fromkeys(WORDS, f"{CANARY} sang"))
    browser.post(address("save_visit_draft", draft), {"note": CANARY * 3, "other": CANARY, "visited_on": CANARY})
    stored = everything_stored()
    assert str(draft.uuid) in stored
    assert CANARY not in stored
    assert CANARY.encode().hex() not in stored


def test_no_table_holds_a_word_of_a_visit_that_was_sent(browser, draft, page):
    good = {"good-0-theme": page["findings-0-theme"]}
    post(browser, draft, page | good, "send", **dict.fromkeys(WORDS, f"{CANARY} sang"))
    assert Visit.objects.exists()
    stored = everything_stored()
    assert CANARY not in stored
    assert CANARY.encode().hex() not in stored


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("visited_on", text) for text in ("31.02.2026", "Tuesday", "1.1.26\x00", "20.10.2099", "9" * 60)),
        *(("arrived", text) for text in ("25:00", "noon", "\x00")),
        *(("people-held", text) for text in ("-1", "1e9", "9" * 5000, "many", "3\x00", "3.5")),
        *(("notice", text) for text in ("no such answer", "\x00")),
        *(("access", text) for text in ("no such answer", "\x00")),
        *(("members-0-user", text) for text in ("Somebody", "\x00")),
        ("room-nowhere", "visited"),
        ("rows-members", "9" * 40),
        ("rows-findings", "-1"),
        ("people-women", "181"),
        ("findings-0-words", "with a \x00 sign"),
        ("note", "x" * 30_000),
    ],
)
def test_whatever_was_typed_is_kept_and_shown_again(browser, draft, page, vera, name, wrong):
    answer = post(browser, draft, page, **{name: wrong})
    assert answer.status_code in (200, 302)
    assert browser.get(address("visit_draft", draft)).status_code == 200
    if name not in ("room-nowhere", "rows-members", "rows-findings"):
        assert opened(draft, vera).answers[name] == [wrong]
    assert post(browser, draft, page, "send", **{name: wrong}).status_code in (200, 302)


def test_what_cannot_be_read_is_said_beside_it_and_nothing_is_recorded(browser, draft, page):
    told = post(browser, draft, page, "send", visited_on="Tuesday", arrived="noon").content.decode()
    assert 'value="Tuesday"' in told
    assert "Write the day as 20.10.2026 or 201026." in told
    assert "Write the time as 9:35 or 0935." in told
    assert not Visit.objects.exists()


def test_hours_out_of_their_order_are_said(browser, draft, page):
    told = post(browser, draft, page, "send", arrived="15:00", entered="9:35", left="9:00").content.decode()
    assert "These hours go past two midnights." in told
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"people-women": "181"}, "A part of the people held is larger than the whole."),
        ({"people-sentenced": "150"}, "Together with those before a judgment"),
        ({"look_again_on": "01.10.2026"}, "Nobody returns before the visit."),
        ({"members-1-part": "leader"}, "A visit has one leader."),
        ({"recommendations-0-addressee": ""}, "Without this the row cannot be recorded."),
        ({"recommendations-0-finding": "7"}, "No finding on this page has this number."),
        ({"dissents-0-member": "9", "dissents-0-words": "No."}, "No member on this page has this number."),
        ({"sent_on": "01.11.2026", "reported_on": "02.11.2026"}, "A report is written, then sent, then published."),
    ],
)
def test_what_does_not_fit_together_is_said(browser, draft, page, changed, sentence):
    assert sentence in post(browser, draft, page, "send", **changed).content.decode()
    assert not Visit.objects.exists()


def test_saving_twice_changes_nothing(browser, draft, page, vera):
    first = browser.post(address("save_visit_draft", draft), page).content.decode()
    once = opened(draft, vera).answers
    browser.post(address("save_visit_draft", draft), page)
    assert opened(draft, vera).answers == once
    assert VisitDraft.objects.count() == 1
    assert "Saved" in first
    assert "Let in after 35 minutes" in first


def test_a_page_left_in_another_window_takes_no_rows_away(browser, draft, page, vera):
    post(browser, draft, page, "more_members")
    assert opened(draft, vera).one("rows-members") == "5"
    browser.post(address("save_visit_draft", draft), page)
    assert opened(draft, vera).one("rows-members") == "5"


@pytest.mark.parametrize("kind", ["members", "findings", "good", "recommendations", "dissents"])
def test_another_row_is_added_and_everything_typed_stays(browser, draft, page, vera, kind):
    answer = post(browser, draft, page, f"more_{kind}", visited_on="Tuesday")
    told = browser.get(answer["Location"]).content.decode()
    assert f'name="{kind}-{len([n for n in page if n.startswith(kind + "-")]) and int(page[f"rows-{kind}"])}-' in told
    assert 'value="Tuesday"' in told
    assert opened(draft, vera).answers["findings-0-words"] == [page["findings-0-words"]]


def test_a_locked_session_shows_codes_and_asks_for_the_password_for_words(browser, draft, page, vera):
    post(browser, draft, page, objectives=CANARY, visited_on="Tuesday")
    locked = Client()
    locked.force_login(vera)
    told = locked.get(address("visit_draft", draft)).content.decode()
    assert CANARY not in told
    assert "Tuesday" not in told
    assert "Type your password" in told
    assert 'value="200"' in told
    shown = {name: value for name, value in page.items() if name != "shown" and not name.endswith("-words")}
    # The place was typed once more, and would not be shown after a redirect.
    assert post(locked, draft, {**shown, "visited_on": "", "people-held": "170"}).status_code == 200
    kept = opened(draft, vera).answers
    assert (kept["objectives"], kept["visited_on"], kept["people-held"]) == ([CANARY], ["Tuesday"], ["170"])
    sent = post(locked, draft, {**shown, "visited_on": "201026"}, "send")
    assert reverse("account_reauthenticate") in sent["Location"]
    assert not Visit.objects.exists()


def test_a_page_with_mistakes_takes_no_words_that_it_did_not_show(browser, draft, page, vera):
    post(browser, draft, page, objectives=CANARY)
    locked = Client()
    locked.force_login(vera)
    shown = {name: value for name, value in page.items() if name != "shown" and not name.endswith("-words")}
    told = post(locked, draft, shown, visited_on="Tuesday").content.decode()
    assert 'value="Tuesday"' in told
    assert 'name="objectives"' not in told
    assert 'name="shown"' not in told
    post(browser, draft, shown, visited_on="201026")
    assert opened(draft, vera).answers["objectives"] == [CANARY]


def test_words_under_keys_that_are_gone_are_said_to_be_lost(browser, draft, page, vera):
    post(browser, draft, page, objectives=CANARY)
    forget_keys(user=vera)
    anew = unlocked_client(with_keys(vera))
    assert "keys that you no longer have" in anew.get(address("visit_draft", draft)).content.decode()
    post(anew, draft, page, objectives="written again")
    assert "written again" in anew.get(address("visit_draft", draft)).content.decode()


def test_whoever_has_no_keys_types_codes_and_sees_what_was_wrong(client, berik):
    client.force_login(berik)
    client.post(reverse("new_visit"))
    draft = VisitDraft.objects.get()
    told = client.get(address("visit_draft", draft)).content.decode()
    assert "You have no keys of your own yet" in told
    assert "<textarea" not in told
    answer = client.post(address("visit_draft", draft), {"visited_on": CANARY, "note": CANARY, "people-held": "12"})
    assert f'value="{CANARY}"' in answer.content.decode()
    assert CANARY not in everything_stored()
    draft.refresh_from_db()
    assert draft.facts["answers"]["people-held"] == ["12"]


@pytest.mark.parametrize("name", ["visit_draft", "delete_visit_draft", "save_visit_draft"])
def test_a_draft_of_somebody_else_is_unknown(draft, berik, name):
    lead = unlocked_client(berik)
    assert lead.get(address(name, draft)).status_code in (404, 405)
    assert lead.post(address(name, draft), {"people-held": "1"}).status_code == 404
    draft.refresh_from_db()
    assert "people-held" not in draft.facts["answers"]
    assert str(draft.uuid) not in lead.get(reverse("new_visit")).content.decode()


@pytest.mark.parametrize("name", ["alia", "dana", "azat"])
def test_who_may_not_record_begins_nothing(client, cast, name):
    client.force_login(cast[name])
    assert client.post(reverse("new_visit")).status_code == 403
    assert not VisitDraft.objects.exists()


def test_words_typed_into_a_draft_that_is_gone_are_given_back(browser, draft, page):
    browser.post(address("delete_visit_draft", draft))
    answer = post(browser, draft, page, objectives=f"{CANARY} <b>sang</b>")
    told = answer.content.decode()
    assert answer.status_code == 404
    assert f"{CANARY} &lt;b&gt;sang&lt;/b&gt;" in told
    assert "7.1 Findings 1" in told
    assert browser.post(address("save_visit_draft", draft), page).status_code == 404


def test_drafts_are_told_apart_by_place_and_day(browser, draft, page):
    post(browser, draft, page)
    told = browser.get(reverse("new_visit"))
    assert [marks for _draft, marks in told.context["drafts"]] == [["Place TEST-1", "20 October 2026"]]


def test_a_fresh_draft_knows_who_leads_and_the_terms_of_the_last_visit(browser, vera, organisation):
    visit = own_visit(vera, organisation)
    row = drafts.begin(
        by=vera, organisation=organisation, facts={"facility": visit.facility.code, "visited_on": date(2026, 10, 20)}
    )
    found = drafts.opened(row, private_key_of(vera))
    assert found.one("members-0-user") == str(vera.uuid)
    assert found.one("regime") == regime().code
    assert (found.one("facility"), found.one("visited_on")) == ("TEST-1", "20.10.2026")


def test_place_and_day_of_a_plan_lie_sealed(browser, vera, organisation):
    plan = VisitPlan.objects.create(organisation=organisation, planned_by=vera, planned_on=date(2026, 10, 1))
    row = drafts.begin(
        by=vera, organisation=organisation, plan=plan, facts={"facility": place().code, "visited_on": "201026"}
    )
    browser.post(address("save_visit_draft", row), {"facility": "TEST-1", "visited_on": "20.10.2026", "shown": "1"})
    row.refresh_from_db()
    assert {"facility", "visited_on"}.isdisjoint(row.facts["answers"])
    assert drafts.opened(row, private_key_of(vera)).one("facility") == "TEST-1"


def test_a_place_that_is_sent_begins_there_and_none_is_taken_from_an_address(browser, vera):
    place()
    assert "Place TEST-1" not in browser.get(f"{reverse('new_visit')}?place=TEST-1").content.decode()
    answer = browser.post(reverse("new_visit"), {"place": "TEST-1"})
    draft = VisitDraft.objects.get()
    assert answer["Location"] == address("visit_draft", draft)
    assert opened(draft, vera).one("facility") == "TEST-1"
    for wrong in ("\x00", "nowhere", "x" * 5000):
        assert browser.post(reverse("new_visit"), {"place": wrong, "case": wrong}).status_code == 302


def test_who_visits_for_several_organisations_is_asked_which_and_the_place_stays(browser, vera, other_organisation):
    place()
    Membership.objects.create(user=vera, organisation=other_organisation, role=Role.MONITOR)
    told = browser.post(reverse("new_visit"), {"place": "TEST-1"}).content.decode()
    assert "A visit to Place TEST-1." in told
    assert "Say for which organisation." not in told
    told = browser.post(reverse("new_visit"), {"place": "TEST-1", "asked": "1"}).content.decode()
    assert "Say for which organisation." in told
    browser.post(reverse("new_visit"), {"place": "TEST-1", "organisation": str(other_organisation.uuid)})
    assert opened(VisitDraft.objects.get(), vera).one("facility") == "TEST-1"


def test_the_case_that_moved_somebody_to_visit_lies_sealed_and_is_linked_in_the_end(browser, page, vera, organisation):
    VisitDraft.objects.all().delete()
    case = case_of(hear(vera, own_visit(vera, organisation, **NO_HOURS)))
    stored = set(every_row())
    browser.post(reverse("new_visit"), {"place": place("KANPLACE-9").code, "case": case.reference})
    draft = VisitDraft.objects.get()
    assert tables_telling(("KANPLACE-9", case.reference, str(case.uuid)), stored) <= {"institutions_facility"}
    post(browser, draft, page, "send", visited_on="211026")
    assert list(Visit.objects.get(uuid=draft.uuid).triggers.values_list("case", flat=True)) == [case.pk]


def test_a_case_that_may_not_be_known_moves_nobody(browser, page, vera, berik, organisation):
    VisitDraft.objects.all().delete()
    case = receive_complaint(
        by=berik,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=TODAY,
        received_on=date(2026, 10, 30),
        facility=place(),
    )
    browser.post(reverse("new_visit"), {"place": "TEST-1", "case": case.reference})
    assert drafts.CASE not in opened(VisitDraft.objects.get(), vera).answers


@pytest.mark.parametrize("has_plan", [True, False])
def test_no_table_tells_where_and_when_a_visit_will_be(browser, vera, berik, organisation, has_plan):
    there = place("KANPLACE-9")
    asked = own_visit(berik, organisation, facility=there, recommendations=[advice(words="")]).recommendations.get()
    today = timezone.localdate()
    plan = planned(vera, organisation, facility=there.code, first_day=today, last_day=today, today=today)
    stored = set(every_row())
    row = drafts.begin(by=vera, organisation=organisation, plan=plan if has_plan else None)
    seen = {f"seen-{asked.uuid}": "verified_done"}
    page = {"shown": "1", "facility": there.code, "visited_on": "01.11.2026"}
    others = [page | {f"seen-{asked.uuid}": text} for text in ("", "nonsense")]
    for sent in (page | seen, *others, page | seen):
        browser.post(address("save_visit_draft", row), sent)
        assert tables_telling((there.code, "01.11.2026", str(asked.uuid)), stored) == set()
    drop_plan(by=vera, plan=plan)
    browser.post(address("save_visit_draft", row), page | {"people-held": "12"})
    assert tables_telling((there.code, "01.11.2026", str(asked.uuid)), stored) == set()
    found = opened(row, vera)
    assert found.one(f"seen-{asked.uuid}") == "verified_done"
    assert (found.one("facility"), found.one("people-held")) == (there.code, "12")


def test_what_lay_in_the_open_before_is_sealed_with_the_next_save(browser, vera, organisation):
    answers = {"facility": ["TEST-1"], "visited_on": ["20.10.2026"], "people-held": ["9"], "seen-x": ["not_done"]}
    row = VisitDraft.objects.create(author=vera, organisation=organisation, facts={"answers": answers})
    browser.post(address("save_visit_draft", row), {"people-women": "1", "shown": "1"})
    found = opened(row, vera)
    assert row.facts["answers"].keys().isdisjoint({"facility", "visited_on", "seen-x"})
    assert (found.one("facility"), found.one("seen-x"), found.one("people-held")) == ("TEST-1", "not_done", "9")


def test_a_locked_session_keeps_place_and_day_and_shows_what_was_sent(browser, draft, page, vera):
    post(browser, draft, page)
    locked = Client()
    locked.force_login(vera)
    assert 'value="201026"' not in locked.get(address("visit_draft", draft)).content.decode()
    post(locked, draft, {"people-held": "170", "facility": "", "visited_on": ""})
    assert (opened(draft, vera).one("facility"), opened(draft, vera).one("visited_on")) == ("TEST-1", "201026")
    told = post(locked, draft, {"visited_on": "191026"}).content.decode()
    assert 'value="191026"' in told
    assert opened(draft, vera).one("visited_on") == "191026"


@pytest.mark.parametrize("typed", ["8701234567", "87012345", "20.1", "99.99.9999", "01.01.1901"])
def test_what_is_no_day_is_sealed_like_words(browser, draft, page, vera, typed):
    post(browser, draft, page, look_again_on=typed)
    assert opened(draft, vera).one("look_again_on") == typed
    assert typed not in str(draft.facts)


def test_what_is_typed_is_kept_out_of_reports_of_errors(browser, draft, page):
    for sent in (
        browser.post(address("visit_draft", draft), page),
        browser.post(address("save_visit_draft", draft), page),
    ):
        assert sent.wsgi_request.sensitive_post_parameters == "__ALL__"


def test_nobody_begins_without_end(browser, vera, organisation):
    VisitDraft.objects.bulk_create(
        [VisitDraft(author=vera, organisation=organisation) for _number in range(drafts.MOST_DRAFTS)]
    )
    with pytest.raises(NotPossible):
        drafts.begin(by=vera, organisation=organisation)


def test_drafts_that_nobody_touches_for_two_months_are_deleted(draft, vera, organisation):
    now = timezone.now()
    old = VisitDraft.objects.create(author=vera, organisation=organisation, saved_at=now - timedelta(days=61))
    VisitDraft.objects.filter(pk=draft.pk).update(saved_at=now - timedelta(days=59))
    purge_drafts()
    assert list(VisitDraft.objects.values_list("pk", flat=True)) == [draft.pk]
    assert not VisitDraft.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_draft_is_the_same_in_every_language(browser, draft, page, vera, language, settings):
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    post(browser, draft, page, objectives="Қараңғы бөлме, тёмная комната")
    told = browser.get(address("visit_draft", draft))
    assert f'<html lang="{language}"' in told.content.decode()
    assert "Қараңғы бөлме, тёмная комната" in told.content.decode()
    assert opened(draft, vera).answers["people-held"] == ["180"]
    assert post(browser, draft, page, "send").status_code == 302
    assert Visit.objects.count() == 1


def test_the_page_asks_few_questions_of_the_database(browser, draft, page, django_assert_max_num_queries):
    post(browser, draft, page)
    with django_assert_max_num_queries(15):
        browser.get(address("visit_draft", draft))
