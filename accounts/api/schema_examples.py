"""Examples of requests and answers: written as data, put into the schema, and tried by the tests. All are invented.

A file of `examples/` holds operations by their name: what stands in the `path`, `query`, `request`, and `answers` by
status, each with `headers` and `body`. `tables.json` holds one row of each table of cases instead, for its lists.
"""

import json
import re
from collections.abc import Mapping, MutableMapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "examples"
TABLES = "tables"
NAME, SUMMARY = "invented", "Invented: there is no such case, visit, place or person."
_JSON = "application/json"
_PROBLEM = {
    "type": "about:blank",
    "title": "The request cannot be understood.",
    "status": 400,
    "detail": "Some of what was sent cannot be used.",
    "errors": [{"field": "victims[0].sex", "message": "This code is not in the list.", "code": "invalid_choice"}],
    "code": "invalid",
}


@cache
def _written() -> Mapping[str, Mapping]:
    found: dict[str, Mapping] = {}
    for path in sorted(FOLDER.glob("*.json")):
        if path.stem != TABLES:
            found |= json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _rows() -> Mapping[str, Mapping]:
    return json.loads((FOLDER / f"{TABLES}.json").read_text(encoding="utf-8"))


def written_names() -> frozenset[str]:
    """Operations that have an example of their own."""
    return frozenset(_written())


def example_of(operation: str) -> Mapping | None:
    """The example of an operation by its name; None where there is none."""
    written = _written().get(operation)
    if written is not None:
        return written
    table = re.fullmatch(r"list_(?P<name>[a-z_]+?)(?P<of>_of_case)?", operation)
    if table is None:
        return None
    # A visit has findings too: those of doctors have a longer name outside a case.
    name = "medical_findings" if table["name"] == "findings" else table["name"]
    row = _rows().get(name)
    if row is None:
        return None
    if table["of"]:
        return {"path": {"reference": row["case"]}, "answers": {"200": {"body": [row]}}}
    return {"answers": {"200": {"body": {"next": None, "previous": None, "results": [row]}}}}


def put_examples(result: MutableMapping) -> None:
    """Puts the examples into a schema."""
    result["components"]["schemas"]["Problem"]["examples"] = [_PROBLEM]
    for path in result["paths"].values():
        for operation in path.values():
            example = example_of(operation["operationId"])
            if example is not None:
                _put(operation, example)


def _put(operation: MutableMapping, example: Mapping) -> None:
    for parameter in operation.get("parameters", ()):
        given = example.get(parameter["in"], {})
        if parameter["in"] in ("path", "query") and parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    if "request" in example:
        for content in operation["requestBody"]["content"].values():
            content["examples"] = {NAME: {"summary": SUMMARY, "value": example["request"]}}
    for status, told in example["answers"].items():
        content = operation["responses"][status].get("content", {})
        if "body" in told and _JSON in content:
            content[_JSON]["examples"] = {NAME: {"summary": SUMMARY, "value": told["body"]}}
