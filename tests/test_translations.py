"""Everything Aryz says, it says in Russian and Kazakh too: whole, current, and compiled from what is written."""

import ast
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import django
import polib
import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.formats import date_format

from tests.architecture import ROOMS, ROOT, name_of, python_files, tree_of

PLURALS = {"ru": 4, "kk": 2}  # as Django counts them
LANGUAGES = tuple(PLURALS)
CATALOGUES = sorted(path for name in (".", "config") for path in (ROOT / name / "locale").glob("*/*/*.po"))
# bench speaks to its developers only.
SPEAKING = (*(room for room in ROOMS if room != "bench"), "templates")
NAMED = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?[a-z][^>]*>")
OF_TWO_SCRIPTS = re.compile(r"[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]", re.IGNORECASE)
MARKS = {"_", *(f"{kind}gettext{lazy}" for kind in ("", "n", "p", "np") for lazy in ("", "_lazy")), "gettext_noop"}
Key = tuple[str | None, str, str]


def catalogue(language: str) -> polib.POFile:
    """The translations of the project into one language, as they are written."""
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


def key(entry: polib.POEntry) -> Key:
    """What makes a message one of its kind: its context, its text, its plural."""
    return entry.msgctxt or None, entry.msgid, entry.msgid_plural or ""


def texts(entry: polib.POEntry) -> list[str]:
    """The translation, or each of its plural forms."""
    return [text for _, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]


def names_in(text: str) -> Counter[str]:
    """Placeholders and tags, with how often each stands there."""
    return Counter(NAMED.findall(text))


def edges(text: str) -> tuple[bool, bool, int]:
    """Whether blanks stand before and after, and how many lines there are."""
    return text != text.lstrip(), text != text.rstrip(), text.count("\n")


def has_loose_percent(text: str) -> bool:
    """Whether a per cent sign stands alone, where it would be taken for a placeholder."""
    return "%" in NAMED.sub("", text).replace("%%", "")


def wrong(entry: polib.POEntry, language: str) -> Iterator[str]:
    """What is wrong with one translation, in words."""
    sources = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    for text in texts(entry):
        if not text.strip():
            yield "empty"
        if names_in(text) not in [names_in(source) for source in sources]:
            yield f"other placeholders or tags: {text}"
        if edges(text) not in [edges(source) for source in sources]:
            yield f"other blanks or lines: {text}"
        if has_loose_percent(text) and not any(has_loose_percent(source) for source in sources):
            yield f"a single per cent sign: {text}"
        if OF_TWO_SCRIPTS.search(NAMED.sub(" ", text)):
            yield f"a word of Latin and Cyrillic letters: {text}"
    if entry.msgid_plural and sorted(entry.msgstr_plural) != list(range(PLURALS[language])):
        yield f"{len(entry.msgstr_plural)} plural forms"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_whole(language):
    entries = catalogue(language)
    assert [f"{entry.msgid}: {fault}" for entry in entries for fault in wrong(entry, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed_obsolete_or_said_twice(language):
    entries = catalogue(language)
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []
    assert not entries.metadata_is_fuzzy
    assert [found for found, times in Counter(map(key, entries)).items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_are_counted_as_django_counts_them(language):
    upstream = polib.mofile(str(Path(django.__file__).parent / "conf/locale" / language / "LC_MESSAGES/django.mo"))
    assert catalogue(language).metadata["Plural-Forms"] == upstream.metadata["Plural-Forms"]
    assert f"nplurals={PLURALS[language]};" in upstream.metadata["Plural-Forms"]


def test_both_languages_say_the_same_things():
    russian, kazakh = ({key(entry) for entry in catalogue(language)} for language in LANGUAGES)
    assert russian == kazakh


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_compiled_is_what_is_written(path):
    written, compiled = polib.pofile(str(path)), polib.mofile(str(path.with_suffix(".mo")))
    assert {key(entry): texts(entry) for entry in compiled} == {key(entry): texts(entry) for entry in written}
    assert compiled.metadata["Plural-Forms"] == written.metadata["Plural-Forms"]


@pytest.mark.parametrize(
    ("language", "expected"), [("ru", "апрель 2015 г."), ("kk", "2015 ж. сәуір"), ("en", "April 2015")]
)
def test_a_month_without_its_day_stands_within_a_sentence(language, expected):
    with translation.override(language):
        assert date_format(date(2015, 4, 1), "YEAR_MONTH_FORMAT").replace("\u00a0", " ") == expected


def hidden_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of gettext that its tools do not read: within an f-string, or of a text that is put together."""
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in calls:
        is_put_together = any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args)
        if call.func.id in MARKS and (is_put_together or id(call) in within):
            yield call


def test_no_message_hides_where_the_tools_of_gettext_do_not_read():
    assert [
        f"{name_of(path)}:{call.lineno} {ast.unparse(call)}"
        for path in python_files()
        for call in hidden_calls(tree_of(path))
    ] == []


def aliases(tree: ast.Module) -> Iterator[ast.alias]:
    """Names given to gettext that its tools do not know, so that what is said by them is never translated."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from (name for name in node.names if name.name in MARKS and (name.asname or name.name) not in MARKS)


def test_gettext_has_no_name_that_its_tools_do_not_know():
    assert [
        f"{name_of(path)}:{name.lineno} {ast.unparse(name)}"
        for path in python_files()
        for name in aliases(tree_of(path))
    ] == []


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> set[Key]:
    """Every message that stands in the source today, read by the tools of gettext from a copy of it."""
    copy = tmp_path_factory.mktemp("source")
    for name in SPEAKING:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("locale", "__pycache__"))
    (copy / "locale").mkdir()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(copy)
        monkeypatch.setattr("django.conf.settings.LOCALE_PATHS", [str(copy / "locale")])
        call_command("makemessages", locale=["en"], add_location="never", verbosity=0)
    return {key(entry) for entry in polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po"))}


@pytest.mark.gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_the_source_says(language, said):
    written = {key(entry) for entry in catalogue(language)}
    assert sorted(map(str, said - written)) == [], "said, but not in the catalogue"
    assert sorted(map(str, written - said)) == [], "in the catalogue, but no longer said"
