"""Rows that are written by COPY say afterwards what they said before."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from accounts.models import Organisation
from complaints.bulk import _as_text, copy_rows
from complaints.choices import Precision
from institutions.choices import Milestone


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\\N"),
        (True, "t"),
        (False, "f"),
        (7, "7"),
        ("plain", "plain"),
        ("a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e"),
        (Precision.DAY, "day"),
        (Milestone.REGISTERED, str(Milestone.REGISTERED.value)),
        (date(2021, 3, 5), "2021-03-05"),
        (datetime(2021, 3, 5, 6, tzinfo=UTC), "2021-03-05T06:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"\x00\xff", "\\\\x00ff"),
        ({"a": "b\n"}, '{"a": "b\\\\n"}'),
    ],
)
def test_a_value_is_written_as_copy_reads_it(value, text):
    assert _as_text(value) == text


def test_what_is_unknown_to_copy_is_refused():
    with pytest.raises(TypeError):
        _as_text(object())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Plain", "With\ttab", "Back\\slash\nand line", "\\N", "\\."])
def test_words_come_back_as_they_were(name):
    fields = ("uuid", "name", "is_demonstration", "takes_letters")
    assert copy_rows(Organisation, fields, [(UUID(int=5), name, False, False)]) == 1
    assert Organisation.objects.get(uuid=UUID(int=5)).name == name
