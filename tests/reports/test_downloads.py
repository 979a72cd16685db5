"""Files that spreadsheets open: marked, separated as the language expects, and never a formula."""

import pytest
from django.utils import translation

from reports.downloads import file_response


def content(lines, *, language="en", is_demonstration=False) -> str:
    with translation.override(language):
        return file_response("x.csv", lines, is_demonstration=is_demonstration).content.decode("utf-8")


@pytest.mark.parametrize("text", ["=1+1", "+7", "-2", "@x", "\tx"])
def test_text_never_becomes_a_formula(text):
    assert f"'{text}" in content([["a"], [text]])


def test_numbers_stay_numbers():
    assert content([["a", "b", "c"], [1204, 0.0195, None]]) == "\ufeffa,b,c\r\n1204,0.0195,\r\n"


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_decimal_comma_and_semicolon_where_people_use_them(language):
    assert content([["a", "b"], [1204, 0.0195]], language=language) == "\ufeffa;b\r\n1204;0,0195\r\n"


def test_invented_data_say_so_above_the_header_and_on_every_line():
    first, header, line, _end = content([["a"], [1]], is_demonstration=True).split("\r\n")
    assert (
        first == '\ufeff"Demonstration data: invented cases, calibrated on official totals. They describe no country."'
    )
    assert header == "kind of data,a"
    assert line == "demonstration (invented),1"


def test_file_is_named_and_not_shown_in_place():
    response = file_response("x.csv", [["a"]], is_demonstration=False)
    assert response.headers["Content-Disposition"] == 'attachment; filename="x.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
