"""The form of a visit: the questions of the layout as fields, its lines and rows; half filled in, it is valid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.models import Recommendation
from monitoring.recording.clock import Unreadable, nights, read_day
from monitoring.recording.fields import (
    DayField,
    FigureField,
    HourField,
    PickField,
    TicksField,
    WordsField,
    YesField,
)
from monitoring.recording.layout import COLUMNS, FIRST_ROWS, MOST_ROWS, SECTIONS, Question, Shape
from monitoring.recording.lists import DEFAULTS, PEOPLE, Lists
from monitoring.recording.seen import SEEN

NEEDED = ("facility", "visited_on", "regime", "visit_type", "notice")
HOURS = ("arrived", "entered", "left")
# One question asked of each line of a list: name of the question -> beginning of the names of its fields.
LINES: Mapping[str, str] = {"people": "people-", "rooms": "room-", "documents": "document-", "modes": "mode-"}
MAY_BE_FUTURE = ("look_again_on",)
_SCENARIOS = gettext_lazy("Scenarios, not law in force")

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, parted: `open` may lie in the open, `sealed` may not. `unchecked` were no words and should be."""

    open: Mapping[str, list[str]]
    sealed: Mapping[str, list[str]]
    unchecked: Sequence[str]


class AnswersForm(forms.Form):
    """Questions whose answers are kept whatever they are."""

    use_required_attribute = False

    def typed(self) -> Iterator[tuple[str, forms.Field, list[str]]]:
        """(name, field, values) of what was on the page; boxes that nobody ticked send nothing and are empty."""
        sent = {name for name in self.fields if self.add_prefix(name) in self.data}
        for name, field in self.fields.items():
            is_box = isinstance(field, TicksField | YesField)
            if name in sent or (is_box and sent):
                yield self.add_prefix(name), field, self.data.getlist(self.add_prefix(name))


class RowForm(AnswersForm):
    """One row: a member, a finding, a recommendation, an opinion. A row left as it is says nothing."""

    def __init__(self, *args: object, kind: str, lists: Lists, number: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.number = kind, number
        for column in COLUMNS[kind]:
            kept = self.data.get(self.add_prefix(column.name), "")
            self.fields[column.name] = _field(column, lists, column.label, kept)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said; a mistake is something."""
        if self.errors:
            return False
        return all(not value or value == DEFAULTS.get(name) for name, value in self.cleaned_data.items())


class VisitForm(AnswersForm):
    """The whole record. With `is_final` it must be enough to record a visit; before, anything will do."""

    def __init__(
        self,
        data: MultiValueDict,
        *,
        lists: Lists,
        today: date,
        before: Sequence[Recommendation] = (),
        is_final: bool = False,
        least_rows: Mapping[str, int] = FIRST_ROWS,
        numbered_from: int = 0,
    ) -> None:
        super().__init__(data)
        self.lists, self.today, self.is_final, self.before = lists, today, is_final, before
        for section in SECTIONS:
            for question in section.questions:
                self.fields |= self._fields_of(question)
        self.rows = {kind: self._rows_of(kind, least_rows[kind], numbered_from) for kind in COLUMNS}

    @classmethod
    def from_answers(cls, answers: Answers, **kwargs: object) -> "VisitForm":
        """The form as a draft keeps it; what nobody answered has its default."""
        form = cls(MultiValueDict({name: list(values) for name, values in answers.items()}), **kwargs)
        for name, field, bound in form._all():
            if name not in answers and isinstance(field, PickField) and field.default:
                bound.data.setlist(name, [field.default])
        return form

    # --- building -----------------------------------------------------------------------------------------------------

    def _fields_of(self, question: Question) -> dict[str, forms.Field]:
        name = question.name
        if name in LINES:
            lines = self.lists.lines(name)
            return {f"{LINES[name]}{line.value}": _line(question, self.lists, line.choice[1]) for line in lines}
        if question.shape == Shape.SEEN:
            return {f"seen-{one.uuid}": PickField(label=_seen_label(one), choices=SEEN) for one in self.before}
        if question.shape in (Shape.ROWS, Shape.LATER):
            return {}
        label = format_lazy("{} {}", question.number, question.label)
        if name == "facility":
            return {name: PickField(label=label, choices=self.lists.places_by_region())}
        if name == "regime":
            return {name: PickField(label=label, choices=self._terms())}
        return {name: _field(question, self.lists, label)}

    def _terms(self) -> list[tuple[str, object]]:
        """Terms that hold on the day, and what was chosen whether it holds or not; scenarios are told apart."""
        day, chosen = self.day or self.today, self.data.get("regime")
        possible = [
            (one, self.lists.regimes[one.value])
            for one in self.lists.options("regime")
            if one.value == chosen or self.lists.regimes[one.value].is_valid_on(day)
        ]
        real = [one.choice for one, regime in possible if not regime.is_scenario]
        scenarios = [one.choice for one, regime in possible if regime.is_scenario]
        return [*real, (_SCENARIOS, scenarios)] if scenarios else real

    @property
    def day(self) -> date | None:
        """The day of the visit as far as it can be read."""
        try:
            return read_day(self.data.get("visited_on") or "")
        except Unreadable:
            return None

    def _rows_of(self, kind: str, least: int, numbered_from: int) -> list[RowForm]:
        first = 1 + (numbered_from if kind == "findings" else 0)
        number = count_of(self.data.get(f"rows-{kind}", ""))
        return [
            RowForm(self.data, kind=kind, lists=self.lists, prefix=f"{kind}-{place}", number=first + place)
            for place in range(min(max(number, least), MOST_ROWS[kind]))
        ]

    def _all(self) -> Iterator[tuple[str, forms.Field, AnswersForm]]:
        for form in self.forms():
            for name, field in form.fields.items():
                yield form.add_prefix(name), field, form

    # --- reading ------------------------------------------------------------------------------------------------------

    def forms(self) -> Iterator[AnswersForm]:
        """This form and those of its rows, in the order of the page."""
        yield self
        for rows in self.rows.values():
            yield from rows

    def kept(self) -> Kept:
        """Everything that was on the page, right or wrong."""
        lies_open, sealed, unchecked = {}, {}, []
        for form in self.forms():
            for name, field, values in form.typed():
                if field.lies_open(values):
                    lies_open[name] = [value for value in values if value]
                else:
                    sealed[name] = values
                    unchecked += [] if isinstance(field, WordsField) else [name]
        counts = {f"rows-{kind}": [str(len(rows))] for kind, rows in self.rows.items()}
        return Kept(lies_open | counts, sealed, unchecked)

    def is_right(self) -> bool:
        """Whether this form and all its rows are valid."""
        found = [form.is_valid() for form in self.forms()]  # each is asked, so that each tells its mistakes
        return all(found)

    def told(self, kind: str) -> list[RowForm]:
        """The rows of a kind that say something."""
        return [row for row in self.rows[kind] if not row.is_blank]

    def of_lines(self, name: str) -> dict[str, object]:
        """What was answered to the lines of a question, by line."""
        start = LINES[name]
        return {key.removeprefix(start): value for key, value in self.cleaned_data.items() if key.startswith(start)}

    def bound(self, question: Question) -> list[BoundField]:
        """The fields of a question."""
        start = LINES.get(question.name, "seen-" if question.shape == Shape.SEEN else "")
        return [self[name] for name in self.fields if (name.startswith(start) if start else name == question.name)]

    # --- checking -----------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, object]:
        """What does not fit together; where it is to be recorded, also what is missing."""
        self._check_terms()
        self._check_days()
        self._check_hours()
        self._check_people()
        if self.is_final:
            for name in NEEDED:
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, _("Without this no visit can be recorded."))
            self._check_rows()
        return self.cleaned_data

    def _check_terms(self) -> None:
        terms, kind = self.lists.regimes.get(self.cleaned_data.get("regime")), self.cleaned_data.get("visit_type")
        if terms and kind and terms.visit_types and kind not in terms.visit_types:
            self.add_error("visit_type", _("This kind of visit does not exist under these terms."))

    def _check_days(self) -> None:
        for name, field in self.fields.items():
            day = self.cleaned_data.get(name)
            if isinstance(field, DayField) and day and day > self.today and name not in MAY_BE_FUTURE:
                self.add_error(name, _("This day lies in the future."))
        visited, again = self.cleaned_data.get("visited_on"), self.cleaned_data.get("look_again_on")
        if visited and again and again < visited:
            self.add_error("look_again_on", _("Nobody returns before the visit."))

    def _check_hours(self) -> None:
        if nights([self._hour(name) for name in HOURS]) > 1:
            self.add_error("left", _("These hours go past two midnights. Check their order."))

    def _hour(self, name: str) -> time | None:
        return self.cleaned_data.get(name)

    def _check_people(self) -> None:
        told = {name: self.cleaned_data.get(f"people-{name}") for name in PEOPLE}
        held = told["held"]
        if held is None:
            return
        for name, number in told.items():
            if name not in ("held", "capacity") and number is not None and number > held:
                self.add_error(f"people-{name}", _("A part of the people held is larger than the whole."))
        if (told["remand"] or 0) + (told["sentenced"] or 0) > held and not self.errors:
            self.add_error("people-sentenced", _("Together with those before a judgment these are more than are held."))

    def _check_rows(self) -> None:
        for kind, needs in _NEEDED_IN_ROWS.items():
            for row in self.rows[kind]:
                for name in needs if not row.is_blank else ():
                    if name not in row.errors and not row.cleaned_data.get(name):
                        row.add_error(name, _("Without this the row cannot be recorded."))
        for row in self.rows["members"]:
            if not row.is_blank and row.cleaned_data.get("user") and self._is_twice(row):
                row.add_error("user", _("This colleague is already in the team."))
        leaders = [row for row in self.rows["members"] if _leads(row)]
        for row in leaders[1:]:
            row.add_error("part", _("A visit has one leader."))
        self._check_number("recommendations", "finding", "findings", _("No finding on this page has this number."))
        self._check_number("dissents", "member", "members", _("No member on this page has this number."))

    def _check_number(self, kind: str, name: str, of: str, sentence: str) -> None:
        """A row that names another one by its number names one that says something."""
        numbers = {row.number for row in self.told(of)}
        for row in self.rows[kind]:
            number = row.cleaned_data.get(name) if row.is_valid() else None
            if number is not None and number not in numbers:
                row.add_error(name, sentence)

    def _is_twice(self, row: RowForm) -> bool:
        earlier = [one for one in self.rows["members"] if one.number < row.number and one.is_valid()]
        return any(one.cleaned_data.get("user") == row.cleaned_data["user"] for one in earlier)


_NEEDED_IN_ROWS = {
    "findings": ("theme",),
    "good": ("theme",),
    "recommendations": ("addressee", "theme"),
    "dissents": ("words",),
}


def count_of(text: str) -> int:
    """The number of rows that was sent; 0 for what is no such number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _leads(row: RowForm) -> bool:
    told = row.cleaned_data if row.is_valid() else {}
    return told.get("part") == "leader" and told.get("stood_back") == DEFAULTS["stood_back"]


def _field(question: Question, lists: Lists, label: object, kept: str = "") -> forms.Field:
    name, shape = question.name, question.shape
    named = {"label": label, "help_text": question.hint}
    if shape == Shape.PICK:
        return PickField(choices=_choices(lists, name, kept), default=DEFAULTS.get(name, ""), **named)
    if shape == Shape.TICKS:
        return TicksField(choices=_choices(lists, name), **named)
    if shape == Shape.DAY:
        return DayField(may_be_future=name in MAY_BE_FUTURE, **named)
    if shape == Shape.WORDS:
        return WordsField(lines=question.lines, **named)
    return {Shape.HOUR: HourField, Shape.FIGURE: FigureField, Shape.YES: YesField}[shape](**named)


def _line(question: Question, lists: Lists, label: str) -> forms.Field:
    if question.shape == Shape.FIGURES:
        return FigureField(label=label)
    return PickField(label=label, choices=_choices(lists, question.name), default=DEFAULTS[question.name])


def _choices(lists: Lists, name: str, kept: str = "") -> list[tuple[str, str]]:
    return [one.choice for one in lists.options(name, kept)]


def _seen_label(one: Recommendation) -> str:
    return _("%(reference)s, %(number)s: %(theme)s, to %(addressee)s") % {
        "reference": one.visit.reference,
        "number": one.number,
        "theme": one.theme.label,
        "addressee": one.addressee.label,
    }
