"""Lists as CSV: the same rows as in JSON, cells that no spreadsheet takes for formulas, and mistakes as everywhere."""

import csv
from datetime import date
from io import StringIO

import pytest

from accounts.api.rows_as_csv import Rows, csv_text
from accounts.api.views import RowsView
from accounts.choices import Role, Scope
from institutions.reference import LISTS
from reports.models import OfficialFigure
from tests.api.clients import program
from tests.api.test_examples import operations, schema
from tests.api.test_matrix import api_views
from tests.cast import person
from tests.complaints.exports.cases import full_case
from tests.complaints.sealed_cases import own_case
from tests.monitoring.visits import finding, own_visit
from tests.vault.keys import with_keys

API, CASES, EVENTS = "/api/v1/", "/api/v1/cases/", "/api/v1/events/"
CSV = {"Accept": "text/csv"}


@pytest.fixture
def client(berik, organisation):
    """A program of the lead, who sees every case."""
    return program(berik, organisation, Scope.CASES_READ)


def table(answer) -> list[dict[str, str]]:
    """The rows of an answer as a program would read them."""
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def cell(value: object) -> str:
    """A value of JSON as CSV has it."""
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


# --- cells ------------------------------------------------------------------------------------------------------------


def test_a_text_has_a_mark_of_its_encoding_a_header_and_a_line_a_row():
    rows = Rows(["name", "on", "is_late"], [{"name": 'a, "b"', "on": date(2026, 1, 2), "is_late": True}, {}])
    assert csv_text(rows) == '\ufeffname,on,is_late\r\n"a, ""b""",2026-01-02,true\r\n,,\r\n'


def test_a_list_without_rows_has_its_header():
    assert csv_text(Rows(["name", "on"], [])) == "\ufeffname,on\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "＝1"])
def test_no_cell_becomes_a_formula(text):
    assert csv_text(Rows(["a", "b"], [{"a": text, "b": [text, "x"]}])) == f"\ufeffa,b\r\n'{text},'{text}|x\r\n"


def test_what_has_no_place_in_a_cell_has_no_column():
    assert csv_text(Rows(["a", "b"], [{"a": 1, "b": {"c": 2}}]), without=("b",)) == "\ufeffa\r\n1\r\n"


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_csv_tells_what_json_tells(client, alia, berik, organisation):
    with_keys(alia, berik)
    full_case(alia, organisation)
    for path in (CASES, EVENTS, f"{API}victims/", f"{API}medical-findings/", f"{API}evidence/"):
        rows = client.read(path)["results"]
        told = table(client.get(path, headers=CSV))
        assert [list(row) for row in told] == [list(row) for row in rows], path
        assert [[one.removeprefix("'") for one in row.values()] for row in told] == [
            [cell(one) for one in row.values()] for row in rows
        ], path
    assert table(client.get(CASES, headers=CSV))[0]["file_number"] == "'=1+1"


@pytest.mark.django_db
def test_tables_of_one_case_jobs_and_lists_of_codes_are_told_as_csv(client, alia, organisation):
    case = own_case(alia, organisation)
    (row,) = table(client.get(f"{CASES}{case.reference}/events/", headers=CSV))
    assert row["case"] == case.reference
    assert table(client.get(f"{API}jobs/", headers=CSV)) == []
    assert {row["name"] for row in table(client.get(f"{API}lists/", headers=CSV))} == set(LISTS)


@pytest.mark.django_db
def test_each_list_of_codes_is_told_as_csv_with_what_else_it_says(client):
    for name in LISTS:
        path = f"{API}lists/{name}/"
        rows, told = client.read(path), table(client.get(path, headers=CSV))
        assert [row["code"] for row in told] == [row["code"] for row in rows]
        assert not [row for row in told if any(one.startswith(("{", "'{", "[")) for one in row.values())], name
        for more in ("valid_from", "region", "interviews"):
            assert [row.get(more, "") for row in told] == [cell(row["more"].get(more)) for row in rows], name
    refused = client.get(f"{API}lists/bodies/", {"fields": "code,more"}, headers=CSV)
    assert [error["field"] for error in refused.json()["errors"]] == ["fields"]


@pytest.mark.django_db
def test_visits_and_findings_are_told_as_csv_with_codes_side_by_side(vera, organisation):
    visit = own_visit(vera, organisation, findings=[finding(words="")])
    reader = program(vera, organisation, Scope.VISITS_READ)
    (row,) = table(reader.get(f"{API}findings/", headers=CSV))
    assert (row["visit"], row["sources"], row["is_triangulated"]) == (visit.reference, "interviews|seen", "true")
    assert [row["reference"] for row in table(reader.get(f"{API}visits/", headers=CSV))] == [visit.reference]
    assert table(reader.get(f"{API}recommendations/", headers=CSV)) == []


@pytest.mark.django_db
def test_official_figures_are_told_as_csv(dana, organisation):
    OfficialFigure.objects.create(
        code="T1", series="registered", unit="cases", measure_en="=m", measure_ru="m", measure_kk="m",
        period_en="2020", period_ru="2020", period_kk="2020", value_text="about 5", source="S",
    )  # fmt: skip
    reader = program(dana, organisation, Scope.STATS_READ)
    (row,) = table(reader.get(f"{API}figures/", {"series": "registered"}, headers=CSV))
    assert (row["code"], row["measure_en"], row["value_low"], row["value_text"]) == ("T1", "'=m", "", "about 5")
    assert reader.read(f"{API}figures/", fields="code") == [{"code": "T1"}]
    assert reader.get(f"{API}funnel/", headers=CSV).status_code == 406


@pytest.mark.django_db
def test_members_are_chosen_and_tables_inside_are_refused(client, alia, organisation):
    own_case(alia, organisation)
    answer = client.get(CASES, {"fields": "state,reference"}, headers=CSV)
    assert answer.content.decode("utf-8-sig").splitlines()[0] == "state,reference"
    refused = client.get(CASES, {"include": "events"}, headers=CSV)
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert [error["field"] for error in refused.json()["errors"]] == ["include"]


@pytest.mark.django_db
def test_mistakes_stay_problems_where_csv_is_asked_for(client):
    hidden, odd = client.get(f"{CASES}XXXX-XXXX/events/", headers=CSV), client.get(EVENTS, {"x": 1}, headers=CSV)
    strange = client.get(EVENTS, headers={"Accept": "image/png"})
    stranger = client.get(EVENTS, headers=CSV | {"Authorization": "Bearer nothing"})
    assert [one.status_code for one in (hidden, odd, strange, stranger)] == [404, 400, 406, 401]
    assert {one["Content-Type"] for one in (hidden, odd, strange, stranger)} == {"application/problem+json"}


@pytest.mark.django_db
def test_the_form_of_an_answer_follows_what_is_accepted(client):
    forms = {
        "application/json": "application/json",
        "*/*": "application/json",
        "text/*": "text/csv; charset=utf-8",
        "text/csv; charset=windows-1251": "text/csv; charset=utf-8",
        "text/csv;q=0.9": "text/csv; charset=utf-8",
        "application/json, text/csv;q=0.5": "application/json",
    }
    found = {accept: client.get(EVENTS, headers={"Accept": accept}) for accept in forms}
    assert {accept: answer["Content-Type"] for accept, answer in found.items()} == forms
    assert {answer.status_code for answer in found.values()} == {200}
    assert all("Accept" in answer["Vary"] for answer in found.values())


@pytest.mark.django_db
def test_what_is_written_is_answered_in_json_alone(alia, organisation):
    writer = program(alia, organisation, Scope.CASES_WRITE)
    refused = writer.post(CASES, {}, content_type="application/json", headers=CSV)
    assert (refused.status_code, refused["Content-Type"]) == (406, "application/problem+json")


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, CSV])
def test_neighbouring_pages_are_told_in_a_header(headers, client, alia, organisation):
    for _number in range(3):
        own_case(alia, organisation)
    answer, pages = client.get(CASES, {"limit": 1}, headers=headers), []
    while True:
        pages.append(answer)
        links = dict(link.split("; ")[::-1] for link in answer.headers.get("Link", "").split(", ") if link)
        if 'rel="next"' not in links:
            break
        answer = client.get(links['rel="next"'].strip("<>"), headers=headers)
    assert len(pages) == 3
    assert len({page.content for page in pages}) == 3
    assert 'rel="prev"' in links
    back = client.get(links['rel="prev"'].strip("<>"), headers=headers)
    assert table(back) == table(pages[1]) if headers else back.json()["results"] == pages[1].json()["results"]


@pytest.mark.django_db
def test_a_list_of_one_page_has_no_neighbours(client):
    assert "Link" not in client.get(CASES).headers


# --- what is promised -------------------------------------------------------------------------------------------------


def test_the_schema_tells_of_csv_where_it_is_given_and_every_member_has_a_place_in_a_cell():
    views = {view.__name__: view for view in api_views().values() if issubclass(view, RowsView)}
    assert len(views) > 30
    told = [
        one for _path, _method, one in operations() if "text/csv" in one["responses"].get("200", {}).get("content", ())
    ]
    assert len(told) == len(views)
    assert {one["responses"]["200"]["content"]["text/csv"]["schema"]["type"] for one in told} == {"string"}
    assert all("fields" in {parameter["name"] for parameter in one["parameters"]} for one in told)
    assert not [one for one in told if "format" in {parameter["name"] for parameter in one["parameters"]}]


@pytest.mark.django_db
def test_whoever_may_read_nothing_reads_no_csv(organisation, alia):
    own_case(alia, organisation)
    reader = program(person("reader", organisation, Role.CASE_WORKER), organisation, Scope.CASES_READ)
    assert table(reader.get(CASES, headers=CSV)) == []
    assert program(alia, organisation, Scope.SUBMIT).get(CASES, headers=CSV).status_code == 403
    assert schema()["paths"]["/api/v1/funnel/"]["get"]["responses"]["200"]["content"].keys() == {"application/json"}
