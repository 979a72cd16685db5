"""No code knows the code of a country: only packs do."""

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

from institutions.packs import pack_folder

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("institutions", "accounts", "vault", "complaints", "monitoring", "reports", "config", "bench")
LISTS = (
    "stages",
    "grounds",
    "bodies",
    "agencies",
    "offences",
    "channels",
    "facility_types",
    "facilities",
    "premise_types",
    "regions",
    "legal_instruments",
    "time_limits",
    "competences",
    "guards",
    "conflict_rules",
    "terms",
)


def country_codes(folder: Path) -> set[str]:
    codes: set[str] = set()
    for name in LISTS:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            codes |= {row["code"] for row in csv.DictReader(file)}
    return codes


def strings(source: str) -> Iterator[tuple[int, str]]:
    """String literals that are values, with their lines; docstrings are whole sentences and never equal a code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_no_module_of_the_house_holds_a_code_of_a_country():
    codes = country_codes(pack_folder("kz"))
    assert {"REG", "MIA", "T35_5", "PA_POL"} <= codes
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, text in strings(path.read_text(encoding="utf-8"))
        if text in codes
    ]
    assert found == []


def test_the_search_itself_would_find_one():
    assert [text for _, text in strings('"""Docstring about REG."""\nstage = "REG"')] == ["Docstring about REG.", "REG"]
