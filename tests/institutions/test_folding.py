"""Words are compared as people type them: in three languages, on a keyboard that lacks letters."""

import csv
import re
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.folding import as_reference, fold, words_of
from institutions.packs import pack_folder


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("казак", "Қазақ"),
        ("казах", "Қазақ"),
        ("КАЗАХСТАН", "Қазақстан"),
        ("улытау", "Ұлытау"),
        ("актобе", "Ақтөбе"),
        ("мангистау", "Маңғыстау"),
        ("жетысу", "Жетісу"),
        ("семеи", "Семей"),
        ("дело", "ДЕЛО"),
        ("следователь", "следователъ"),
        ("зеленый", "Зелёный"),
        ("ASTANA", "Astana"),
    ],
)
def test_two_spellings_are_one(typed, written):
    assert fold(typed) == fold(written)


@pytest.mark.parametrize(("one", "other"), [("астана", "астара"), ("суд", "сад"), ("мір", "мор")])
def test_two_words_stay_two(one, other):
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    assert words_of(fold(text)) == words_of(fold(fold(text)))


@pytest.mark.parametrize("typed", ["K7F3-9QXD", "k7f39qxd", "К7F3 9QХD", " k7f3\u20139qxd "])
def test_a_reference_is_read_however_it_is_typed(typed):
    assert as_reference(typed) == "K7F39QXD"


def test_a_label_is_cut_into_its_words():
    assert words_of("ЛА-155/8, поселок") == ["ла", "155", "8", "поселок"]


def test_hardly_two_words_of_a_language_become_one():
    """Two letters read as one could make a search find the wrong things; with the labels of the pack they do not."""
    spellings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in pack_folder("kz").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for language in ("ru", "kk"):
                    for word in re.findall(r"\w+", (row.get(f"label_{language}") or "").casefold()):
                        spellings[language, fold(word)].add(word)
    assert len(spellings) > 1000
    assert sum(len(words) > 1 for words in spellings.values()) < len(spellings) / 200
