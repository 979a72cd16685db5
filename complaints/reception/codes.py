"""The lists of the country pack that the questions of the reception choose from, read in one query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from complaints import wording
from institutions.choices import TermList
from institutions.models import (
    Agency,
    Body,
    Channel,
    Facility,
    FacilityType,
    Offence,
    PremiseType,
    Region,
    Term,
)

_TERMS = (
    *(TermList.METHOD, TermList.PURPOSE, TermList.INVOLVEMENT, TermList.CONSENT_SCOPE),
    *(TermList.RISK_LEVEL, TermList.REPRISAL_TYPE),
)
_COLUMNS = ("list_name", "order", "code", "of", "label_en", "label_ru", "label_kk")


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a list. `of` is the region of a place, what a scope of consent demands, or the term above a term."""

    code: str
    of: str
    label: str


class CodeBook:
    """Every list in the reader's language. Invented places are there only for who works on invented cases."""

    def __init__(self, *, is_demonstration: bool) -> None:
        self._is_demonstration = is_demonstration
        self._lists: dict[str, list[Code]] | None = None

    def rows(self, of_list: type[Model] | TermList) -> list[Code]:
        """The rows of a list in the order of the pack."""
        if self._lists is None:
            self._lists = _read(self._is_demonstration)
        return self._lists[of_list.value if isinstance(of_list, TermList) else of_list.__name__]

    def choices(self, of_list: type[Model] | TermList) -> list[tuple[str, str]]:
        """Codes and labels for a form."""
        return [(row.code, row.label) for row in self.rows(of_list)]

    def nested(self, of_list: TermList) -> list[tuple[str, str]]:
        """Codes and labels of a list with kinds and kinds of kinds: each label says what it is a kind of."""
        labels = dict(self.choices(of_list))
        return [(row.code, wording.kind_of(labels.get(row.of, ""), row.label)) for row in self.rows(of_list)]

    def places(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Places under the names of their regions, in the order of the pack."""
        regions = dict(self.choices(Region))
        found: dict[str, list[tuple[str, str]]] = {code: [] for code in ("", *regions)}
        for row in self.rows(Facility):
            found[row.of].append((row.code, row.label))
        return [(regions.get(code, "–"), rows) for code, rows in found.items() if rows]


def _read(is_demonstration: bool) -> dict[str, list[Code]]:
    places = Facility.objects.all() if is_demonstration else Facility.objects.filter(is_demonstration=False)
    lists = [
        _listed(model, model.objects.all()) for model in (Body, Region, FacilityType, PremiseType, Offence, Agency)
    ]
    lists.append(_listed(Facility, places, of=Coalesce(F("region__code"), Value(""))))
    lists.append(_listed(Channel, Channel.objects.filter(is_own_form=False)))
    terms = Term.objects.filter(list__in=_TERMS).annotate(
        list_name=Cast("list", CharField()),
        of=Coalesce(KeyTextTransform("default", "attributes"), F("parent__code"), Value(""), output_field=CharField()),
    )
    rows = terms.values_list(*_COLUMNS).union(*lists, all=True)
    found: dict[str, list[Code]] = {name: [] for name in _names()}
    for name, _order, code, of, *labels in sorted(rows):
        found[name].append(Code(code, of, _label(labels)))
    return found


def _listed(model: type[Model], rows: QuerySet, of: object = None) -> QuerySet:
    return rows.annotate(list_name=Value(model.__name__), of=of or Value("")).values_list(*_COLUMNS)


def _names() -> Iterable[str]:
    yield from (term.value for term in _TERMS)
    for model in (Body, Region, FacilityType, PremiseType, Offence, Agency, Facility, Channel):
        yield model.__name__


def _label(labels: Collection[str]) -> str:
    """The one in the reader's language, which every row of a pack knows how to choose."""
    return Term(**dict(zip(_COLUMNS[-3:], labels, strict=True))).label
