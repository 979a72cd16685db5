"""Frozen results as JSON and as shapes of the schema. Shares bring their value and interval along."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from rest_framework import serializers

# What a result computes from its own numbers and a reader wants beside them.
_COMPUTED = {"Share": ("value", "low", "high"), "Ratio": ("per_hundred", "low", "high")}


def told(value: Any) -> Any:
    """Plain JSON values of a result. Raises TypeError for what has no plain form."""
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)] + list(_COMPUTED.get(type(value).__name__, ()))
        return {name: told(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): told(found) for key, found in value.items()}
    if isinstance(value, tuple | list):
        return [told(found) for found in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | NoneType):
        return value
    for plain in (int, float, str):
        if isinstance(value, plain):
            return plain(value)
    raise TypeError(f"{type(value).__name__} has no plain form.")


@cache
def shape_of(kind: type) -> type[serializers.Serializer]:
    """The shape of a result, for the schema."""
    hints = get_type_hints(kind)
    members = {field.name: _member(hints[field.name]) for field in fields(kind)}
    for name in _COMPUTED.get(kind.__name__, ()):
        members[name] = serializers.FloatField(allow_null=True)
    return type(kind.__name__, (serializers.Serializer,), {"__doc__": kind.__doc__, **members})


def _member(kind: Any, *, is_null: bool = False) -> serializers.Field:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _member(next(one for one in arguments if one is not NoneType), is_null=True)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return serializers.ListField(child=_member(arguments[0]), allow_null=is_null)
        return serializers.ListField(allow_null=is_null)
    if origin is not None:
        return serializers.DictField(child=_member(arguments[1]), allow_null=is_null)
    if is_dataclass(kind):
        return shape_of(kind)(allow_null=is_null)
    plain = {int: serializers.IntegerField, float: serializers.FloatField, bool: serializers.BooleanField}
    plain[date] = serializers.DateField
    for known, field in plain.items():
        if isinstance(kind, type) and issubclass(kind, known) and not (known is int and issubclass(kind, bool)):
            return field(allow_null=is_null)
    return serializers.CharField(allow_null=is_null, allow_blank=True)
