"""The tables of cases over all of them: every row once, the filters of cases, and nothing of a case that is hidden."""

import pytest

from accounts.api.reference import Root
from accounts.choices import Scope
from complaints.actions import assign_case, join_cases, record_event
from complaints.api.reading import flat_views
from complaints.choices import RecusalReason
from complaints.exports.columns import CHILDREN
from complaints.exports.labels import HIDDEN
from complaints.models import Case
from complaints.recording import stage_with
from complaints.recusals import recuse
from institutions.choices import Effect
from tests.api.clients import program
from tests.complaints.exports.cases import CANARIES, full_case
from tests.complaints.sealed_cases import TODAY, own_case
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db
API, EVENTS = "/api/v1/", "/api/v1/events/"
TABLES = [(name, view.table) for name, view in flat_views()]


@pytest.fixture
def client(berik, organisation):
    """A program of the lead, who sees every case."""
    return program(berik, organisation, Scope.CASES_READ)


def registered(by, case):
    """One more entry in the case."""
    record_event(by=by, case=case, stage=stage_with(Effect.REGISTERS), happened_on=TODAY, precision="day", today=TODAY)
    return case


def entries(page):
    """Case and number of each entry of a page."""
    return [(row["case"], row["sequence"]) for row in page["results"]]


def test_every_table_of_a_case_is_told_over_all_cases():
    assert [table for _name, table in TABLES] == list(CHILDREN)
    assert len({name for name, _table in TABLES}) == len(TABLES)
    assert {name for name, _table in TABLES} < set(Root.links)


def test_a_table_over_all_cases_tells_what_the_table_of_each_case_tells(client, alia, berik, organisation):
    with_keys(alia, berik)
    cases = [full_case(alia, organisation, file_number=number) for number in ("1", "2")]
    for name, table in TABLES:
        told = client.read(f"{API}{name}/", ordering="recorded")["results"]
        of_each = [row for case in cases for row in client.read(f"{API}cases/{case.reference}/{table.name}/")]
        assert sorted(map(str, told)) == sorted(map(str, of_each)), name
        assert {row["case"] for row in told} == {case.reference for case in cases} or name == "alerts"


def test_nothing_of_cases_that_the_owner_may_not_see_is_told(
    client, alia, berik, charlie, organisation, other_organisation
):
    with_keys(berik, charlie)
    full_case(charlie, other_organisation)
    full_case(berik, organisation)
    theirs, blind = (
        program(owner, home, Scope.CASES_READ) for owner, home in ((charlie, other_organisation), (alia, organisation))
    )
    cases = set(Case.objects.filter(organisation=organisation).values_list("reference", flat=True))
    for name, _table in TABLES:
        path = f"{API}{name}/"
        assert blind.read(path)["results"] == [], name
        mine, others = client.get(path), theirs.get(path)
        assert {row["case"] for row in mine.json()["results"]} <= cases, name
        assert not {row["case"] for row in others.json()["results"]} & cases, name
        body = mine.content.decode() + others.content.decode()
        assert [canary for canary in CANARIES if canary in body] == [], name


def test_rows_of_a_case_go_when_the_case_is_hidden_or_taken_back(client, alia, berik, organisation):
    one, other = own_case(alia, organisation), own_case(alia, organisation)
    recuse(by=berik, case=one, user=berik, reason=next(iter(RecusalReason)), today=TODAY)
    assert entries(client.read(EVENTS)) == [(other.reference, 1)]
    Case.objects.filter(pk=other.pk).update(mistaken_on=TODAY)
    assert client.read(EVENTS)["results"] == []


def test_a_monitor_is_told_no_row_without_consent(vera, alia, berik, organisation):
    case = own_case(alia, organisation)
    assign_case(by=berik, case=case, user=vera)
    assert program(vera, organisation, Scope.CASES_READ).read(EVENTS)["results"] == []


def test_another_case_is_named_to_those_only_who_may_open_it(alia, berik, organisation):
    own, into = own_case(alia, organisation), own_case(berik, organisation)
    join_cases(by=berik, case=own, into=into, happened_on=TODAY, precision="day", today=TODAY)
    lead = program(berik, organisation, Scope.CASES_READ).read(EVENTS, ordering="-recorded", limit=1)["results"]
    assert [row["other_case"] for row in lead] == [into.reference]
    worker = program(alia, organisation, Scope.CASES_READ).read(EVENTS)["results"]
    assert {row["case"] for row in worker} == {own.reference}
    assert {row["other_case"] for row in worker} == {None, HIDDEN}


def test_pages_lead_on_and_back_over_cases_without_gaps_or_repeats(client, alia, organisation):
    cases = [own_case(alia, organisation) for _number in range(3)]
    for case in cases:
        registered(alia, case)
    expected = [(case.reference, 2) for case in reversed(cases)] + [(case.reference, 1) for case in reversed(cases)]
    page, seen = client.read(EVENTS, limit=2), []
    first = entries(page)
    while True:
        seen += entries(page)
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert seen == expected
    while page["previous"] is not None:
        page = client.get(page["previous"]).json()
    assert entries(page) == first
    assert entries(client.read(EVENTS, ordering="recorded", limit=6)) == expected[::-1]


def test_a_cursor_of_one_table_fits_no_other(client, alia, organisation):
    registered(alia, own_case(alia, organisation))
    cursor = client.read(EVENTS, limit=1)["next"].split("cursor=")[1].split("&")[0]
    assert client.get(f"{API}victims/", {"cursor": cursor}).status_code == 400


def test_the_filters_of_cases_choose_the_cases_whose_rows_are_told(client, alia, organisation):
    own_case(alia, organisation)
    case = registered(alia, own_case(alia, organisation))
    assert entries(client.read(EVENTS, year_from=TODAY.year)) == [(case.reference, 2), (case.reference, 1)]
    assert client.read(EVENTS, year_from=TODAY.year + 1)["results"] == []
    assert client.read(EVENTS, data_set="demonstration")["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"include": "victims"},
        {"limit": "0"},
        {"ordering": "sequence"},
        {"fields": "narrative"},
        {"fields": ","},
        {"region": "nowhere"},
        {"data_set": "all"},
    ],
)
def test_what_is_not_understood_is_refused_by_name(client, query):
    answer = client.get(EVENTS, query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_fields_are_chosen_in_both_kinds_of_tables(client, alia, organisation):
    case = own_case(alia, organisation)
    expected = [{"sequence": 1, "case": case.reference}]
    assert client.read(EVENTS, fields="sequence,case")["results"] == expected
    assert client.read(f"{API}cases/{case.reference}/events/", fields="sequence,case") == expected


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("name", ["events", "victims", "examinations", "medical-findings"])
def test_a_table_asks_as_often_for_many_rows_as_for_one(
    number, name, client, alia, berik, organisation, django_assert_num_queries
):
    with_keys(alia, berik)
    for at in range(number):
        full_case(alia, organisation, file_number=str(at))
    path = f"{API}{name}/"
    assert len(client.read(path)["results"]) >= number
    with django_assert_num_queries(QUERIES[name]):
        client.read(path)


# What a token, its rights, the filters and the page cost, and one query for each list of codes that the table names.
QUERIES = {"events": 10, "victims": 6, "examinations": 9, "medical-findings": 7}
