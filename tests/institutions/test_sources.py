"""Tags of a source column: found among remarks, checked, and said in words."""

from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from institutions.queries import source_book
from institutions.sources import Piece, SourceBook, pieces, tag_faults

KNOWN = {"S", "V", "D", "K", "UPK1", "ADL-STAT", "24KG", "invented"}


@dataclass
class Book:
    key: str
    label: str
    addresses: list[str] = field(default_factory=list)


SHELF = SourceBook(
    [
        Book("S", "founding paper"),
        Book("V", "read"),
        Book("D", "derived"),
        Book("K", "from memory"),
        Book("UPK1", "Code, section 1", ["https://a.example/1", "shelf 2"]),
        Book("ADL-STAT", "Act", ["shelf 2"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("S", ["S"]),
        ("V:UPK1 art.32(6); V:ADL-STAT", ["UPK1", "ADL-STAT"]),
        ("V:24KG; day of the change D (60 days)", ["24KG", "D"]),
        ("V:UPK1; КУИ K", ["UPK1", "K"]),
        ("S (General Prosecutor's Office, Pravstat)", ["S"]),
        ("V:NOWHERE", ["NOWHERE"]),
        ("invented K", ["invented", "K"]),
        ("K; used in V:KKASS", ["K", "KKASS"]),
        ("V", []),
        ("hearsay", []),
        ("V: and x-K, K1, KUI, article D-day", []),
        ("", []),
    ],
)
def test_tags_are_found_among_remarks(text: str, keys: list[str]):
    found = list(pieces(text, KNOWN))
    assert [piece.key for piece in found if piece.key] == keys
    assert "".join(piece.text for piece in found) == text


def test_unknown_tags_are_named_once_each():
    assert tag_faults("V:X; V:UPK1; V:X; V:Y", KNOWN) == [
        "source: there is no “X” in sources.csv.",
        "source: there is no “Y” in sources.csv.",
    ]
    assert tag_faults("V:UPK1 art.3; D", KNOWN) == []
    assert tag_faults("D", {"S"}) == ["source: there is no “D” in sources.csv."]
    assert tag_faults("hearsay", KNOWN) == ["source: there is no tag in “hearsay”; write V:key, S, D or K."]


def test_titles_stand_in_place_of_tags_and_remarks_stay():
    assert SHELF.cite("V:UPK1 V:ADL-STAT art.3; label K") == [
        Piece("Code, section 1", "UPK1"),
        Piece(", "),
        Piece("Act", "ADL-STAT"),
        Piece(" art.3; label "),
        Piece("from memory", "K"),
    ]
    assert SHELF.plain("S; V:GONE; D") == "founding paper; V:GONE; derived"
    assert SHELF.cite("V:GONE") == [Piece("V:GONE")], "an unknown source is no link"
    assert SHELF.plain("") == ""


def test_addresses_are_told_once_each():
    assert SHELF.addresses("V:UPK1 V:ADL-STAT; S; V:GONE") == ["https://a.example/1", "shelf 2"]
    assert SHELF.addresses("K") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Roll of Acts, 1717, Roll of Acts, other tongue; from memory"),
        ("ru", "Свиток законов, 1717, Свиток законов, другой язык; по памяти"),
        ("kk", "Заңдар шиыршығы, 1717, Заңдар шиыршығы, басқа тіл; жадтан"),
    ],
)
def test_the_sources_of_the_pack_speak_the_readers_language_after_one_query(lumeria, language: str, words: str):
    with translation.override(language), CaptureQueriesContext(connection) as queries:
        book = source_book()
        assert book.plain("V:ROLL17 V:ROLLk; K") == words
        assert book.addresses("V:ROLL17") == ["https://roll.example/acts?page=2", "shelf 9"]
    assert len(queries) == 1
