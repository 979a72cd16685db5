"""Drafts: nobody else's, sealed, resumable, and gone after a month."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from complaints.models import ComplaintDraft
from complaints.reception import drafts
from complaints.tasks import purge_drafts
from institutions.choices import TermList
from institutions.models import Facility, Term
from tests.complaints.reception.conftest import answer, consented, send
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault.actions import forget_keys

pytestmark = pytest.mark.django_db

CANARY = "Kanarienvogel"


def everything_stored() -> str:
    """Every row of every table that a draft or its history could be in, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT coalesce(string_agg(row::text, chr(10)), $$$$) FROM "{table}" row')
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


def address(name: str, draft: ComplaintDraft, **more: str) -> str:
    return reverse(name, kwargs={"uuid": draft.uuid, **more})


def test_no_table_holds_a_word_of_a_draft(browser, draft):
    answer(browser, draft, "account", narrative=f"{CANARY} was beaten")
    answer(browser, draft, "names", **{"victim-1-name": CANARY, "complainant-1-contact": CANARY})
    answer(browser, draft, "incident", facility=CANARY, region=CANARY, methods=[CANARY], incident_on_2=CANARY)
    answer(browser, draft, "arrival", told_by=CANARY, channel=CANARY, received_on_3=CANARY)
    answer(browser, draft, "concerned", victims=CANARY, **{"victim-1-sex": CANARY, "victim-9-sex": CANARY})
    browser.post(address("save_complaint", draft), {"topic": "account", "narrative": CANARY * 3, "other": CANARY})
    stored = everything_stored()
    assert str(draft.uuid) in stored
    assert CANARY not in stored
    assert CANARY.encode().hex() not in stored


def test_words_come_back_to_who_wrote_them_and_to_nobody_else(browser, draft, alia, berik):
    answer(browser, draft, "account", narrative=CANARY)
    row = ComplaintDraft.objects.get()
    assert drafts.opened(row, private_key_of(alia)).answers["account"] == {"narrative": [CANARY]}
    assert drafts.opened(row, private_key_of(berik)).lost == {"account"}
    assert drafts.opened(row, None).locked == {"account"}


def test_words_of_one_draft_open_in_no_other(browser, draft, alia):
    answer(browser, draft, "account", narrative=CANARY)
    other = ComplaintDraft.objects.create(
        author=alia, organisation=draft.organisation, sealed=ComplaintDraft.objects.get().sealed
    )
    assert drafts.opened(other, private_key_of(alia)).lost == {"account"}
    swapped = ComplaintDraft.objects.get(pk=draft.pk)
    envelopes = json.loads(bytes(swapped.sealed))
    swapped.sealed = json.dumps({"names": envelopes["account"]}).encode()
    assert drafts.opened(swapped, private_key_of(alia)).lost == {"names"}


def test_a_locked_session_shows_no_words_and_writes_codes(draft, browser, alia):
    answer(browser, draft, "account", narrative=CANARY)
    locked = Client()
    locked.force_login(alia)
    page = locked.get(address("complaint_topic", draft, topic="account")).content.decode()
    assert CANARY not in page
    assert "Type your password" in page
    assert "<textarea" not in page
    place = Facility.objects.filter(is_demonstration=False).first()
    assert answer(locked, draft, "incident", facility=place.code).status_code == 302
    assert answer(locked, draft, "consent", **consented()).status_code == 302
    assert "Your keys are locked" in locked.get(address("check_complaint", draft)).content.decode()
    sent = locked.post(address("check_complaint", draft), {"act": "send"})
    assert reverse("account_reauthenticate") in sent["Location"]
    # Nothing that was sealed before is lost by writing codes.
    row = ComplaintDraft.objects.get()
    assert drafts.opened(row, private_key_of(alia)).answers["account"] == {"narrative": [CANARY]}


def test_words_under_keys_that_are_gone_are_said_to_be_lost_and_written_anew(browser, draft, alia):
    answer(browser, draft, "account", narrative=CANARY)
    forget_keys(user=alia)
    anew = unlocked_client(with_keys(alia))
    page = anew.get(address("complaint_topic", draft, topic="account")).content.decode()
    assert "keys that you no longer have" in page
    answer(anew, draft, "account", narrative="written again")
    assert "written again" in anew.get(address("check_complaint", draft)).content.decode()


def test_whoever_has_no_keys_writes_codes_and_is_told_about_words(client, alia):
    client.force_login(alia)
    client.post(reverse("new_complaint"))
    draft = ComplaintDraft.objects.get()
    page = client.get(address("complaint_topic", draft, topic="names")).content.decode()
    assert "You have no keys of your own yet" in page
    answer(client, draft, "account", narrative=CANARY)
    assert CANARY not in everything_stored()


@pytest.mark.parametrize("name", ["complaint_draft", "check_complaint", "delete_draft", "complaint_logged"])
def test_a_draft_of_somebody_else_is_unknown(browser, draft, berik, name):
    lead = unlocked_client(berik)
    assert lead.get(address(name, draft)).status_code == 404
    assert lead.post(address(name, draft)).status_code in (404, 405)
    assert ComplaintDraft.objects.filter(pk=draft.pk).exists()
    assert str(draft.uuid) not in lead.get(reverse("new_complaint")).content.decode()


def test_saving_into_a_draft_of_somebody_else_changes_nothing(browser, draft, berik):
    lead = unlocked_client(berik)
    assert lead.post(address("save_complaint", draft), {"topic": "arrival", "told_by": "lawyer"}).status_code == 404
    assert answer(lead, draft, "arrival", told_by="lawyer").status_code == 404
    assert ComplaintDraft.objects.get().facts["answers"] == {}


def test_words_typed_into_a_draft_that_is_gone_are_given_back(browser, draft):
    page = browser.get(address("complaint_topic", draft, topic="account")).content.decode()
    assert "this draft was deleted or sent meanwhile" in page
    browser.post(address("delete_draft", draft))
    told = answer(browser, draft, "account", narrative=f"{CANARY} <b>sang</b>")
    assert told.status_code == 404
    assert f"{CANARY} &lt;b&gt;sang&lt;/b&gt;" in told.content.decode()
    names = {"topic": ["names", "account"], "victim-1-name": CANARY, "witness-1-contact": "in the evening"}
    page = browser.post(address("complaint_draft", draft), names).content.decode()
    assert "Alleged victim 1: Name" in page
    assert "in the evening" in page
    assert browser.post(address("save_complaint", draft), names).status_code == 404
    assert CANARY not in everything_stored()


@pytest.mark.parametrize("topic", ["account", "arrival"])
def test_words_typed_into_a_draft_that_was_sent_lead_to_the_case(browser, draft, topic):
    answer(browser, draft, "consent", **consented())
    answer(browser, draft, "account", narrative=CANARY)
    assert send(browser, draft).status_code == 302
    told = answer(browser, draft, topic, narrative="One word more")
    assert told["Location"] == address("complaint_logged", draft)


@pytest.mark.parametrize("name", ["vera", "dana", "azat"])
def test_who_records_nothing_is_refused(cast, client, draft, name):
    client.force_login(cast[name])
    assert client.get(reverse("new_complaint")).status_code == 403
    assert client.post(reverse("new_complaint")).status_code == 403
    assert client.get(address("complaint_draft", draft)).status_code == 403
    assert ComplaintDraft.objects.count() == 1


def test_what_is_typed_is_saved_and_the_page_says_when(browser, draft):
    told = browser.post(address("save_complaint", draft), {"topic": "arrival", "told_by": "lawyer"})
    assert "Saved " in told.content.decode()
    assert ComplaintDraft.objects.get().facts["answers"]["arrival"]["told_by"] == ["lawyer"]


@pytest.mark.parametrize("topic", ["nothing", "", "\x00", "incident\x00"])
def test_a_topic_that_is_none_is_not_saved(browser, draft, topic):
    assert browser.post(address("save_complaint", draft), {"topic": topic, "told_by": "lawyer"}).status_code == 200
    assert ComplaintDraft.objects.get().facts["answers"] == {}


@pytest.mark.parametrize("value", ["\x00", "9" * 6000, "\ud800", "<script>", "-1", "1e9"])
def test_hostile_answers_are_not_kept_and_break_nothing(browser, draft, value):
    names = ("told_by", "channel", "received_on_0", "received_on_2", "file_number", "register_number")
    value = value.encode("utf-8", "replace").decode()
    assert answer(browser, draft, "arrival", **dict.fromkeys(names, value)).status_code in (200, 302)
    assert answer(browser, draft, "concerned", victims=value, respondents=value).status_code in (200, 302)
    assert answer(browser, draft, "account", narrative=value).status_code in (200, 302)
    for name in ("complaint_draft", "check_complaint"):
        assert browser.get(address(name, draft)).status_code == 200
    kept = ComplaintDraft.objects.get().facts["answers"]["arrival"]
    assert {"told_by", "channel", "received_on_0", "received_on_2"} & set(kept) == set()


def test_a_wrong_answer_is_said_and_what_is_right_stays(browser, draft):
    page = answer(browser, draft, "incident", incident_on_0="31", incident_on_1="2", incident_on_2="2024")
    assert "There is no such day" in page.content.decode()
    assert "Error:" in page.content.decode()
    assert ComplaintDraft.objects.get().facts["answers"]["incident"]["incident_on_2"] == ["2024"]


GOOD_DAY = {"received_on_0": "5", "received_on_1": "11", "received_on_2": "2025"}
NO_DAY = {"received_on_0": "ab", "received_on_1": "zz", "received_on_2": "20x6"}


@pytest.mark.parametrize("act", ["next", "check", "list"])
def test_a_mistyped_date_is_said_and_the_good_one_stays(browser, draft, act):
    answer(browser, draft, "arrival", **GOOD_DAY)
    page = answer(browser, draft, "arrival", act=act, **NO_DAY)
    assert page.status_code == 200
    assert "Write day, month and year in digits" in page.content.decode()
    assert GOOD_DAY.items() <= {name: told[0] for name, told in kept(draft, "arrival").items()}.items()


@pytest.mark.parametrize("act", ["switch", "save"])
def test_a_mistyped_date_leaves_the_topic_to_be_checked(browser, draft, act):
    answer(browser, draft, "arrival", **GOOD_DAY)
    if act == "save":
        told = browser.post(address("save_complaint", draft), {"topic": "arrival", **NO_DAY}).content.decode()
        assert "please check it" in told
    else:
        answer(browser, draft, "arrival", act=act, **NO_DAY)
        browser.post(address("complaint_draft", draft), {"act": "switch"})
    assert "Please check" in browser.get(address("complaint_draft", draft)).content.decode()
    page = browser.get(address("check_complaint", draft)).content.decode()
    assert "5 November 2025" in page
    assert "Something typed here could not be kept" in page
    answer(browser, draft, "arrival", **GOOD_DAY)
    assert "could not be kept" not in browser.get(address("check_complaint", draft)).content.decode()


def test_a_draft_with_a_topic_to_be_checked_is_not_sent(browser, draft):
    answer(browser, draft, "consent", **consented())
    answer(browser, draft, "arrival", **GOOD_DAY)
    answer(browser, draft, "arrival", act="switch", **NO_DAY)
    assert "could not be kept" in send(browser, draft).content.decode()
    assert ComplaintDraft.objects.exists()


def test_a_word_for_the_day_to_look_again_is_said_and_the_day_stays(browser, draft):
    level = Term.objects.filter(list=TermList.RISK_LEVEL).first().code
    day = (timezone.localdate() + timedelta(days=7)).strftime("%d.%m.%Y")
    answer(browser, draft, "risk", level=level, look_again_on=day)
    assert answer(browser, draft, "risk", act="list", level=level, look_again_on="soon").status_code == 200
    assert kept(draft, "risk")["look_again_on"] == [day]


def test_consent_still_to_be_asked_for_holds_nobody_up(browser, draft):
    assert answer(browser, draft, "consent", act="list").status_code == 302


def kept(draft: ComplaintDraft, topic: str) -> dict[str, list[str]]:
    """The coded answers of a topic as the draft holds them."""
    draft.refresh_from_db()
    return draft.facts["answers"][topic]


def test_people_come_and_go_without_losing_what_was_said(browser, draft):
    for act in ("more_victims", "more_victims", "less_victims", "more_respondents"):
        row = ComplaintDraft.objects.get().facts["answers"].get("concerned", {})
        sent = {"topic": "concerned", "act": act, "victim-1-sex": "female"}
        sent |= {name: row.get(name, ["1"])[0] for name in ("victims", "respondents")}
        browser.post(address("complaint_topic", draft, topic="concerned"), sent)
    kept = ComplaintDraft.objects.get().facts["answers"]["concerned"]
    assert (kept["victims"], kept["respondents"], kept["victim-1-sex"]) == (["2"], ["2"], ["female"])
    page = browser.get(address("complaint_topic", draft, topic="concerned")).content.decode()
    assert 'name="victim-2-sex"' in page
    assert 'name="victim-3-sex"' not in page
    assert 'name="victim-2-name"' in browser.get(address("complaint_topic", draft, topic="names")).content.decode()


def test_switching_to_one_page_and_back_loses_nothing_and_is_remembered(browser, draft):
    sent = {"topic": "arrival", "act": "switch", "told_by": "lawyer"}
    assert browser.post(address("complaint_topic", draft, topic="arrival"), sent)["Location"] == address(
        "complaint_draft", draft
    )
    whole = browser.get(address("complaint_draft", draft)).content.decode()
    assert 'name="narrative"' in whole
    assert '<option value="lawyer" selected>' in whole
    sent = {"topic": ["arrival", "account"], "act": "switch", "told_by": "relative", "narrative": CANARY}
    browser.post(address("complaint_draft", draft), sent)
    assert CANARY in browser.get(address("complaint_topic", draft, topic="account")).content.decode()
    assert (
        '<option value="relative" selected>'
        in browser.get(address("complaint_topic", draft, topic="arrival")).content.decode()
    )
    assert 'name="narrative"' not in browser.get(address("complaint_draft", draft)).content.decode()


def test_a_draft_is_resumed_from_the_list_and_deleted_for_good(browser, draft):
    answer(browser, draft, "account", narrative=CANARY)
    assert address("complaint_draft", draft) in browser.get(reverse("new_complaint")).content.decode()
    assert browser.get(address("delete_draft", draft)).status_code == 200
    assert ComplaintDraft.objects.count() == 1
    browser.post(address("delete_draft", draft))
    assert ComplaintDraft.objects.count() == 0


def test_a_draft_that_nobody_touched_for_a_month_is_deleted(browser, draft, alia):
    young = ComplaintDraft.objects.create(author=alia, organisation=draft.organisation)
    old = timezone.now() - timedelta(days=30, minutes=1)
    ComplaintDraft.objects.filter(pk=draft.pk).update(saved_at=old)
    ComplaintDraft.objects.filter(pk=young.pk).update(created_at=old)
    purge_drafts()
    assert list(ComplaintDraft.objects.all()) == [young]


def test_nobody_begins_more_drafts_than_anybody_could_finish(browser, draft, alia):
    ComplaintDraft.objects.bulk_create(
        ComplaintDraft(author=alia, organisation=draft.organisation) for _more in range(drafts.MOST_DRAFTS)
    )
    browser.post(reverse("new_complaint"))
    assert ComplaintDraft.objects.count() == drafts.MOST_DRAFTS + 1


def test_whoever_records_for_two_organisations_says_for_which(browser, alia, organisation, other_organisation):
    Membership.objects.create(user=alia, organisation=other_organisation, role=Role.CASE_WORKER)
    browser.post(reverse("new_complaint"))
    assert not ComplaintDraft.objects.exists()
    browser.post(reverse("new_complaint"), {"organisation": str(other_organisation.uuid)})
    assert ComplaintDraft.objects.get().organisation == other_organisation


def test_pages_of_a_draft_cost_few_queries(browser, draft, django_assert_max_num_queries):
    for name in ("complaint_draft", "check_complaint"):
        with django_assert_max_num_queries(15):
            browser.get(address(name, draft))
    for topic in ("arrival", "incident", "concerned", "names"):
        with django_assert_max_num_queries(15):
            browser.get(address("complaint_topic", draft, topic=topic))
    browser.post(address("complaint_draft", draft), {"act": "switch"})
    with django_assert_max_num_queries(15):
        browser.get(address("complaint_draft", draft))
