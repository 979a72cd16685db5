"""The list of visits: who sees which, filters, order, pages, counts, views, and the same as a file."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.dates import PartialDate
from complaints.models import SavedView, Tie
from institutions.choices import TermList
from institutions.models import Body, FacilityOperator, PremiseType, Region
from institutions.vocabulary import vocabulary
from monitoring.choices import FollowUp, PremiseOutcome, StoodBack, Trigger
from monitoring.closeness import with_told_trigger
from monitoring.facts import MemberFacts
from monitoring.interviews.reprisals import record_after_visit
from monitoring.listing.asked import asked_by
from monitoring.listing.csv_file import header, sheet, visit_lines
from monitoring.models import VisitAfterwards
from tests.monitoring.interviews.heard import case_of, hear
from tests.monitoring.interviews.test_reprisals import how
from tests.monitoring.visits import TODAY, VISITED, another_lead, own_visit, place, term

pytestmark = pytest.mark.django_db


def shown(client, user, **sent):
    client.force_login(user)
    return client.get(reverse("visit_list"), sent)


def references(client, user, **sent) -> list[str]:
    return [row.reference for row in shown(client, user, **sent).context["rows"]]


def hours(day: date, minutes: int) -> dict[str, datetime]:
    arrived = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)
    return {
        "visited_on": day,
        "arrived_at": arrived,
        "entered_at": arrived + timedelta(minutes=minutes),
        "left_at": arrived + timedelta(hours=9),
    }


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_those_who_read_visits_see_those_of_their_organisation_and_nobody_else_any(client, vera, cast, organisation):
    visit = own_visit(vera, organisation)
    for name in ("alia", "berik", "vera", "dana"):
        assert references(client, cast[name]) == [visit.reference]
    assert references(client, cast["charlie"]) == []
    assert shown(client, cast["azat"]).status_code == 403


def test_whoever_stood_back_finds_the_visit_nowhere(client, vera, berik, organisation):
    another_lead(organisation)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(user=berik, stood_back=StoodBack.WORKED_THERE)]
    own_visit(vera, organisation, members=members)
    assert references(client, berik) == []
    client.force_login(berik)
    assert client.get(reverse("visit_counts")).context["total"].startswith("0 visits")


def test_why_a_visit_was_made_is_kept_from_who_is_tied_to_the_place(client, vera, alia, organisation):
    visit = own_visit(vera, organisation, trigger=Trigger.COMPLAINTS)
    tie = Tie.objects.create(
        user=alia, organisation=organisation, facility=place(), declared_by=alia, declared_on=date(2026, 10, 1)
    )
    assert references(client, vera, trigger=Trigger.COMPLAINTS) == [visit.reference]
    assert references(client, alia, trigger=Trigger.COMPLAINTS) == []
    assert references(client, alia, trigger=Trigger.UNKNOWN) == references(client, alia) == [visit.reference]
    for user, said in ((vera, Trigger.COMPLAINTS), (alia, Trigger.UNKNOWN)):
        client.force_login(user)
        counts = client.get(reverse("visit_counts")).context["facets"]
        assert [value.label for one in counts if one.label == "Why" for value in one.values] == [said.label]
        rows = with_told_trigger(asked_by(user, {}, "own", TODAY).found, user, TODAY)
        (line,) = visit_lines(rows, vocabulary())
        assert line[header().index("why")] == said.label
    tie.ended_on = date(2026, 11, 1)
    tie.save()
    assert references(client, alia, trigger=Trigger.COMPLAINTS) == [visit.reference]


def test_demonstration_and_own_visits_never_stand_in_one_list(client, vera, organisation):
    own_visit(vera, organisation)
    assert references(client, vera, data_set="demonstration") == []
    assert len(references(client, vera, data_set="own")) == 1


# --- the row ----------------------------------------------------------------------------------------------------------


def test_a_row_says_how_the_visit_was_treated(client, vera, organisation):
    own_visit(vera, organisation)
    row = shown(client, vera).context["rows"][0]
    cells = {cell.label: cell for cell in row.cells}
    assert cells["In private"].text == "12 of 15"
    assert cells["Access"].tag == "attention"
    assert cells["Access"].note.endswith("; 35 minutes at the gate")
    assert cells["Found and still open"].text == "0 grave findings"
    assert row.title == "Place TEST-1"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_needs_the_same_queries_however_many_rows(
    client, vera, organisation, django_assert_num_queries, number
):
    for one in range(number):
        own_visit(vera, organisation, visited_on=VISITED - timedelta(days=one), **_no_hours())
    shown(client, vera)
    with django_assert_num_queries(9):
        client.get(reverse("visit_list"))


def _no_hours() -> dict[str, None]:
    return {"arrived_at": None, "entered_at": None, "left_at": None}


def test_the_empty_list_leads_recorders_to_the_form_and_to_paper(client, vera, dana):
    html = shown(client, vera).content.decode()
    assert reverse("new_visit") in html
    assert reverse("visit_paper") in html
    assert reverse("new_visit") not in shown(client, dana).content.decode()


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(vera, organisation):
    """A visit that was announced and refused a room; another without notice, in another region, long before."""
    room = PremiseType.objects.order_by("order").first()
    regions = list(Region.objects.filter(valid_to=None).order_by("code")[:2])
    first = own_visit(
        vera,
        organisation,
        notice=term(TermList.NOTICE_MODE, "ahead"),
        access=[term(TermList.ACCESS_OUTCOME, "premises")],
        premises={room: PremiseOutcome.REFUSED},
        trigger="complaints",
        follow_up=FollowUp.VISIT,
        **hours(VISITED, 50),
    )
    other = place("TEST-2", label_en="Far house", label_ru="Дальний дом", region=regions[1])
    second = own_visit(
        vera,
        organisation,
        facility=other,
        members=[],
        access=[term(TermList.ACCESS_OUTCOME, "full")],
        **hours(date(2025, 3, 1), 5),
    )
    return first, second


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({}, [0, 1]),
        ({"notice": "announced"}, [0]),
        ({"notice": "ahead"}, [0]),
        ({"notice": "unannounced"}, [1]),
        ({"access": "hindered"}, [0]),
        ({"access": "full"}, [1]),
        ({"purpose": "periodic"}, [0, 1]),
        ({"purpose": "special"}, []),
        ({"waited": "30"}, [0]),
        ({"waited": "50"}, []),
        ({"room": "any"}, [0]),
        ({"team": "me"}, [0]),
        ({"trigger": "complaints"}, [0]),
        ({"year_from": "2026"}, [0]),
        ({"year_to": "2025"}, [1]),
        ({"visited_from": "2026-10-20"}, [0]),
        ({"visited_to": "2025-12-31"}, [1]),
        ({"report": "none"}, [0, 1]),
        ({"report": "sent"}, []),
        ({"follow_up": "1"}, [0]),
        ({"facility": "TEST-2"}, [1]),
        ({"complaints": "1"}, []),
        ({"reprisals": "1"}, []),
        ({"q": "far"}, [1]),
        ({"q": "дальний"}, [1]),
        ({"q": "дом house"}, [1]),
        ({"q": "nothing such"}, []),
        ({"sort": "day", "dir": "up"}, [1, 0]),
        ({"sort": "place"}, [1, 0]),
        ({"sort": "wait"}, [0, 1]),
    ],
)
def test_filters_narrow_the_list_and_its_count(client, vera, two, sent, found):
    assert references(client, vera, **sent) == [two[number].reference for number in found]
    total = client.get(reverse("visit_counts"), sent).context["total"]
    assert total.startswith(f"{len(found)} visit")


def test_a_reference_finds_its_visit_however_it_is_typed(client, vera, two):
    typed = two[0].reference.lower().replace("-", " ")
    assert references(client, vera, q=typed) == [two[0].reference]
    assert references(client, vera, q=two[0].reference[:6]) == [two[0].reference]


def test_the_operator_is_that_of_the_day(client, vera, two):
    usual = two[0].facility.facility_type.operator
    later = Body.objects.exclude(pk=usual.pk).order_by("order").first()
    FacilityOperator.objects.create(facility=two[0].facility, body=later, valid_from=date(2026, 1, 1))
    FacilityOperator.objects.create(facility=two[1].facility, body=later, valid_from=date(2026, 1, 1))
    assert references(client, vera, operator=later.code) == [two[0].reference]
    assert two[1].reference in references(client, vera, operator=two[1].facility.facility_type.operator.code)


def test_a_report_that_was_sent_is_found_as_sent(client, vera, two):
    VisitAfterwards.objects.filter(visit=two[0]).update(reported_on=VISITED, sent_on=VISITED)
    assert references(client, vera, report="sent") == [two[0].reference]
    assert references(client, vera, report="written") == []


def test_a_return_is_due_no_more_once_somebody_went(client, vera, two, organisation):
    own_visit(vera, organisation, **hours(VISITED + timedelta(days=3), 5))
    assert references(client, vera, follow_up="1") == []


def test_a_return_from_which_the_reader_stood_back_changes_nothing_for_them(client, vera, alia, two, organisation):
    back = own_visit(vera, organisation, **hours(VISITED + timedelta(days=3), 5))
    back.members.create(number=9, user=alia, stood_back=StoodBack.OTHER)
    assert references(client, alia, follow_up="1") == [two[0].reference]
    assert references(client, vera, follow_up="1") == []


@pytest.mark.parametrize("name", ["complaints", "reprisals"])
def test_whoever_is_tied_to_the_place_finds_no_visit_by_what_came_of_it(name, client, berik, vera, two, organisation):
    case = case_of(hear(vera, two[0]))
    record_after_visit(by=vera, visit=two[0], case=case, how=how(), when=PartialDate(TODAY, "day"), today=TODAY)
    assert references(client, berik, **{name: "1"}) == [two[0].reference]
    Tie.objects.create(user=berik, organisation=organisation, facility=place(), declared_by=berik, declared_on=TODAY)
    assert references(client, berik, **{name: "1"}) == []
    assert references(client, vera, **{name: "1"}) == [two[0].reference]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region", "KZ-99"),
        ("notice", "a\x00b"),
        ("waited", "1e9"),
        ("waited", "-1"),
        ("year_from", "99999999999999"),
        ("facility", "x" * 5000),
        ("q", "\x00"),
        ("team", "2"),
        ("visited_from", "2026-13-40"),
    ],
)
def test_what_is_not_understood_is_not_used(client, vera, two, name, value):
    response = shown(client, vera, **{name: value})
    assert response.status_code == 200
    assert name == "q" or len(response.context["rows"]) == 2


def test_unknown_filters_are_named_and_chips_take_filters_away(client, vera, two):
    response = shown(client, vera, notice="announced", colour="blue")
    assert "colour" in response.context["ignored"]
    (chip,) = response.context["chips"]
    assert chip.label == "Notice: Announced in any way"
    assert len(client.get(reverse("visit_list") + chip.remove_url).context["rows"]) == 2


def test_counts_are_those_the_filter_would_leave(client, vera, two):
    client.force_login(vera)
    facets = client.get(reverse("visit_counts"), {"access": "hindered"}).context["facets"]
    for facet in facets:
        for value in facet.values:
            assert len(client.get(value.url).context["rows"]) == value.number


def test_counting_keeps_to_its_budget(client, vera, two, django_assert_max_num_queries):
    shown(client, vera)
    with django_assert_max_num_queries(15):
        client.get(reverse("visit_counts"), {"notice": "ahead", "region": "KZ-10"})


@pytest.mark.parametrize("sort", ["day", "place", "wait"])
def test_pages_show_every_visit_once(client, vera, organisation, sort):
    for one in range(30):
        own_visit(vera, organisation, **hours(VISITED - timedelta(days=one), one % 4))
    first = shown(client, vera, sort=sort)
    second = client.get(reverse("visit_list") + first.context["next_url"])
    seen = [row.reference for row in (*first.context["rows"], *second.context["rows"])]
    assert len(seen) == len(set(seen)) == 30


# --- views and files --------------------------------------------------------------------------------------------------


def test_views_of_visits_and_of_cases_are_kept_apart(client, vera, alia):
    client.force_login(vera)
    sent = {"view-name": "Announced", "view-is_first": "on", "query": "notice=announced&q=somebody&colour=blue"}
    client.post(reverse("save_visit_view"), sent)
    view = SavedView.objects.get()
    assert (view.list, view.query) == ("visits", "notice=announced")
    assert shown(client, vera)["Location"] == f"{reverse('visit_list')}?notice=announced&view={view.uuid}"
    assert client.get(reverse("case_list")).status_code == 200
    assert client.get(reverse("change_view", args=[view.uuid])).status_code == 404


def test_an_analyst_shares_views_of_visits_with_those_who_read_them(client, dana, alia, azat):
    client.force_login(dana)
    client.post(reverse("save_visit_view"), {"view-name": "Ours", "view-is_shared": "on", "query": ""})
    assert [view.name for view, _url in shown(client, alia, data_set="own").context["views"]] == ["Ours"]


def test_own_visits_leave_the_house_after_the_password(client, vera, two):
    client.force_login(vera)
    answer = client.get(reverse("visit_file"))
    assert answer.status_code == 302
    assert not AuditEvent.objects.filter(action=Act.EXPORTED).exists()


def test_the_file_holds_what_the_list_shows_and_no_formula(vera, two):
    two[1].facility.label_en = "=HYPERLINK(1)"
    two[1].facility.save()
    asked = asked_by(vera, {"notice": "unannounced"}, "own", TODAY)
    found = with_told_trigger(asked.found, vera, TODAY)
    lines = list(sheet(header(), visit_lines(found, vocabulary()), is_demonstration=False))
    assert len(lines) == 3
    assert two[1].reference in lines[1]
    assert ",=HYPERLINK" not in lines[1]
    assert lines[-1] == "# complete: 1\r\n"
