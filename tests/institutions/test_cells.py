"""No text becomes a formula, and every text can be had back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from institutions.cells import plain_text, safe_text

BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("begin", BEGINS)
def test_what_could_become_a_formula_gets_an_apostrophe(begin):
    assert safe_text(f"{begin}1+1") == f"'{begin}1+1"
    assert safe_text(f"  {begin}1+1") == f"'  {begin}1+1"


@pytest.mark.parametrize("text", ["", "a=1", "12", "K7F3-9QXD", "Қазақстан"])
def test_other_texts_stay_as_they_are(text):
    assert safe_text(text) == text


@settings(max_examples=2_000)
@given(st.one_of(st.text(), st.builds(str.__add__, st.sampled_from([*BEGINS, "'", " "]), st.text())))
def test_no_cell_begins_as_a_formula_and_the_text_comes_back(text):
    cell = safe_text(text)
    assert not cell.lstrip(" ").startswith(BEGINS)
    assert plain_text(cell) == text
