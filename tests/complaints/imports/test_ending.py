"""What waits too long is deleted with its key; nothing of people lies anywhere in the clear meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection

from complaints.imports import locking
from complaints.imports.ending import drop_old
from complaints.imports.pages import reasons_of
from complaints.imports.words import fold
from complaints.imports.writing import write
from complaints.models import ImportMapping, ImportPart, ImportRow
from tests.complaints.imports.sheets import (
    NOW,
    TODAY,
    checked,
    confirmed,
    fresh,
    mapped,
    silent,
    taken_in,
    uploaded,
    worked,
    xlsx,
)
from tests.complaints.sealed_cases import with_recovery_key
from tests.security.canaries import CONTACT, NAME, NARRATIVE, NOTE, found_in
from vault.crypto import Tampered

HEADERS = ["File number", "Received on", "Name", "Phone", "Narrative", "Notes", "Region"]
ROW = ["1", "2021", NAME, CONTACT, NARRATIVE, NOTE, "Akmola Region"]
BAD = ["2", "spring", NAME, CONTACT, NARRATIVE, NOTE, "Akmola Region"]


def everything_stored() -> bytes:
    """Every row of every table as text."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            told += [row for (row,) in cursor.fetchall()]
    return "\n".join(told).encode()


def test_words_of_people_are_nowhere_in_the_clear_at_any_step(alia, organisation):
    with_recovery_key(organisation)
    sheet = xlsx(HEADERS, ROW, BAD)
    batch = uploaded(sheet, alia, organisation)
    assert found_in(everything_stored()) == set()
    batch = checked(mapped(batch))
    assert batch.counts["new"] == 1
    assert found_in(everything_stored()) == set()
    confirmed(batch)
    assert found_in(everything_stored()) == set()


def test_nor_after_the_end(alia, organisation):
    with_recovery_key(organisation)
    taken_in(xlsx(HEADERS, ROW, BAD), alia, organisation)
    assert found_in(everything_stored()) == set()


def test_a_name_in_a_column_of_codes_is_nowhere_in_the_clear_before_and_after_the_end(alia, organisation):
    with_recovery_key(organisation)
    headers = ["File number", "Received on", "Told by", "Region", "Age"]
    sheet = xlsx(
        headers,
        ["1", "2021", NAME, None, None],
        ["2", "2021", None, CONTACT, None],
        ["3", NAME, None, None, NAME],
        ["4", "2021", "mother", None, None],
    )
    columns = {0: "file_number", 1: "received_on", 2: "told_by", 3: "region", 4: "victim_age"}
    batch = mapped(uploaded(sheet, alia, organisation), columns, "Ours")
    batch = checked(batch, words={"region": {CONTACT: ""}, "told_by": {"mother": "relative"}})
    rejected = {row.number: list(reasons_of(row, batch)) for row in batch.rows.filter(verdict="rejected")}
    assert rejected[2] == [f"Told by: No code was chosen for: {NAME}"]
    assert found_in(everything_stored()) == set()
    assert set(ImportMapping.objects.get().words) == {"told_by", "region"}
    assert ImportMapping.objects.get().words["region"] == {}

    batch = worked(confirmed(batch), lambda found: write(found.pk, silent, now=NOW, today=TODAY))

    stored = everything_stored()
    assert found_in(stored) == set()
    assert not any(fold(word).encode() in stored for word in (NAME, CONTACT))
    rejected = {row.number: list(reasons_of(row, batch)) for row in batch.rows.filter(verdict="rejected")}
    assert rejected == {
        2: ["Told by: No code was chosen for this word."],
        4: ["Received on: This is no date.", "Age: This is neither an age nor an age band."],
    }


def test_a_row_without_headers_is_not_kept_in_the_clear_either(alia, organisation):
    batch = uploaded(xlsx([NAME, NARRATIVE], [NAME, NARRATIVE]), alia, organisation)
    assert batch.headers == []
    assert found_in(everything_stored()) == set()


def test_what_waits_longer_than_a_day_is_deleted(alia, organisation):
    batch = checked(mapped(uploaded(xlsx(HEADERS, ROW), alia, organisation)))
    assert drop_old(now=NOW + timedelta(hours=23)) == 0
    assert drop_old(now=NOW + timedelta(hours=25)) == 1
    batch = fresh(batch)
    assert (batch.state, bytes(batch.key), batch.headers, batch.columns) == ("dropped", b"", [], {})
    assert not ImportPart.objects.exists()
    assert not ImportRow.objects.exists()
    assert drop_old(now=NOW + timedelta(hours=25)) == 0


def test_what_is_being_written_is_left_alone(alia, organisation):
    confirmed(checked(mapped(uploaded(xlsx(HEADERS[:2], ROW[:2]), alia, organisation))))
    assert drop_old(now=NOW + timedelta(hours=25)) == 0


def test_rows_go_when_the_import_can_no_longer_be_taken_back(alia, organisation):
    taken_in(xlsx(HEADERS[:2], ROW[:2]), alia, organisation)
    drop_old(now=NOW + timedelta(days=29))
    assert ImportRow.objects.exists()
    drop_old(now=NOW + timedelta(days=31))
    assert not ImportRow.objects.exists()


def test_a_part_opens_with_the_key_of_its_batch_alone(alia, organisation):
    first, second = (uploaded(xlsx(HEADERS[:2], ROW[:2]), alia, organisation) for _batch in range(2))
    assert bytes(first.key) != bytes(second.key)
    part = first.parts.order_by("number").first()
    with pytest.raises(Tampered):
        locking.unlock(second, part.body)
    locking.forget(first)
    with pytest.raises(locking.KeyGone):
        locking.unlock(first, part.body)
