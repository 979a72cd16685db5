"""How sensitive each stored field is. Every model declares all of its fields; a test refuses an undeclared one."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Model


class Sensitivity(StrEnum):
    """Classes of data, from open to unreadable. The classes C0 to C3 are those of the threat model."""

    PUBLIC = "public"  # C0: law, bodies, places, published tables
    CODED = "coded"  # C1: coded facts of cases; plain columns, kept by permissions
    NARRATIVE = "narrative"  # C2: sealed: stories, messages, notes, files
    IDENTITY = "identity"  # C3: sealed: names and contacts
    STAFF = "staff"  # names and settings of colleagues and organisations
    KEY = "key"  # keys, wraps, hashes of codes; nothing a person reads
    MACHINE = "machine"  # identifiers, links, moments, counters


SEALED = frozenset({Sensitivity.NARRATIVE, Sensitivity.IDENTITY})
UNREADABLE = SEALED | {Sensitivity.KEY}


def declare(**fields: str) -> Mapping[str, Sensitivity]:
    """`declare(CODED="stage body", MACHINE="id")` -> {field: class}. Raises ValueError for a field named twice."""
    declared: dict[str, Sensitivity] = {}
    for name, words in fields.items():
        for field in words.split():
            if field in declared:
                raise ValueError(f"{field} is declared twice")
            declared[field] = Sensitivity[name]
    return declared


def sensitivity_of(model: type[Model]) -> Mapping[str, Sensitivity]:
    """Field -> class, as the model declares it; a model whose rows are all of one class names the class alone.

    Raises AttributeError where nothing is declared.
    """
    declared = model.sensitivity
    if isinstance(declared, Sensitivity):
        return dict.fromkeys((field.name for field in model._meta.local_concrete_fields), declared)
    return declared
