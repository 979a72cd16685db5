"""Reads `official_figures.csv` and `series_breaks.csv` of a country pack, or says of every row at fault why.

`load_figures` is the only thing here that writes.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from institutions.pack_format import Broken, PackError, PackFile
from institutions.packs import source_keys
from institutions.sources import tag_faults
from reports.models import OfficialFigure

FIGURES = PackFile("official_figures", OfficialFigure)
BREAK_COLUMNS = ("on", "kind", "label_en", "label_ru", "label_kk", "source")
BREAK_KINDS = ("law", "spike")
_NEEDS_REVIEW = "*"  # at the end of Kazakh text that no native reader has checked


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did to the table, in rows."""

    created: int
    changed: int
    unchanged: int
    removed: int


@transaction.atomic
def load_figures(folder: Path) -> Loaded:
    """Makes the table equal to the file of the pack in `folder`. Loading twice changes nothing the second time.

    The breaks of its series are checked too: they are read anew for every page, which must not find them broken.

    Raises PackError, naming every row at fault, and then nothing has changed.
    """
    figures = read_figures(folder)
    read_breaks(folder, known=source_keys(folder))
    fields = [field.name for field in OfficialFigure._meta.concrete_fields if field.name != "id"]
    before = {row["code"]: row for row in OfficialFigure.objects.values(*fields)}
    after = {figure.code: {name: getattr(figure, name) for name in fields} for figure in figures}
    created = [figure for figure in figures if figure.code not in before]
    changed = [figure for figure in figures if before.get(figure.code, after[figure.code]) != after[figure.code]]
    removed, _by_model = OfficialFigure.objects.exclude(code__in=after).delete()
    OfficialFigure.objects.bulk_create(created)
    keys = dict(OfficialFigure.objects.values_list("code", "pk"))
    for figure in changed:
        figure.pk = keys[figure.code]
    OfficialFigure.objects.bulk_update(changed, [name for name in fields if name != "code"])
    return Loaded(len(created), len(changed), len(figures) - len(created) - len(changed), removed)


def read_figures(folder: Path) -> list[OfficialFigure]:
    """The figures of the file, not saved. Raises PackError with all rows at fault."""
    figures: list[OfficialFigure] = []
    broken: list[Broken] = []
    lines: dict[str, int] = {}
    known = source_keys(folder)
    for line, cells in _records(folder / FIGURES.file_name, set(FIGURES.columns), FIGURES.required):
        values, reasons = FIGURES.read(cells)
        figure = OfficialFigure(**values)
        reasons = reasons or [*_faults(figure), *tag_faults(figure.source, known)]
        if figure.code in lines:
            reasons.append(f"The code {figure.code} is already in line {lines[figure.code]}.")
        broken += [Broken(FIGURES.file_name, line, reason) for reason in reasons]
        lines.setdefault(figure.code, line)
        figures.append(figure)
    if broken:
        raise PackError(broken)
    return figures


def read_breaks(folder: Path, known: frozenset[str] | None = None) -> list[tuple[date, dict[str, str]]]:
    """Day and cells of each break in a series, in the order of days; none where the pack has no such file.

    Raises PackError for a day or kind that cannot be read, and for a source that is not among the `known`, if given.
    """
    path = folder / "series_breaks.csv"
    if not path.exists():
        return []
    found, broken = [], []
    for line, cells in _records(path, set(BREAK_COLUMNS), frozenset(BREAK_COLUMNS)):
        try:
            found.append((date.fromisoformat(cells["on"]), _reviewed(cells)))
        except ValueError:
            broken.append(Broken(path.name, line, f"on: “{cells['on']}” is not a date; write it as 2025-06-30."))
        if known is not None:
            broken += [Broken(path.name, line, reason) for reason in tag_faults(cells["source"], known)]
        if cells["kind"] not in BREAK_KINDS:
            broken.append(Broken(path.name, line, f"kind: “{cells['kind']}” is not one of {', '.join(BREAK_KINDS)}."))
    if broken:
        raise PackError(broken)
    return sorted(found, key=lambda pair: pair[0])


def _faults(figure: OfficialFigure) -> list[str]:
    figure.measure_kk = figure.measure_kk.rstrip(_NEEDS_REVIEW).rstrip()
    figure.period_kk = figure.period_kk.rstrip(_NEEDS_REVIEW).rstrip()
    try:
        figure.full_clean(validate_unique=False)
    except ValidationError as error:
        return [
            sentence if field == "__all__" else f"{field}: {sentence}"
            for field, sentences in error.message_dict.items()
            for sentence in sentences
        ]
    return []


def _reviewed(cells: dict[str, str]) -> dict[str, str]:
    return cells | {"label_kk": cells["label_kk"].rstrip(_NEEDS_REVIEW).rstrip()}


def _records(path: Path, known: set[str], required: frozenset[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of the first line and cells by column of each record; the header is line 1. Raises PackError."""
    try:
        reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
    except FileNotFoundError as error:
        raise PackError([Broken(path.name, 0, "The file is missing.")]) from error
    header = [name.strip() for name in next(reader, [])]
    faults = [f"The column “{name}” is unknown here." for name in sorted(set(header) - known)]
    faults += [f"The column {name} is missing." for name in sorted(required - set(header))]
    line = reader.line_num + 1
    for cells in [] if faults else reader:
        if cells and len(cells) != len(header):
            faults.append(f"{len(cells)} cells, but {len(header)} columns.")
            break
        if cells:
            yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        line = reader.line_num + 1
    if faults:
        raise PackError([Broken(path.name, line if line > 2 else 1, fault) for fault in faults])
