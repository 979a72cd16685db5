"""The list of cases and the page of a case: who sees what, and that every number traces to an event."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Organisation
from complaints.actions import assign_case, receive_complaint, record_event, supersede_event, void_event
from complaints.choices import DataSet, Precision, Signed, Teller
from complaints.models import Case, Respondent, Safeguards, Victim
from institutions.choices import Answer, TermList
from institutions.models import Agency, Ground, Stage, Term, TimeLimit
from tests.reports.rows import Path, add_cases

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 4)


def stage(code: str) -> Stage:
    return Stage.objects.get(code=code)


@pytest.fixture
def case(berik, organisation) -> Case:
    """A case of Berik's organisation that was registered and terminated after a withdrawal."""
    case = receive_complaint(
        by=berik,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=TODAY,
        received_on=date(2025, 1, 10),
    )
    for code, day in [("REG", date(2025, 1, 11)), ("INV", date(2025, 1, 13)), ("EV_WITHDRAW", date(2025, 3, 1))]:
        record_event(by=berik, case=case, stage=stage(code), happened_on=day, precision=Precision.DAY, today=TODAY)
    record_event(
        by=berik,
        case=case,
        stage=stage("TRM"),
        ground=Ground.objects.get(code="T35_5"),
        happened_on=date(2025, 3, 10),
        precision=Precision.DAY,
        today=TODAY,
    )
    return case


def listing(client, user, **filters):
    client.force_login(user)
    return client.get(reverse("case_list"), filters)


def detail(client, user, case):
    client.force_login(user)
    return client.get(reverse("case_detail", args=[case.reference]))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_lead_sees_the_case_and_the_lead_of_another_organisation_does_not(client, case, berik, charlie):
    assert [row.reference for row in listing(client, berik).context["rows"]] == [case.reference]
    assert listing(client, charlie).context["rows"] == []
    assert case.reference not in text_of(listing(client, charlie))


@pytest.mark.parametrize("name", ["charlie", "vera", "dana", "azat", "alia"])
def test_a_case_one_may_not_see_does_not_exist(client, case, cast, name):
    assert detail(client, cast[name], case).status_code == 404


def test_case_worker_sees_the_case_once_assigned(client, case, berik, alia):
    assign_case(by=berik, case=case, user=alia)
    assert detail(client, alia, case).status_code == 200


@pytest.mark.parametrize("reference", ["AAAA-AAAA", "\x00", "AAAA\x00", "x" * 300])
def test_an_unknown_reference_answers_as_a_hidden_one(client, berik, reference):
    client.force_login(berik)
    assert client.get(reverse("case_detail", args=[reference])).status_code == 404


@pytest.mark.parametrize("size", ["0", "-25", "26", "²", "9" * 5000])
def test_a_size_nobody_offers_is_the_usual_one(client, dana, size):
    response = listing(client, dana, size=size)
    assert response.status_code == 200
    assert [choice["label"] for choice in response.context["sizes"] if choice["is_current"]] == ["25"]


def test_tabs_are_the_data_sets_one_may_see(client, berik, dana):
    assert [tab.label for tab in listing(client, berik).context["tabs"]] == ["Own cases", "Public record"]
    assert [tab.label for tab in listing(client, dana).context["tabs"]] == ["Public record"]


def test_data_sets_are_never_listed_together(client, case, berik):
    add_cases([Path({1: date(2020, 1, 1)})], data_set=DataSet.PUBLIC_RECORD)
    assert len(listing(client, berik, data_set="own").context["rows"]) == 1
    assert len(listing(client, berik, data_set="public_record").context["rows"]) == 1
    assert listing(client, berik, data_set="demonstration").context["rows"] == []


# --- the list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_however_many_rows(client, dana, django_assert_num_queries, rows):
    add_cases([Path({1: date(2020, 1, 1 + n)}) for n in range(rows)], data_set=DataSet.PUBLIC_RECORD)
    listing(client, dana)
    with django_assert_num_queries(8):
        client.get(reverse("case_list"))


def test_unknown_filters_are_named(client, dana):
    html = text_of(listing(client, dana, colour="blue"))
    assert "The address holds filters this page does not know: colour. They were not used." in html


@pytest.mark.parametrize("name", ["year_from", "year_to"])
@pytest.mark.parametrize("year", ["0", "-1", "10000", "1e9", "9" * 30, "NaN", "year"])
def test_a_year_that_cannot_be_is_named_and_not_used(client, dana, name, year):
    add_cases([Path({1: date(2020, 1, 1)})], data_set=DataSet.PUBLIC_RECORD)
    response = listing(client, dana, **{name: year})
    assert name in response.context["filters"].errors
    assert len(response.context["rows"]) == 1


def test_a_filter_that_is_not_understood_is_named_and_not_used(client, dana):
    add_cases([Path({1: date(2020, 1, 1)})], data_set=DataSet.PUBLIC_RECORD)
    response = listing(client, dana, reached="nine")
    assert "reached" in response.context["filters"].errors
    assert len(response.context["rows"]) == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"reached": "6"}, 2),
        ({"reached": "6", "horizon": "3"}, 1),
        ({"year_from": "2020"}, 1),
        ({"year_to": "2015"}, 2),
        ({"state": "terminated"}, 1),
        ({"region": "none"}, 3),
        ({"region": "KZ-19"}, 0),
    ],
)
def test_filters_narrow_the_list(client, dana, filters, expected):
    old = date(2015, 3, 2)
    paths = [
        Path({1: old, 6: date(2016, 3, 2)}),
        Path({1: old, 6: date(2020, 3, 2)}),
        Path({1: date(2020, 1, 1)}, state="terminated"),
    ]
    add_cases(paths, data_set=DataSet.PUBLIC_RECORD)
    assert len(listing(client, dana, **filters).context["rows"]) == expected


def test_empty_list_tells_nothing_yet_from_nothing_found(client, dana):
    assert "No case here yet" in text_of(listing(client, dana))
    assert "No case under these filters" in text_of(listing(client, dana, state="convicted"))


def test_pages_lead_on_and_keep_the_filters(client, dana):
    add_cases([Path({1: date(2020, 1, 1)}) for _n in range(30)], data_set=DataSet.PUBLIC_RECORD)
    first = listing(client, dana, year_from="2019")
    second = client.get(reverse("case_list") + first.context["next_url"])
    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 5)
    assert second.context["next_url"] == ""
    assert "year_from=2019" in second.context["previous_url"]
    back = client.get(reverse("case_list") + second.context["previous_url"])
    assert back.context["rows"] == first.context["rows"]


# --- the page of a case -----------------------------------------------------------------------------------------------


def test_timeline_tells_the_events_in_order_with_the_silence_between(client, case, berik):
    cards = detail(client, berik, case).context["cards"]
    assert [card.date_text for card in cards] == [
        "10 January 2025",
        "11 January 2025",
        "13 January 2025",
        "1 March 2025",
        "10 March 2025",
    ]
    assert [card.gap_text for card in cards] == [
        "",
        "",
        "2 days without an event",
        "47 days without an event",
        "9 days without an event",
    ]


def test_unlawful_termination_is_marked_with_the_norm(client, case, berik):
    response = detail(client, berik, case)
    last = response.context["cards"][-1]
    assert last.is_unlawful
    assert any(alert.norm for alert in last.alerts if alert.is_unlawful)
    assert "timeline__item--unlawful" in text_of(response)


def test_every_step_counted_points_at_its_event(client, case, berik):
    response = detail(client, berik, case)
    counted = {step.label: (step.words, step.event_url) for step in response.context["counted"]}
    assert counted["Registered"] == ("counted as reached on 11 January 2025", "#event-2")
    assert counted["Taken up by an investigator"] == ("counted as reached on 13 January 2025", "#event-3")
    assert counted["Trial opened"] == ("not reached", "")
    assert 'id="event-2"' in text_of(response)


def test_an_implied_step_says_so(client, berik, organisation):
    case = receive_complaint(by=berik, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY)
    record_event(by=berik, case=case, stage=stage("TRI"), happened_on=TODAY, precision=Precision.DAY, today=TODAY)
    counted = {step.label: step.words for step in detail(client, berik, case).context["counted"]}
    expected = "counted as reached on 4 March 2026: implied by a later step, no event of its own"
    assert counted["Sent to court"] == expected


def test_corrected_and_mistaken_entries_stay_readable(client, case, berik):
    registered, taken = case.events.get(sequence=2), case.events.get(sequence=3)
    supersede_event(by=berik, event=registered, happened_on=date(2025, 1, 12), precision=Precision.DAY, today=TODAY)
    void_event(by=berik, event=taken, today=TODAY)
    response = detail(client, berik, case)
    card = next(card for card in response.context["cards"] if card.corrected)
    assert card.date_text == "12 January 2025"
    assert card.corrected == (f"{registered.stage.label}, 11 January 2025",)
    assert response.context["mistaken"] == [f"{taken.stage.label}, 13 January 2025"]


def test_demonstration_case_wears_the_banner(client, berik):
    demonstration = Organisation.objects.create(name="Ülgi", is_demonstration=True)
    berik.memberships.update(organisation=demonstration)
    (row,) = add_cases([Path({1: date(2020, 1, 1)})], organisation=demonstration)
    assert "Demonstration data." in text_of(detail(client, berik, row.case))


@pytest.mark.parametrize("people", [1, 3])
def test_page_of_a_case_needs_the_same_queries_however_much_is_in_it(
    client, case, berik, django_assert_num_queries, people
):
    for number in range(1, people + 1):
        Victim.objects.create(case=case, number=number)
        Respondent.objects.create(case=case, number=number, agency=Agency.objects.first())
        complain = {"stage": stage("EV_COMPLAINT"), "happened_on": date(2025, 4, number), "precision": Precision.DAY}
        record_event(by=berik, case=case, today=TODAY, **complain)
    detail(client, berik, case)
    with django_assert_num_queries(15):
        client.get(reverse("case_detail", args=[case.reference]))


def test_page_of_a_joined_public_case_keeps_to_its_budget(client, vera, django_assert_max_num_queries):
    call_command("load_public_cases", verbosity=0)
    client.force_login(vera)
    client.get(reverse("profile"))
    for case in Case.objects.of(DataSet.PUBLIC_RECORD):
        with django_assert_max_num_queries(15):
            client.get(reverse("case_detail", args=[case.reference]))


def test_what_was_told_is_read_on_the_page(client, case, berik):
    methods = list(Term.objects.filter(list=TermList.METHOD).order_by("order", "code")[:2])
    purpose = Term.objects.filter(list=TermList.PURPOSE).first()
    case.methods.set(methods)
    case.purposes.set([purpose])
    case.complaints.update(told_by=Teller.RELATIVE, language="kk", is_anonymous=True)
    Safeguards.objects.create(case=case, lawyer_admitted=Answer.NO, statement=Signed.BLANK)
    response = detail(client, berik, case)
    facts = {row["key"]: row["value"] for row in response.context["facts"]}
    assert facts["Methods"] == "; ".join(term.label for term in methods)
    assert facts["Purposes"] == purpose.label
    assert {row["key"]: row["value"] for row in response.context["safeguards"]} == {
        "Lawyer admitted": "No",
        "Statement signed": "Signed a blank sheet",
    }
    assert "Signed a blank sheet" in text_of(response)
    told = dict(response.context["cards"][0].facts)
    assert (told["Told by"], told["Language it was told in"], told["Anonymous"]) == ("A relative", "Kazakh", "Yes")


def test_what_nobody_told_is_left_out(client, case, berik):
    response = detail(client, berik, case)
    assert {"Methods", "Purposes"}.isdisjoint(row["key"] for row in response.context["facts"])
    assert response.context["safeguards"] == []
    assert "Language it was told in" not in dict(response.context["cards"][0].facts)


def test_of_a_person_nothing_is_known_is_said_once(client, case, berik):
    Victim.objects.create(case=case, number=1, sex="not_asked", age_band="not_asked", custody="not_asked")
    Victim.objects.create(case=case, number=2, sex="female")
    Respondent.objects.create(case=case, number=1)
    Respondent.objects.create(case=case, number=2, agency=Agency.objects.order_by("order").first(), rank_band="officer")
    parties = {row["key"]: row["value"] for row in detail(client, berik, case).context["parties"]}
    assert parties == {
        "Alleged victim 1": "nothing recorded",
        "Alleged victim 2": "Female",
        "Official complained about 1": "nothing recorded",
        "Official complained about 2": f"{Agency.objects.order_by('order').first().label}, Officer",
    }


def test_a_ground_without_a_legal_basis_has_no_empty_brackets(client, case, berik):
    Ground.objects.filter(code="T35_5").update(legal_basis="", label_en="Taken into custody")
    facts = dict(detail(client, berik, case).context["cards"][-1].facts)
    assert facts["Ground"] == "Taken into custody"


# --- clocks -----------------------------------------------------------------------------------------------------------


def clock(client, user, case, code):
    label = TimeLimit.objects.get(code=code).label
    (found,) = [one for one in detail(client, user, case).context["deadlines"] if one.label == label]
    return found


@pytest.mark.parametrize(
    ("later", "status", "words"),
    [
        (None, "Lapsed", "could be used until 10 March 2026; no use of it is recorded"),
        (
            "EV_COMPLAINT",
            "Used or settled",
            "could be used until 10 March 2026; Complaint against a decision or inaction, 1 April 2025",
        ),
    ],
)
def test_nobody_misses_a_right(client, case, berik, monkeypatch, later, status, words):
    monkeypatch.setattr("complaints.views.timezone.localdate", lambda: date(2026, 11, 2))
    if later:
        complain = {"stage": stage(later), "happened_on": date(2025, 4, 1), "precision": Precision.DAY}
        record_event(by=berik, case=case, today=TODAY, **complain)
    found = clock(client, berik, case, "TL18")
    assert (found.status, found.tag, found.words) == (status, "neutral", words)


def test_a_right_may_still_be_used(client, case, berik, monkeypatch):
    monkeypatch.setattr("complaints.views.timezone.localdate", lambda: date(2026, 3, 1))
    found = clock(client, berik, case, "TL18")
    assert (found.status, found.words) == ("May still be used", "may be used until 10 March 2026, 9 days left")


def test_a_limit_is_not_missed_where_its_step_is_only_implied(client, berik, organisation):
    case = receive_complaint(by=berik, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY)
    for code, day in [("KUI", date(2025, 1, 10)), ("INV", date(2025, 2, 10))]:
        record_event(by=berik, case=case, stage=stage(code), happened_on=day, precision=Precision.DAY, today=TODAY)
    found = clock(client, berik, case, "TL08")
    assert (found.status, found.tag) == ("Not known", "neutral")
    assert found.words.startswith("due 11 January 2025, met at the latest: ")
    assert found.words.endswith("10 February 2025")
    assert "late by" not in found.words


# --- the public record ------------------------------------------------------------------------------------------------


def test_public_cases_show_sources_rivals_and_units_side_by_side(client, vera):
    call_command("load_public_cases", verbosity=0)
    gerasimov = Case.objects.get(public_key="C01_GERASIMOV")
    koshmambet = Case.objects.get(public_key="C10_KOSHMAMBET")
    first = detail(client, vera, gerasimov)
    assert all(card.sources for card in first.context["cards"])
    assert "Hard conflict" in text_of(first)
    second = detail(client, vera, koshmambet)
    assert any(card.rivals for card in second.context["cards"])
    assert "Stated otherwise" in text_of(second)
    units = {(count["value"], count["label"]) for count in second.context["counts"]}
    assert {("99", "persons held"), ("44", "recognised victims"), ("1", "awards of compensation")} <= units
    for case in Case.objects.of(DataSet.PUBLIC_RECORD):
        assert detail(client, vera, case).status_code == 200


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_pages_answer_in_three_languages(client, case, berik, settings, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert f'<html lang="{language}"' in text_of(listing(client, berik))
    assert f'<html lang="{language}"' in text_of(detail(client, berik, case))
