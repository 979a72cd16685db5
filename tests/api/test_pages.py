"""Pages about the interface: the guide, the reference that is drawn from the schema, and what both promise."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.api.schema_kept import schema_in
from accounts.api.schema_page import Operation, laid_out, paragraphs, reference
from accounts.choices import Scope
from tests.api.test_examples import operations, schema


def told() -> dict[str, Operation]:
    """The operations of the page by their names."""
    return {one.name: one for part in reference().parts for one in part.operations}


def test_every_operation_stands_on_the_page_once_under_the_part_it_belongs_to():
    found = [(part.name, one.name) for part in reference().parts for one in part.operations]
    assert sorted(found) == sorted((one["tags"][0], one["operationId"]) for _path, _method, one in operations())
    assert all(part.words and part.operations for part in reference().parts)


def test_an_operation_is_told_with_all_that_one_needs_to_use_it():
    found = told()["create_case"]
    assert (found.method, found.path, found.scopes) == ("POST", "/api/v1/cases/", [Scope.CASES_WRITE])
    members = {member.name: member for member in found.members}
    assert members["submission"].is_required
    assert members["submission.received_on"].kind == "date"
    assert "male" in members["victims[].sex"].codes
    assert [answer.status for answer in found.answers] == ["201"]
    assert "Location" in found.answers[0].headers
    assert "422" in found.mistakes
    assert "Idempotency-Key: $KEY" in found.request
    assert '"$ARYZ/cases/"' in found.request
    assert found.answer.startswith("201\nLocation: https://")


def test_the_scope_is_told_once_and_not_in_the_words():
    said = "".join(text for one in told().values() for words in one.words for _kind, text in words)
    assert "Needs a token" not in said


def test_parameters_that_many_lists_share_are_told_by_one_of_them():
    assert told()["list_cases"].like == ""
    assert len(told()["list_cases"].parameters) > 20
    other = told()["list_events"]
    assert other.like == "list_cases"
    assert len(other.parameters) < 5


def test_no_example_leaves_a_place_in_its_address_empty():
    assert [name for name, one in told().items() if re.search(r'\$ARYZ[^"]*\{', one.request)] == []


def test_what_shall_end_is_told_and_recursion_is_cut():
    shape = {"type": "object", "properties": {"inside": {"$ref": "#/components/schemas/Endless"}}}
    operation = {
        "operationId": "read_made_up",
        "tags": ["made up"],
        "x-scopes": ["cases:read"],
        "description": "Made up.",
        "deprecated": True,
        "requestBody": {"content": {"application/json": {"schema": shape}}},
        "responses": {"200": {"description": "Fine."}},
    }
    (part,) = laid_out(
        {
            "info": {"description": "Words."},
            "tags": [{"name": "made up", "description": "Words."}],
            "paths": {"/api/v1/made-up/": {"put": operation}},
            "components": {"schemas": {"Endless": shape}},
        }
    ).parts
    (found,) = part.operations
    assert found.is_ending
    assert max(member.name.count("inside") for member in found.members) == 5


def test_the_little_markdown_of_descriptions():
    assert list(paragraphs("**Strong.** A `code`\nand more.\n\n\nLast.")) == [
        [("strong", "Strong."), ("", " A "), ("code", "code"), ("", " and more.")],
        [("", "Last.")],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_anybody_reads_the_reference(language):
    answer = Client().get(reverse("api_reference"), headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert set(told()) <= anchors
    assert len(re.findall(r'id="', page)) == len(anchors)


@pytest.mark.django_db
def test_the_guide_names_what_is_there():
    page = Client().get(reverse("api_guide")).content.decode()
    assert 'id="promised"' in page
    addresses = set(re.findall(r"http://testserver(/api/v1/[a-z/-]*)", page))
    known = {re.sub(r"\{[^}]+\}", "", path) for path in schema()["paths"]}
    assert addresses <= known
    assert all(scope.value in page for scope in Scope)


@pytest.mark.django_db
def test_the_schema_is_made_once_and_in_no_more_languages_than_there_are():
    address = f"{reverse('api_schema')}?format=json"
    told = {Client().get(f"{address}&lang={language}").content for language in ("en", "ru", "xx", "yy")}
    assert len(told) == 2
    made = schema_in.cache_info().misses
    assert Client().get(f"{address}&lang=zz").json()["openapi"] == "3.1.0"
    assert schema_in.cache_info().misses == made <= 3
