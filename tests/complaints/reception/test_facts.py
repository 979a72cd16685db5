"""Coded facts of a case, changed afterwards."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.actions import receive_complaint
from complaints.choices import DataSet, RecusalReason
from complaints.models import Case, CaseMilestones, Recusal, Respondent, Safeguards, Tie, Victim
from complaints.projection import compare
from complaints.reception.changing import Facts, change_facts
from institutions.models import Agency, Facility, Region
from institutions.queries import world
from tests.complaints.sealed_cases import TODAY, own_case
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Facility.objects.filter(is_demonstration=False).exclude(region=None).first()


@pytest.fixture
def case(alia, organisation, place):
    return receive_complaint(
        by=alia,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=TODAY,
        facility=place,
        region=place.region,
        incident_on=date(2025, 5, 1),
        incident_precision="month",
        file_number="7",
        victims=[Victim(sex="female", age_band="minor")],
        respondents=[Respondent(agency=Agency.objects.first())],
    )


@pytest.fixture
def browser(alia):
    return unlocked_client(with_keys(alia))


def address(case: Case) -> str:
    return reverse("change_facts", kwargs={"reference": case.reference})


def as_shown(browser, case: Case) -> dict[str, object]:
    """What the page would send if nothing were changed."""
    sent: dict[str, object] = {"act": "save", "topic": []}
    page = browser.get(address(case)).context
    sent["seen"] = page["seen"]
    for sheet in page["sheets"]:
        sent["topic"].append(sheet.name)
        sent |= {key: values for key, values in sheet.form.kept().items() if values}
    return sent


def test_sending_the_page_as_it_is_changes_nothing(browser, case):
    before = Case.objects.values().get(pk=case.pk)
    assert browser.post(address(case), as_shown(browser, case)).status_code == 302
    assert Case.objects.values().get(pk=case.pk) == before
    assert not AuditEvent.objects.filter(action=Act.CASE_CHANGED).exists()


def test_facts_are_changed_and_what_follows_is_worked_out_anew(browser, case):
    other = Facility.objects.filter(is_demonstration=False).exclude(region=case.region).exclude(region=None).first()
    agency = Agency.objects.last()
    sent = as_shown(browser, case) | {
        "facility": other.code,
        "facility_type": other.facility_type.code,
        "region": other.region.code,
        "incident_on_0": "3",
        "victim-1-age_band": "18_29",
        "respondent-1-agency": agency.code,
        "lawyer_admitted": "no",
        "file_number": "8",
    }
    assert browser.post(address(case), sent).status_code == 302
    case.refresh_from_db()
    assert (case.facility, case.region_now, case.file_number) == (other, other.region, "8")
    assert (case.incident_on, case.incident_precision) == (date(2025, 5, 3), "day")
    assert (case.victims.get().age_band, case.respondents.get().agency) == ("18_29", agency)
    assert Safeguards.objects.get(case=case).lawyer_admitted == "no"
    assert CaseMilestones.objects.get(case=case).region == other.region
    assert compare([case.pk], world=world()) == []
    assert AuditEvent.objects.filter(action=Act.CASE_CHANGED).count() == 1


def test_region_of_today_follows_from_place_region_and_day(alia, case):
    split, away = (Region.objects.get(label_en=f"{name} Region") for name in ("East Kazakhstan", "Abai"))

    def now(**columns) -> str | None:
        facts = Facts(columns=columns, methods=(), purposes=(), victims=(), respondents=(), safeguards=None)
        change_facts(by=alia, case=case, facts=facts, today=TODAY)
        case.refresh_from_db()
        return case.region_now and case.region_now.label_en

    assert now(facility=None, region=split) == split.label_en
    assert now(incident_on=date(2015, 3, 1)) is None
    assert compare([case.pk], world=world()) == []
    there = Facility.objects.filter(is_demonstration=False).exclude(region=None).first()
    there.region = away
    there.save(update_fields=["region"])
    assert now(facility=there) == away.label_en
    assert case.region == split
    assert now(facility=None, incident_on=None, incident_precision="unknown") == split.label_en


@pytest.mark.parametrize(("day", "is_known"), [(date(2022, 6, 7), False), (date(2022, 6, 8), True)])
def test_a_new_case_in_a_region_that_was_divided_since_does_not_guess(alia, organisation, day, is_known):
    split = Region.objects.get(label_en="East Kazakhstan Region")
    case = receive_complaint(
        by=alia,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=TODAY,
        region=split,
        incident_on=day,
        incident_precision="day",
    )
    case.refresh_from_db()
    assert (case.region, case.region_now) == (split, split if is_known else None)
    assert case.milestones.region_now == case.region_now


def test_one_more_person_is_added_and_nobody_taken_away(browser, case):
    sent = as_shown(browser, case)
    more = browser.post(address(case), sent | {"act": "more_victims"}).content.decode()
    assert 'name="victims" value="2"' in more
    assert 'name="victim-2-sex"' in more
    assert case.victims.count() == 1
    browser.post(address(case), sent | {"victims": "2", "victim-2-sex": "male"})
    assert list(case.victims.order_by("number").values_list("sex", flat=True)) == ["female", "male"]
    browser.post(address(case), sent | {"victims": "0", "respondents": "0"})
    assert (case.victims.count(), case.respondents.count()) == (2, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"facility": "nowhere"},
        {"facility": "\x00"},
        {"incident_on_0": "31", "incident_on_1": "2"},
        {"file_number": "9" * 41},
        {"file_number": "\x00"},
        {"victim-1-sex": "perhaps"},
        {"methods": ["nothing"]},
    ],
)
def test_a_wrong_answer_changes_nothing(browser, case, wrong):
    page = browser.post(address(case), as_shown(browser, case) | wrong)
    assert page.status_code == 200
    assert "govuk-error-summary" in page.content.decode()
    assert not AuditEvent.objects.filter(action=Act.CASE_CHANGED).exists()


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(browser, case):
    sent = as_shown(browser, case)
    case.victims.update(sex="male")
    page = browser.post(address(case), sent | {"victim-1-age_band": "18_29"})
    assert "Somebody changed these facts meanwhile" in page.content.decode()
    assert list(case.victims.values_list("sex", "age_band")) == [("male", "minor")]


def test_half_a_form_changes_nothing(browser, case):
    assert browser.post(address(case), {"act": "save", "topic": "incident"}).status_code == 200
    case.refresh_from_db()
    assert case.facility is not None


def test_a_file_number_of_another_case_is_refused(browser, case, alia, organisation):
    Case.objects.filter(pk=own_case(alia, organisation).pk).update(file_number="9")
    page = browser.post(address(case), as_shown(browser, case) | {"file_number": "9"})
    assert "has this file number" in page.content.decode()


def test_who_may_not_record_in_the_case_changes_nothing(cast, case, client):
    for name in ("vera", "dana", "azat", "charlie"):
        client.force_login(cast[name])
        assert client.get(address(case)).status_code == 404
        assert client.post(address(case), {"act": "save"}).status_code == 404
    facts = Facts({}, [], [], [], [], None)
    for name in ("vera", "dana", "azat", "charlie"):
        with pytest.raises(PermissionDenied):
            change_facts(by=cast[name], case=case, facts=facts, today=TODAY)


def test_whoever_stands_back_changes_nothing(browser, case, alia):
    Recusal.objects.create(case=case, user=alia, reason=RecusalReason.OTHER, declared_by=alia, started_on=TODAY)
    assert browser.get(address(case)).status_code == 404
    with pytest.raises(PermissionDenied):
        change_facts(by=alia, case=case, facts=Facts({}, [], [], [], [], None), today=TODAY)


def test_who_is_tied_to_the_place_as_it_is_now_stands_back(browser, case, berik, organisation):
    other = Facility.objects.filter(is_demonstration=False).exclude(pk=case.facility_id).exclude(region=None).last()
    Tie.objects.create(user=berik, organisation=organisation, facility=other, declared_by=berik, declared_on=TODAY)
    sent = as_shown(browser, case) | {
        "facility": other.code,
        "facility_type": other.facility_type.code,
        "region": other.region.code,
    }
    assert browser.post(address(case), sent).status_code == 302
    assert Recusal.objects.get(case=case).user == berik


def test_the_page_costs_few_queries(browser, case, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        browser.get(address(case))
