"""The code lists of the pack in memory: what pages offer as choices, and what the words of a search may mean.

Lists are small and change only when a pack is loaded or a place is added, so that each process reads them once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from django.db.models import Count, Max, Model, Subquery, Value
from django.utils.translation import get_language

from institutions.choices import TermList
from institutions.folding import words_of
from institutions.models import (
    Body,
    Channel,
    Facility,
    FacilityAlias,
    FacilityType,
    Ground,
    MonitoringRegime,
    Offence,
    Pack,
    PremiseType,
    Region,
    Stage,
    Term,
)

# name of the list -> model; terms have a list each
_MODELS: Mapping[str, type[Model]] = {
    "region": Region,
    "body": Body,
    "facility": Facility,
    "facility_type": FacilityType,
    "premise_type": PremiseType,
    "channel": Channel,
    "offence": Offence,
    "stage": Stage,
    "ground": Ground,
    "monitoring_regime": MonitoringRegime,
}
_TERMS = (
    *(TermList.METHOD, TermList.PURPOSE, TermList.RISK_LEVEL, TermList.CONSISTENCY, TermList.VISIT_TYPE),
    *(TermList.NOTICE_MODE, TermList.ACCESS_OUTCOME, TermList.INTERVIEW_MODE, TermList.FINDING_THEME),
    TermList.RECOMMENDATION_STATUS,
)

Stamp = tuple[str, datetime, int | None, int, int | None, int]


@dataclass(frozen=True)
class Entry:
    """A code with its three labels (English, Russian, Kazakh); for a place its other names, for a term its meaning."""

    list: str
    pk: int
    code: str
    labels: tuple[str, str, str]
    names: tuple[str, ...] = ()
    is_demonstration: bool = False
    meaning: str = ""

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.labels[{"ru": 1, "kk": 2}.get((get_language() or "en")[:2], 0)]

    @cached_property
    def spellings(self) -> tuple[frozenset[str], ...]:
        """The folded words of each label and name."""
        return tuple(frozenset(words_of(text)) for text in (*self.labels, *self.names))

    def is_meant_by(self, words: Iterable[str]) -> bool:
        """Whether every folded word begins some word of one and the same label."""
        wanted = list(words)
        return bool(wanted) and any(
            all(any(word.startswith(one) for word in spelling) for one in wanted) for spelling in self.spellings
        )


@dataclass(frozen=True)
class Vocabulary:
    """Every list by name, in the order of the pack."""

    lists: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The entries of a list; none where the pack has no such list."""
        return self.lists.get(name, ())

    def choices(self, name: str) -> list[tuple[str, str]]:
        """(code, label) for a form, in the reader's language."""
        return [(entry.code, entry.label) for entry in self.entries(name)]

    def by_pk(self, name: str) -> dict[int, Entry]:
        """The entries of a list by primary key."""
        return {entry.pk: entry for entry in self.entries(name)}

    def pk_of(self, name: str, code: str) -> int | None:
        """The primary key behind a code."""
        return next((entry.pk for entry in self.entries(name) if entry.code == code), None)

    def meant_by(self, word: str) -> Iterator[Entry]:
        """Everything that a word as somebody typed it can mean."""
        words = words_of(word)
        for entries in self.lists.values():
            yield from (entry for entry in entries if entry.is_meant_by(words))


def vocabulary() -> Vocabulary:
    """The lists as they are now; one query where this process has read them before."""
    facilities = Facility.objects.order_by().annotate(one=Value(1)).values("one")
    aliases = FacilityAlias.objects.order_by().annotate(one=Value(1)).values("one")
    stamp = (
        Pack.objects.annotate(
            last_facility=Subquery(facilities.annotate(found=Max("pk")).values("found")),
            facilities=Subquery(facilities.annotate(found=Count("pk")).values("found")),
            last_alias=Subquery(aliases.annotate(found=Max("pk")).values("found")),
            aliases=Subquery(aliases.annotate(found=Count("pk")).values("found")),
        )
        .values_list("checksum", "loaded_at", "last_facility", "facilities", "last_alias", "aliases")
        .first()
    )
    return _read(stamp) if stamp else Vocabulary()


@lru_cache(maxsize=2)
def _read(_stamp: Stamp) -> Vocabulary:
    lists = {name: tuple(_entries(name, model)) for name, model in _MODELS.items()}
    terms: dict[str, list[Entry]] = {name.value: [] for name in _TERMS}
    for term in Term.objects.filter(list__in=_TERMS).order_by("order", "code"):
        terms[term.list].append(_entry(term.list, term))
    return Vocabulary(lists | {name: tuple(entries) for name, entries in terms.items()})


def _entries(name: str, model: type[Model]) -> Iterator[Entry]:
    rows = model.objects.order_by("order", "code")
    if model is not Facility:
        yield from (_entry(name, row) for row in rows)
        return
    for row in rows.prefetch_related("aliases"):
        names = tuple(alias.name for alias in row.aliases.all())
        yield _entry(name, row, names, is_demonstration=row.is_demonstration)


def _entry(name: str, row: Model, names: tuple[str, ...] = (), *, is_demonstration: bool = False) -> Entry:
    meaning = str(row.attributes.get("meaning", "")) if isinstance(row, Term) else ""
    return Entry(name, row.pk, row.code, (row.label_en, row.label_ru, row.label_kk), names, is_demonstration, meaning)
