"""One text for one value: reports as canonical JSON, so that equal numbers have equal hashes, and back again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_json(value: Any) -> Any:
    """Plain JSON values of frozen dataclasses, tuples, mappings, dates and numbers. TypeError for anything else."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(found) for key, found in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(found) for found in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | NoneType):
        return value
    for plain in (int, float, str):
        if isinstance(value, plain):
            return plain(value)  # choices become their bare values
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def from_json(kind: Any, value: Any) -> Any:
    """The value of type `kind` that `to_json` wrote. Raises KeyError or TypeError if it was written otherwise."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        plain = next(argument for argument in arguments if argument is not NoneType)
        return None if value is None else from_json(plain, value)
    if origin is tuple:
        kinds = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(from_json(each, found) for each, found in zip(kinds, value, strict=True))
    if origin is not None:
        return {from_json(arguments[0], key): from_json(arguments[1], found) for key, found in value.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: from_json(hints[field.name], value[field.name]) for field in fields(kind)})
    if kind is date:
        return date.fromisoformat(value)
    return kind(value)


def canonical_text(plain: Any) -> str:
    """JSON with sorted keys and no blanks; refuses NaN."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def hash_of(plain: Any) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(plain).encode()).hexdigest()
