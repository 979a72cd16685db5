"""Pages of recommendations and letters: coded facts for readers, words for who holds the key, steps for who records."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act
from accounts.models import AuditEvent
from institutions.choices import Mandate, TermList
from institutions.models import FacilityType
from institutions.visit_choices import RecommendationState
from monitoring.choices import StoodBack
from monitoring.models import Recommendation, RecommendationLetter, RecommendationStep
from monitoring.recommendations.actions import note_reply, verify
from monitoring.recommendations.choices import StepKind
from tests.monitoring.recommendations.followed import (
    DUE,
    RETURNED,
    SENT,
    TODAY,
    VISITED,
    asked,
    recommended,
    sent,
    visit_on,
)
from tests.monitoring.visits import ADVICE, advice, body, place, term
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db

State = RecommendationState
REPLY = "Our clinic hired a doctor."
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def of(name: str, row, *more: str) -> str:
    return reverse(name, args=[row.uuid, *more])


@pytest.fixture
def told(vera, berik, alia, organisation):
    """A sent recommendation in words, with an answer in words; Vera and Berik hold the key."""
    with_keys(vera, berik, alia)
    visit = visit_on(vera, organisation, VISITED, recommendations=[advice()])
    sent(vera, list(visit.recommendations.all()))
    row = visit.recommendations.select_related("visit").get()
    given = {"status": State.SAID_DONE, "on": date(2024, 5, 4), "today": TODAY, "words": REPLY}
    note_reply(by=vera, recommendation=row, **given)
    return row


@pytest.fixture
def password_just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


def test_coded_facts_are_read_without_a_word_of_what_is_sealed(client, cast, told):
    for name in ("alia", "berik", "vera", "dana"):
        client.force_login(cast[name])
        text = client.get(of("recommendation_detail", told)).content.decode()
        assert "Said to be done, nobody has looked" in text
        assert (ADVICE in text, REPLY in text) == (False, False)
        assert ("Record what a visit saw" in text) == (name in ("berik", "vera"))


@pytest.mark.parametrize(
    "name", ["recommendation_detail", "change_recommendation", "record_step", "recommendation_letter"]
)
def test_another_organisation_and_who_stood_back_know_of_nothing(
    name, client, charlie, berik, vera, organisation, told
):
    told.refresh_from_db()
    row = told.letter if name == "recommendation_letter" else told
    address = of(name, row, *(["reply"] if name == "record_step" else []))
    told.visit.members.create(number=9, user=berik, stood_back=StoodBack.RELATED)
    for user in (charlie, berik):
        client.force_login(user)
        assert client.get(address).status_code == 404


def test_words_open_for_who_holds_the_key_once_and_on_record(vera, berik, told):
    for user in (vera, berik):
        answer = unlocked_client(user).post(of("open_recommendation", told))
        text = answer.content.decode()
        assert (ADVICE in text, REPLY in text) == (True, True)
    assert AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED, outcome="done").count() == 2


def test_words_stay_closed_without_the_key_the_role_or_the_password(client, alia, dana, vera, told):
    assert unlocked_client(alia).post(of("open_recommendation", told)).status_code == 403
    client.force_login(dana)
    assert client.post(of("open_recommendation", told)).status_code == 403
    client.force_login(vera)
    assert client.post(of("open_recommendation", told))["Location"].startswith(reverse("account_reauthenticate"))
    assert AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED, outcome="done").count() == 0


@pytest.mark.parametrize("many", [1, 3])
def test_steps_cost_no_queries(client, vera, organisation, many, django_assert_max_num_queries):
    row = asked(vera, organisation)
    for number in range(many):
        note_reply(by=vera, recommendation=row, status=State.IN_PROGRESS, on=SENT + timedelta(days=number), today=TODAY)
    client.force_login(vera)
    client.get(of("recommendation_detail", row))
    with django_assert_max_num_queries(15):
        assert client.get(of("recommendation_detail", row)).status_code == 200


def test_the_most_sensible_step_is_offered_first(client, vera, organisation):
    client.force_login(vera)

    def first(row) -> str:
        return client.get(of("recommendation_detail", row)).context["steps"][0]["url"]

    unsent = recommended(vera, organisation)[0]
    assert first(unsent) == reverse("write_letter", args=[unsent.visit.reference, unsent.addressee.code])
    row = asked(vera, organisation)
    assert first(row) == of("record_step", row, "reply")
    note_reply(by=vera, recommendation=row, status=State.SAID_DONE, on=date(2024, 5, 4), today=TODAY)
    assert first(row) == of("record_step", row, "seen")


# --- recording -------------------------------------------------------------------------------------------------------


def test_an_answer_is_noted_as_said_and_sent_twice_counts_once(client, vera, organisation):
    row = asked(vera, organisation)
    client.force_login(vera)
    address, typed = of("record_step", row, "reply"), {"status": "accepted", "on": "04.05.2024"}
    assert client.post(address, typed)["Location"] == of("recommendation_detail", row)
    again = client.post(address, typed)
    assert again.status_code == 200
    assert "This is recorded already." in again.content.decode()
    assert row.steps.count() == 2


def test_what_a_visit_saw_takes_its_day_from_the_visit(client, vera, organisation):
    row = asked(vera, organisation)
    visit = visit_on(vera, organisation, RETURNED)
    client.force_login(vera)
    page = client.get(of("record_step", row, "seen"))
    assert visit.reference in page.content.decode()
    client.post(of("record_step", row, "seen"), {"visit": visit.reference, "status": "not_done"})
    step = row.steps.get(visit=visit)
    assert (step.happened_on, step.said_by) == (RETURNED, "monitor")


def test_a_visit_that_one_stood_back_from_is_not_named_by_what_it_saw(client, vera, berik, organisation):
    row = asked(vera, organisation)
    later = visit_on(vera, organisation, RETURNED)
    verify(by=vera, recommendation=row, visit=later, status=State.NOT_DONE, on=RETURNED, today=TODAY)
    client.force_login(berik)
    named = client.get(of("recommendation_detail", row)).content.decode()
    assert later.reference in named and "1 September 2024" in named
    later.members.create(number=9, user=berik, stood_back=StoodBack.RELATED)
    page = client.get(of("recommendation_detail", row)).content.decode()
    assert later.reference not in page and "1 September 2024" not in page and "2024-09-01" not in page
    assert term(TermList.RECOMMENDATION_STATUS, State.NOT_DONE).label in page


def test_only_visits_to_the_place_that_were_let_in_are_offered(client, vera, organisation):
    row = asked(vera, organisation)
    denied = [term(TermList.ACCESS_OUTCOME, "denied")]
    others = [
        visit_on(vera, organisation, RETURNED, facility=place("TEST-2")),
        visit_on(vera, organisation, VISITED - timedelta(days=30)),
        visit_on(vera, organisation, RETURNED, access=denied, interviews={}),
    ]
    client.force_login(vera)
    for visit in others:
        answer = client.post(of("record_step", row, "seen"), {"visit": visit.reference, "status": "not_done"})
        assert answer.status_code == 200
        assert "visit" in answer.context["form"].errors
    assert row.steps.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"status": ""},
        {"status": "accepted"},
        {"status": "verified_done", "on": "04.05.2024"},
        {"status": "accepted", "on": "31.02.2024"},
        {"status": "accepted", "on": "01.01.2999"},
        {"status": "accepted", "on": "01.03.2024"},
        {"status": "accepted", "on": "04.05.2024\x00"},
        {"status": "accepted", "on": "04.05.2024", "words": "a\x00b"},
        {"status": "a\x00b", "on": "04.05.2024"},
        {"status": "accepted", "on": "04.05.2024", "words": "Nobody holds a key."},
    ],
)
def test_wrong_input_is_told_and_writes_nothing(typed, client, vera, organisation):
    row = asked(vera, organisation)
    client.force_login(vera)
    answer = client.post(of("record_step", row, "reply"), typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert RecommendationStep.objects.count() == 1


def test_a_kind_of_step_that_is_none_is_no_page(client, vera, organisation):
    row = asked(vera, organisation)
    client.force_login(vera)
    assert client.get(of("record_step", row, "hope")).status_code == 404
    assert [client.get(of("record_step", row, kind)).status_code for kind in StepKind.values] == [200, 200, 200]


@pytest.mark.parametrize("name", ["alia", "dana"])
def test_who_only_reads_records_nothing(name, client, cast, organisation):
    row = asked(cast["vera"], organisation)
    client.force_login(cast[name])
    for address in (
        of("record_step", row, "reply"),
        of("change_recommendation", row),
        reverse("add_recommendation", args=[row.visit.reference]),
        reverse("write_letter", args=[row.visit.reference, row.addressee.code]),
    ):
        assert client.post(address, {"status": "accepted", "on": "04.05.2024"}).status_code == 403
    assert client.post(of("recommendation_letter", row.letter), {"received_on": "20.03.2024"}).status_code == 403
    row.letter.refresh_from_db()
    assert row.letter.received_on is None


# --- adding and changing ---------------------------------------------------------------------------------------------


def typed(**more: str) -> dict[str, str]:
    theme = term(TermList.FINDING_THEME, "channels")
    return {"addressee": body().code, "theme": theme.code, "priority": "urgent", **more}


def test_a_recommendation_is_added_and_changed_until_it_is_sent(client, vera, organisation):
    with_keys(vera)
    visit = visit_on(vera, organisation, VISITED)
    client.force_login(vera)
    address = reverse("add_recommendation", args=[visit.reference])
    client.post(address, typed(words=ADVICE))
    row = visit.recommendations.get()
    assert (row.number, row.priority, row.words.kind) == (1, "urgent", "recommendation")
    words = row.words_id
    client.post(of("change_recommendation", row), typed(priority="long"))
    row.refresh_from_db()
    assert (row.priority, row.words_id) == ("long", words)
    sent(vera, [row])
    assert client.get(of("change_recommendation", row)).status_code == 404
    assert AuditEvent.objects.filter(action=Act.RECOMMENDATION_FOLLOWED).count() == 2


@pytest.mark.parametrize(
    "wrong", [{"addressee": ""}, {"addressee": "\x00"}, {"theme": "nothing"}, {"priority": "soon"}, {"finding": "7"}]
)
def test_a_recommendation_that_says_nothing_known_is_refused(wrong, client, vera, organisation):
    visit = visit_on(vera, organisation, VISITED)
    client.force_login(vera)
    answer = client.post(reverse("add_recommendation", args=[visit.reference]), typed(**wrong))
    assert answer.context["form"].errors
    assert not Recommendation.objects.exists()


def test_bodies_of_a_scenario_are_not_offered_but_where_one_is_chosen_already(client, vera, organisation):
    with_keys(vera)
    kind = FacilityType.objects.filter(mandate=Mandate.SCENARIO, operator__isnull=False).first()
    visit = visit_on(vera, organisation, VISITED)
    client.force_login(vera)
    address = reverse("add_recommendation", args=[visit.reference])
    answer = client.post(address, typed(addressee=kind.operator.code))
    assert "addressee" in answer.context["form"].errors
    assert not Recommendation.objects.exists()
    client.post(address, typed())
    row = visit.recommendations.get()
    assert client.post(of("change_recommendation", row), typed(addressee=kind.operator.code)).status_code == 200
    Recommendation.objects.filter(pk=row.pk).update(addressee=kind.operator)
    client.post(of("change_recommendation", row), typed(addressee=kind.operator.code, priority="long"))
    row.refresh_from_db()
    assert (row.addressee, row.priority) == (kind.operator, "long")


# --- letters ---------------------------------------------------------------------------------------------------------


def letter_of(row, **more: str) -> dict[str, object]:
    given = {"recommendations": [str(row.uuid)], "sent_on": "10.03.2024", "number": "12-3/45", "language": "ru"}
    return {**given, "as": "sent", **more}


def test_a_letter_is_noted_as_sent_once(client, vera, organisation):
    row = recommended(vera, organisation)[0]
    client.force_login(vera)
    address = reverse("write_letter", args=[row.visit.reference, row.addressee.code])
    assert client.get(address).status_code == 200
    answer = client.post(address, letter_of(row))
    letter = RecommendationLetter.objects.get()
    assert answer["Location"] == reverse("recommendation_letter", args=[letter.uuid])
    assert (letter.number, letter.answer_due_on) == ("12-3/45", DUE)
    again = client.post(address, letter_of(row))
    assert again["Location"] == reverse("visit_letters", args=[row.visit.reference])
    assert client.get(reverse("write_letter", args=[row.visit.reference, "nobody"])).status_code == 404
    assert RecommendationLetter.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"sent_on": "01.01.2999"},
        {"sent_on": "01.01.2024"},
        {"sent_on": ""},
        {"number": "a\x00b"},
        {"number": "9" * 41},
        {"recommendations": []},
        {"recommendations": [UNKNOWN]},
        {"recommendations": ["\x00"]},
        {"received_on": "09.03.2024"},
        {"language": "xx"},
    ],
)
def test_a_letter_that_cannot_be_is_told(wrong, client, vera, organisation):
    row = recommended(vera, organisation)[0]
    client.force_login(vera)
    answer = client.post(
        reverse("write_letter", args=[row.visit.reference, row.addressee.code]), letter_of(row, **wrong)
    )
    assert answer.context["form"].errors
    assert not RecommendationLetter.objects.exists()


@pytest.mark.usefixtures("password_just_now")
def test_the_paper_says_the_words_and_the_norm_in_its_own_language(vera, organisation):
    with_keys(vera)
    visit = visit_on(vera, organisation, VISITED, recommendations=[advice()])
    row = visit.recommendations.get()
    address = reverse("write_letter", args=[visit.reference, row.addressee.code])
    answer = unlocked_client(vera).post(address, letter_of(row, **{"as": "print"}))
    text = answer.content.decode()
    assert ('lang="ru"' in text, ADVICE in text, row.addressee.label_ru in text) == (True, True, True)
    assert "40-49" in text
    assert "no-store" in answer["Cache-Control"]
    assert not RecommendationLetter.objects.exists()
    assert AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED).count() == 1


def test_a_letter_with_words_leaves_the_house_after_the_password_only(vera, organisation, told):
    visit = visit_on(vera, organisation, VISITED, recommendations=[advice()])
    row, browser = visit.recommendations.get(), unlocked_client(vera)
    told.refresh_from_db()
    for address, posted in (
        (reverse("write_letter", args=[visit.reference, row.addressee.code]), letter_of(row, **{"as": "print"})),
        (of("recommendation_letter", told.letter), {"as": "print", "language": "en"}),
        (of("recommendation_letter", told.letter), {"as": "print", "language": "en", "about": "reminder"}),
    ):
        answer = browser.post(address, posted)
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED).exists()


@pytest.mark.usefixtures("password_just_now")
def test_nobody_prints_a_letter_without_the_key(client, vera, berik, told):
    told.refresh_from_db()
    client.force_login(vera)
    answer = client.post(of("recommendation_letter", told.letter), {"as": "print", "language": "en"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.usefixtures("password_just_now")
def test_a_reminder_names_what_was_not_answered_and_nothing_else(vera, organisation, told):
    with_keys_client = unlocked_client(vera)
    visit = visit_on(vera, organisation, VISITED, recommendations=[advice(words="First."), advice(words="Second.")])
    rows = list(visit.recommendations.order_by("number"))
    letter = sent(vera, rows)
    note_reply(by=vera, recommendation=rows[0], status=State.REJECTED, on=date(2024, 5, 4), today=TODAY)
    address = reverse("recommendation_letter", args=[letter.uuid])
    given = {"as": "print", "language": "en", "about": "reminder"}
    text = with_keys_client.post(address, given).content.decode()
    assert ("Second." in text, "First." in text, "10 June 2024" in text) == (True, False, True)


@pytest.mark.parametrize("received", ["", "09.03.2024", "01.01.2999", "20.03.2024\x00", "x"])
def test_a_receipt_that_cannot_be_is_told(received, client, vera, organisation):
    row = asked(vera, organisation)
    client.force_login(vera)
    answer = client.post(of("recommendation_letter", row.letter), {"received_on": received})
    assert answer.context["receipt"].errors
    row.letter.refresh_from_db()
    assert (row.letter.received_on, row.letter.answer_due_on) == (None, DUE)


def test_overdue_letters_are_listed_until_somebody_answers(client, vera, dana, charlie, organisation):
    row = asked(vera, organisation)
    unsent = recommended(vera, organisation)[0]
    assert timezone.localdate() > DUE
    client.force_login(dana)
    page = client.get(reverse("overdue_letters"))
    assert [(one.title, one.is_overdue) for one in page.context["rows"]] == [(row.addressee.label, True)]
    assert [one.due_answered for _name, one in page.context["counted"]] == [0]
    assert unsent.letter is None
    client.force_login(charlie)
    assert client.get(reverse("overdue_letters")).context["rows"] == []
    note_reply(by=vera, recommendation=row, status=State.REJECTED, on=date(2024, 9, 4), today=TODAY)
    client.force_login(dana)
    assert client.get(reverse("overdue_letters"), {"data_set": "\x00"}).context["rows"] == []


def test_letters_of_a_visit_say_what_waits_and_what_went_out(client, alia, vera, organisation):
    first, _second = recommended(vera, organisation, 2)
    sent(vera, [first])
    client.force_login(alia)
    page = client.get(reverse("visit_letters", args=[first.visit.reference]))
    assert [number for _body, number in page.context["waiting"]] == [1]
    assert [(one.recommended, one.answered) for one in page.context["rows"]] == [(1, 0)]
    assert reverse("write_letter", args=[first.visit.reference, first.addressee.code]) not in page.content.decode()


@pytest.mark.parametrize("reference", ["2222-2222", "x", "%00"])
def test_a_visit_that_never_was_has_no_letters(reference, client, vera):
    client.force_login(vera)
    for address in (f"/visits/{reference}/letters/", f"/visits/{reference}/recommendations/new/"):
        assert client.get(address).status_code == 404
