"""From the words of a sheet to codes: labels of the pack in three languages, former names, and words people use.

The alphabets' habits are folded away: a Kazakh word typed with Russian letters is the same word.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import translation

from complaints.choices import AgeBand, Custody, RankBand, Sex, Teller
from institutions import folding
from institutions.choices import Answer, TermList
from institutions.models import (
    Agency,
    Body,
    Channel,
    Facility,
    FacilityAlias,
    FacilityType,
    Ground,
    Offence,
    PremiseType,
    Region,
    Term,
)

FOLDER = Path(__file__).parent
CLOSE = 0.86  # how alike two folded words must be to suggest one for the other

CHOICES: dict[str, type[models.TextChoices]] = {
    "answer": Answer,
    "sex": Sex,
    "age_band": AgeBand,
    "custody": Custody,
    "rank_band": RankBand,
    "teller": Teller,
}
ROWS: dict[str, type[models.Model]] = {
    "channel": Channel,
    "body": Body,
    "region": Region,
    "facility": Facility,
    "facility_type": FacilityType,
    "premise_type": PremiseType,
    "offence": Offence,
    "agency": Agency,
    "ground": Ground,
    "method": Term,
    "purpose": Term,
}
_TERM_LISTS = {"method": TermList.METHOD, "purpose": TermList.PURPOSE}


@dataclass(slots=True)
class WordList:
    """One list of codes: the label of each in the reader's language, and the codes that folded words stand for."""

    labels: dict[str, str] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)

    def code_of(self, word: str) -> str:
        """The code that a word certainly stands for, empty where none does."""
        return self.exact.get(fold(word), "")

    def suggestion(self, word: str) -> str:
        """The code that a word most likely stands for, empty where nothing is near."""
        folded = fold(word)
        if folded in self.exact:
            return self.exact[folded]
        longer = {code for known, code in self.exact.items() if known.startswith(folded)} if len(folded) > 4 else set()
        if len(longer) == 1:
            return longer.pop()
        near = get_close_matches(folded, self.exact, n=1, cutoff=CLOSE) if len(folded) > 4 else []
        return self.exact[near[0]] if near else ""


def fold(text: object) -> str:
    """A word without case, spaces, signs and the letters in which the alphabets' habits differ."""
    plain = folding.fold(str(text))
    return "".join(letter for letter in plain if letter.isalnum() or letter in "+<?") or plain.strip()


def word_list(name: str, *, with_invented: bool = False) -> WordList:
    """The list `name` as the reader's language says it. Two queries at most, none for lists of the program."""
    found = WordList()
    named: dict[str, set[str]] = defaultdict(set)
    besides: dict[str, set[str]] = defaultdict(set)
    for code, label, labels in _entries(name, with_invented):
        found.labels[code] = label
        for word in (code, *labels):
            named[fold(word)].add(code)
            for part in _parts(word):
                besides[fold(part)].add(code)
    for code, word in _known_words(name):
        named[fold(word)].add(code)
    # A short form that two codes share stands for neither.
    found.exact = {word: min(codes) for word, codes in besides.items() if len(codes) == 1}
    found.exact |= {word: min(codes) for word, codes in named.items() if len(codes) == 1}
    return found


def _entries(name: str, with_invented: bool) -> Iterator[tuple[str, str, list[str]]]:
    if name in CHOICES:
        for member in CHOICES[name]:
            yield member.value, str(member.label), list(_in_all_languages(member))
        return
    rows = ROWS[name].objects.order_by("order", "code")
    if name in _TERM_LISTS:
        rows = rows.filter(list=_TERM_LISTS[name])
    aliases: dict[int, list[str]] = defaultdict(list)
    if name == "facility":
        rows = rows if with_invented else rows.filter(is_demonstration=False)
        for facility, alias in FacilityAlias.objects.values_list("facility", "name"):
            aliases[facility].append(alias)
    for row in rows:
        yield row.code, row.label, [row.label_en, row.label_ru, row.label_kk, *aliases[row.pk]]


def _in_all_languages(member: models.TextChoices) -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield str(member.label)


def _parts(label: str) -> Iterable[str]:
    """What stands in and outside of brackets, and the parts that a slash or a semicolon divides."""
    for part in re.split(r"[()/;:]", label):
        if len(fold(part)) >= 3:
            yield part


@cache
def _known() -> tuple[tuple[str, str, str], ...]:
    with (FOLDER / "words.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((row["list"], row["code"], row["word"]) for row in csv.DictReader(lines))


def _known_words(name: str) -> Iterator[tuple[str, str]]:
    return ((code, word) for list_name, code, word in _known() if list_name == name)
