"""Pages of the programme: who sees them, that each number leads to its list, and what nobody else learns of plans."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership, Organisation
from complaints.actions import receive_complaint
from complaints.choices import DataSet
from complaints.ties import declare_tie
from institutions.choices import Mandate, TermList
from institutions.models import FacilityType, MonitoringRegime, Region
from monitoring.choices import FollowUp
from monitoring.planning.forms import SIGNALS
from tests.cast import person
from tests.monitoring import visits
from tests.monitoring.planning.plans import planned
from tests.monitoring.visits import own_visit, term
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db

PROGRAMME, PLACES = "/visits/programme/", "/visits/programme/places/"


def place(code: str = "TEST-1", **fields):
    """A place of a kind within the mandate."""
    kind = FacilityType.objects.filter(mandate=Mandate.IN).exclude(operator=None).order_by("order").first()
    return visits.place(code, **{"facility_type": kind, **fields})


def words(response) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def rows_of(response) -> list[str]:
    """The names of the places listed, in order."""
    return [row.code for row in response.context["rows"]]


@pytest.mark.parametrize("address", [PROGRAMME, PLACES])
def test_whoever_sees_visits_sees_the_programme_and_nobody_else(client, cast, address):
    place()
    answers = {}
    for name in ("alia", "berik", "vera", "dana", "azat"):
        client.force_login(cast[name])
        answers[name] = client.get(address).status_code
    assert answers == {"alia": 200, "berik": 200, "vera": 200, "dana": 200, "azat": 403}


def test_coverage_says_how_many_places_were_seen_within_the_interval(client, vera, organisation):
    MonitoringRegime.objects.exclude(interval_months=None).update(interval_months=48)
    before = _coverage(client, vera)
    place("TEST-2"), place("TEST-3")
    place()
    own_visit(vera, organisation, visited_on=date(2026, 10, 20))
    after = _coverage(client, vera)
    assert [after[name] - before[name] for name in ("places", "covered", "never")] == [3, 1, 2]


def _coverage(client, user) -> dict[str, int]:
    client.force_login(user)
    rows = client.get(PROGRAMME).context["tables"][0][2]
    return {name: sum(getattr(row.counts, name) for row in rows) for name in ("places", "covered", "never")}


def test_every_number_leads_to_a_list_of_as_many_places(client, vera, organisation):
    place("TEST-2"), place("TEST-3", region=None), place()
    own_visit(vera, organisation)
    client.force_login(vera)
    page = client.get(PROGRAMME)
    for figure in page.context["figures"]:
        assert _listed(client, figure["url"]) == figure["value"]
    for _title, _label, rows in page.context["tables"]:
        for row in rows:
            assert _listed(client, row.all_url) == row.counts.places
            assert _listed(client, row.covered_url) == row.counts.covered
            assert _listed(client, row.overdue_url) == row.counts.overdue
            assert _listed(client, row.never_url) == row.counts.never


def _listed(client, url: str) -> int:
    return int(client.get(url).context["count_text"].split()[0])


def test_the_norm_and_its_source_stand_beside_the_interval(client, vera):
    place()
    client.force_login(vera)
    told = words(client.get(PROGRAMME))
    terms = MonitoringRegime.objects.exclude(interval_months=None).get()
    assert terms.legal_basis in told
    assert f"{terms.interval_months} months" in told


def test_without_a_norm_the_page_says_so(client, vera):
    place()
    MonitoringRegime.objects.update(interval_months=None)
    client.force_login(vera)
    assert "nothing can be overdue" in words(client.get(PROGRAMME))
    assert client.get(PLACES).status_code == 200


def test_an_organisation_without_places_is_told_where_they_come_from(client):
    stage = Organisation.objects.create(name="Stage", is_demonstration=True)
    client.force_login(person("actor", stage, Role.MONITOR))
    for address in (PROGRAMME, PLACES):
        assert "No place within the mandate is in the list" in words(client.get(address))


# --- the list ---------------------------------------------------------------------------------------------------------


def test_filters_narrow_the_list_and_stand_as_chips(client, vera):
    region = Region.objects.filter(valid_to=None).order_by("code").last()
    place(), place("FAR", region=region), place("NOWHERE", region=None)
    client.force_login(vera)
    page = client.get(PLACES, {"region": region.code})
    assert "FAR" in rows_of(page)
    assert "TEST-1" not in rows_of(page)
    assert [chip["label"] for chip in page.context["chips"]] == [f"Region: {region.label}"]
    assert "NOWHERE" in rows_of(client.get(PLACES, {"region": "none"}))
    operator = place().facility_type.operator
    assert "TEST-1" in rows_of(client.get(PLACES, {"operator": operator.code}))


@pytest.mark.parametrize("name", ["region", "kind", "operator", "standing", "signal", "sort"])
@pytest.mark.parametrize("value", ["no-such", "\x00", "9" * 400])
def test_a_filter_that_is_not_understood_is_named_and_not_used(client, vera, name, value):
    place()
    client.force_login(vera)
    page = client.get(PLACES, {name: value})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {name}
    assert "TEST-1" in rows_of(page)


@pytest.mark.parametrize("value", ["\x00", "no-such", "00000000-0000-0000-0000-000000000000"])
def test_an_organisation_that_is_not_one_s_own_is_not_there(client, vera, value):
    client.force_login(vera)
    for address in (PROGRAMME, PLACES, "/visits/plans/new/"):
        assert client.get(address, {"of": value}).status_code == 404


def test_another_organisation_of_one_s_own_has_its_own_programme(client, vera, organisation, other_organisation):
    place()
    own_visit(vera, organisation)
    Membership.objects.create(user=vera, organisation=other_organisation, role=Role.ANALYST)
    client.force_login(vera)
    page = client.get(PROGRAMME, {"of": str(other_organisation.uuid)})
    assert page.context["may_plan"] is False
    assert sum(row.counts.covered for row in page.context["tables"][0][2]) == 0
    assert client.get("/visits/plans/new/", {"of": str(other_organisation.uuid)}).status_code == 404


def test_the_longest_overdue_come_first_and_orders_change_it(client, vera, berik, organisation):
    today = timezone.localdate()
    place("B-SEEN"), place("A-NEVER"), place("C-COMPLAINED", valid_from=today)
    own_visit(vera, organisation, facility=place("B-SEEN"), visited_on=date(2026, 10, 20))
    receive_complaint(
        by=berik,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=today,
        facility=place("C-COMPLAINED"),
    )
    client.force_login(vera)
    own = {"A-NEVER", "B-SEEN", "C-COMPLAINED"}

    def listed(sort: str) -> list[str]:
        return [code for code in rows_of(client.get(PLACES, {"sort": sort})) if code in own]

    assert listed("due") == ["A-NEVER", "B-SEEN", "C-COMPLAINED"]
    assert listed("name") == ["A-NEVER", "B-SEEN", "C-COMPLAINED"]
    assert listed("last") == ["A-NEVER", "C-COMPLAINED", "B-SEEN"]
    assert listed("complaints")[0] == listed("attention")[0] == "C-COMPLAINED"


def test_the_warning_about_complaints_stands_above_the_list(client, dana):
    place()
    client.force_login(dana)
    assert "More complaints do not mean a worse place" in words(client.get(PLACES))


def test_pages_walk_through_all_places(client, vera):
    for number in range(55):
        place(f"MANY-{number:02}")
    client.force_login(vera)
    first = client.get(PLACES, {"sort": "name"})
    assert len(first.context["rows"]) == 50
    assert first.context["previous_url"] is None
    second = client.get(first.context["next_url"])
    assert second.context["next_url"] == ""
    assert client.get(second.context["previous_url"]).context["rows"] == first.context["rows"]
    codes = [*rows_of(first), *rows_of(second)]
    assert len(codes) == len(set(codes)) == int(first.context["count_text"].split()[0])


@pytest.mark.parametrize(("address", "number"), [(PROGRAMME, 15), (PLACES, 15)])
def test_more_places_cost_no_more_queries(vera, organisation, django_assert_max_num_queries, address, number):
    place()
    today = timezone.localdate()
    own_visit(vera, organisation)
    with_keys(vera)
    planned(vera, organisation, today=today, first_day=today, last_day=today)
    client = unlocked_client(vera)
    client.get(address)
    with django_assert_max_num_queries(number):
        client.get(address)
    for code in ("TEST-2", "TEST-3"):
        own_visit(vera, organisation, facility=place(code), access=[term(TermList.ACCESS_OUTCOME, "premises")])
    client.get(address)
    with django_assert_max_num_queries(number):
        client.get(address)


# --- returns, ties, lapses --------------------------------------------------------------------------------------------


def test_a_promised_return_that_is_due_stands_on_top(client, vera, organisation):
    place()
    own_visit(vera, organisation, follow_up=FollowUp.VISIT)
    client.force_login(vera)
    (row,) = client.get(PROGRAMME).context["returns"]
    assert row.code == "TEST-1"
    assert row.reasons == ["A return was promised; no later visit is recorded."]
    assert "A return was promised; no later visit is recorded." in words(client.get(PLACES))


def test_a_return_due_today_is_not_told_as_missed(client, vera, organisation):
    place()
    own_visit(vera, organisation, follow_up=FollowUp.VISIT, look_again_on=timezone.localdate())
    client.force_login(vera)
    (row,) = client.get(PROGRAMME).context["returns"]
    assert row.reasons[0].startswith("A return is promised by")


def test_few_complaints_are_told_by_number_to_those_who_see_every_case(client, vera, berik, organisation):
    place()
    given = {"organisation": organisation, "data_set": DataSet.OWN, "channel": None, "today": timezone.localdate()}
    for _number in range(2):
        receive_complaint(by=berik, facility=place(), **given)
    told = {}
    for name, user in (("vera", vera), ("berik", berik)):
        client.force_login(user)
        told[name] = words(client.get(PLACES))
    assert "Fewer than 5 complaints recorded." in told["vera"]
    assert "2 complaints recorded." not in told["vera"]
    assert "2 complaints recorded." in told["berik"]


def test_places_that_are_not_yet_due_are_told_apart(client, vera, organisation):
    place()
    own_visit(vera, organisation)
    place("NEW", valid_from=timezone.localdate())
    client.force_login(vera)
    page = client.get(PROGRAMME)
    assert "1 more is not yet due for its first regular visit and is not counted." in page.context["sentence"]
    assert rows_of(client.get(PLACES, {"standing": "not_yet"})) == ["NEW"]


def test_many_returns_lead_to_the_list_of_all(client, vera, organisation):
    for number in range(11):
        own_visit(vera, organisation, facility=place(f"BACK-{number:02}"), follow_up=FollowUp.URGENT)
    place()
    own_visit(vera, organisation)
    client.force_login(vera)
    page = client.get(PROGRAMME)
    assert len(page.context["returns"]) == 10
    assert page.context["more_returns"] == "All 11 returns"
    assert rows_of(client.get(page.context["returns_url"])) == [f"BACK-{number:02}" for number in range(11)]


def test_places_are_chosen_by_what_speaks_for_going_there(client, vera, berik, organisation):
    refused = term(TermList.ACCESS_OUTCOME, "documents")
    own_visit(vera, organisation, facility=place("REFUSED"), access=[refused])
    own_visit(vera, organisation, facility=place("QUIET"))
    complained = place("COMPLAINED")
    given = {"organisation": organisation, "data_set": DataSet.OWN, "channel": None, "today": timezone.localdate()}
    receive_complaint(by=berik, facility=complained, **given)
    client.force_login(vera)
    listed = {name: rows_of(client.get(PLACES, {"signal": name})) for name in SIGNALS}
    expected = {"return": [], "reprisals": [], "refused": ["REFUSED"], "urgent": [], "complained": ["COMPLAINED"]}
    assert listed == expected


def test_no_return_is_due_where_none_was_promised(client, vera, organisation):
    place()
    own_visit(vera, organisation)
    client.force_login(vera)
    assert "No promised return is due" in words(client.get(PROGRAMME))


def test_whoever_is_tied_to_a_place_is_told_that_something_is_not_shown(client, vera, organisation):
    place()
    today = timezone.localdate()
    declare_tie(by=vera, organisation=organisation, user=vera, facility=place(), today=today)
    client.force_login(vera)
    assert "you declared a tie" in words(client.get(PLACES))


def test_terms_that_lapse_say_when(client, vera, organisation):
    place()
    terms = MonitoringRegime.objects.exclude(lapses_after_months=None).get()
    kind = term(TermList.VISIT_TYPE, "other").__class__.objects.get(list=TermList.VISIT_TYPE, code=terms.visit_types[0])
    client.force_login(vera)
    assert "No visit under these terms is recorded here" in words(client.get(PROGRAMME))
    own_visit(vera, organisation, regime=terms, visit_type=kind, notice=term(TermList.NOTICE_MODE, "ahead"))
    told = words(client.get(PROGRAMME))
    assert "20 April 2027" in told
    assert "As far as recorded here, the last visit was on" in told
    assert "lapse" in told


# --- own plans on the programme ---------------------------------------------------------------------------------------


def test_a_place_is_marked_for_the_reader_of_a_plan_with_an_open_session_and_for_nobody_else(
    client, vera, berik, organisation
):
    place()
    today = timezone.localdate()
    with_keys(vera, berik)
    planned(vera, organisation, today=today, first_day=today, last_day=today + timedelta(days=3))
    mark = "You have planned a visit"
    assert mark in words(unlocked_client(vera).get(PLACES))
    assert mark not in words(unlocked_client(berik).get(PLACES))
    client.force_login(vera)
    assert mark not in words(client.get(PLACES))


def test_no_address_of_the_programme_names_a_place_to_plan_for(client, vera):
    place()
    client.force_login(vera)
    page = client.get(PLACES).content.decode()
    assert reverse("plan_visit") in page
    assert not re.search(r"(?:href|action)=\"[^\"]*plans/new/[^\"]*TEST-1", page)
