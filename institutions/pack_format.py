"""What a country pack consists of: its files, their columns and how a cell is read. No files are opened here.

A column is named as the field of the model it fills. A cell that points to another row holds that row's code;
dates are ISO, booleans `yes`/`no`, lists `A|B|C`, parameters `days=3|kind=x`. An empty cell means the default.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import Q

from institutions import models as rows

_NOT_OF_A_PACK = {"id", "is_demonstration"}
_DERIVED = {"order", "is_verified", "is_kk_reviewed"}
_REMEMBERED = re.compile(r"(?<![\w:.\-])K(?!\w)")  # the tag K: from memory, not read
_NEEDS_REVIEW = "*"


class UnreadableCell(ValueError):
    """A cell that cannot be read; its text is a sentence for the writer of the pack."""


@dataclass(frozen=True)
class PackFile:
    """One file of a pack: rows of `model`, told apart by `key`.

    Two rows that agree in `alone` may not be valid on the same day. `own_rows` selects the rows of the database that
    come from a pack; others (invented places of a demonstration) are left alone. Without a row in a file that may not
    be empty no case could be received or followed.
    """

    name: str
    model: type[models.Model]
    key: tuple[str, ...] = ("code",)
    alone: tuple[str, ...] = ()
    own_rows: Q | None = None
    may_be_empty: bool = True

    @cached_property
    def fields(self) -> dict[str, models.Field]:
        """Fields that a row of the file fills, from its columns or from its place, by name."""
        fields = self.model._meta.concrete_fields
        return {field.name: field for field in fields if field.name not in _NOT_OF_A_PACK}

    @cached_property
    def columns(self) -> dict[str, models.Field]:
        """Fields that a column of the file fills, by name; `source`, where a row has one, is the last."""
        columns = {name: field for name, field in self.fields.items() if name not in _DERIVED}
        if "source" in columns:
            columns["source"] = columns.pop("source")
        return columns

    @cached_property
    def required(self) -> frozenset[str]:
        """Columns that must be there and must not be empty: those without a default, and the source."""
        return frozenset(name for name, field in self.columns.items() if not _may_be_empty(field) or name == "source")

    @cached_property
    def references(self) -> dict[str, str]:
        """Columns that hold codes of another file: column -> name of that file."""
        return {
            name: FILE_OF_MODEL[field.related_model]
            for name, field in self.columns.items()
            if isinstance(field, models.ForeignKey)
        }

    @property
    def file_name(self) -> str:
        """Name in the folder of the pack."""
        return f"{self.name}.csv"

    def read(self, cells: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
        """Values by field name, and a sentence for every cell that cannot be read. References stay codes."""
        values: dict[str, object] = {}
        reasons = []
        for name, field in self.columns.items():
            try:
                values[name] = self._read_cell(name, field, cells.get(name, "").strip())
            except UnreadableCell as error:
                reasons.append(str(error))
        return values | self._derived(values), reasons

    def _read_cell(self, name: str, field: models.Field, text: str) -> object:
        if not text:
            if name in self.required:
                raise UnreadableCell(f"The column {name} is empty.")
            return field.get_default()
        if name == "label_kk" and not text.strip(_NEEDS_REVIEW):
            raise UnreadableCell("label_kk: there is a mark, but no label.")
        return read_cell(field, text)

    def _derived(self, values: dict[str, object]) -> dict[str, object]:
        derived: dict[str, object] = {}
        if "source" in self.columns:
            derived["is_verified"] = not _REMEMBERED.search(str(values.get("source", "")))
        if "label_kk" in self.columns:
            label = str(values.get("label_kk", ""))
            derived["is_kk_reviewed"] = not label.endswith(_NEEDS_REVIEW)
            derived["label_kk"] = label.rstrip(_NEEDS_REVIEW).rstrip()
        return derived


def _may_be_empty(field: models.Field) -> bool:
    return field.null or field.blank or field.has_default()


def read_cell(field: models.Field, text: str) -> object:
    """Value of a cell that is not empty. Raises UnreadableCell."""
    if isinstance(field, models.ForeignKey):
        return text
    if isinstance(field, models.DateField):
        return _read_date(field, text)
    if isinstance(field, models.BooleanField):
        return _read_flag(field, text)
    if isinstance(field, models.IntegerField):
        return _read_number(field, text)
    if isinstance(field, models.JSONField):
        return text.split("|") if field.default is list else _read_parameters(field, text)
    return _read_text(field, text)


def _read_date(field: models.Field, text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableCell(f"{field.name}: “{text}” is not a date; write it as 2025-06-30.") from error


def _read_flag(field: models.Field, text: str) -> bool:
    if text not in ("yes", "no"):
        raise UnreadableCell(f"{field.name}: “{text}” is neither yes nor no.")
    return text == "yes"


def _read_number(field: models.Field, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UnreadableCell(f"{field.name}: “{text}” is not a whole number.")
    _check_choice(field, int(text))
    return int(text)


def _read_text(field: models.Field, text: str) -> str:
    _check_choice(field, text)
    if field.max_length and len(text) > field.max_length:
        raise UnreadableCell(f"{field.name}: {len(text)} characters are too long; {field.max_length} fit.")
    return text


def _check_choice(field: models.Field, value: object) -> None:
    known = [choice for choice, _label in field.flatchoices if choice != ""]
    if known and value not in known:
        raise UnreadableCell(f"{field.name}: “{value}” is not one of {', '.join(str(choice) for choice in known)}.")


def _read_parameters(field: models.Field, text: str) -> dict[str, int | str]:
    parameters: dict[str, int | str] = {}
    for part in text.split("|"):
        name, sign, value = part.partition("=")
        if not sign or not name.strip():
            raise UnreadableCell(f"{field.name}: “{part}” is not of the form name=value.")
        # "0301" is a code and stays text; "3" is a number.
        is_number = value.isascii() and value.isdigit() and str(int(value)) == value
        parameters[name.strip()] = int(value) if is_number else value.strip()
    return parameters


SOURCES = PackFile("sources", rows.Source, key=("key",))
# In the order of loading: a file only refers to files above it, or to itself.
PACK_FILES: tuple[PackFile, ...] = (
    SOURCES,
    PackFile("bodies", rows.Body, may_be_empty=False),
    PackFile("subordinations", rows.Subordination, key=("body", "valid_from"), alone=("body",)),
    PackFile("agencies", rows.Agency),
    PackFile("agency_bodies", rows.AgencyBody, key=("agency", "valid_from"), alone=("agency",)),
    PackFile("regions", rows.Region),
    PackFile("region_successions", rows.RegionSuccession, key=("predecessor", "successor")),
    PackFile("facility_types", rows.FacilityType),
    PackFile("premise_types", rows.PremiseType),
    PackFile("premise_mandates", rows.PremiseMandate, key=("premise_type", "valid_from"), alone=("premise_type",)),
    PackFile("facilities", rows.Facility, own_rows=Q(is_demonstration=False)),
    PackFile(
        "facility_aliases",
        rows.FacilityAlias,
        key=("facility", "name", "valid_from"),
        own_rows=Q(facility__is_demonstration=False),
    ),
    PackFile(
        "facility_operators",
        rows.FacilityOperator,
        key=("facility", "valid_from"),
        alone=("facility",),
        own_rows=Q(facility__is_demonstration=False),
    ),
    PackFile("legal_instruments", rows.LegalInstrument),
    PackFile("offences", rows.Offence),
    PackFile("grounds", rows.Ground),
    PackFile("time_limits", rows.TimeLimit),
    PackFile("competences", rows.Competence),
    PackFile("stages", rows.Stage, may_be_empty=False),
    PackFile("transitions", rows.Transition, key=("from_stage", "to_stage"), may_be_empty=False),
    PackFile("guards", rows.Guard),
    PackFile("conflict_rules", rows.ConflictRule),
    PackFile("channels", rows.Channel, may_be_empty=False),
    PackFile("terms", rows.Term),
    PackFile("monitoring_regimes", rows.MonitoringRegime, key=("code",)),
    PackFile("indicators", rows.Indicator),
    PackFile("funnel_steps", rows.FunnelStep, key=("milestone",), may_be_empty=False),
)
FILE_OF_MODEL = {file.model: file.name for file in PACK_FILES}


@dataclass(frozen=True, slots=True, eq=False)
class PackRow:
    """One row as read: where it stands and its values by field name. References are still codes."""

    file: PackFile
    line: int
    values: Mapping[str, object]

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this row from the others of its file."""
        return tuple(self.values[name] for name in self.file.key)

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of its validity, open ends at the ends of time."""
        first, last = self.values.get("valid_from"), self.values.get("valid_to")
        return (first or date.min), (last or date.max)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """Why a row cannot be loaded. `line` counts as in the file: the header is line 1."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class PackError(Exception):
    """A pack that cannot be loaded; `broken` lists every row at fault, in the order of file and line."""

    def __init__(self, broken: list[Broken]) -> None:
        self.broken = tuple(broken)
        super().__init__("\n".join(str(one) for one in self.broken))


@dataclass(frozen=True, slots=True)
class PackContent:
    """A pack that was read and found whole. `rows` by name of file, in the order of the file."""

    code: str
    checksum: str
    rows: Mapping[str, tuple[PackRow, ...]]


def decoded(content: bytes, file: str) -> str:
    """The text of a file of a pack. Raises PackError, with the line, for what is not text in UTF-8."""
    if (zero := content.find(b"\0")) >= 0:
        raise PackError([Broken(file, _line_of(content, zero), "There is a zero byte; this is not text.")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_of(error.object, error.start)
        raise PackError([Broken(file, line, "The file is not written in UTF-8.")]) from error


def _line_of(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1
