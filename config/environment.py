"""Strict readers of the environment. A value that cannot be understood stops the program with a sentence and a hint.

Every variable may also be given as NAME_FILE, the path of a file that holds the value (Docker secrets). The variables
are listed in docs/settings.md.
"""

import os
from collections.abc import Iterable

import environ
from django.core.exceptions import ImproperlyConfigured

_environment = environ.FileAwareEnv()

_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The value of a variable without surrounding blanks, or the default when it is unset or empty."""
    try:
        value = _environment.str(name, default=default)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that cannot be read ({os.environ.get(name + '_FILE')}): {error.strerror}."
        ) from error
    return value.strip() or default


def is_set(name: str) -> bool:
    """Whether the variable, or its NAME_FILE form, has any value."""
    return bool(text(name))


def flag(name: str, default: bool) -> bool:
    """A yes-or-no variable. Raises ImproperlyConfigured for anything else, e.g. DEBUG=maybe."""
    value = text(name).lower()
    if not value:
        return default
    if value in _YES | _NO:
        return value in _YES
    raise ImproperlyConfigured(f"{name}={value} is neither yes nor no; write {name}=true or {name}=false.")


def number(name: str, default: int, at_least: int = 0) -> int:
    """A whole number not below at_least. Raises ImproperlyConfigured otherwise."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name}={value} is not a whole number of {at_least} or more.")
    return int(value)


def one_of(name: str, allowed: Iterable[str], default: str) -> str:
    """A variable with a closed list of values. Raises ImproperlyConfigured for any other."""
    value = text(name, default)
    known = list(allowed)
    if value not in known:
        raise ImproperlyConfigured(f"{name}={value} is unknown; write one of: {', '.join(known)}.")
    return value


def names(name: str, default: list[str]) -> list[str]:
    """A list separated by commas, empty parts left out."""
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default
