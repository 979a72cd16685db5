"""What the words of a search mean, and the cases that every one of them finds.

Words are read as codes first, in memory; the database then looks for codes and numbers by its indexes. Names and
narratives are sealed and cannot be searched.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from complaints.models import Case, CaseEvent, CaseMilestones
from complaints.models.cases import REFERENCE_ALPHABET
from institutions.choices import TermList
from institutions.folding import as_reference, words_of
from institutions.vocabulary import Entry, Vocabulary

SHORTEST, LONGEST, MOST_WORDS = 2, 200, 8
_HALF = 4  # letters of a reference before and after its dash

# list -> columns of the case, and of its milestone row, that hold its codes
_ON_CASE = {
    "region": ("region", "region_now"),
    "facility": ("facility",),
    "facility_type": ("facility_type",),
    "premise_type": ("premise_type",),
    "offence": ("offence",),
}
_ON_MILESTONES = {
    "body": ("first_body", "body_now"),
    "channel": ("channel",),
    "ground": ("state_ground",),
}
_BY_METHOD = (TermList.METHOD.value,)
SEARCHED = (*_ON_CASE, *_ON_MILESTONES, "stage", *_BY_METHOD)


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as somebody typed it, with everything of the code lists that it can mean."""

    word: str
    meanings: tuple[Entry, ...]


def readings(text: str, known: Vocabulary, lists: Collection[str] = SEARCHED) -> list[Reading]:
    """The words of a search in order, read in some lists; a word of a single sign says nothing and is left out."""
    words = [word for word in text.replace("\x00", " ").split() if len("".join(words_of(word))) >= SHORTEST]
    return [
        Reading(word, tuple(entry for entry in known.meant_by(word) if entry.list in lists))
        for word in words[:MOST_WORDS]
    ]


def search(cases: QuerySet, text: str, known: Vocabulary) -> QuerySet:
    """The cases that every word of `text` finds; a reference typed with a blank is one word."""
    if whole := whole_reference(text):
        return cases.filter(reference=whole)
    found = readings(text, known)
    if not found:
        return cases.none()
    for reading in found:
        cases = cases.filter(pk__in=_finds(reading))
    return cases


def _finds(reading: Reading) -> QuerySet:
    """Keys of the cases in which a word means something: one statement for each table, put together."""
    keys = _keys_by_list(reading.meanings)
    numbers = {reading.word, reading.word.upper()}
    on_case = _any_of(_ON_CASE, keys) | _begins("file_number", numbers)
    if begun := begun_reference(reading.word):
        on_case |= Q(reference__startswith=begun)
    parts = [
        CaseEvent.objects.exclude(register_number="").filter(_begins("register_number", numbers)).values("case"),
    ]
    if on_milestones := _any_of(_ON_MILESTONES, keys):
        parts.append(CaseMilestones.objects.filter(on_milestones).values("case"))
    if stages := [entry.code for entry in reading.meanings if entry.list == "stage"]:
        parts.append(CaseMilestones.objects.filter(position__in=stages).values("case"))
    if methods := [key for name in _BY_METHOD for key in keys.get(name, ())]:
        parts.append(Case.methods.through.objects.filter(term__in=methods).values("case"))
    return Case.objects.filter(on_case).values("pk").union(*parts, all=True)


def whole_reference(text: str) -> str:
    """The reference that somebody typed with a blank in it; empty where the text is none."""
    letters = as_reference(text)
    is_whole = len(letters) == 2 * _HALF and _is_of_a_reference(letters) and " " in text.strip()
    return _dashed(letters) if is_whole else ""


def begun_reference(word: str) -> str:
    """The beginning of a reference that a word can be, as references are written; empty where it can be none."""
    letters = as_reference(word)
    return _dashed(letters) if len(letters) <= 2 * _HALF and _is_of_a_reference(letters) else ""


def _begins(column: str, numbers: Iterable[str]) -> Q:
    """The column begins with one of the numbers, and is not empty, which lets a small index answer."""
    found = Q()
    for number in sorted(numbers):
        found |= Q(**{f"{column}__startswith": number})
    return found & ~Q(**{column: ""})


def _any_of(columns: dict[str, tuple[str, ...]], keys: dict[str, list[int]]) -> Q:
    found = Q()
    for name, places in columns.items():
        if name in keys:
            for place in places:
                found |= Q(**{f"{place}__in": keys[name]})
    return found


def _keys_by_list(meanings: Sequence[Entry]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {}
    for entry in meanings:
        keys.setdefault(entry.list, []).append(entry.pk)
    return keys


def _is_of_a_reference(letters: str) -> bool:
    return len(letters) >= SHORTEST and not set(letters) - set(REFERENCE_ALPHABET)


def _dashed(letters: str) -> str:
    return f"{letters[:_HALF]}-{letters[_HALF:]}" if len(letters) > _HALF else letters
