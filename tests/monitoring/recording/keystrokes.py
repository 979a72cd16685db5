"""How many keys a visit takes, counted by walking the form in the order in which Tab walks it.

By the keystroke-level model (Card, Moran and Newell 1980) an average typist takes 0.28 seconds a key. Tab leads to each
field, to each box of a group and to each button; a list takes the digits of the answer's number, a box the space bar,
words their letters and one more key for a capital. Thinking is no keystroke: `seconds_of_looking` adds the 1.35 seconds
of the model for each answer that is looked up on paper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitoring.recording.fields import PickField, TicksField, WordsField
from monitoring.recording.forms import AnswersForm, VisitForm
from monitoring.recording.layout import SECTIONS
from tests.monitoring.recording.typical import flat

SECONDS_A_KEY, SECONDS_A_LOOK = 0.28, 1.35
TO_THE_FORM = 3  # the skip link, Enter on it, the link back to all drafts

Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of Tab: the id of the element, and what is typed there."""

    id: str
    keys: str = ""
    is_words: bool = False

    @property
    def number(self) -> int:
        """How many keys are pressed there; a capital letter takes two."""
        return len(self.keys) + (sum(letter.isupper() for letter in self.keys) if self.is_words else 0)


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
    """The keys that type `typed` into an empty form and record it."""
    walked = list(stops(form, typed))
    coded = TO_THE_FORM + len(walked) + sum(stop.number for stop in walked if not stop.is_words)
    return Count(
        coded, sum(stop.number for stop in walked if stop.is_words), sum(bool(told) for told in typed.values())
    )


def stops(form: VisitForm, typed: Typed) -> Iterator[Stop]:
    """Every stop of Tab with what is typed there, in the order of the page, up to the button that records."""
    for section in SECTIONS:
        for question in section.questions:
            for field in form.bound(question):
                yield from _stops(form, field.name, typed)
            rows = form.rows.get(question.name, [])
            for row in rows:
                for name in row.fields:
                    yield from _stops(row, name, typed)
            if rows:
                yield Stop(f"more-{question.name}")
    yield Stop("send", "\n")


def _stops(form: AnswersForm, name: str, typed: Typed) -> Iterator[Stop]:
    field, full = form.fields[name], form.add_prefix(name)
    told = typed.get(full, "")
    if isinstance(field, TicksField):
        numbers = {told} if isinstance(told, str) else set(told)
        for place, (_code, label) in enumerate(field.choices):
            yield Stop(f"id_{full}_{place}", " " if str(label).partition(" ")[0] in numbers else "")
    elif name == "facility" and told:
        yield Stop(f"id_{full}", str(told)[: letters_to(field, str(told))])
    else:
        yield Stop(f"id_{full}", str(told), is_words=isinstance(field, WordsField))


def letters_to(field: PickField, start: str) -> int:
    """How many letters of a name pick it in the list of places: one more than it shares with any other."""
    names = [label for _code, label in flat(field.choices)]
    wanted = next(name for name in names if name.startswith(start))
    return min(max((_shared(wanted, name) for name in names if name != wanted), default=0) + 1, len(wanted))


def _shared(one: str, other: str) -> int:
    alike = zip(one.lower(), other.lower(), strict=False)
    return next((place for place, (a, b) in enumerate(alike) if a != b), min(len(one), len(other)))
