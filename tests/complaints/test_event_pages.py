"""Recording what happened: lawful steps first, an explanation before anything odd is written, and nothing else."""

from datetime import date

import pytest
from django.urls import reverse

from complaints import event_pages
from complaints.actions import assign_case, record_event, supersede_event
from complaints.choices import Precision, RecusalReason
from complaints.models import Case, CaseEvent, Respondent, Victim, Withdrawal
from complaints.projection import compare
from complaints.recusals import recuse
from institutions.choices import BodyKind
from institutions.models import Agency, Body
from institutions.queries import world
from tests.complaints.event_cases import TODAY, a_case, on, stage

pytestmark = pytest.mark.django_db

REGISTERED = (("REG", date(2025, 1, 11)), ("INV", date(2025, 1, 13)))


@pytest.fixture
def case(berik, organisation) -> Case:
    """A case under investigation."""
    return a_case(berik, organisation, *REGISTERED)


@pytest.fixture
def page(client, berik):
    """Berik, signed in, asks for a page."""
    client.force_login(berik)
    return client


def address(case: Case, code: str = "", **query: str) -> str:
    asked = {**({"stage": code} if code else {}), **query}
    return reverse("record_event", args=[case.reference], query=asked or None)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def last(case: Case) -> CaseEvent:
    return case.events.order_by("-sequence").first()


# --- what happened ----------------------------------------------------------------------------------------------------


def test_lawful_steps_come_first_each_with_its_condition(page, case):
    context = page.get(address(case)).context
    lawful = [offer.label for offer in context["lawful"]]
    unlawful = [offer.label for offer in context["unlawful"]]
    assert stage("TRM").label in lawful
    assert stage("TRI").label in unlawful
    assert set(lawful).isdisjoint(unlawful)
    assert all(offer.condition for offer in context["lawful"])
    assert context["position"] == stage("INV").label


def test_what_is_lawful_depends_on_the_day(page, case):
    context = page.get(address(case, on="2025-01-10")).context
    assert context["position"] == stage("SUB").label
    assert stage("KUI").label in [offer.label for offer in context["lawful"]]
    assert all("on=2025-01-10" in offer.url for offer in context["lawful"])


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2025-02-30", "\x00", "9" * 50])
def test_a_day_that_is_none_is_today(page, case, day):
    assert page.get(address(case, on=day)).context["position"] == stage("INV").label


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2999-01-01", "That day is still to come. What is offered below is for today."),
        ("abc", "That is not a day. What is offered below is for today."),
        ("2025-02-30", "That is not a day. What is offered below is for today."),
    ],
)
def test_a_day_that_cannot_be_looked_for_is_told(page, case, day, sentence):
    assert sentence in text_of(page.get(address(case, on=day)))
    assert sentence not in text_of(page.get(address(case, on="2025-01-10")))
    assert sentence not in text_of(page.get(address(case)))


def test_a_withdrawal_is_told_by_its_own_questions_alone(page, case):
    form = page.get(address(case, "EV_WITHDRAW")).context["form"]
    assert "ground" not in form.fields


@pytest.mark.parametrize("code", ["SUB", "NONE", "\x00", "x" * 500])
def test_a_stage_that_is_not_told_here_leads_to_the_choice(page, case, code):
    assert page.get(address(case, code)).templates[0].name == "complaints/event_choose.html"


# --- a lawful step ----------------------------------------------------------------------------------------------------


def test_a_lawful_step_is_recorded_at_once(page, case):
    response = page.post(address(case, "EV_FALSEWARN"), on(date(2025, 2, 1)))
    assert response.url == f"{reverse('case_detail', args=[case.reference])}#event-4"
    assert (last(case).stage.code, last(case).happened_on) == ("EV_FALSEWARN", date(2025, 2, 1))


def test_a_date_known_to_the_month_stays_a_month(page, case):
    page.post(address(case, "EV_FALSEWARN"), {"when_0": "", "when_1": "2", "when_2": "2025", "when_3": ""})
    assert (last(case).happened_on, last(case).precision) == (date(2025, 2, 1), Precision.MONTH)


def test_circumstances_are_asked_and_written_with_the_event(page, case):
    assert "how-voluntary" in text_of(page.get(address(case, "EV_WITHDRAW")))
    told = on(date(2025, 3, 1), **{"how-voluntary": "no", "how-in_custody": "yes"})
    sent = page.post(address(case, "EV_WITHDRAW"), told)
    page.post(address(case, "EV_WITHDRAW"), told | {"seen": sent.context["seen"]})
    written = Withdrawal.objects.get(event__case=case)
    assert (written.voluntary, written.in_custody) == ("no", "yes")


# --- what is wrong with it --------------------------------------------------------------------------------------------


def test_an_unlawful_step_is_explained_before_it_is_written(page, case):
    response = page.post(address(case, "TRM"), on(date(2025, 3, 1), ground="T35_5"))
    assert response.templates[0].name == "complaints/event_explain.html"
    assert case.events.count() == 3
    assert any(one.alert.is_unlawful and one.alert.norm for one in response.context["found"])
    assert ("ground", "T35_5") in response.context["told"]


def test_an_unlawful_step_is_recorded_once_it_was_read(page, case):
    told = on(date(2025, 3, 1), ground="T35_5")
    seen = page.post(address(case, "TRM"), told).context["seen"]
    assert page.post(address(case, "TRM"), told | {"seen": seen}).status_code == 302
    assert last(case).ground.code == "T35_5"
    assert case.alerts.filter(event=last(case)).exists()


def test_who_read_something_else_reads_again(page, case):
    told = on(date(2025, 3, 1), ground="T35_5")
    response = page.post(address(case, "TRM"), told | {"seen": "0:another_rule"})
    assert response.templates[0].name == "complaints/event_explain.html"
    assert case.events.count() == 3


def test_going_back_keeps_what_was_typed(page, case):
    response = page.post(address(case, "TRM"), on(date(2025, 3, 1), ground="T35_5", change="1"))
    assert response.templates[0].name == "complaints/event_form.html"
    assert response.context["form"]["ground"].value() == "T35_5"
    assert case.events.count() == 3


def test_a_missing_step_is_named(page, case):
    found = page.post(address(case, "TRI"), on(date(2025, 3, 1))).context["found"]
    assert any("Nothing is recorded of" in one.alert.text for one in found)


def test_what_is_merely_out_of_order_is_not_called_unlawful(page, case):
    unlawful = page.post(address(case, "TRM"), on(date(2025, 3, 1), ground="T35_5"))
    incomplete = page.post(address(case, "TRI"), on(date(2025, 3, 1)))
    assert "The law does not allow this" in text_of(unlawful)
    assert "The law does not allow this" not in text_of(incomplete)


def test_what_becomes_wrong_with_an_earlier_entry_is_told_too(page, berik, organisation):
    case = a_case(berik, organisation, *REGISTERED, ("INT", date(2025, 2, 1)))
    prosecution = Body.objects.filter(kind=BodyKind.PROSECUTION).order_by("order").first()
    told = on(date(2025, 2, 20), answers=str(last(case).uuid), body=prosecution.code)
    found = page.post(address(case, "PCN"), told).context["found"]
    assert [one.about for one in found] == [f"{stage('INT').label}, 1 February 2025"]


# --- what cannot be ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told", "field"),
    [
        ("EV_FALSEWARN", on(date(2999, 1, 1)), "when"),
        ("EV_FALSEWARN", {"when_0": "31", "when_1": "2", "when_2": "2025", "when_3": ""}, "when"),
        ("EV_FALSEWARN", {}, "when"),
        ("EV_FALSEWARN", {"when_0": "9" * 40, "when_1": "1", "when_2": "2025", "when_3": ""}, "when"),
        ("TRM", on(date(2025, 3, 1), ground="NONE"), "ground"),
        ("TRM", on(date(2025, 3, 1), ground="\x00"), "ground"),
        ("TRM", on(date(2025, 3, 1), body="x" * 900), "body"),
        ("REG", on(date(2025, 3, 1), register_number="\x00"), "register_number"),
        ("REG", on(date(2025, 3, 1), register_number="9" * 41), "register_number"),
        ("ANN", on(date(2025, 3, 1), answers="1"), "answers"),
        ("RQL", on(date(2025, 3, 1)), "offence"),
        ("JON", on(date(2025, 3, 1), other_case="NONE-NONE"), "other_case"),
        ("JON", on(date(2025, 3, 1), other_case="\x00"), "other_case"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(page, case, code, told, field):
    response = page.post(address(case, code), told)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert case.events.count() == 3


def test_nothing_happens_before_the_incident(page, case):
    Case.objects.filter(pk=case.pk).update(incident_on=date(2025, 1, 5), incident_precision=Precision.DAY)
    response = page.post(address(case, "EV_FALSEWARN"), on(date(2025, 1, 1)))
    assert response.context["form"].errors == {"when": ["This would have happened before the incident."]}


def test_nothing_follows_the_end_of_the_procedure(page, berik, organisation):
    case = a_case(berik, organisation, *REGISTERED, ("CLO", date(2025, 3, 1)))
    response = page.post(address(case, "SUS"), on(date(2025, 4, 1)))
    assert list(response.context["form"].errors) == ["when"]
    assert page.get(address(case)).context["lawful"] == []


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["charlie", "vera", "dana", "azat", "alia"])
@pytest.mark.parametrize("route", ["record_event", "correct_event", "take_back_event"])
def test_a_case_one_may_not_see_does_not_exist(client, case, cast, name, route):
    client.force_login(cast[name])
    arguments = [case.reference] if route == "record_event" else [case.reference, last(case).uuid]
    assert client.get(reverse(route, args=arguments)).status_code == 404
    assert client.post(reverse(route, args=arguments), on(date(2025, 2, 1))).status_code == 404
    assert case.events.count() == 3


def test_a_case_worker_records_once_assigned_and_not_after_standing_back(client, case, berik, alia):
    assign_case(by=berik, case=case, user=alia)
    client.force_login(alia)
    assert client.post(address(case, "EV_FALSEWARN"), on(date(2025, 2, 1))).status_code == 302
    recuse(by=alia, case=case, user=alia, reason=RecusalReason.OTHER, today=TODAY)
    assert client.post(address(case, "EV_FALSEWARN"), on(date(2025, 2, 2))).status_code == 404
    assert case.events.count() == 4


def test_entries_of_another_case_are_not_found_through_one_s_own(page, case, berik, organisation):
    other = a_case(berik, organisation)
    for route in ("correct_event", "take_back_event"):
        assert page.get(reverse(route, args=[case.reference, last(other).uuid])).status_code == 404


# --- another case -----------------------------------------------------------------------------------------------------


def test_a_case_is_joined_to_one_of_the_same_house(page, case, berik, organisation):
    into = a_case(berik, organisation, *REGISTERED)
    told = on(date(2025, 3, 1), other_case=into.reference.lower())
    assert page.post(address(case, "JON"), told).status_code == 302
    assert last(case).other_case == into
    case.milestones.refresh_from_db()
    assert case.milestones.absorbed_by == into


def test_a_case_of_another_house_is_not_named(page, case, charlie, other_organisation):
    foreign = a_case(charlie, other_organisation)
    response = page.post(address(case, "JON"), on(date(2025, 3, 1), other_case=foreign.reference))
    unknown = page.post(address(case, "JON"), on(date(2025, 3, 1), other_case="2222-2222"))
    assert response.context["form"].errors == unknown.context["form"].errors
    assert foreign.reference not in str(response.context["form"].errors)


@pytest.fixture
def divided(page, case, berik, alia) -> Case:
    """What the second of two alleged victims told, severed on its own."""
    assign_case(by=berik, case=case, user=alia)
    agency = Agency.objects.first()
    for number in (1, 2):
        Victim.objects.create(case=case, number=number, sex="female" if number == 2 else "male")
        Respondent.objects.create(case=case, number=number, agency=agency)
    page.post(address(case, "SEV"), on(date(2025, 3, 1)) | {"victims": ["2"], "respondents": ["1"]})
    return last(case).other_case


def test_a_case_is_severed_with_some_of_its_people(case, divided, alia):
    assert [victim.sex for victim in divided.victims.all()] == ["female"]
    assert divided.respondents.count() == 1
    assert [(event.stage.code, event.other_case) for event in divided.events.all()] == [("SEV", case)]
    assert divided.assignments.get().user == alia
    assert divided.complaints.count() == case.complaints.count()
    assert case.victims.count() == 2
    assert compare([case.pk, divided.pk], world=world()) == []


def test_whoever_stands_back_from_a_case_stands_back_from_what_is_severed(page, case, berik, alia):
    assign_case(by=berik, case=case, user=alia)
    recuse(by=alia, case=case, user=alia, reason=RecusalReason.OTHER, today=TODAY)
    page.post(address(case, "SEV"), on(date(2025, 3, 1)))
    new = last(case).other_case
    assert new.recusals.get().user == alia
    assert not Case.objects.visible_to(alia).filter(pk=new.pk).exists()


@pytest.mark.parametrize("people", [{"victims": ["7"]}, {"respondents": ["x"]}, {"victims": ["\x00"]}])
def test_nobody_who_is_not_in_the_case_goes_along(page, case, people):
    response = page.post(address(case, "SEV"), on(date(2025, 3, 1)) | people)
    assert response.status_code == 200
    assert (case.events.count(), Case.objects.count()) == (3, 1)


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_begins_with_what_stands_there(page, case):
    form = page.get(reverse("correct_event", args=[case.reference, last(case).uuid])).context["form"]
    assert form["when"].value()[:3] == [13, 1, 2025]


def test_a_correction_takes_the_place_of_the_entry(page, case):
    wrong = last(case)
    response = page.post(reverse("correct_event", args=[case.reference, wrong.uuid]), on(date(2025, 1, 14)))
    assert response.status_code == 302
    assert (last(case).supersedes, last(case).happened_on) == (wrong, date(2025, 1, 14))
    again = reverse("correct_event", args=[case.reference, wrong.uuid])
    assert page.get(again).status_code == 404


def test_a_correction_that_changes_nothing_is_none(page, case):
    entries, there = case.events.count(), last(case)
    answers = on(date(2025, 1, 13))
    response = page.post(reverse("correct_event", args=[case.reference, there.uuid]), answers)
    assert "Nothing was changed." in text_of(response)
    assert (case.events.count(), last(case)) == (entries, there)


def test_a_withdrawal_is_corrected_where_only_its_circumstances_change(page, case, berik):
    row = Withdrawal(in_custody="no")
    moment = {"happened_on": date(2025, 2, 1), "precision": Precision.DAY}
    there = record_event(
        by=berik, case=case, stage=stage("EV_WITHDRAW"), today=TODAY, circumstances=row, **moment
    ).event
    where = reverse("correct_event", args=[case.reference, there.uuid])
    how = page.get(where).context["how"]
    same = on(date(2025, 2, 1)) | {
        how.add_prefix(name): value for name in how.fields if isinstance(value := how[name].value(), str) and value
    }
    assert "Nothing was changed." in text_of(page.post(where, same))
    page.post(where, same | {how.add_prefix("in_custody"): "yes"})
    assert (last(case).supersedes, last(case).withdrawal.in_custody) == (there, "yes")


def test_who_corrects_at_the_same_moment_is_told(page, case, berik, monkeypatch):
    wrong = last(case)

    def somebody_was_faster(**_correction):
        supersede_event(by=berik, event=wrong, today=TODAY, happened_on=date(2025, 1, 15))
        return []

    monkeypatch.setattr(event_pages, "foresee_correction", somebody_was_faster)
    response = page.post(reverse("correct_event", args=[case.reference, wrong.uuid]), on(date(2025, 1, 14)))
    expected = "This entry has already been corrected; correct the correction instead."
    assert response.context["form"].non_field_errors() == [expected]
    assert last(case).happened_on == date(2025, 1, 15)


def test_a_correction_keeps_what_the_form_does_not_ask(page, case, berik):
    kept = record_event(
        by=berik,
        case=case,
        stage=stage("EV_FALSEWARN"),
        happened_on=date(2025, 2, 1),
        precision=Precision.DAY,
        today=TODAY,
        register_number="17",
    ).event
    page.post(reverse("correct_event", args=[case.reference, kept.uuid]), on(date(2025, 2, 2)))
    assert (last(case).register_number, last(case).happened_on) == ("17", date(2025, 2, 2))


def test_an_entry_is_taken_back_and_stays_readable(page, case):
    wrong = last(case)
    where = reverse("take_back_event", args=[case.reference, wrong.uuid])
    assert "Take it back" in text_of(page.get(where))
    assert case.events.count() == 3
    assert page.post(where).status_code == 302
    assert (last(case).is_void, last(case).supersedes) == (True, wrong)
    assert page.get(where).status_code == 404
    assert wrong.stage.label in text_of(page.get(reverse("case_detail", args=[case.reference])))


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "TRM"])
def test_pages_keep_to_their_budget(page, case, django_assert_max_num_queries, code):
    page.get(address(case, code))
    with django_assert_max_num_queries(15):
        page.get(address(case, code))
