"""How many keys a visit takes, counted by walking the form in the order in which Tab walks it.

By the keystroke-level model (Card, Moran and Newell 1980) an average typist takes 0.28 seconds a key. Tab leads to each
field and to each box of a group; a list takes the digits of the answer's number, a box the space bar, words their
letters and one more key for a capital. Thinking is no keystroke: `seconds_of_looking` adds the 1.35 seconds of the
model for each answer that is looked up on paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.recording.fields import PickField, TicksField, WordsField
from monitoring.recording.forms import AnswersForm, VisitForm
from monitoring.recording.layout import SECTIONS

SECONDS_A_KEY, SECONDS_A_LOOK = 0.28, 1.35
TO_THE_FIRST_FIELD = 3  # the skip link, its Enter, the way back to all drafts
TO_RECORD = 2  # to the button, and Enter on it
ADDING_BUTTONS = 5  # one under each kind of rows, passed with Tab

Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Count:
    """Keys of one visit: for answers that are codes, figures, days and hours, and for words. `answers`: how many."""

    coded: int
    prose: int
    answers: int

    @property
    def seconds_of_codes(self) -> float:
        """Seconds for everything but words."""
        return self.coded * SECONDS_A_KEY

    @property
    def seconds(self) -> float:
        """Seconds for all keys."""
        return (self.coded + self.prose) * SECONDS_A_KEY

    @property
    def seconds_of_looking(self) -> float:
        """Seconds for looking up each answer on paper."""
        return self.answers * SECONDS_A_LOOK


def count(form: VisitForm, typed: Typed) -> Count:
    """The keys that type `typed` into an empty form."""
    coded, prose, answers = TO_THE_FIRST_FIELD + ADDING_BUTTONS + TO_RECORD, 0, 0
    for one, name in in_order(form):
        value = typed.get(one.add_prefix(name), "")
        keys_of_words = sum(1 + letter.isupper() for letter in value) if _is_words(one, name) else 0
        coded += _stops(one, name) + (0 if keys_of_words else _keys(one, name, value))
        prose += keys_of_words
        answers += bool(value)
    return Count(coded, prose, answers)


def in_order(form: VisitForm) -> list[tuple[AnswersForm, str]]:
    """Every field in the order of the page."""
    found: list[tuple[AnswersForm, str]] = []
    for section in SECTIONS:
        for question in section.questions:
            found += [(form, field.name) for field in form.bound(question)]
            found += [(row, name) for row in form.rows.get(question.name, ()) for name in row.fields]
    return found


def _is_words(form: AnswersForm, name: str) -> bool:
    return isinstance(form.fields[name], WordsField)


def _stops(form: AnswersForm, name: str) -> int:
    field = form.fields[name]
    return len(field.choices) if isinstance(field, TicksField) else 1


def _keys(form: AnswersForm, name: str, value: str | list[str]) -> int:
    if isinstance(value, list):
        return len(value)  # the space bar on each box
    if name == "facility" and value:
        return letters_to(form.fields[name], value)
    return len(value)


def letters_to(field: PickField, start: str) -> int:
    """How many letters of a name pick it in the list of places: one more than it shares with any other."""
    names = [label for _region, rows in field.choices[1:] for _code, label in rows]
    wanted = next(name for name in names if name.startswith(start))
    shared = [_shared(wanted, name) for name in names if name != wanted]
    return min(max(shared, default=0) + 1, len(wanted))


def _shared(one: str, other: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
