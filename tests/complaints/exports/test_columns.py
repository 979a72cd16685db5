"""Nothing sealed has a column; every column is a coded fact, a public one, or a number that tells of nobody."""

from collections import Counter

from complaints.exports.columns import TABLES, fields_of
from institutions.sensitivity import Sensitivity, sensitivity_of

# Links and counters that are told: numbers within a case, and whether something is there.
TOLD_NUMBERS = {"number", "sequence", "last_sequence", "absorbed_by", "other_case", "id"}


def test_every_column_shows_what_may_be_told():
    shown = {
        f"{table.name}.{column.name}": sensitivity_of(found.model)[found.name]
        for table in TABLES
        for column, found in fields_of(table)
        if found.name not in TOLD_NUMBERS
    }
    assert {name for name, kind in shown.items() if kind not in (Sensitivity.CODED, Sensitivity.PUBLIC)} == set()


def test_numbers_that_are_told_are_links_or_counters():
    told = [
        (table.name, column.name)
        for table in TABLES
        for column, found in fields_of(table)
        if found.name == "id" and not column.is_presence
    ]
    assert told == []


def test_a_column_is_named_once_in_its_table():
    for table in TABLES:
        assert {name: number for name, number in Counter(["case", *table.names]).items() if number > 1} == {}


def test_the_precision_of_a_date_stands_beside_it():
    for table in TABLES:
        assert {column.precision for column in table.columns} - {""} <= set(table.names)
