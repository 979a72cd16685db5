"""How values are written: as codes or as words of one language. Everything is looked up once, before the first row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.choices import Precision
from complaints.exports.columns import CASE_WORDS, Column, Table, fields_of
from institutions.choices import Answer
from institutions.models import CodedRow, Term

JOINED_BY = " | "
HIDDEN = "hidden"  # the code of a case that the reader may not open
Converter = Callable[[object], object] | None
_BY_PRECISION = {Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written. `is_native`: truth values and lists stay what they are, for JSON."""

    language: str = "en"
    is_labels: bool = False
    is_dates_as_text: bool = False
    is_native: bool = False
    has_decimal_comma: bool = False


class Words:
    """The words of a style for some tables. `safe` makes a text harmless for the program that opens the file."""

    def __init__(self, style: Style, tables: Iterable[Table], safe: Callable[[str], str] = str) -> None:
        self.style, self._safe = style, safe
        self._lists: dict[type[CodedRow], Mapping[object, str]] = {}
        self._dated: dict[str, list[tuple[int, int | None]]] = {}
        self._converters: dict[str, list[Converter]] = {}
        self._cases: dict[str, list[int]] = {}
        self._presences: dict[str, list[int]] = {}
        self.headers: dict[str, list[str]] = {}
        self.titles: dict[str, str] = {}
        with translation.override(style.language):
            self.hidden = _("a case you cannot open") if style.is_labels else HIDDEN
            self._truth = {True: self._answer(Answer.YES), False: self._answer(Answer.NO)}
            for table in tables:
                self._take(table)

    def row(self, table: Table, row: Sequence[object], others: Mapping[int, str]) -> list[object]:
        """Values of a row, in the order of the columns, as they are written; `others` names cases by primary key."""
        values = list(row)
        if self.style.is_dates_as_text:
            for place, precision in self._dated[table.name]:
                values[place] = date_text(values[place], values[precision] if precision is not None else Precision.DAY)
        written = [
            value if convert is None or value is None else convert(value)
            for convert, value in zip(self._converters[table.name], values, strict=True)
        ]
        for place in self._cases[table.name]:
            if row[place] is not None:
                written[place] = others.get(row[place], self.hidden)
        for place in self._presences[table.name]:
            written[place] = self.truth(row[place] is not None)
        return written

    def truth(self, is_so: bool) -> object:
        """Yes or no as this style writes it."""
        return is_so if self.style.is_native else self._truth[is_so]

    def terms(self, keys: Iterable[int]) -> object:
        """Several rows of the simple lists."""
        words = self.of(Term)
        found = [words[key] for key in keys]
        return found if self.style.is_native else JOINED_BY.join(found)

    def of(self, model: type[CodedRow], *, by_code: bool = False) -> Mapping[object, str]:
        """Primary key (or code) -> code or label of every row of a list; one query, the first time."""
        if model not in self._lists:
            column = f"label_{self.style.language}" if self.style.is_labels else "code"
            rows = model.objects.values_list("pk", "code", column)
            self._lists[model] = {pk: self._safe(word) for pk, _code, word in rows} | {
                code: self._safe(word) for _pk, code, word in rows
            }
        return self._lists[model]

    def _take(self, table: Table) -> None:
        # Members of JSON are named as codes always: words of a language may be the same for two of them.
        is_named = self.style.is_labels and not self.style.is_native
        found = list(fields_of(table))
        words = [CASE_WORDS, *(column.words or field.verbose_name for column, field in found)]
        words += [one.words for one in table.several]
        self.titles[table.name] = str(table.words) if is_named else table.name
        self.headers[table.name] = [str(word) for word in words] if is_named else ["case", *table.names]
        self._converters[table.name] = [self._converter(column, field) for column, field in found]
        self._cases[table.name] = [place for place, column in enumerate(table.columns) if column.is_case]
        self._presences[table.name] = [place for place, column in enumerate(table.columns) if column.is_presence]
        places = {column.name: place for place, column in enumerate(table.columns)}
        self._dated[table.name] = [
            (places[column.name], places[column.precision] if column.precision else None)
            for column, field in found
            if isinstance(field, models.DateField)
        ]

    def _converter(self, column: Column, field: models.Field) -> Converter:
        """What a value of the column becomes; None leaves it as it is."""
        if column.is_case or column.is_presence:
            return None
        if isinstance(field, models.BooleanField):
            return self.truth
        if field.choices:
            return self._chosen(field)
        if model := column.lists or (field.related_model if field.is_relation else None):
            return self.of(model).__getitem__
        if isinstance(field, models.DecimalField):
            return _with_comma if self.style.has_decimal_comma else None
        return self._safe if isinstance(field, models.CharField | models.TextField) else None

    def _chosen(self, field: models.Field) -> Converter:
        if not self.style.is_labels:
            return None  # codes are never taken for formulas: they are ours
        words = {value: self._safe(str(label)) for value, label in field.flatchoices}
        return lambda value: words.get(value, value)

    def _answer(self, answer: Answer) -> str:
        return str(answer.label) if self.style.is_labels else answer.value


def _with_comma(number: object) -> str:
    return str(number).replace(".", ",")


def date_text(day: date | None, precision: str) -> str:
    """A date as exactly as it is known: 2026-04-03, 2026-04, 2026; a bound is the day itself; empty if unknown."""
    return "" if day is None else day.strftime(_BY_PRECISION.get(Precision(precision), "%Y-%m-%d"))


def missing_values(language: str, *, is_labels: bool = False) -> Iterator[str]:
    """What an empty cell and the codes of absence mean; words speak for themselves."""
    with translation.override(language):
        yield _("An empty cell: nothing is recorded.")
        if not is_labels:
            yield _(
                "unknown: somebody asked, and nobody knows. refused: the answer was refused. not_asked: nobody asked."
            )
        yield _("A date with the precision month or year stands for the whole month or year; its day is the first.")
