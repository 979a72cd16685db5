"""What the schema says beside the views: who may ask, which mistakes and headers there are, what filters take."""

from collections.abc import Collection, Mapping, MutableMapping

import django_filters as filters
from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from accounts.api.repeating import HEADER
from accounts.api.schema_examples import example_of, put_examples
from accounts.api.schema_words import ANSWERS, DESCRIPTION, HEADERS, TAGS
from accounts.choices import Scope

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457), in the language of Accept-Language.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "code"],
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
_ANSWER = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
ALWAYS = {
    "400": "Something of what was sent cannot be used.",
    "401": "No token, or one that cannot be used.",
    "403": "The token may not do this.",
    "404": "There is no such thing, or the token may not know of it.",
    "406": "No such form of answer.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}
WRITING = {
    "409": "The same request is on its way, or somebody else was quicker.",
    "412": "It has changed since it was read.",
    "415": "No such form of request.",
    "422": "This is not possible, or cannot have happened.",
    "428": "Say with `If-Match` which state you read.",
}
# Said by the web server, which reads no further.
TOO_LONG = {
    "description": "The address is longer than 8,190 bytes. This answer is a page, not a problem.",
    "content": {"text/html": {"schema": {"type": "string"}}},
}
_WITH_PROBLEMS = {"401": ("WWW-Authenticate",), "429": ("Retry-After",)}


class HouseSchema(AutoSchema):
    """Tells of every operation which scope it needs and whether it ends, beside what the library finds out."""

    def get_operation(self, *args: object, **kwargs: object) -> dict | None:
        """The operation; None where it is not told."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        scopes = self.view.scopes.get(self.method, ())
        operation["x-scopes"] = [scope.value for scope in scopes]
        words = [operation.get("description", ""), needed(scopes)]
        for status in self.view.problems:
            operation["responses"][status] = {"description": WRITING[status], **_ANSWER}
        ending = self.view.deprecated
        if ending is not None:
            operation["deprecated"] = True
            words.append(f"Better not used since {ending.since.isoformat()}; ends on {ending.ends.isoformat()}.")
            for response in operation["responses"].values():
                _add_headers(response, "Deprecation", "Sunset", "Link")
        operation["description"] = "\n\n".join(filter(None, words))
        return operation


def needed(scopes: Collection[str]) -> str:
    """Which scope a token needs, as a sentence."""
    if set(scopes) == set(Scope):
        return "Any token may ask."
    return f"Needs a token with {' or '.join(f'`{Scope(scope).value}`' for scope in scopes)}."


class TokenScheme(OpenApiAuthenticationExtension):
    """How one signs in."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        """A token in the header."""
        return {"type": "http", "scheme": "bearer", "description": "A token made in the house, under “Tokens”."}


def tell_all(result: dict, generator, request, public) -> dict:
    """Adds what the library cannot know: how the interface is used, what answers mean, mistakes, headers, examples."""
    result["info"]["description"] = DESCRIPTION
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM.copy()
    used = {tag for path in result["paths"].values() for operation in path.values() for tag in operation["tags"]}
    result["tags"] = [{"name": name, "description": words} for name, words in TAGS.items() if name in used]
    for path in result["paths"].values():
        for method, operation in path.items():
            _tell_answers(operation)
            _tell_problems(operation, is_writing=method in ("post", "patch", "put", "delete"))
    _drop_empty_defaults(result)
    put_examples(result)
    return result


def _drop_empty_defaults(part: object) -> None:
    """An empty default of a choice is none of its codes: programs choose nothing by leaving the member out."""
    if isinstance(part, MutableMapping):
        is_choice = "allOf" in part or "" not in part.get("enum", ("",))
        if is_choice and part.get("default") == "":
            del part["default"]
    for one in part.values() if isinstance(part, MutableMapping) else part if isinstance(part, list) else ():
        _drop_empty_defaults(one)


def _tell_answers(operation: MutableMapping) -> None:
    """Words for the good answers, and their headers: those that the example has, and the one of repeated requests."""
    responses = operation["responses"]
    given = (example_of(operation["operationId"]) or {}).get("answers", {})
    is_repeatable = any(one["name"] == HEADER for one in operation.get("parameters", ()))
    for status in list(responses):
        response = responses[status]
        response["description"] = response.get("description") or ANSWERS.get(status, "")
        _add_headers(response, *given.get(status, {}).get("headers", {}))
        if _is_page(response):
            _add_headers(response, "Link")
        if is_repeatable:
            _add_headers(response, "Idempotent-Replay")
        if status == "200" and "ETag" in response.get("headers", {}):
            operation.setdefault("parameters", []).append(
                {
                    "in": "header",
                    "name": "If-None-Match",
                    "schema": {"type": "string"},
                    "description": "The ETag of a state that is known already: its body is spared.",
                }
            )
            responses["304"] = {"description": ANSWERS["304"]}
            _add_headers(responses["304"], "ETag")


def _is_page(response: Mapping) -> bool:
    shape = response.get("content", {}).get("application/json", {}).get("schema", {})
    return "/Paginated" in shape.get("$ref", "")


def _tell_problems(operation: MutableMapping, *, is_writing: bool) -> None:
    for status, description in (ALWAYS | (WRITING if is_writing else {})).items():
        response = operation["responses"].setdefault(status, {"description": description, **_ANSWER})
        _add_headers(response, *_WITH_PROBLEMS.get(status, ()))
    operation["responses"].setdefault("414", TOO_LONG.copy())


def _add_headers(response: MutableMapping, *names: str) -> None:
    for name in names:
        known = response.setdefault("headers", {})
        known.setdefault(name, {"description": HEADERS[name], "schema": {"type": "string"}})


def parameters_of(filterset: type[filters.FilterSet]) -> list[OpenApiParameter]:
    """The filters of a list as parameters; lists of codes that come from the pack are told by name only."""
    with override("en"):
        return [_parameter(name, one) for name, one in filterset.base_filters.items()]


def _parameter(name: str, one: filters.Filter) -> OpenApiParameter:
    label = str(one.label or name)
    if isinstance(one, filters.ChoiceFilter):
        choices = one.extra.get("choices") or ()
        known = [str(code) for code, _label in choices()] if callable(choices) else [str(code) for code, _l in choices]
        return OpenApiParameter(name, str, description=label, enum=known or None)
    if isinstance(one, filters.NumberFilter):
        return OpenApiParameter(name, float, description=label)
    if isinstance(one, filters.DateFilter):
        return OpenApiParameter(name, {"type": "string", "format": "date"}, description=label)
    return OpenApiParameter(name, str, description=label)
