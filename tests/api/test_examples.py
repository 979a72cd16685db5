"""Every operation has an example, it has the shape that the schema tells, and the house does what it asks."""

import json
from functools import cache

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from accounts.api.schema_examples import TABLES, example_of, written_names
from accounts.api.schema_kept import schema_in
from complaints.exports.columns import CHILDREN
from tests.api.example_world import address, make_world

JSON = "application/json"


@cache
def schema() -> dict:
    """The schema as programs get it."""
    return json.loads(json.dumps(schema_in("en"), default=str))


def operations() -> list[tuple[str, str, dict]]:
    """(path, method, operation); what deletes comes last, because others read what it deletes."""
    found = [(path, method, one) for path, methods in schema()["paths"].items() for method, one in methods.items()]
    return sorted(found, key=lambda one: one[1] == "delete")


@cache
def registry() -> Registry:
    return Registry().with_resource("schema", Resource.from_contents(schema(), default_specification=DRAFT202012))


def faults(shape: dict, value: object) -> list[str]:
    """What is wrong with a value of this shape."""
    absolute = json.loads(json.dumps(shape).replace('"#/components', '"schema#/components'))
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = Draft202012Validator(absolute, registry=registry(), format_checker=checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def bodies_of(operation: dict) -> dict[str, dict]:
    """Status of each good answer that has a JSON body -> its shape."""
    return {
        status: response["content"][JSON]["schema"]
        for status, response in operation["responses"].items()
        if status.startswith("2") and JSON in response.get("content", {})
    }


def test_every_operation_with_a_body_has_an_example_and_no_example_is_left_over():
    names = {one["operationId"] for _path, _method, one in operations()}
    assert written_names() - names == set()
    for _path, _method, one in operations():
        example = example_of(one["operationId"])
        assert example is not None, one["operationId"]
        assert ("request" in example) == ("requestBody" in one), one["operationId"]
        told = {status for status, answer in example["answers"].items() if "body" in answer}
        assert told <= set(bodies_of(one)), one["operationId"]
        assert told or not bodies_of(one), one["operationId"]
        known = {parameter["name"] for parameter in one.get("parameters", ()) if parameter["in"] == "query"}
        assert set(example.get("query", {})) <= known, one["operationId"]


def test_every_example_has_the_shape_that_the_schema_tells():
    wrong = {}
    for _path, _method, one in operations():
        name = one["operationId"]
        example = example_of(name) or {"answers": {}}
        for status, shape in bodies_of(one).items():
            if "body" in example["answers"].get(status, {}):
                wrong[f"{name} {status}"] = faults(shape, example["answers"][status]["body"])
        if "requestBody" in one:
            (content,) = one["requestBody"]["content"].values()
            wrong[name] = faults(content["schema"], example.get("request"))
    assert {name: found for name, found in wrong.items() if found} == {}


def test_an_example_of_another_shape_would_be_noticed():
    shape = {"$ref": "#/components/schemas/CaseMade"}
    assert faults(shape, {"reference": "7H2K-M4QX", "complaint": "no uuid"}) != []
    assert faults(shape, {"reference": None}) != []


def test_the_schema_bears_the_examples():
    made = schema()["paths"]["/api/v1/cases/"]["post"]
    assert made["requestBody"]["content"][JSON]["examples"]["invented"]["value"] == example_of("create_case")["request"]
    answer = made["responses"]["201"]
    assert answer["content"][JSON]["examples"]["invented"]["summary"].startswith("Invented")
    assert {"Location", "Idempotent-Replay"} <= set(answer["headers"])


def test_no_default_of_a_choice_is_none_of_its_codes():
    text = json.dumps(schema()["components"]["schemas"])
    assert '"default": ""' in text  # words that are left out are empty
    for shape in schema()["components"]["schemas"].values():
        chosen = [one for one in shape.get("properties", {}).values() if "allOf" in one or "enum" in one]
        assert not [one for one in chosen if one.get("default") == "" and "" not in one.get("enum", ())]
    parameters = [one["schema"] for _path, _method, each in operations() for one in each.get("parameters", ())]
    assert not [one for one in parameters if one.get("default") == "" and "" not in one.get("enum", ("",))]


def test_every_table_has_a_row_and_is_told_for_one_case_and_for_all():
    for table in CHILDREN:
        ((row,),) = [[*example_of(f"list_{table.name}_of_case")["answers"]["200"]["body"]]]
        assert row["case"], table.name
    assert example_of(f"list_{TABLES}") is None


@pytest.mark.django_db
def test_the_house_does_what_every_example_asks(organisation):
    world = make_world(organisation)
    refused, shapeless = {}, {}
    for path, method, one in operations():
        name = one["operationId"]
        answer = world.send(name, method, address(world, name, path), one["x-scopes"][0])
        if str(answer.status_code) not in example_of(name)["answers"]:
            refused[name] = (answer.status_code, answer.content)
        elif answer.headers.get("Content-Type") == JSON:
            shapeless[name] = faults(bodies_of(one)[str(answer.status_code)], answer.json())
    assert refused == {}
    assert {name: found for name, found in shapeless.items() if found} == {}
