"""The page of the list: orders and ends of the list in the address, and no more queries for more cases."""

from datetime import date

import pytest
from django.urls import reverse

from complaints.choices import DataSet
from complaints.models import CaseMilestones, Deadline, Habits
from tests.complaints.event_cases import a_case
from tests.reports.rows import Path, add_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def sixty(organisation):
    """Sixty cases registered on two days, every third with a day due."""
    paths = [
        Path(
            {1: date(2020, 1, 1 + n % 2)}, attributes={"next_due_on": date(2020, 2, 1 + n // 3) if not n % 3 else None}
        )
        for n in range(60)
    ]
    return add_cases(paths, data_set=DataSet.OWN, organisation=organisation)


def page(client, user, query: str = ""):
    client.force_login(user)
    return client.get(reverse("case_list") + query)


def references(response) -> list[str]:
    return [row.reference for row in response.context["rows"]]


@pytest.mark.parametrize("sort", ["registered", "incident", "last_event", "due", "reference"])
@pytest.mark.parametrize("direction", ["up", "down"])
def test_links_lead_through_the_whole_list_from_either_end(client, berik, sixty, sort, direction):
    response = first = page(client, berik, f"?sort={sort}&dir={direction}")
    forwards = references(response)
    while response.context["next_url"]:
        response = page(client, berik, response.context["next_url"])
        forwards += references(response)
    assert len(set(forwards)) == len(forwards) == 60
    response = page(client, berik, first.context["last_url"])
    backwards = references(response)[::-1]
    while response.context["previous_url"]:
        response = page(client, berik, response.context["previous_url"])
        backwards += references(response)[::-1]
    assert backwards == forwards[::-1]
    assert references(page(client, berik, response.context["last_url"] or "?page=last"))


def test_the_ends_have_no_link_to_where_one_is(client, berik, sixty):
    first = page(client, berik)
    last = page(client, berik, first.context["last_url"])
    assert (first.context["first_url"], first.context["previous_url"]) == ("", "")
    assert (last.context["last_url"], last.context["next_url"]) == ("", "")
    assert references(page(client, berik, last.context["first_url"])) == references(first)


def test_heads_say_the_order_and_turn_it_round(client, berik, sixty):
    heads = {head.label: head for head in page(client, berik, "?sort=due").context["heads"]}
    assert heads["Next deadline"].aria_sort == "ascending"
    assert "dir=down" in heads["Next deadline"].url
    assert (heads["Registered"].aria_sort, heads["Region"].aria_sort) == ("none", "")


@pytest.mark.parametrize("query", ["?sort=colour&dir=left", "?sort=\x00", "?page=first", "?after=\x00", "?before=x"])
def test_an_order_nobody_offers_is_the_usual_one(client, berik, sixty, query):
    assert references(page(client, berik, query)) == references(page(client, berik))


@pytest.mark.parametrize("rows", [1, 3])
def test_people_and_alerts_cost_a_query_each_however_many_rows(
    client, berik, organisation, rows, django_assert_num_queries
):
    Habits.objects.create(user=berik, columns=["assigned", "alerts", "due"])
    for _n in range(rows):
        a_case(berik, organisation)
    page(client, berik)
    with django_assert_num_queries(13):
        client.get(reverse("case_list"))


def test_an_analyst_has_no_list_but_the_public_record(client, dana, azat, sixty):
    assert page(client, dana, "?data_set=own").context["rows"] == []
    refused = page(client, azat)
    assert refused.status_code == 403


def test_the_row_says_the_last_day_and_the_earliest_duty(berik, organisation):
    case = a_case(berik, organisation, ("REG", date(2025, 1, 11)), ("INV", date(2025, 1, 13)))
    row = CaseMilestones.objects.get(case=case)
    open_duties = Deadline.objects.filter(case=case, met_by=None, met_on=None, time_limit__is_right=False)
    due = [day for day in open_duties.values_list("due_on", flat=True) if day]
    assert row.last_event_on == date(2025, 1, 13)
    assert row.next_due_on == min(due, default=None)
    assert due


def test_a_case_that_has_ended_is_due_no_more_and_never_overdue(client, berik, organisation):
    open_case = a_case(berik, organisation, ("REG", date(2024, 1, 11)), ("INV", date(2024, 1, 13)))
    ended = a_case(
        berik, organisation, ("REG", date(2024, 1, 11)), ("INV", date(2024, 1, 13)), ("TRM", date(2024, 2, 1))
    )
    assert CaseMilestones.objects.get(case=ended).next_due_on is None
    rows = page(client, berik, "?data_set=own&due=overdue").context["rows"]
    assert [row.reference for row in rows] == [open_case.reference]
    assert ended.deadlines.filter(met_by=None, met_on=None, time_limit__is_right=False).exists()
