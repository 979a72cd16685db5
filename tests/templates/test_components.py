"""What single components write: numbers as drawings need them, words beside colours, errors tied to their fields."""

from types import SimpleNamespace

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils import translation

HALF = SimpleNamespace(
    label_lines=[SimpleNamespace(text="Registered", x=0.0, y=12.5)],
    count_text="1\u00a0204",
    share_text="100 %",
    interval_text="",
    text_x=1212.5,
    text_y=20.5,
    text_anchor="start",
    x=212.0,
    y=8.0,
    width=1000.5,
    height=34.0,
    band_width=0,
    open_width=0,
    url="",
    losses=[],
)


def funnel(**changes: object) -> SimpleNamespace:
    fields = {"id": "f", "width": 2000, "height": 90.5, "title": "T", "desc": "D", "style": "documented"}
    return SimpleNamespace(**fields | {"is_linked": False, "rows": [HALF], "ticks": []} | changes)


def drawn(**changes: object) -> str:
    return render_to_string("components/charts/funnel.html", {"chart": funnel(**changes), "is_narrow": False})


class Door(forms.Form):
    """A form with one field of each kind that needs its own markup."""

    default_renderer = TemplatesSetting()

    name = forms.CharField(help_text="As in the letter.")
    is_agreed = forms.BooleanField(label="I agree")
    who = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_coordinates_keep_their_point_in_every_language(language):
    with translation.override(language):
        svg = drawn()
    assert 'viewBox="0 0 2000 90.5"' in svg
    assert 'x="212.0" y="8.0" width="1000.5" height="34.0"' in svg


def test_a_drawing_without_links_is_one_image():
    assert 'role="img" aria-labelledby="f-title f-desc"' in drawn()


def test_a_drawing_with_links_lets_them_be_reached():
    assert 'role="group"' in drawn(is_linked=True)


def test_invented_data_are_hatched():
    assert 'fill="url(#f-hatch)"' in drawn(style="demonstration")
    assert 'fill="url(#f-hatch)"' not in drawn(style="documented")
    assert 'fill="#3d4f6b"' in drawn(style="official")


@pytest.mark.parametrize(
    "kind", ["met", "running", "missed", "attention", "unlawful", "open", "closed", "official", "documented"]
)
def test_a_state_has_a_word_and_a_sign(kind):
    tag = render_to_string("components/tag.html", {"kind": kind, "label": "In words"})
    assert "In words" in tag
    assert "<svg" in tag


def test_an_error_is_named_by_its_field():
    html = Door({"name": ""}).render()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_box_to_tick_stands_before_its_label():
    html = Door().render()
    assert html.index('id="id_is_agreed"') < html.index('for="id_is_agreed"')


def test_every_field_has_exactly_one_label():
    html = Door().render()
    assert html.count('for="id_name"') == html.count('for="id_is_agreed"') == html.count('for="id_who_0"') == 1
    assert html.count("<legend") == 1


def test_the_error_summary_leads_to_every_field():
    html = render_to_string("components/error_summary.html", {"form": Door({})})
    assert [f'href="#{target}"' in html for target in ("id_name", "id_is_agreed", "id_who_0")] == [True] * 3


def test_the_error_summary_is_silent_when_nothing_is_wrong():
    form = Door({"name": "x", "is_agreed": "on", "who": "a"})
    assert render_to_string("components/error_summary.html", {"form": form}).strip() == ""


def test_what_a_reader_typed_is_escaped():
    html = Door({"name": '"><script>alert(1)</script>'}).render()
    assert "<script" not in html


@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "405.html", "500.html"])
def test_an_error_page_needs_no_context(page):
    html = render_to_string(page, {})
    assert html.count("<h1>") == 1
    assert html.startswith("<!doctype html>")


def test_the_page_of_a_fault_shows_its_number_only_where_there_is_one():
    assert "a81f03c2" in render_to_string("500.html", {"error_id": "a81f03c2"})
    assert "<strong>" not in render_to_string("500.html", {})
