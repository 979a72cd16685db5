"""A CSV says what the database says, in codes or in words, and says when it is whole."""

import csv

import pytest

from complaints.actions import assign_case
from complaints.choices import DataSet, ExportKind, RecusalReason
from complaints.exports import csv_file
from complaints.exports.columns import TABLES
from complaints.models import Recusal
from institutions.models import Term
from tests.complaints.exports.cases import CANARIES, full_case, parsed, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation):
    return full_case(berik, organisation)


def test_a_case_is_told_in_codes_as_the_database_has_it(case, berik):
    (row,) = parsed(written(berik))
    milestones = case.milestones
    assert row["case"] == case.reference
    assert (row["data_set"], row["may_be_counted"]) == ("own", "not_asked")
    assert (row["furthest"], row["reached_1"]) == (str(milestones.furthest), milestones.reached_1.isoformat())
    assert (row["position"], row["state"], row["is_withdrawn"]) == (milestones.position, milestones.state, "yes")
    assert row["methods"] == " | ".join(case.methods.order_by("order").values_list("code", flat=True))
    assert row["region"] == ""


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_every_table_has_a_row_for_every_row_of_the_case(case, berik, table):
    found = next(one for one in TABLES if one.name == table)
    number = found.model.objects.filter(**{found.case_path: case.pk}).count()
    rows = parsed(written(berik, table=table))
    assert len(rows) == number
    assert {row["case"] for row in rows} <= {case.reference}
    assert number or table in ("deadlines", "alerts")


def test_circumstances_are_told_with_the_event_they_belong_to(case, berik):
    (row,) = parsed(written(berik, table="withdrawals"))
    event = case.events.get(withdrawal__isnull=False)
    assert (row["event"], row["stage"], row["voluntary"]) == (str(event.sequence), event.stage.code, "no")
    assert (row["happened_on"], row["precision"], row["is_corrected"]) == ("2025-03-01", "day", "no")


@pytest.mark.parametrize(("language", "word"), [("en", "label_en"), ("ru", "label_ru"), ("kk", "label_kk")])
def test_words_are_those_of_the_language_asked_for(case, berik, language, word):
    text = written(berik, is_labels=True, language=language)
    labels = Term.objects.filter(pk__in=case.methods.all()).order_by("order").values_list(word, flat=True)
    assert " | ".join(labels) in text


def test_dates_may_stand_as_exactly_as_they_are_known(case, berik):
    def days(**how):
        return {row["precision"]: row["happened_on"] for row in parsed(written(berik, table="events", **how))}

    assert days()["month"] == "2025-02-01"
    assert (days(is_dates_as_text=True)["month"], days(is_dates_as_text=True)["day"]) == ("2025-02", "2025-03-01")


@pytest.mark.parametrize("is_labels", [True, False])
def test_only_codes_of_absence_are_explained(case, berik, is_labels):
    assert ("not_asked: nobody asked" in written(berik, is_labels=is_labels)) is not is_labels


def test_a_formula_is_none_any_more(case, berik):
    (row,) = parsed(written(berik))
    assert row["file_number"] == "'=1+1"


def test_decimals_have_a_comma_where_a_semicolon_parts_the_columns(case, berik):
    (row,) = parsed(written(berik, table="compensation", separator=";"), ";")
    assert row["amount"] == "1200,50"


def test_the_file_says_what_it_is_and_when_it_is_whole(case, berik):
    text = written(berik)
    assert text.startswith("\ufeff")
    assert "Made by Berik" in text
    assert text.endswith("# complete: 1\r\n")


def test_a_file_that_breaks_off_does_not_look_whole(case, berik, monkeypatch):
    monkeypatch.setattr("complaints.exports.reading.Chunk.rows", lambda *_: 1 / 0)
    read = []
    with pytest.raises(ZeroDivisionError):
        read += list(written(berik))
    assert "# complete" not in "".join(read)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_part_of_a_line_about_the_file_is_a_formula(separator):
    line = csv_file.remark(f'state: open{separator}=1+1{separator}"a\r\n=2', separator)
    (cells,) = csv.reader([line], delimiter=separator)
    assert [cell for cell in cells if cell.startswith("=")] == []
    assert line.count("\n") == 1


def test_invented_cases_say_so(berik, organisation):
    organisation.is_demonstration = True
    organisation.save()
    full_case(berik, organisation, DataSet.DEMONSTRATION)
    assert "They describe no country" in written(berik, DataSet.DEMONSTRATION).splitlines()[0]


@pytest.mark.parametrize("kind", [ExportKind.CSV, ExportKind.JSON, ExportKind.EVENTS, ExportKind.XES])
@pytest.mark.parametrize("is_labels", [True, False])
def test_nothing_sealed_is_in_any_file(case, berik, kind, is_labels):
    tables = [table.name for table in TABLES] if kind == ExportKind.CSV else ["cases"]
    text = "".join(written(berik, kind=kind, is_labels=is_labels, table=table) for table in tables)
    assert case.reference in text
    assert [canary for canary in CANARIES if canary in text] == []


def test_only_cases_one_may_see_are_told(case, berik, alia, organisation):
    mine = full_case(berik, organisation, file_number="2")
    assign_case(by=berik, case=mine, user=alia)
    assert [row["case"] for row in parsed(written(alia))] == [mine.reference]


def test_a_case_one_stands_back_from_is_not_told(case, berik, organisation):
    other = full_case(berik, organisation, file_number="2")
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, started_on=case.created_at.date())
    assert [row["case"] for row in parsed(written(berik))] == [other.reference]
