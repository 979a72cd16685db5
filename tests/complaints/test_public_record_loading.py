"""Loading of the public cases: whole or not at all, twice the same, and corrected without changing anything."""

import csv
import re
import shutil
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from complaints.models import Case, CaseCount, CaseEvent, EventSource, PublicSource, StatementText
from complaints.public_record import entry_uuid, load_public_cases
from institutions.models import Pack
from institutions.pack_format import PackError
from institutions.packs import pack_folder

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FILES = ("public_sources.csv", "public_cases.csv", "public_case_events.csv")
EVENTS = "public_case_events.csv"
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
NUMBER = re.compile(r"\d+")


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        shutil.copy(pack_folder("kz") / name, tmp_path / name)
    return tmp_path


def rewrite(folder, name, change):
    """Rewrites a file with its rows (dicts) passed through `change`, which gives a list of rows."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, list(reader)
    rows = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def edit(folder, case, row, /, **cells):
    """Changes cells of one event row."""

    def change(rows):
        for event in rows:
            if (event["case"], event["row"]) == (case, str(row)):
                event |= cells
        return rows

    rewrite(folder, EVENTS, change)


def load(folder):
    return load_public_cases(folder=folder, now=NOW)


def refusal(folder):
    with pytest.raises(PackError) as refused:
        load(folder)
    return str(refused.value)


def standing(case, row):
    """The entry in force for a row of the file."""
    entry = CaseEvent.objects.get(uuid=entry_uuid(case, row))
    while hasattr(entry, "superseded_by"):
        entry = entry.superseded_by
    return entry


def test_second_load_changes_nothing(folder):
    first = load(folder)
    entries = list(CaseEvent.objects.order_by("pk").values_list("pk", "sequence", "supersedes"))
    second = load(folder)
    assert (first.corrected, first.voided, first.unchanged) == (0, 0, 0)
    assert (second.added, second.corrected, second.voided, second.unchanged) == (0, 0, 0, first.added)
    assert second.alerts == first.alerts
    assert list(CaseEvent.objects.order_by("pk").values_list("pk", "sequence", "supersedes")) == entries


def test_changed_row_is_superseded_and_the_former_entry_stays(folder):
    load(folder)
    before = standing("C24_MANGYSTAU", 1)
    edit(folder, "C24_MANGYSTAU", 1, happened_on="2024-03-23")
    loaded = load(folder)
    after = standing("C24_MANGYSTAU", 1)
    assert (loaded.added, loaded.corrected, loaded.voided) == (0, 1, 0)
    assert after.supersedes == before
    assert (str(before.happened_on), str(after.happened_on)) == ("2024-03-22", "2024-03-23")
    assert load(folder).corrected == 0


def test_changed_wording_alone_is_a_correction(folder):
    load(folder)
    edit(folder, "C24_MANGYSTAU", 1, statement_en="Said otherwise")
    assert load(folder).corrected == 1
    assert EventSource.objects.get(event=standing("C24_MANGYSTAU", 1)).statement == "Said otherwise"


def test_a_better_translation_corrects_no_event(folder):
    first = load(folder)
    edit(folder, "C24_MANGYSTAU", 1, statement_ru="Сказано лучше", statement_kk="Жақсырақ айтылды")
    second = load(folder)
    assert (second.added, second.corrected, second.unchanged) == (0, 0, first.added)
    source = standing("C24_MANGYSTAU", 1).sources.get()
    texts = {text.language: (text.statement, text.is_reviewed) for text in source.texts.all()}
    assert texts == {"ru": ("Сказано лучше", True), "kk": ("Жақсырақ айтылды", True)}
    assert StatementText.objects.count() == 2 * first.added


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_title_and_statement_is_told_in_the_readers_language(folder, language):
    load(folder)
    with override(language):
        titles = {case.public_title: case.title for case in Case.objects.all()}
        told = [(source, source.told) for source in EventSource.objects.prefetch_related("texts")]
    assert (len(titles), len(told)) == (17, 116)
    for english, words in [*titles.items(), *((source.statement, text.statement) for source, text in told)]:
        assert CYRILLIC.search(words), english
        assert words != english
        assert "*" not in words
        assert all(number in NUMBER.findall(words) for number in NUMBER.findall(english) if len(number) > 3)
    for source, text in told:
        assert bool(CYRILLIC.search(text.preferred_because)) == bool(source.preferred_because)
        assert text.is_reviewed == (language == "ru")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"statement_ru": ""}, "statement_ru: the translation is missing."),
        ({"statement_kk": "*"}, "statement_kk: the translation is missing."),
        ({"preferred_because_ru": "Потому"}, "preferred_because_ru: there is no English to translate."),
    ],
)
def test_missing_translation_is_refused_with_its_line(folder, cells, reason):
    edit(folder, "C01_GERASIMOV", 2, **cells)
    assert refusal(folder) == f"public_case_events.csv:3: {reason}"


@pytest.mark.parametrize(
    ("cell", "words", "reason"),
    [
        ("title_ru", "", "The column title_ru is empty."),
        ("title_kk", "", "The column title_kk is empty."),
        ("title_kk", "*", "title_kk: there is a mark, but no title."),
    ],
)
def test_missing_title_is_refused_with_its_line(folder, cell, words, reason):
    rewrite(folder, "public_cases.csv", lambda rows: [rows[0] | {cell: words}, *rows[1:]])
    assert f"public_cases.csv:2: {reason}" in refusal(folder)


def test_vanished_row_is_taken_back_and_can_return(folder, tmp_path):
    load(folder)
    whole = (folder / EVENTS).read_text(encoding="utf-8")
    rewrite(folder, EVENTS, lambda rows: [row for row in rows if (row["case"], row["row"]) != ("C05_USHENIN", "3")])
    loaded = load(folder)
    assert (loaded.corrected, loaded.voided) == (0, 1)
    assert standing("C05_USHENIN", 3).is_void
    assert load(folder).voided == 0
    (folder / EVENTS).write_text(whole, encoding="utf-8")
    assert load(folder).corrected == 1
    assert not standing("C05_USHENIN", 3).is_void


def test_new_row_is_added(folder):
    first = load(folder)

    def add(rows):
        last = next(row for row in rows if row["case"] == "C05_USHENIN")
        return [*rows, last | {"row": "99", "stage": "EV_STATUS", "happened_on": "2018-01-01", "precision": "day"}]

    rewrite(folder, EVENTS, add)
    second = load(folder)
    assert (second.added, second.unchanged) == (1, first.added)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"stage": "NO_SUCH"}, "stage: the pack has no “NO_SUCH” in stages."),
        ({"body": "NO_SUCH"}, "body: the pack has no “NO_SUCH” in bodies."),
        ({"source": "NO_SUCH"}, "source: there is no “NO_SUCH” in public_sources.csv."),
        ({"happened_on": "29 August 2025"}, "happened_on: “29 August 2025” is not a date; write it as 2025-06-30."),
        ({"happened_on": ""}, "happened_on: give a date with its precision, or the precision unknown without a date."),
        ({"precision": "week"}, "precision: “week” is not one of"),
        ({"certainty": ""}, "The column certainty is empty."),
        ({"answers": "77"}, "answers: there is no row 77 of C24_MANGYSTAU above this one."),
        (
            {"alternative_to": "1", "preferred_because_en": ""},
            "preferred_because_en: say why the other statement is preferred.",
        ),
        ({"row": "1"}, "C24_MANGYSTAU, 1 is already in line"),
        ({"voluntary": "no"}, "voluntary, addressee: "),
        ({"respondent": "9"}, "respondent: C24_MANGYSTAU names 1 agencies; there is no 9."),
        ({"happened_on": "2031-01-01", "precision": "day"}, "C24_MANGYSTAU: The date lies in the future."),
        (
            {"happened_on": "2020-01-01", "precision": "day"},
            "C24_MANGYSTAU: This would have happened before the incident.",
        ),
    ],
)
def test_broken_row_is_named_and_nothing_is_written(folder, cells, reason):
    edit(folder, "C24_MANGYSTAU", 2, **cells)
    text = refusal(folder)
    assert text.startswith("public_case_events.csv:")
    assert reason in text
    assert (Case.objects.count(), CaseEvent.objects.count(), PublicSource.objects.count()) == (0, 0, 0)


def test_unknown_code_of_a_case_is_named(folder):
    rewrite(folder, "public_cases.csv", lambda rows: [row | {"region": "XX-1"} for row in rows[:1]] + rows[1:])
    assert "public_cases.csv:2: region: the pack has no “XX-1” in regions." in refusal(folder)


def test_unlike_units_are_refused_as_a_count(folder):
    rewrite(folder, "public_cases.csv", lambda rows: [row | {"counts": "people=3"} for row in rows[:1]] + rows[1:])
    assert "counts: “people=3” is not of the form unit=number" in refusal(folder)


def test_recorded_case_cannot_leave_the_file(folder):
    load(folder)
    key = "C27_ALMATY_2024"
    rewrite(folder, "public_cases.csv", lambda rows: [row for row in rows if row["key"] != key])
    rewrite(folder, EVENTS, lambda rows: [row for row in rows if row["case"] != key])
    assert f"{key} is recorded and cannot be left out; its events are kept." in refusal(folder)


def test_missing_file_is_named(folder):
    (folder / EVENTS).unlink()
    assert "public_case_events.csv:0: The file is missing." in refusal(folder)


def test_changed_count_replaces_the_former_one(folder):
    load(folder)
    change = {"counts": "persons_held=100"}
    key = "C10_KOSHMAMBET"
    rewrite(folder, "public_cases.csv", lambda rows: [row | change if row["key"] == key else row for row in rows])
    load(folder)
    counts = CaseCount.objects.filter(case__public_key=key).values_list("unit", "value")
    assert list(counts) == [("persons_held", 100)]


def test_command_tells_what_it_did(folder, capsys):
    call_command("load_public_cases", folder=folder)
    told = capsys.readouterr().out
    assert told.startswith("Public cases: 17 cases; events: ")
    assert "alerts, conflict: " in told


def test_command_refuses_with_the_rows(folder):
    edit(folder, "C24_MANGYSTAU", 2, stage="NO_SUCH")
    with pytest.raises(CommandError, match="nothing has changed"):
        call_command("load_public_cases", folder=folder)


def test_command_reads_the_loaded_pack_where_no_folder_is_named(capsys):
    call_command("load_public_cases")
    assert capsys.readouterr().out.startswith("Public cases: 17 cases; events: 116 new, 0 corrected, 0 taken back")


def test_command_asks_for_a_pack_first():
    Pack.objects.all().delete()
    with pytest.raises(CommandError, match="load_pack"):
        call_command("load_public_cases")
