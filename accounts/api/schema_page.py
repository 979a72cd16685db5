"""The schema laid out for people: parts, operations, members of requests, answers, and an example of each.

Words of the schema are English; the page around them speaks the language of the reader.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from accounts.api.schema import ALWAYS, WRITING, needed
from accounts.api.schema_examples import example_of
from accounts.api.schema_kept import schema_in

_BASE = "/api/v1"
_SHARED = 10  # so many parameters in common are told once
_DEEP = 4
_PARTS = "multipart/form-data"
_MARKED = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")

# (kind, words): kind is "", "code" or "strong".
Words = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter or a member of a request. `codes` are all its values, where they are few."""

    name: str
    kind: str
    is_required: bool
    words: str
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back under one status, if all goes well."""

    status: str
    words: str
    headers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method. `like`: the operation that tells the parameters of both, or nothing."""

    name: str
    method: str
    path: str
    scopes: Sequence[str]
    words: Sequence[Words]
    is_ending: bool
    parameters: Sequence[Member]
    like: str
    members: Sequence[Member]
    answers: Sequence[Answer]
    mistakes: Sequence[str]
    request: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """Operations that belong together."""

    name: str
    words: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole interface."""

    words: Sequence[Words]
    parts: Sequence[Part]
    mistakes: Sequence[tuple[str, str]]


@cache
def reference() -> Reference:
    """The page of the schema of this program; computed once, since a schema changes with the program only."""
    return laid_out(json.loads(json.dumps(schema_in("en"), default=str)))


def laid_out(schema: Mapping) -> Reference:
    """A schema as a page."""
    shapes = schema["components"]["schemas"]
    found = [(path, method, one) for path, methods in schema["paths"].items() for method, one in methods.items()]
    leaders = _leaders([one for _path, _method, one in found], shapes)
    parts = [
        Part(
            tag["name"],
            tag["description"],
            [_operation(*one, shapes, leaders) for one in found if one[2]["tags"][0] == tag["name"]],
        )
        for tag in schema["tags"]
    ]
    return Reference(list(paragraphs(schema["info"]["description"])), parts, sorted((ALWAYS | WRITING).items()))


def paragraphs(text: str) -> Iterator[Words]:
    """Paragraphs of the little markdown that descriptions use: code and strong words."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        words, at = [], 0
        plain = " ".join(paragraph.split())
        for mark in _MARKED.finditer(plain):
            words.append(("", plain[at : mark.start()]))
            words.append(("code", mark[1]) if mark[1] else ("strong", mark[2]))
            at = mark.end()
        if plain:
            yield [(kind, one) for kind, one in [*words, ("", plain[at:])] if one]


def _leaders(operations: Sequence[Mapping], shapes: Mapping) -> Mapping[str, Mapping[str, Member]]:
    """Operations that tell their many parameters for others too: of lists those with the most."""
    told = {one["operationId"]: _parameters(one, shapes) for one in operations}
    leaders: dict[str, Mapping[str, Member]] = {}
    for name, parameters in sorted(told.items(), key=lambda one: ("cursor" not in one[1], -len(one[1]))):
        if not any(len(_common(parameters, theirs)) >= _SHARED for theirs in leaders.values()):
            leaders[name] = parameters
    return leaders


def _parameters(operation: Mapping, shapes: Mapping) -> Mapping[str, Member]:
    return {one["name"]: _parameter(one, shapes) for one in operation.get("parameters", ())}


def _operation(path: str, method: str, operation: Mapping, shapes: Mapping, leaders: Mapping) -> Operation:
    name, parameters = operation["operationId"], _parameters(operation, shapes)
    like = next((other for other, theirs in leaders.items() if len(_common(parameters, theirs)) >= _SHARED), "")
    like = "" if like == name else like
    scopes = operation["x-scopes"]
    bodies = list(operation.get("requestBody", {}).get("content", {}).values())
    return Operation(
        name=name,
        method=method.upper(),
        path=path,
        scopes=scopes,
        words=list(paragraphs(operation["description"].replace(needed(scopes), ""))),
        is_ending=operation.get("deprecated", False),
        parameters=[one for one in parameters.values() if not like or one != leaders[like].get(one.name)],
        like=like,
        members=[one for body in bodies[:1] for one in _members(body["schema"], shapes)],
        answers=[_answer(*told) for told in sorted(operation["responses"].items()) if told[0] < "400"],
        mistakes=[status for status in sorted(operation["responses"]) if status >= "400"],
        request=_curl(path, method, operation),
        answer=_given(name),
    )


def _common(some: Mapping[str, Member], others: Mapping[str, Member]) -> Sequence[str]:
    return [name for name, one in some.items() if one == others.get(name)]


def _parameter(told: Mapping, shapes: Mapping) -> Member:
    shape = _resolved(told["schema"], shapes)
    is_required = told.get("required", False)
    return Member(told["name"], _kind(shape, shapes), is_required, told.get("description", ""), _codes(shape))


def _members(shape: Mapping, shapes: Mapping, before: str = "", deep: int = 0) -> Iterator[Member]:
    """The members of a shape and of what lies inside it, each by its way from the outside."""
    whole = _resolved(shape, shapes)
    if whole.get("type") == "array":
        yield from _members(whole["items"], shapes, f"{before}[]", deep)
        return
    for name, told in whole.get("properties", {}).items():
        inner = _resolved(told, shapes)
        way = f"{before}.{name}" if before else name
        is_required = name in whole.get("required", ())
        yield Member(way, _kind(inner, shapes), is_required, inner.get("description", ""), _codes(inner))
        if deep < _DEEP:
            yield from _members(inner, shapes, way, deep + 1)


def _resolved(shape: Mapping, shapes: Mapping) -> Mapping:
    """A shape without a reference at its top; of several the first that says something."""
    for several in ("allOf", "oneOf", "anyOf"):
        if several in shape:
            first = _resolved(shape[several][0], shapes)
            return {**first, **{name: told for name, told in shape.items() if name != several}}
    if "$ref" in shape:
        own = {name: told for name, told in shape.items() if name != "$ref"}
        return {**_resolved(shapes[shape["$ref"].rpartition("/")[2]], shapes), **own}
    return shape


def _kind(shape: Mapping, shapes: Mapping) -> str:
    kinds = shape.get("type", "")
    plain = [kinds] if isinstance(kinds, str) else [kind for kind in kinds if kind != "null"]
    if plain == ["array"]:
        return f"list of {_kind(_resolved(shape['items'], shapes), shapes) or 'anything'}"
    return shape.get("format") or " or ".join(plain)


def _codes(shape: Mapping) -> Sequence[str]:
    return tuple(str(code) for code in shape.get("enum", ()) if code not in (None, ""))


def _answer(status: str, told: Mapping) -> Answer:
    return Answer(status, told.get("description", ""), tuple(told.get("headers", ())))


def _curl(path: str, method: str, operation: Mapping) -> str:
    """The example as a command of curl. `$ARYZ` is the address of the interface, `$ETAG` what reading gave."""
    example = example_of(operation["operationId"]) or {}
    place = path.removeprefix(_BASE).format_map(_Left(example.get("path", {})))
    query = "&".join(f"{name}={value}" for name, value in example.get("query", {}).items())
    wanted = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
    lines = ["curl" if method == "get" else f"curl -X {method.upper()}", '-H "Authorization: Bearer $ARYZ_TOKEN"']
    if "Idempotency-Key" in wanted:
        lines.append('-H "Idempotency-Key: $KEY"')
    if "If-Match" in wanted and method == "patch":
        lines.append('-H "If-Match: $ETAG"')
    if _PARTS in operation.get("requestBody", {}).get("content", {}):
        lines += [f"-F '{name}={'@' if name == 'file' else ''}{value}'" for name, value in example["request"].items()]
    elif "request" in example:
        lines.append('-H "Content-Type: application/json"')
        body = json.dumps(example["request"], ensure_ascii=False, indent=2)
        lines.append("-d '" + body.replace("'", "'\\''") + "'")
    return " \\\n  ".join([*lines, f'"$ARYZ{place}{"?" if query else ""}{query}"'])


class _Left(dict):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _given(name: str) -> str:
    """What the example answers, with its headers; empty where that is a file or nothing."""
    for status, told in (example_of(name) or {"answers": {}})["answers"].items():
        head = [status, *(f"{header}: {value}" for header, value in told.get("headers", {}).items())]
        body = [json.dumps(told["body"], ensure_ascii=False, indent=2)] if "body" in told else []
        return "\n".join([*head, *(["", *body] if body else [])])
    return ""
