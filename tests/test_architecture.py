"""The plan of the house, held: who may import whom, how large things may grow, and what is refused everywhere."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture import (
    ROOMS,
    ROOT,
    functions_of,
    imports_of,
    length_of,
    markup_of,
    module_of,
    name_of,
    python_files,
    strings_of,
    templates,
    tree_of,
)

# Each room with the rooms it may look down to.
MAY_IMPORT = {
    "config": {"institutions", "accounts", "vault", "complaints", "monitoring", "reports"},
    "institutions": set(),
    "accounts": {"institutions"},
    "vault": {"institutions", "accounts"},
    "complaints": {"institutions", "accounts", "vault"},
    "monitoring": {"institutions", "accounts", "vault", "complaints"},
    "reports": {"institutions", "accounts", "vault", "complaints", "monitoring"},
    "bench": {"institutions", "accounts", "vault", "complaints", "monitoring", "reports"},
}
# Layers inside a room, lowest first, by the first part of the module's name; a module of another name is free, and
# only the general rule holds for it: no cycles.
LAYERS = (
    {"choices", "rules", "dates", "ordering", "intervals", "results"},
    {"models"},
    {"permissions", "actions", "queries", "jobs"},
    {"forms", "filters", "serializers"},
    {"views", "pages", "people", "job_pages", "api", "tasks", "management", "urls"},
)
PURE = {"choices", "rules", "dates", "ordering", "intervals", "guards", "milestones", "independence", "conflicts"}

MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE, MAX_FIELDS = 500, 60, 160, 20
# Wide on purpose: a row of the record, the file, what is counted of it, the book of jobs, and all that decides a limit.
WIDE_MODELS = {
    *("complaints.Case", "complaints.CaseEvent", "complaints.CaseMilestones", "accounts.Job", "institutions.TimeLimit"),
    "monitoring.Visit",  # place, terms, hours and conduct of one visit
    "institutions.MonitoringRegime",  # all the terms on which a body visits
    "institutions.Stage",  # what a country says about one thing that can happen
}
JUNK_DRAWERS = {"utils", "util", "common", "core", "helpers", "helper", "misc", "tools", "shared"}
# Where letters of Kazakh and Russian may stand in Python: what they name cannot be said in English.
SPEAKS_CYRILLIC = (
    *("institutions/packs/", "config/formats/", "config/settings.py", "config/apps.py"),
    "vault/receipts.py",  # letters that people type for the Latin ones they look like
)

ALL_FILES = python_files()
WITH_TESTS = ALL_FILES + python_files("tests")
OWN_MODELS = [model for model in apps.get_models() if model.__module__.partition(".")[0] in ROOMS]
TEXT_FIELDS = (models.CharField, models.TextField, models.EmailField, models.URLField, models.SlugField)


def room_of(module: str) -> str:
    return module.partition(".")[0]


def layer_of(module: str) -> int | None:
    parts = module.split(".")
    if len(parts) < 2:
        return None
    return next((number for number, names in enumerate(LAYERS) if parts[1] in names), None)


def found_in_text(files: tuple[Path, ...], pattern: str, flags: int = 0) -> list[str]:
    """`path:line` of every line that matches."""
    wanted = re.compile(pattern, flags)
    return [
        f"{name_of(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def found_in_markup(pattern: str) -> list[str]:
    """The same in what browsers get of templates, letters large or small."""
    wanted = re.compile(pattern, re.IGNORECASE)
    return [
        f"{name_of(path)}:{number}"
        for path in templates()
        for number, line in enumerate(markup_of(path).splitlines(), 1)
        if wanted.search(line)
    ]


# --- who imports whom ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_looks_only_down(room):
    upward = [
        f"{name_of(path)}:{line} imports {target}"
        for path in python_files(room)
        for line, target in imports_of(path)
        if room_of(target) in ROOMS and room_of(target) not in MAY_IMPORT[room] | {room}
    ]
    assert upward == []


def test_no_module_of_the_house_imports_tests():
    assert [
        f"{name_of(path)}:{line}"
        for path in ALL_FILES
        for line, target in imports_of(path)
        if room_of(target) == "tests"
    ] == []


def test_no_layer_imports_a_higher_one():
    upward = []
    for path in ALL_FILES:
        module = module_of(path)
        own = layer_of(module)
        for line, target in imports_of(path):
            theirs = layer_of(target) if room_of(target) == room_of(module) else None
            if own is not None and theirs is not None and theirs > own:
                upward.append(f"{name_of(path)}:{line} imports {target}")
    assert upward == []


def test_modules_import_each_other_without_cycles():
    graph = {module_of(path): set() for path in ALL_FILES}
    for path in ALL_FILES:
        module = module_of(path)
        # Programs of `config` must prepare the ground before they import, so there only the top of a file counts.
        found = imports_of(path, is_top_only=room_of(module) == "config")
        graph[module] |= {target for _line, target in found if target in graph and target != module}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_pure_modules_know_no_database():
    impure = [
        f"{name_of(path)}:{line} imports {target}"
        for path in ALL_FILES
        if path.stem in PURE and path.parent.parent == ROOT
        for line, target in imports_of(path)
        if (".models" in target and room_of(target) in ROOMS)
        or (path.stem != "choices" and target.startswith("django.db"))
    ]
    assert impure == []


def test_nobody_listens_to_signals():
    listening = [
        f"{name_of(path)}:{line} imports {target}"
        for path in ALL_FILES
        for line, target in imports_of(path)
        if target.startswith(("django.dispatch", "django.db.models.signals", "django.contrib.auth.signals"))
    ]
    assert listening == []


def test_there_is_no_junk_drawer():
    names = [part for path in ALL_FILES for part in (path.stem, path.parent.name) if part in JUNK_DRAWERS]
    assert names == []


# --- how large ----------------------------------------------------------------------------------------------------


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_outgrows_a_reader():
    assert {name_of(path): lines_of(path) for path in WITH_TESTS if lines_of(path) > MAX_FILE} == {}


def test_no_function_outgrows_a_reader():
    assert {
        f"{name_of(path)}:{function.name}": length_of(function)
        for path in WITH_TESTS
        for function in functions_of(path)
        if length_of(function) > MAX_FUNCTION
    } == {}


def test_no_template_outgrows_a_reader():
    assert {name_of(path): lines_of(path) for path in templates() if lines_of(path) > MAX_TEMPLATE} == {}


def test_no_model_is_two_models():
    wide = {
        model._meta.label: len(model._meta.local_concrete_fields)
        for model in OWN_MODELS
        if len(model._meta.local_concrete_fields) > MAX_FIELDS
    }
    assert set(wide) - WIDE_MODELS == set(), wide


# --- models -------------------------------------------------------------------------------------------------------


def test_no_text_is_null():
    nullable = [
        str(field)
        for model in OWN_MODELS
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXT_FIELDS) and field.null
    ]
    assert nullable == []


def test_names_of_fields_tell_their_kind():
    fields = [field for model in OWN_MODELS for field in model._meta.local_concrete_fields]
    inherited = {"last_login", "date_joined"}
    moments = [str(f) for f in fields if isinstance(f, models.DateTimeField) and not f.name.endswith("_at")]
    assert [name for name in moments if name.rpartition(".")[2] not in inherited] == []


def test_no_model_sorts_behind_the_reader_s_back():
    assert [model._meta.label for model in OWN_MODELS if model._meta.ordering] == []


# --- words --------------------------------------------------------------------------------------------------------


def test_every_module_says_what_lives_in_it():
    silent = [
        name_of(path)
        for path in ALL_FILES
        if path.name not in {"__init__.py", "apps.py"}
        and path.read_text(encoding="utf-8").strip()
        and ast.get_docstring(tree_of(path)) is None
    ]
    assert silent == []


def test_nothing_is_left_for_later():
    marks = "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"])
    assert found_in_text(WITH_TESTS + templates(), rf"\b({marks})\b") == []


def test_no_test_is_skipped():
    skipping = r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b|unittest\.skip"
    own = Path(__file__)
    assert found_in_text(tuple(path for path in python_files("tests") if path != own), skipping) == []


def test_success_is_not_praised():
    assert found_in_text(ALL_FILES + templates(), "success" + "fully", re.IGNORECASE) == []


def test_python_speaks_english():
    cyrillic = re.compile("[\u0400-\u04ff]")
    assert [
        f"{name_of(path)}:{line}"
        for path in ALL_FILES
        if not name_of(path).startswith(SPEAKS_CYRILLIC)
        for line, text in strings_of(path)
        if cyrillic.search(text)
    ] == []


def test_no_path_of_one_machine_is_written_down():
    folders = ("/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/")
    assert [
        f"{name_of(path)}:{line} {text!r}"
        for path in WITH_TESTS
        for line, text in strings_of(path)
        if text.startswith(folders)
    ] == []


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        r"<script(?![^>]*\bsrc=)",  # a script in the page
        r"<style\b",
        r"\sstyle\s*=",
        r"<[^>]*\son[a-z]+\s*=",  # onclick and its kin
        r"javascript:",
    ],
)
def test_no_page_carries_script_or_style(pattern):
    assert found_in_markup(pattern) == []


def test_no_page_asks_another_server():
    elsewhere = r"""\s*=\s*["']?\s*(?:https?:)?//"""
    loading = rf"\b(?:src|srcset|action|poster|data|hx-get|hx-post){elsewhere}|<link[^>]*\bhref{elsewhere}"
    assert found_in_markup(loading) == []
    own_styles = tuple(sorted((ROOT / "static" / "css").rglob("*.css")))
    assert found_in_text(own_styles, r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", re.IGNORECASE) == []


def test_every_block_of_a_page_is_closed_by_its_name():
    assert found_in_text(templates(), r"{%\s*endblock\s*%}") == []


def test_every_template_is_used():
    spoken = "\n".join(path.read_text(encoding="utf-8") for path in (*ALL_FILES, *templates()))
    by_django = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    names = {path.relative_to(ROOT / "templates").as_posix() for path in templates()}
    unused = {name for name in names - by_django if not name.startswith("django/") and name not in spoken}
    assert unused == set()
