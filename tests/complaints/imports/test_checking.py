"""What would become of each row, and why a row is not taken."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from complaints.imports import actions, locking
from complaints.imports.actions import NotPossible
from complaints.imports.columns import meanings, suggested
from complaints.imports.files import rejected_rows
from complaints.imports.pages import reasons_of
from complaints.models import Case, ImportMapping
from institutions.choices import Effect
from institutions.models import Stage
from tests.complaints.imports.sheets import NOW, as_csv, checked, mapped, taken_in, uploaded, with_numbers, xlsx

HEADERS = ["File number", "Received on", "Date of incident", "Region", "Sex", "Age", "Narrative"]
PLACE = "Akmola Region"


def judged(alia, organisation, *rows, headers=HEADERS, **choices):
    batch = checked(mapped(uploaded(xlsx(headers, *rows), alia, organisation)), **choices)
    return batch, {row.number: row for row in batch.rows.order_by("number")}


def why(batch, row) -> list[str]:
    return list(reasons_of(row, batch))


@pytest.fixture
def known():
    return meanings()


@pytest.mark.django_db
def test_headers_of_three_languages_are_understood(organisation, known):
    headers = [
        "\u2116 \u0434\u0435\u043b\u0430",
        "\u0418\u0441 \u043d\u04e9\u043c\u0456\u0440\u0456",
        "\u0424.\u0418.\u041e.",
        "\u041e\u04a3\u0456\u0440",
        "Date received",
        "Something else",
    ]
    found, saved = suggested(headers, organisation, known)
    assert (found, saved) == (["file_number", "", "victim_name", "region", "received_on", ""], None)


@pytest.mark.django_db
def test_plain_headers_find_their_meaning(organisation, known):
    headers = [
        "\u041c\u0435\u0442\u043e\u0434",
        "\u041d\u043e\u043c\u0435\u0440 \u041a\u0423\u0418",
        "\u041e\u0440\u0433\u0430\u043d",
    ]
    assert suggested(headers, organisation, known)[0] == ["methods", "registration.number", "received_by"]


@pytest.mark.parametrize(
    "word", ["\u0421\u0418\u0417\u041e", "\u0418\u0412\u0421", "\u043a\u043e\u043b\u043e\u043d\u0438\u044f"]
)
def test_a_kind_of_place_in_a_column_of_places_is_pointed_out(word, client, alia, organisation):
    batch = mapped(uploaded(xlsx(["File number", "Facility"], ["1", word]), alia, organisation))
    client.force_login(alia)
    told = client.get(reverse("import_words", args=[batch.uuid])).content.decode()
    assert "This is no place but a kind of place" in told


@pytest.mark.django_db
def test_a_header_that_names_a_stage_is_the_date_of_it(organisation, known):
    stage = Stage.objects.filter(effect=Effect.TRANSFERS).first()
    for label in (stage.label_en, stage.label_ru, stage.label_kk):
        assert suggested([label], organisation, known)[0] == [f"event.{stage.code}.on"]


def test_every_reason_is_told_with_its_column(alia, organisation):
    batch, rows = judged(
        alia,
        organisation,
        ["1", "spring", "2021", PLACE, "m", 34, None],
        ["2", "2021", "2999-01-01", PLACE, "m", 34, None],
        ["3", "2021", "2021", "Atlantis", "m", 34, None],
        ["4", "2021", "2021", PLACE, "m", 340, None],
        ["5" * 60, "2021", "2021", PLACE, "m", 34, None],
        ["6", "2021", "2021", PLACE, "m", 34, None],
        ["6", "2021", "2021", PLACE, "m", 34, None],
        ["8", "05.03.2020", "06.03.2021", PLACE, "m", 34, None],
        ["9", date(2027, 1, 1), "2021", PLACE, "m", 34, None],
        ["10", 2030, "2021", PLACE, "m", 34, None],
    )
    assert [why(batch, rows[number]) for number in range(2, 12)] == [
        ["Received on: This is no date: spring"],
        ["Date of incident: This is no date: 2999-01-01"],
        ["Region: No code was chosen for: Atlantis"],
        ["Age: This is neither an age nor an age band: 340"],
        ["File number: Too long for this column."],
        [],
        ["The file number stands in row 7 already."],
        ["This would have happened before the incident."],
        ["Received on: The date lies in the future: 2027-01-01"],
        ["Received on: The date lies in the future: 2030"],
    ]
    assert (batch.counts["new"], batch.counts["rejected"]) == (1, 9)


def test_a_number_beyond_all_numbers_rejects_its_row_alone(alia, organisation):
    content = with_numbers(xlsx(HEADERS, ["1", 1234567], ["2", 2021]), {"1234567": "1e999"})
    batch = checked(mapped(uploaded(content, alia, organisation)))
    assert {row.number: row.verdict for row in batch.rows.all()} == {2: "rejected", 3: "new"}


def test_a_sheet_of_headers_alone_has_nothing_to_write(alia, organisation):
    batch, rows = judged(alia, organisation)
    assert (rows, batch.counts["rows"]) == ({}, 0)
    with pytest.raises(NotPossible):
        actions.confirm(by=alia, batch=batch, may_be_kept=True)


def test_empty_rows_and_rows_that_say_nothing(alia, organisation):
    batch, rows = judged(
        alia,
        organisation,
        [None] * 7,
        ["1", "2021"],
        ["", " "],
        [None, None, None, "Atlantis"],
        words={"region": {"Atlantis": ""}},
    )
    assert {number: row.verdict for number, row in rows.items()} == {3: "new", 5: "rejected"}
    assert why(batch, rows[5]) == ["Nothing in this row could be taken in."]


def test_words_left_empty_and_words_rejected(alia, organisation):
    batch, rows = judged(
        alia,
        organisation,
        ["1", None, None, "Atlantis"],
        ["2", None, None, "Lemuria"],
        words={"region": {"Atlantis": ""}},
    )
    assert rows[2].facts == {"file_number": "1"}
    assert rows[3].verdict == "rejected"
    assert "lemuria" not in str(batch.words)


def test_formulas_and_zero_characters_are_words_like_any_other(alia, organisation):
    content = as_csv(
        HEADERS, ["=1+1", "2021", "", "=cmd|'/C calc'!A0", "", "", ""], ["a\x00b", "2021", "", "", "", "", ""]
    )
    batch = checked(mapped(uploaded(content, alia, organisation)))
    rows = {row.number: row for row in batch.rows.all()}
    assert (rows[2].verdict, rows[3].facts["file_number"]) == ("rejected", "ab")
    assert "'=1+1" in rejected_rows(batch)
    assert ",=cmd" not in rejected_rows(batch)


def test_the_file_of_rejected_rows_holds_no_sealed_word(alia, organisation):
    batch, _rows = judged(alia, organisation, ["1", "spring", None, None, None, None, "What nobody may read"])
    told = rejected_rows(batch)
    assert "What nobody may read" not in told
    assert "spring" in told


def test_a_case_that_one_may_not_see_is_not_changed(alia, berik, organisation):
    taken_in(xlsx(HEADERS, ["1", "2021"]), berik, organisation)
    batch, rows = judged(alia, organisation, ["1", "2021", "2020"])
    assert why(batch, rows[2]) == ["A case of the organisation that you may not change has this file number."]
    assert rows[2].case is None


def test_a_number_of_another_organisation_is_new_here(alia, organisation, charlie, other_organisation):
    taken_in(xlsx(HEADERS, ["1", "2021"]), charlie, other_organisation)
    _batch, rows = judged(alia, organisation, ["1", "2021"])
    assert rows[2].verdict == "new"


def test_an_empty_cell_changes_nothing(berik, organisation):
    taken_in(xlsx(HEADERS, ["1", "2021", "2021", PLACE, "m", 34, None]), berik, organisation)
    _batch, rows = judged(berik, organisation, ["1", None, None, None, None, None, None])
    assert rows[2].verdict == "same"


def test_an_event_that_cannot_have_happened_rejects_the_row_and_an_unlawful_one_does_not(alia, organisation):
    headers = ["File number", "Date of incident", "Sent to court", "Termination date"]
    _batch, rows = judged(
        alia,
        organisation,
        ["1", "2021", "2020", None],
        ["2", "2020", "2021", "2019"],
        ["3", "2020", None, "2021"],
        headers=headers,
    )
    assert [rows[number].verdict for number in (2, 3, 4)] == ["rejected", "rejected", "new"]


def test_a_mapping_is_remembered_for_the_same_headers(alia, organisation, known):
    batch = mapped(
        uploaded(xlsx(["A", "B"], ["1", "boy"]), alia, organisation), {0: "file_number", 1: "victim_sex"}, "Ours"
    )
    checked(batch, words={"victim_sex": {"boy": "male"}})
    found, saved = suggested(["a", "B "], organisation, known)
    assert (found, saved.name) == (["file_number", "victim_sex"], "Ours")
    assert list(ImportMapping.objects.get().words["victim_sex"].values()) == ["male"]


def test_a_column_with_too_many_words_is_told(alia, organisation):
    rows = [[str(number), f"word {number} of many"] for number in range(160)]
    batch = mapped(uploaded(xlsx(["File number", "Region"], *rows), alia, organisation))
    assert locking.told(batch, locking.SURVEY)["too_many"] == [1]


def test_days_and_months_that_could_be_confused_are_asked_about(alia, organisation):
    batch = mapped(uploaded(as_csv(["File number", "Received on"], ["1", "03/04/2021"]), alia, organisation))
    assert locking.told(batch, locking.SURVEY)["is_ambiguous"]
    checked(batch, order="month_first")
    assert batch.rows.get().facts["received_on"] == ["2021-03-04", "day"]


def test_checking_again_begins_anew(alia, organisation):
    batch, _rows = judged(alia, organisation, ["1", "2021"])
    again = checked(batch)
    assert (again.rows.count(), again.counts["new"]) == (1, 1)


def test_nobody_goes_on_with_the_import_of_somebody_else(alia, berik, organisation):
    batch, _rows = judged(alia, organisation, ["1", "2021"])
    with pytest.raises(PermissionDenied):
        actions.confirm(by=berik, batch=batch, may_be_kept=True)
    actions.drop(by=alia, batch=batch, now=NOW)
    with pytest.raises(NotPossible):
        actions.confirm(by=alia, batch=batch, may_be_kept=True)
    assert not Case.objects.exists()
