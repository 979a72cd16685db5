"""The history of a case in sentences: who changed what, out of everything that remembers it, page by page."""

from datetime import date

import pghistory
import pytest
from django.urls import reverse

from complaints.actions import acknowledge_alert, assign_case, end_assignment, supersede_event, void_event
from complaints.changes import PAGE
from complaints.choices import ConsentAnswer, NoteOfAlert, Precision
from complaints.models import Case, Consent, Respondent, RiskAssessment, Safeguards, Victim
from institutions.choices import TermList
from institutions.models import Agency, Region, Term
from tests.complaints.event_cases import TODAY, a_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation) -> Case:
    """A case that went from registration straight to its end."""
    return a_case(berik, organisation, ("REG", date(2025, 1, 11)), ("TRM", date(2025, 3, 1)))


def page(client, user, case, **query):
    client.force_login(user)
    return client.get(reverse("case_history", args=[case.reference]), query)


def told(client, user, case) -> list[str]:
    return [one.text for one in page(client, user, case).context["sentences"]]


def facts_told(client, user, case) -> list[str]:
    """Sentences about coded facts. The database dates them all by the beginning of the test."""
    return [text for text in told(client, user, case) if " changed “" in text or " removed: " in text]


def changed(by, row, **values) -> None:
    with pghistory.context(user=by.pk):
        type(row).objects.filter(pk=row.pk).update(**values)


def test_events_are_told_newest_first_and_lead_to_the_timeline(client, case, berik):
    sentences = page(client, berik, case).context["sentences"]
    assert sentences[0].text == "Berik recorded: Terminated, 1 March 2025."
    assert sentences[0].url == f"{reverse('case_detail', args=[case.reference])}#event-3"
    assert sentences[-1].text == "Berik opened the case."


def test_corrections_and_what_was_taken_back_are_told_apart(client, case, berik):
    supersede_event(
        by=berik,
        event=case.events.get(sequence=2),
        happened_on=date(2025, 1, 12),
        precision=Precision.DAY,
        today=TODAY,
    )
    void_event(by=berik, event=case.events.get(sequence=3), today=TODAY)
    found = page(client, berik, case).context["sentences"]
    assert found[0].text == "Berik took an entry back: Terminated, 1 March 2025."
    assert found[1].text.startswith("Berik corrected the entry of 11 January 2025: Registered in ERDR")
    assert [bool(one.url) for one in found] == [False, True, False, False, True, False]


def test_a_changed_fact_is_told_from_what_to_what(client, case, berik):
    regions = list(Region.objects.order_by("order")[:2])
    changed(berik, case, region=regions[0])
    changed(berik, case, region=regions[1], may_be_counted="yes")
    assert facts_told(client, berik, case) == [
        f"Berik changed “region at the time” from “{regions[0].label}” to “{regions[1].label}”.",
        "Berik changed “consent to anonymous statistics” from “Not asked” to “Yes”.",
        f"Berik changed “region at the time” from “not known” to “{regions[0].label}”.",
    ]


def test_the_day_of_an_incident_is_told_as_exactly_as_it_is_known(client, case, berik):
    changed(berik, case, incident_on=date(2025, 1, 1), incident_precision=Precision.MONTH)
    expected = "Berik changed “date of the incident” from “on an unknown day” to “January 2025”."
    assert facts_told(client, berik, case) == [expected]


def test_facts_about_people_are_told_by_number(client, case, berik):
    victim = Victim.objects.create(case=case, number=2)
    official = Respondent.objects.create(case=case, number=1, agency=Agency.objects.order_by("order").first())
    changed(berik, victim, sex="female")
    with pghistory.context(user=berik.pk):
        official.delete()
    assert facts_told(client, berik, case) == [
        "Berik removed: Official complained about 1.",
        "Berik changed “Alleged victim 2: sex” from “Not known” to “Female”.",
    ]


def test_safeguards_complaints_and_people_at_work_are_told(client, case, berik, alia):
    safeguards = Safeguards.objects.create(case=case)
    changed(berik, safeguards, video_on="no")
    changed(berik, case.complaints.get(), is_anonymous=True)
    assignment = assign_case(by=berik, case=case, user=alia)
    with pghistory.context(user=berik.pk):
        end_assignment(by=berik, assignment=assignment)
    found = set(told(client, berik, case))
    assert {
        "Berik changed “safeguards: a camera was running” from “Not asked” to “No”.",
        "Berik changed “complaint: anonymous” from “No” to “Yes”.",
        "Berik assigned the case to Alia.",
        "Berik ended the assignment of Alia.",
    } <= found


def test_consent_risk_and_alerts_are_told(client, case, berik):
    scope = Term.objects.filter(list=TermList.CONSENT_SCOPE).order_by("order").first()
    level = Term.objects.filter(list=TermList.RISK_LEVEL).order_by("order").first()
    given = {"case": case, "scope": scope, "answer": ConsentAnswer.GIVEN, "recorded_on": TODAY}
    Consent.objects.create(**given, recorded_by=berik)
    Consent.objects.create(**given, is_from_reporter=True)
    RiskAssessment.objects.create(case=case, level=level, assessed_on=TODAY, assessed_by=berik)
    acknowledge_alert(by=berik, alert=case.alerts.first(), note=NoteOfAlert.values[0])
    found = told(client, berik, case)
    assert f"Berik noted about consent: {scope.label}: Given." in found
    assert f"Said with the receipt about consent: {scope.label}: Given." in found
    assert f"Berik judged the risk: {level.label}." in found
    assert any(sentence.startswith("Berik took note of “") for sentence in found)


def test_what_nobody_changed_is_not_told(client, case, berik):
    before = told(client, berik, case)
    changed(berik, case, public_key="")
    assert told(client, berik, case) == before


def test_pages_lead_on_without_showing_anything_twice(client, case, berik):
    victim = Victim.objects.create(case=case, number=1)
    for number in range(PAGE + 20):
        changed(berik, victim, sex="female" if number % 2 == 0 else "male")
    first = page(client, berik, case)
    second = client.get(reverse("case_history", args=[case.reference]) + first.context["older_url"])
    assert len(first.context["sentences"]) == PAGE
    # Everything above happened in one moment of the database: the address counts within the moment.
    assert len(first.context["sentences"]) + len(second.context["sentences"]) == PAGE + 20 + 4
    assert second.context["older_url"] == ""
    assert second.context["newest_url"] == reverse("case_history", args=[case.reference])


@pytest.mark.parametrize(
    "query",
    [
        {"until": "yesterday", "skip": "0"},
        {"until": "2025-02-30T10:00:00+00:00", "skip": "0"},
        {"until": "2025-02-03T10:00:00", "skip": "0"},
        {"until": "\x00", "skip": "0"},
        {"until": "2999-01-01T00:00:00+00:00", "skip": "-1"},
        {"until": "2999-01-01T00:00:00+00:00", "skip": "9" * 30},
        {"until": "2999-01-01T00:00:00+00:00", "skip": "²"},
    ],
)
def test_an_address_that_is_no_place_begins_at_the_newest(client, case, berik, query):
    response = page(client, berik, case, **query)
    assert response.status_code == 200
    assert len(response.context["sentences"]) == 4


@pytest.mark.parametrize("name", ["charlie", "vera", "dana", "azat", "alia"])
def test_a_case_one_may_not_see_has_no_history(client, case, cast, name):
    assert page(client, cast[name], case).status_code == 404


def test_another_case_is_not_told_of(client, case, berik, organisation):
    other = a_case(berik, organisation)
    changed(berik, Victim.objects.create(case=other, number=1), sex="male")
    assert len(told(client, berik, case)) == 4


@pytest.mark.parametrize("rows", [1, 3])
def test_history_needs_the_same_queries_however_much_was_changed(client, case, berik, django_assert_num_queries, rows):
    agencies = list(Agency.objects.order_by("order")[:2])
    for number in range(1, rows + 1):
        changed(berik, Victim.objects.create(case=case, number=number), sex="male")
        changed(berik, Respondent.objects.create(case=case, number=number, agency=agencies[0]), agency=agencies[1])
    page(client, berik, case)
    with django_assert_num_queries(8):
        client.get(reverse("case_history", args=[case.reference]))
