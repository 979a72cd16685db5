"""Places: the list, the map and the page of one show what the reader may know of, and nothing of anybody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from complaints.actions import assign_case, receive_complaint
from complaints.choices import DataSet
from complaints.models import Case
from institutions.choices import TermList
from institutions.models import Body, FacilityOperator, FacilityType, PremiseType, Region, RegionSuccession, Term
from monitoring.choices import PremiseOutcome, StoodBack
from monitoring.facts import MemberFacts, RecommendationFacts
from monitoring.listing.csv_file import sheet
from monitoring.models import ReprisalAfterVisit
from monitoring.places.asked import asked_by
from monitoring.places.views import header, place_lines
from monitoring.planning.rules import add_months, met_since
from tests.cast import person
from tests.monitoring.visits import VISITED, another_lead, body, own_visit, place, regime, term

pytestmark = pytest.mark.django_db

REAL = "TEST-1"


def shown(client, user, **sent):
    client.force_login(user)
    return client.get(reverse("place_list"), sent)


def cells(client, user, code=REAL) -> dict[str, str]:
    rows = {row.reference: row for row in shown(client, user, q="place").context["rows"]}
    return {cell.label: cell.text for cell in rows[code].cells}


def page(client, user, code=REAL):
    client.force_login(user)
    return client.get(reverse("place_detail", args=[code]))


def visited(day: date) -> dict[str, object]:
    arrived = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)
    return {"visited_on": day, "arrived_at": arrived, "entered_at": arrived, "left_at": arrived + timedelta(hours=3)}


def complaint(berik, organisation, facility, **changed) -> Case:
    given = {"data_set": DataSet.OWN, "channel": None, "today": timezone.localdate()}
    case = receive_complaint(by=berik, organisation=organisation, received_on=date(2026, 5, 2), **given)
    Case.objects.filter(pk=case.pk).update(facility=facility, **changed)
    return case


# --- the list ---------------------------------------------------------------------------------------------------------


def test_a_row_tells_when_the_place_was_seen_and_what_is_open(client, vera, dana, organisation):
    advice = RecommendationFacts(addressee=body(), theme=term(TermList.FINDING_THEME, "treatment"))
    own_visit(vera, organisation, recommendations=[advice])
    for reader in (vera, dana):
        found = cells(client, reader)
        assert found["Visits in 12 months"] == "1"
        assert found["Open recommendations"] == "1"
        assert found["Last visit"].startswith("20 October 2026")


def test_visits_and_cases_of_others_are_never_counted(client, vera, berik, charlie, alia, organisation):
    own_visit(vera, organisation)
    case = complaint(berik, organisation, place())
    assert cells(client, charlie)["Visits in 12 months"] == "0"
    assert cells(client, charlie)["Last visit"] == "none recorded"
    assert [cells(client, user)["Cases you may see"] for user in (berik, alia, vera, charlie)] == ["1", "0", "0", "0"]
    assign_case(by=berik, case=case, user=alia)
    assert cells(client, alia)["Cases you may see"] == "1"


def test_whoever_stood_back_counts_no_such_visit(client, vera, berik, organisation):
    another_lead(organisation)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(user=berik, stood_back=StoodBack.WORKED_THERE)]
    own_visit(vera, organisation, members=members)
    assert cells(client, berik)["Visits in 12 months"] == "0"
    assert not page(client, berik).context["visits"]


def test_invented_places_are_for_the_demonstration_alone(client, vera, organisation):
    place()
    place("TEST-9", is_demonstration=True)
    assert "TEST-9" not in {row.reference for row in shown(client, vera, q="place").context["rows"]}
    assert page(client, vera, "TEST-9").status_code == 404
    assert shown(client, vera, data_set="demonstration", q="place").context["data_set"] == "own"
    organisation.is_demonstration = True
    organisation.save()
    assert {row.reference for row in shown(client, vera, q="place").context["rows"]} == {"TEST-9"}
    assert page(client, vera, REAL).status_code == 404


@pytest.mark.parametrize("route", ["place_list", "place_map", "place_file"])
def test_administrators_are_shown_no_place(client, azat, route):
    client.force_login(azat)
    assert client.get(reverse(route)).status_code == 403


@pytest.fixture
def three(vera, organisation):
    """Seen a month ago without notice; seen six years ago; never seen, of another region and kind."""
    kind = FacilityType.objects.filter(mandate="in").exclude(operator=None).order_by("order").first()
    other = FacilityType.objects.filter(mandate="disputed").order_by("order").first()
    regions = list(Region.objects.filter(valid_to=None).order_by("code")[:2])
    first = place("TEST-1", facility_type=kind, region=regions[0])
    second = place("TEST-2", facility_type=kind, region=regions[0])
    third = place("TEST-3", facility_type=other, region=regions[1])
    own_visit(vera, organisation, facility=first, **visited(timezone.localdate() - timedelta(days=30)))
    own_visit(vera, organisation, facility=second, **visited(date(2020, 6, 1)))
    return first, second, third


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({}, [1, 2, 3]),
        ({"standing": "met"}, [1]),
        ({"standing": "overdue"}, [2]),
        ({"standing": "never"}, []),
        ({"standing": "unseen"}, [2]),
        ({"standing": "no_interval"}, [3]),
        ({"visited": "year"}, [1]),
        ({"visited": "before"}, [2]),
        ({"visited": "never"}, [3]),
        ({"mandate": "disputed"}, [3]),
        ({"open": "1"}, []),
        ({"existing": "no"}, []),
        ({"region": "KZ-10"}, [1, 2]),
        ({"region": "none"}, []),
        ({"sort": "visits"}, [1, 3, 2]),
        ({"sort": "last"}, [3, 2, 1]),
        ({"sort": "name", "dir": "down"}, [3, 2, 1]),
        ({"region": "a\x00b", "standing": "9" * 400, "visited": "<"}, [1, 2, 3]),
    ],
)
def test_filters_narrow_the_list(client, vera, three, sent, found):
    rows = shown(client, vera, q="test", **sent).context["rows"]
    codes = [row.reference for row in rows]
    expected = [f"TEST-{number}" for number in found]
    if sent.get("sort") == "visits":
        assert codes[0] == "TEST-1"
        codes, expected = sorted(codes), sorted(expected)
    assert codes == expected


def test_the_operator_is_that_of_today(client, vera, three):
    later = Body.objects.exclude(pk=three[0].facility_type.operator_id).order_by("order").first()
    FacilityOperator.objects.create(facility=three[0], body=later, valid_from=date(2026, 1, 1))
    FacilityOperator.objects.create(facility=three[1], body=later, valid_to=date(2025, 12, 31))
    assert [row.reference for row in shown(client, vera, q="test", operator=later.code).context["rows"]] == ["TEST-1"]


def test_what_does_not_count_as_seen_covers_no_place(client, vera, organisation):
    today = timezone.localdate()
    kind = FacilityType.objects.filter(mandate="in").exclude(operator=None).order_by("order").first()
    first, second, third = (place(f"TEST-{number}", facility_type=kind) for number in (1, 2, 3))
    place("TEST-4", facility_type=kind, valid_from=today - timedelta(days=400))
    since = met_since(48, today)
    own_visit(vera, organisation, facility=first, **visited(since))
    denied = {"access": [term(TermList.ACCESS_OUTCOME, "denied")], "interviews": {}, "premises": {}, "entered_at": None}
    own_visit(vera, organisation, facility=second, **visited(since) | denied | {"left_at": None, "population": {}})
    scenario = regime(is_scenario=True)
    kind = Term.objects.get(list=TermList.VISIT_TYPE, code=scenario.visit_types[0])
    own_visit(vera, organisation, facility=third, regime=scenario, visit_type=kind, **visited(VISITED))

    def codes(standing):
        return sorted(row.reference for row in shown(client, vera, q="place", standing=standing).context["rows"])

    assert codes("soon") == ["TEST-1"]
    assert codes("never") == codes("unseen") == ["TEST-2", "TEST-3"]
    assert codes("not_yet") == ["TEST-4"]
    rows = {row.reference: row for row in shown(client, vera, q="place").context["rows"]}
    texts = {code: {cell.label: cell.text for cell in row.cells} for code, row in rows.items()}
    assert "Not yet due" in texts["TEST-4"].values()
    assert (texts["TEST-3"]["Visits in 12 months"], texts["TEST-3"]["Last visit"]) == ("0", "none recorded")
    client.force_login(vera)
    assert client.get(reverse("place_map"), {"q": "place"}).context["total"].unseen == "2 of 3"


@pytest.mark.parametrize("today", [date(2026, 2, 28), date(2028, 2, 29), date(2026, 8, 31), date(2026, 11, 2)])
def test_the_first_day_that_meets_an_interval_is_found(today):
    since = met_since(48, today)
    assert add_months(since, 48) >= today > add_months(since - timedelta(days=1), 48)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_needs_the_same_queries_however_many_rows(
    client, vera, organisation, django_assert_num_queries, number
):
    for one in range(number):
        own_visit(vera, organisation, facility=place(f"TEST-{one}"))
    shown(client, vera, q="place")
    with django_assert_num_queries(8):
        client.get(reverse("place_list"), {"q": "place"})


def test_views_of_places_are_kept_apart_from_those_of_visits(client, vera):
    client.force_login(vera)
    client.post(reverse("save_place_view"), {"view-name": "Due", "query": "standing=unseen&notice=ahead"})
    ((view, url),) = shown(client, vera, data_set="own").context["views"]
    assert (view.list, view.query) == ("facilities", "standing=unseen")
    assert not client.get(reverse("visit_list"), {"data_set": "own"}).context["views"]
    assert client.get(url).status_code == 200


def test_pages_show_every_place_once(client, vera):
    for one in range(30):
        place(f"TEST-{one:02}", label_en="Same name")
    first = shown(client, vera, q="same")
    second = client.get(reverse("place_list") + first.context["next_url"])
    seen = [row.reference for row in (*first.context["rows"], *second.context["rows"])]
    assert len(seen) == len(set(seen)) == 30


def test_the_file_holds_no_formula_and_no_case(vera, berik, organisation, three):
    complaint(berik, organisation, three[0])
    three[0].label_en = "=1+1"
    three[0].save()
    asked = asked_by(berik, {"region": "KZ-10"}, "own", ["own"], timezone.localdate())
    text = "".join(sheet(header(), place_lines(asked), is_demonstration=False))
    assert "'=1+1" in text
    assert ",=1+1" not in text
    assert "case" not in text.lower()


# --- the map ----------------------------------------------------------------------------------------------------------


def test_the_map_and_its_table_tell_the_same(client, vera, three):
    client.force_login(vera)
    context = client.get(reverse("place_map"), {"q": "test"}).context
    drawn = {one.label: one.text for one in context["region_map"].regions}
    listed = {row.name: row.visits for row in context["rows"] if row.places != "0"}
    assert {name: drawn[name] for name in listed} == listed
    assert context["total"].places == "3"
    assert context["total"].unseen == "1 of 2"


def test_the_map_stands_before_its_table_in_a_box_that_keys_can_move(client, vera, three):
    client.force_login(vera)
    text = client.get(reverse("place_map")).text
    assert text.index('<div class="scroll scroll--map" role="region" tabindex="0"') < text.index("<table")


@pytest.mark.parametrize("figure", ["visits", "unseen", "open", "unannounced", "nonsense", "\x00"])
def test_every_figure_is_drawn_and_each_region_leads_to_its_places(client, vera, three, figure):
    client.force_login(vera)
    response = client.get(reverse("place_map"), {"figure": figure, "q": "test"})
    region = next(one for one in response.context["region_map"].regions if one.level not in ("none",))
    assert len(client.get(region.url).context["rows"]) in (1, 2)
    assert 'style="' not in response.content.decode()


def test_every_region_of_today_is_on_the_map(client, vera):
    client.force_login(vera)
    drawn = client.get(reverse("place_map")).context["region_map"]
    today = set(Region.objects.filter(valid_to=None).values_list("label_en", flat=True))
    assert {one.label for one in drawn.regions} == today
    assert len(drawn.cities) == 3


def test_the_map_keeps_to_its_budget(client, vera, three, django_assert_max_num_queries):
    shown(client, vera)
    with django_assert_max_num_queries(15):
        client.get(reverse("place_map"))


# --- the page of one place --------------------------------------------------------------------------------------------


def test_the_page_tells_who_ran_the_place_when(client, vera, three):
    later = Body.objects.exclude(pk=three[0].facility_type.operator_id).order_by("order").first()
    FacilityOperator.objects.create(facility=three[0], body=later, valid_from=date(2024, 1, 1))
    operators = page(client, vera).context["operators"]
    assert [(one.name, one.is_now) for one in operators] == [
        (later.label, True),
        (three[0].facility_type.operator.label, False),
    ]
    assert operators[0].days == "since 1 January 2024"


def test_the_page_tells_to_which_region_it_belonged_before(client, vera, three):
    succession = RegionSuccession.objects.get(successor=three[0].region)
    facts = {str(row["key"]): row for row in page(client, vera).context["facts"]}
    assert succession.predecessor.label in facts["Region today"]["note"]


def test_visits_stand_with_population_and_shares(client, vera, organisation):
    room = PremiseType.objects.order_by("order").first()
    own_visit(vera, organisation, premises={room: PremiseOutcome.REFUSED})
    context = page(client, vera).context
    (moment,) = context["moments"]
    assert (moment.held, moment.occupancy_text) == ("180 in 200 places", "90%")
    assert moment.private_text == "12 of 15 (80%)"
    assert context["rooms"][0]["refused"] == "1"


def test_cases_are_links_for_those_who_may_see_them_and_nothing_else(client, vera, berik, alia, organisation):
    case = complaint(berik, organisation, place())
    assert case.reference in page(client, berik).content.decode()
    for user in (alia, vera):
        assert case.reference not in page(client, user).content.decode()


def test_reprisals_are_told_to_those_who_may_see_their_case(client, vera, berik, alia, dana, organisation):
    case = complaint(berik, organisation, place())
    visit = own_visit(vera, organisation)
    ReprisalAfterVisit.objects.create(event=case.events.first(), visit=visit)
    assert len(page(client, berik).context["reprisals"]) == 1
    for user in (alia, dana, vera):
        assert not page(client, user).context["reprisals"]


def test_complaints_are_counted_for_those_who_read_figures_and_few_are_not_told(
    client, berik, dana, charlie, organisation
):
    for _number in range(2):
        complaint(berik, organisation, place())
    complaint(berik, organisation, place(), may_be_counted="no")
    assert [row["number"] for row in page(client, berik).context["years"]] == ["2"]
    assert [row["number"] for row in page(client, dana).context["years"]] == ["fewer than 5"]
    assert page(client, charlie).context["years"] == []


def test_recorders_are_led_on_and_readers_are_not(client, vera, dana):
    place()
    html = page(client, vera).content.decode()
    assert f'action="{reverse("new_visit")}"' in html
    assert f'name="place" value="{REAL}"' in html
    assert "?place=" not in html
    assert reverse("plan_visit") in html
    readers = page(client, dana).content.decode()
    assert reverse("new_visit") not in readers
    assert reverse("plan_visit") not in readers


@pytest.mark.parametrize("code", ["nothing", "a%00b", "x" * 500, "..."])
def test_a_place_that_is_none_is_not_found(client, vera, code):
    client.force_login(vera)
    assert client.get(f"/visits/places/{code}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_keeps_to_its_budget_however_many_visits(
    client, vera, berik, organisation, django_assert_num_queries, number
):
    for one in range(number):
        own_visit(vera, organisation, **visited(VISITED - timedelta(days=one)))
        complaint(berik, organisation, place())
    page(client, berik)
    with django_assert_num_queries(15):
        client.get(reverse("place_detail", args=[REAL]))


def test_a_monitor_elsewhere_sees_nothing_of_it(client, vera, organisation, other_organisation):
    own_visit(vera, organisation)
    other = person("other_monitor", other_organisation, Role.MONITOR)
    context = page(client, other).context
    assert (context["visits"], context["open_rows"], context["moments"], context["rooms"]) == ([], [], [], [])
