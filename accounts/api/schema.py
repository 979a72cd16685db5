"""What the schema says beside the views: how one signs in, which mistakes there are, what filters take."""

import django_filters as filters
from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter

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
_ALWAYS = {
    "400": "Something of what was sent cannot be used.",
    "401": "No token, or one that cannot be used.",
    "403": "The token may not do this.",
    "404": "There is no such thing, or the token may not know of it.",
    "406": "No such form of answer.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}
_WRITING = {
    "409": "The same request is on its way, or somebody else was quicker.",
    "412": "It has changed since it was read.",
    "415": "No such form of request.",
    "422": "This is not possible, or cannot have happened.",
    "428": "Say with `If-Match` which state you read.",
}


class TokenScheme(OpenApiAuthenticationExtension):
    """How one signs in."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        """A token in the header."""
        return {"type": "http", "scheme": "bearer", "description": "A token made in the house, under “Tokens”."}


def tell_problems(result: dict, generator, request, public) -> dict:
    """Adds to every operation what it may answer when something is wrong."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            told = _ALWAYS | (_WRITING if method in ("post", "patch", "put", "delete") else {})
            for status, description in told.items():
                operation["responses"].setdefault(status, {"description": description, **_ANSWER})
    return result


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
        return OpenApiParameter(name, int, description=label)
    if isinstance(one, filters.DateFilter):
        return OpenApiParameter(name, {"type": "string", "format": "date"}, description=label)
    return OpenApiParameter(name, str, description=label)
