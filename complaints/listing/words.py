"""What a search was read as, in words: the meanings of each word, each a way to the filter that asks for it alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from complaints.listing.asked import Asked
from complaints.listing.chips import address
from complaints.listing.facets import count_by_filter
from complaints.listing.kinds import CASES, KeptList
from complaints.listing.search import SEARCHED, readings
from institutions.vocabulary import Entry, Vocabulary

SHOWN_MEANINGS = 5

_KINDS: Mapping[str, Promise] = {
    "region": pgettext_lazy("meaning", "region"),
    "facility": pgettext_lazy("meaning", "place"),
    "facility_type": pgettext_lazy("meaning", "kind of place"),
    "premise_type": pgettext_lazy("meaning", "kind of premises"),
    "offence": pgettext_lazy("meaning", "offence"),
    "body": pgettext_lazy("meaning", "body"),
    "channel": pgettext_lazy("meaning", "channel"),
    "ground": pgettext_lazy("meaning", "ground"),
    "stage": pgettext_lazy("meaning", "last step"),
    "method": pgettext_lazy("meaning", "method"),
    "visit_type": pgettext_lazy("meaning", "kind of visit"),
    "monitoring_regime": pgettext_lazy("meaning", "terms of visits"),
}


@dataclass(frozen=True, slots=True)
class Searched:
    """The lists in which the words of a search are read, and for each the `filters` that ask for one of its codes."""

    listed: KeptList
    lists: Collection[str]
    filters: Mapping[str, str]


OF_CASES = Searched(
    CASES,
    SEARCHED,
    {
        **{
            name: name
            for name in ("region", "facility", "facility_type", "offence", "channel", "ground", "stage", "method")
        },
        "body": "body_now",
    },
)

_OF_MANY = ("method",)  # of which a case has several


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a word can mean; `url` asks for it alone, and is empty where no filter does."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A meaning with the number of cases that its filter alone would leave."""

    word: str
    meaning: Meaning
    number: int


@dataclass(frozen=True, slots=True)
class WordRead:
    """A word with the first of its meanings; `more` counts the rest."""

    word: str
    meanings: tuple[Meaning, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SearchWords:
    """A search as it was read."""

    text: str
    words: tuple[WordRead, ...]


def search_words(text: str, known: Vocabulary, sent: Mapping[str, str], searched: Searched = OF_CASES) -> SearchWords:
    """How every word of the search was read."""
    found = []
    for reading in readings(text, known, searched.lists):
        shown = reading.meanings[:SHOWN_MEANINGS]
        found.append(
            WordRead(
                reading.word,
                tuple(_meaning(entry, sent, searched) for entry in shown),
                len(reading.meanings) - len(shown),
            )
        )
    return SearchWords(text, tuple(found))


def counted_words(asked: Asked) -> list[Counted]:
    """The meanings of a search that a filter can ask for, with their numbers. Raises TakesTooLong."""
    text = asked.filterset.form.cleaned_data.get("q")
    found = [
        (reading.word, entry)
        for reading in (readings(text, asked.filterset.known) if text else ())
        for entry in reading.meanings[:SHOWN_MEANINGS]
        if entry.list in OF_CASES.filters and entry.list not in _OF_MANY
    ]
    numbers = count_by_filter(asked, [(OF_CASES.filters[entry.list], entry.code) for _word, entry in found])
    return [
        Counted(word, _meaning(entry, asked.sent, OF_CASES), number)
        for (word, entry), number in zip(found, numbers, strict=True)
    ]


def _meaning(entry: Entry, sent: Mapping[str, str], searched: Searched) -> Meaning:
    name = searched.filters.get(entry.list, "")
    url = searched.listed.url() + address(sent, without="q", **{name: entry.code}) if name else ""
    return Meaning(str(_KINDS[entry.list]), entry.label, url)
