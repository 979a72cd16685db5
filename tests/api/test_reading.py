"""Reading cases: what a token may know of, page by page, and nothing that is sealed."""

import pytest

from accounts.api.cursors import lock, unlock
from accounts.choices import Scope
from complaints.actions import assign_case
from tests.api.clients import program
from tests.complaints.sealed_cases import NAME, STORY, fill_safe, own_case
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases/"


@pytest.fixture
def client(berik, organisation):
    """A program of the lead, who sees every case."""
    return program(berik, organisation, Scope.CASES_READ)


def references(page):
    """The references of a page."""
    return [row["reference"] for row in page["results"]]


def test_a_program_reads_what_its_owner_may_see(alia, berik, charlie, organisation, other_organisation):
    mine = own_case(alia, organisation)
    other = own_case(berik, organisation)
    theirs = own_case(charlie, other_organisation)
    assert references(program(alia, organisation, Scope.CASES_READ).read(CASES)) == [mine.reference]
    lead = program(berik, organisation, Scope.CASES_READ)
    assert references(lead.read(CASES)) == [other.reference, mine.reference]
    for hidden in (theirs.reference, "XXXX-XXXX", "%00", "a" * 300):
        answer = lead.get(f"{CASES}{hidden}/")
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"


def test_pages_lead_on_and_back_without_gaps_or_repeats(client, alia, organisation):
    made = [own_case(alia, organisation).reference for _number in range(7)]
    page, seen = client.read(CASES, limit=3), []
    first = references(page)
    while True:
        seen += references(page)
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert seen == made[::-1]
    while page["previous"] is not None:
        page = client.get(page["previous"]).json()
    assert references(page) == first


def test_the_length_of_a_cursor_tells_nothing():
    short, long = (lock(text, CASES) for text in ("p=9", f"r=1&p={10**18}"))
    assert len(short) == len(long)
    assert unlock(short, CASES) == "p=9"


def test_a_cursor_tells_no_number_and_fits_one_list_only(client, alia, organisation):
    for _number in range(3):
        own_case(alia, organisation)
    cursor = client.read(CASES, limit=1)["next"].split("cursor=")[1].split("&")[0]
    assert client.get("/api/v1/changes/", {"after": cursor}).status_code == 400
    assert client.get(CASES, {"cursor": cursor[:-3] + "abc"}).status_code == 400
    assert client.get(CASES, {"cursor": "cD0x"}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "ten"},
        {"ordering": "file_number"},
        {"fields": "narrative"},
        {"include": "writings"},
        {"region": "nowhere"},
        {"year_from": "abc"},
        {"data_set": "all"},
    ],
)
def test_what_is_not_understood_is_refused_by_name(client, query):
    answer = client.get(CASES, query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_fields_and_tables_are_chosen(client, alia, organisation):
    case = own_case(alia, organisation)
    (row,) = client.read(CASES, fields="reference,events", include="events")["results"]
    assert set(row) == {"reference", "events"}
    assert row["reference"] == case.reference
    assert row["events"][0]["sequence"] == 1


def test_a_case_carries_a_mark_of_its_state(client, alia, organisation):
    case = own_case(alia, organisation)
    answer = client.get(f"{CASES}{case.reference}/")
    again = client.get(f"{CASES}{case.reference}/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert set(answer.json()) >= {"reference", "state", "events", "victims", "deadlines", "alerts", "evidence"}


def test_nothing_sealed_comes_out(client, alia, berik, organisation):
    with_keys(alia, berik)
    case = fill_safe(own_case(alia, organisation), alia)
    for path in (CASES, f"{CASES}{case.reference}/", f"{CASES}{case.reference}/complaints/"):
        body = client.get(path).content.decode()
        assert STORY not in body
        assert NAME not in body


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(number, client, alia, organisation, django_assert_num_queries):
    for _number in range(number):
        own_case(alia, organisation)
    client.read(CASES, include="events,victims")
    with django_assert_num_queries(21):
        client.read(CASES, include="events,victims")


def test_a_monitor_reads_no_case_without_consent(vera, alia, berik, organisation):
    case = own_case(alia, organisation)
    assign_case(by=berik, case=case, user=vera)
    client = program(vera, organisation, Scope.CASES_READ)
    assert client.get(f"{CASES}{case.reference}/").status_code == 404
