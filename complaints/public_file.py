"""Reads the public case histories of a country pack: three files into plain rows, or a reason for every row at fault.

Codes stay codes here; whether the pack knows them is asked by `complaints.public_record`, which also writes.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from pathlib import Path

from complaints.choices import Certainty, CountUnit, Precision, Voluntary
from complaints.models import Case, CaseEvent, EventSource, PublicSource, StatementText
from institutions.choices import Answer
from institutions.pack_format import Broken, PackError, UnreadableCell, read_cell

OTHER_LANGUAGES = ("ru", "kk")
NEEDS_REVIEW = "*"
"""Ends a text that no native reader has checked."""
SOURCES, CASES, EVENTS = "public_sources.csv", "public_cases.csv", "public_case_events.csv"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A publication: `read` says how much of it was read."""

    line: int
    key: str
    publisher: str
    read: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as a source states it. `row` is its name within the case and is never given to another event.

    `answers` and `alternative_to` are rows of the same case that stand further up.
    """

    line: int
    case: str
    row: int
    stage: str
    source: str
    certainty: str
    happened_on: date | None = None
    precision: str = Precision.DAY
    body: str = ""
    ground: str = ""
    offence: str = ""
    approved: str = Answer.UNKNOWN
    respondent: int | None = None
    answers: int | None = None
    alternative_to: int | None = None
    preferred_because_en: str = ""
    preferred_because_ru: str = ""
    preferred_because_kk: str = ""
    voluntary: str = ""
    addressee: str = ""
    statement_en: str = ""
    statement_ru: str = ""
    statement_kk: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One public case. `counts` are stated numbers, each with its unit; they are never put into one sum."""

    line: int
    key: str
    title_en: str
    title_ru: str
    title_kk: str
    region: str = ""
    region_now: str = ""
    facility: str = ""
    facility_type: str = ""
    premise_type: str = ""
    agencies: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    passed_staff: str = ""
    offence: str = ""
    incident_on: date | None = None
    incident_precision: str = Precision.UNKNOWN
    methods: tuple[str, ...] = ()
    victims: int = 1
    counts: tuple[tuple[str, int], ...] = ()
    source: str = ""
    events: list[EventRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """Everything the three files say."""

    sources: tuple[SourceRow, ...]
    cases: tuple[CaseRow, ...]


def read_public_record(folder: Path) -> PublicRecord:
    """The public cases of the pack in `folder`. Raises PackError with every row at fault."""
    broken: list[Broken] = []
    sources = _rows(folder / SOURCES, SourceRow, broken)
    cases = _rows(folder / CASES, CaseRow, broken)
    events = _rows(folder / EVENTS, EventRow, broken)
    broken += _repeated(SOURCES, sources, lambda row: (row.key,))
    broken += _repeated(CASES, cases, lambda row: (row.key,))
    broken += _repeated(EVENTS, events, lambda row: (row.case, row.row))
    by_key = {case.key: case for case in cases}
    known_sources = {source.key for source in sources}
    for event in events:
        case = by_key.get(event.case)
        faults = list(_event_faults(event, case, known_sources))
        broken += [Broken(EVENTS, event.line, fault) for fault in faults]
        if case is not None:
            case.events.append(event)
    for case in cases:
        broken += [Broken(CASES, case.line, fault) for fault in _case_faults(case, known_sources)]
    if broken:
        raise PackError(sorted(broken))
    return PublicRecord(tuple(sources), tuple(cases))


# --- cells ------------------------------------------------------------------------------------------------------------


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _counts(text: str) -> tuple[tuple[str, int], ...]:
    counts = []
    for part in _codes(text):
        unit, sign, value = part.partition("=")
        if not sign or unit not in CountUnit or not value.isdigit():
            raise UnreadableCell(f"counts: “{part}” is not of the form unit=number; units: {', '.join(CountUnit)}.")
        counts.append((unit, int(value)))
    return tuple(counts)


def _by(model: type, name: str) -> Callable[[str], object]:
    return lambda text: read_cell(model._meta.get_field(name), text)


def _one_of(name: str, choices: Iterable[str]) -> Callable[[str], str]:
    known = list(choices)

    def read(text: str) -> str:
        if text not in known:
            raise UnreadableCell(f"{name}: “{text}” is not one of {', '.join(known)}.")
        return text

    return read


def _number(name: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit():
            raise UnreadableCell(f"{name}: “{text}” is not a whole number.")
        return int(text)

    return read


_READERS: Mapping[str, Callable[[str], object]] = {
    "publisher": _by(PublicSource, "publisher"),
    "read": _by(PublicSource, "extent"),
    "title_en": _by(Case, "public_title"),
    "title_ru": _by(Case, "public_title_ru"),
    "title_kk": _by(Case, "public_title_kk"),
    "agencies": _codes,
    "channel": _codes,
    "methods": _codes,
    "counts": _counts,
    "passed_staff": _one_of("passed_staff", Answer),
    "incident_on": _by(Case, "incident_on"),
    "incident_precision": _one_of("incident_precision", Precision),
    "victims": _number("victims"),
    "row": _number("row"),
    "respondent": _number("respondent"),
    "answers": _number("answers"),
    "alternative_to": _number("alternative_to"),
    "happened_on": _by(CaseEvent, "happened_on"),
    "precision": _one_of("precision", Precision),
    "approved": _one_of("approved", Answer),
    "certainty": _one_of("certainty", Certainty),
    "voluntary": _one_of("voluntary", Voluntary),
    "preferred_because_en": _by(EventSource, "preferred_because"),
    "preferred_because_ru": _by(StatementText, "preferred_because"),
    "preferred_because_kk": _by(StatementText, "preferred_because"),
}
"""How a cell is read that is not empty; columns without an entry are text. An empty cell means the default."""

# --- rows -------------------------------------------------------------------------------------------------------------


def _rows(path: Path, kind: type, broken: list[Broken]) -> list:
    """Rows of a file that could be read; the reasons for the others go to `broken`."""
    columns = {column.name: column for column in fields(kind) if column.name not in ("line", "events")}
    required = {name for name, column in columns.items() if column.default is MISSING}
    found = []
    for line, cells in _records(path, set(columns), required, broken):
        values: dict[str, object] = {}
        faults = [f"The column {name} is empty." for name in sorted(required) if not cells[name]]
        for name, text in cells.items():
            try:
                if text:
                    values[name] = _READERS.get(name, str)(text)
            except UnreadableCell as error:
                faults.append(str(error))
        broken += [Broken(path.name, line, fault) for fault in faults]
        if not faults:
            found.append(kind(line=line, **values))
    return found


def _records(
    path: Path, known: set[str], required: set[str], broken: list[Broken]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of the first line and cells by column of each record; the header is line 1."""
    try:
        reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
    except FileNotFoundError:
        broken.append(Broken(path.name, 0, "The file is missing."))
        return
    header = [name.strip() for name in next(reader, [])]
    faults = [f"The column “{name}” is unknown here." for name in sorted(set(header) - known)]
    faults += [f"The column {name} is missing." for name in sorted(required - set(header))]
    broken += [Broken(path.name, 1, fault) for fault in faults]
    line = reader.line_num + 1
    for cells in [] if faults else reader:
        if cells and len(cells) != len(header):
            broken.append(Broken(path.name, line, f"{len(cells)} cells, but {len(header)} columns."))
        elif cells:
            yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        line = reader.line_num + 1


# --- what must hold of a row ------------------------------------------------------------------------------------------


def _repeated(name: str, rows: Iterable, key: Callable[..., tuple]) -> Iterator[Broken]:
    first: dict[tuple, int] = {}
    for row in rows:
        line = first.setdefault(key(row), row.line)
        if line != row.line:
            named = ", ".join(str(part) for part in key(row))
            yield Broken(name, row.line, f"{named} is already in line {line}.")


def _event_faults(event: EventRow, case: CaseRow | None, sources: set[str]) -> Iterator[str]:
    if case is None:
        yield f"case: there is no “{event.case}” in {CASES}."
        return
    if event.source not in sources:
        yield f"source: there is no “{event.source}” in {SOURCES}."
    if (event.happened_on is None) != (event.precision == Precision.UNKNOWN):
        yield "happened_on: give a date with its precision, or the precision unknown without a date."
    earlier = {other.row for other in case.events}
    for name, row in (("answers", event.answers), ("alternative_to", event.alternative_to)):
        if row is not None and row not in earlier:
            yield f"{name}: there is no row {row} of {event.case} above this one."
    if event.alternative_to is not None and not event.preferred_because_en:
        yield "preferred_because_en: say why the other statement is preferred."
    if event.respondent is not None and not 1 <= event.respondent <= len(case.agencies):
        yield f"respondent: {event.case} names {len(case.agencies)} agencies; there is no {event.respondent}."
    for name in ("statement", "preferred_because"):
        yield from _untranslated(event, name)


def _untranslated(row: EventRow, name: str) -> Iterator[str]:
    """What is said in English is said in every language, and nothing is said in another language alone."""
    is_said = bool(getattr(row, f"{name}_en"))
    for language in OTHER_LANGUAGES:
        if bool(getattr(row, f"{name}_{language}").strip(NEEDS_REVIEW)) != is_said:
            fault = "the translation is missing" if is_said else "there is no English to translate"
            yield f"{name}_{language}: {fault}."


def _case_faults(case: CaseRow, sources: set[str]) -> Iterator[str]:
    if case.source and case.source not in sources:
        yield f"source: there is no “{case.source}” in {SOURCES}."
    if not case.title_kk.strip(NEEDS_REVIEW):
        yield "title_kk: there is a mark, but no title."
    if (case.incident_on is None) != (case.incident_precision == Precision.UNKNOWN):
        yield "incident_on: give a date with its precision, or the precision unknown without a date."
    if not case.events:
        yield f"There is no event of {case.key} in {EVENTS}."
