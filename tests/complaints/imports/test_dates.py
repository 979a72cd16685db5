"""Dates of spreadsheets in three languages."""

from datetime import date, datetime, timedelta

import pytest

from complaints.imports.dates import MONTH_FIRST, NoDate, is_ambiguous, parse

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        (datetime(2021, 3, 5, 14, 30), date(2021, 3, 5), "day"),
        (date(2021, 3, 5), date(2021, 3, 5), "day"),
        ("05.03.2021", date(2021, 3, 5), "day"),
        ("5.3.21", date(2021, 3, 5), "day"),
        ("5.3.98", date(1998, 3, 5), "day"),
        ("2021-03-05", date(2021, 3, 5), "day"),
        ("2021-03-05T10:00:00", date(2021, 3, 5), "day"),
        ("2021.03.05", date(2021, 3, 5), "day"),
        ("04/13/2021", date(2021, 4, 13), "day"),
        ("13/04/2021", date(2021, 4, 13), "day"),
        ("05.03.2021 14:30", date(2021, 3, 5), "day"),
        ("\u00a0 05.03.2021 ", date(2021, 3, 5), "day"),
        ("03.2021", date(2021, 3, 1), "month"),
        ("2021-03", date(2021, 3, 1), "month"),
        ("2021", date(2021, 1, 1), "year"),
        (2021, date(2021, 1, 1), "year"),
        ("3 March 2021", date(2021, 3, 3), "day"),
        ("March 3, 2021", date(2021, 3, 3), "day"),
        (None, None, "unknown"),
        ("", None, "unknown"),
    ],
)
def test_a_date_is_read(cell, day, precision):
    assert parse(cell, today=TODAY) == (day, precision)


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("3 \u043c\u0430\u0440\u0442\u0430 2021 \u0433.", date(2021, 3, 3), "day"),
        ("\u041c\u0430\u0440\u0442 2021", date(2021, 3, 1), "month"),
        ("2021 \u0433\u043e\u0434", date(2021, 1, 1), "year"),
        ("2021 \u0436\u044b\u043b\u0493\u044b 3 \u043d\u0430\u0443\u0440\u044b\u0437", date(2021, 3, 3), "day"),
        ("2021 \u0436. \u043d\u0430\u0443\u0440\u044b\u0437", date(2021, 3, 1), "month"),
    ],
)
def test_months_have_russian_and_kazakh_names(cell, day, precision):
    assert parse(cell, today=TODAY) == (day, precision)


@pytest.mark.parametrize(
    "cell",
    [
        "\u0432\u0435\u0441\u043d\u0430",
        "\u0432\u0435\u0441\u043d\u0430 2021",
        "31.02.2021",
        "45.45.2021",
        "about 2021",
        "2020-2021",
        "5 2021",
        44_000,
        0.5,
        10**30,
        "1" * 400,
        "12",
        "0000",
        True,
        "=TODAY()",
        float("inf"),
        float("-inf"),
        float("nan"),
        1e308,
        timedelta(days=3),
        datetime(1899, 12, 31),
        "#REF!",
        "#VALUE!",
    ],
)
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(NoDate):
        parse(cell, today=TODAY)


def test_a_year_to_come_is_a_date_that_the_asker_may_refuse():
    assert parse("2030", today=TODAY) == (date(2030, 1, 1), "year")
    assert parse(2030, today=TODAY) == (date(2030, 1, 1), "year")


def test_who_keeps_the_sheet_says_which_is_the_month():
    assert parse("03/04/2021", today=TODAY).day == date(2021, 4, 3)
    assert parse("03/04/2021", order=MONTH_FIRST, today=TODAY).day == date(2021, 3, 4)
    assert parse("03.04.2021", order=MONTH_FIRST, today=TODAY).day == date(2021, 4, 3)


def test_only_what_can_be_confused_is_ambiguous():
    found = [
        cell for cell in ("03/04/2021", "13/04/2021", "03.04.2021", "03/03/2021", 2021, None) if is_ambiguous(cell)
    ]
    assert found == ["03/04/2021"]
