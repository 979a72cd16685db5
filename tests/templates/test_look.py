"""What holds for every template and style: short, nothing inline, legible in both lights, vendored files untouched."""

import hashlib
import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
VENDORED = ROOT / "static" / "vendor" / "govuk-frontend"
GROUNDS_OF_TEXT = {
    "ink": ["paper", "panel", "accent-wash", "ochre-wash", "brick-wash", "slate-wash", "field"],
    "quiet": ["paper", "panel"],
    "accent": ["paper", "panel", "accent-wash"],
    "accent-deep": ["paper", "panel"],
    "ochre": ["paper", "ochre-wash"],
    "brick": ["paper", "brick-wash"],
    "moss": ["paper", "moss-wash"],
    "slate": ["paper", "slate-wash"],
    "on-accent": ["accent"],
    "focus-ink": ["focus"],
}
MARKS_ON_PAPER = ["pine", "slate-deep", "loss-1", "loss-2", "quiet"]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tokens() -> dict[str, dict[str, str]]:
    """Colours of css/tokens.css by scheme; the dark scheme inherits what it does not change."""
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    light, rest = text.split("@media screen and (prefers-color-scheme: dark)")
    dark = rest.split("@media print")[0]
    find = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
    in_light = dict(find.findall(light))
    return {"light": in_light, "dark": in_light | dict(find.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_when_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_legible_on_every_ground_it_stands_on(scheme):
    colours = tokens()[scheme]
    weak = {
        f"{text} on {ground}": round(ratio, 2)
        for text, grounds in GROUNDS_OF_TEXT.items()
        for ground in grounds
        if (ratio := contrast(colours[text], colours[ground])) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_of_charts_stand_out_from_paper(scheme):
    colours = tokens()[scheme]
    assert [mark for mark in MARKS_ON_PAPER if contrast(colours[mark], colours["paper"]) < 3] == []


def test_templates_compile():
    broken = {}
    for path in TEMPLATES:
        try:
            get_template(str(path.relative_to(ROOT / "templates")))
        except TemplateSyntaxError as mistake:
            broken[name_of(path)] = str(mistake)
    assert broken == {}


def test_templates_hold_no_inline_code():
    inline = {}
    for path in TEMPLATES:
        text = path.read_text()
        tags = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag]
        if found := re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", text) + tags:
            inline[name_of(path)] = found
    assert inline == {}


def test_components_name_their_parameters():
    silent = []
    for path in COMPONENTS:
        comment = re.search(r"{% comment %}(.*?){% endcomment %}", path.read_text(), re.DOTALL)
        if not comment or not re.search(r"Parameters: |Reads from the page: ", comment[1]):
            silent.append(name_of(path))
    assert COMPONENTS
    assert silent == []


def test_templates_are_short():
    assert [name_of(path) for path in TEMPLATES if len(path.read_text().splitlines()) > 120] == []


def test_styles_and_scripts_are_short_and_ask_no_other_server():
    assert [name_of(path) for path in STYLES if len(path.read_text().splitlines()) > 300] == []
    assert [name_of(path) for path in SCRIPTS if len(path.read_text().splitlines()) > 120] == []
    foreign = re.compile(r"https?://|@import|url\(\"?//")
    assert [name_of(path) for path in [*STYLES, *SCRIPTS] if foreign.search(path.read_text())] == []


def test_vendored_files_are_as_they_came():
    sums = [line.split("  ") for line in (VENDORED / "SHA256SUMS").read_text().splitlines()]
    changed = [name for digest, name in sums if hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() != digest]
    assert changed == []
    assert len(sums) == 7


def test_vendored_style_carries_no_foreign_typeface_and_loads_nothing():
    style = (VENDORED / "govuk-frontend.css").read_text()
    assert re.findall(r"(?i)transport|crown|url\(|@import", style) == []
    assert "sourceMappingURL" not in (VENDORED / "govuk-frontend.js").read_text()
