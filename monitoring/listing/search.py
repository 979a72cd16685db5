"""What the words of a search mean in the list of visits and in that of places, and the rows that every word finds.

Words are read as codes in memory, in the three languages and however Kazakh was typed; what visits say is sealed.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from complaints.listing.search import begun_reference, readings, whole_reference
from institutions.choices import TermList
from institutions.vocabulary import Entry, Vocabulary

# list -> the columns of a visit that hold its codes
OF_VISITS: Mapping[str, tuple[str, ...]] = {
    "facility": ("facility",),
    "region": ("facility__region",),
    "facility_type": ("facility__facility_type",),
    "monitoring_regime": ("regime",),
    TermList.VISIT_TYPE.value: ("visit_type",),
}
OF_PLACES: Mapping[str, tuple[str, ...]] = {
    "facility": ("pk",),
    "region": ("region",),
    "facility_type": ("facility_type",),
}


def search(visits: QuerySet, text: str, known: Vocabulary) -> QuerySet:
    """The visits that every word of `text` finds; a reference typed with a blank is one word."""
    if whole := whole_reference(text):
        return visits.filter(reference=whole)
    found = readings(text, known, OF_VISITS)
    if not found:
        return visits.none()
    for reading in found:
        begun = begun_reference(reading.word)
        by_reference = Q(reference__startswith=begun) if begun else Q(pk__in=())
        visits = visits.filter(_meant(reading.meanings, OF_VISITS) | by_reference)
    return visits


def search_places(places: QuerySet, text: str, known: Vocabulary) -> QuerySet:
    """The places that every word of `text` finds."""
    found = readings(text, known, OF_PLACES)
    if not found:
        return places.none()
    for reading in found:
        places = places.filter(_meant(reading.meanings, OF_PLACES))
    return places


def _meant(meanings: Sequence[Entry], columns: Mapping[str, Iterable[str]]) -> Q:
    keys: dict[str, list[int]] = {}
    for entry in meanings:
        keys.setdefault(entry.list, []).append(entry.pk)
    found = Q(pk__in=())
    for name, pks in keys.items():
        for column in columns[name]:
            found |= Q(**{f"{column}__in": pks})
    return found
