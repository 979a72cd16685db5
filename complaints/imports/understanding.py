"""From the cells of one row to coded facts, sealed words, and the reasons why a row is not taken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from complaints.choices import AgeBand
from complaints.dates import PartialDate
from complaints.imports import dates
from complaints.imports.columns import Kind, Meaning, is_event, stage_and_part
from complaints.imports.people import MOST, VICTIMS, name_of, names_in, parts
from complaints.imports.reading import MAX_CELL, Cell
from complaints.imports.words import WordList, fold
from institutions.cells import plain_text

REJECT, LEAVE_EMPTY = "!", ""
LONGEST_WORD, LONGEST_TEXT, OLDEST = 120, 40, 120
SEPARATORS = "|;,\n"

# Why a row is rejected, or what there is to know of it; `%(what)s` is a word of a coded column, a row, a sentence.
REASONS: dict[str, Promise] = {
    "no_date": pgettext_lazy("import", "This is no date: %(what)s"),
    "future": pgettext_lazy("import", "The date lies in the future: %(what)s"),
    "unknown_word": pgettext_lazy("import", "No code was chosen for: %(what)s"),
    "no_age": pgettext_lazy("import", "This is neither an age nor an age band: %(what)s"),
    "too_long": pgettext_lazy("import", "Too long for this column."),
    "too_many": pgettext_lazy("import", "More than 20 people stand in this cell."),
    "cell_too_long": pgettext_lazy("import", "The text is longer than 100,000 characters."),
    "twice": pgettext_lazy("import", "The file number stands in row %(what)s already."),
    "not_yours": pgettext_lazy("import", "A case of the organisation that you may not change has this file number."),
    "tied": pgettext_lazy(
        "import", "A tie you declared makes you close to this place or body, or could. A colleague must bring this in."
    ),
    "nothing": pgettext_lazy("import", "Nothing in this row could be taken in."),
    "impossible": "%(what)s",
}
# The same without the word, which is locked with the key of the batch and cannot be shown once the key is gone.
WITHOUT_WORD: dict[str, Promise] = {
    "no_date": pgettext_lazy("import", "This is no date."),
    "future": pgettext_lazy("import", "The date lies in the future."),
    "unknown_word": pgettext_lazy("import", "No code was chosen for this word."),
    "no_age": pgettext_lazy("import", "This is neither an age nor an age band."),
}
Reason = list[object]  # [number of the column or None, code of REASONS, what]; a word of a cell is locked


class Unreadable(Exception):
    """A cell says nothing that its column can mean; `code` is one of REASONS."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


@dataclass(slots=True)
class Understood:
    """One row: codes and dates in `facts`, words of people in `sealed`, and `reasons` not to take it."""

    facts: dict[str, object] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Key:
    """How a sheet is to be read: meaning by column, chosen codes by meaning and folded word, lists of words."""

    meanings: Mapping[int, Meaning]
    words: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, WordList]
    order: str
    today: date
    headers: Sequence[str]
    registration_stage: str


def understand(cells: Sequence[Cell], key: Key) -> Understood:
    """What the row says. A row with reasons is rejected whole, never taken in half."""
    found = Understood()
    events: dict[str, dict[str, object]] = {}
    for number, meaning in key.meanings.items():
        cell = cells[number] if number < len(cells) else None
        if cell is None:
            continue
        try:
            _take(cell, number, meaning, key, found, events)
        except Unreadable as unreadable:
            found.reasons.append([number, unreadable.code, unreadable.what[:LONGEST_WORD]])
    if events:
        found.facts["events"] = [{"stage": stage, **said} for stage, said in events.items()]
    if not found.reasons and not found.facts and not found.sealed:
        found.reasons.append([None, "nothing", ""])
    return found


def _take(cell: Cell, number: int, meaning: Meaning, key: Key, found: Understood, events: dict) -> None:
    if meaning.kind == Kind.SEALED:
        _take_sealed(cell, number, meaning, key, found)
        return
    if meaning.is_each:
        found.facts |= _of_each(cell, meaning, key)
        return
    value = _READ[meaning.kind](cell, meaning, key)
    if value is None or value == []:
        return
    if is_event(meaning.key):
        stage, part = stage_and_part(meaning.key)
        events.setdefault(stage, {})[part] = value
    elif meaning.key.startswith("registration."):
        part = meaning.key.removeprefix("registration.")
        events.setdefault(key.registration_stage, {})[part] = value
    else:
        found.facts[meaning.key] = value


def _of_each(cell: Cell, meaning: Meaning, key: Key) -> dict[str, object]:
    """What a cell says of one person after the other."""
    said = _people_in(cell)
    if said and said[-1][0] > MOST:
        raise Unreadable("too_many")
    values = {name_of(meaning.key, place): _READ[meaning.kind](one, meaning, key) for place, one in said}
    return {name: value for name, value in values.items() if value is not None}


def _people_in(cell: Cell) -> list[tuple[int, Cell]]:
    """Number of the person and what stands there; those of whom nothing is said are left out."""
    if not isinstance(cell, str):
        return [(1, cell)]
    return [(place, part) for place, part in enumerate(parts(cell), start=1) if part]


def _take_sealed(cell: Cell, number: int, meaning: Meaning, key: Key, found: Understood) -> None:
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    if len(text) > MAX_CELL:
        raise Unreadable("cell_too_long")
    before = found.sealed.get(meaning.key)
    # Several columns may hold words of one kind; their headers then keep them apart.
    found.sealed[meaning.key] = f"{before}\n\n{key.headers[number]}: {text}" if before else text
    if meaning.key == "victim_name":
        named = len(names_in(found.sealed[meaning.key]))
        if named > MOST:
            raise Unreadable("too_many")
        found.facts.pop(VICTIMS, None)
        if named > 1:
            found.facts[VICTIMS] = named


# --- kinds of cells ---------------------------------------------------------------------------------------------------


def _text(cell: Cell, _meaning: Meaning, _key: Key) -> str:
    text = plain_text(" ".join(str(cell).split()))
    if len(text) > LONGEST_TEXT:
        raise Unreadable("too_long")
    return text


def _date(cell: Cell, _meaning: Meaning, key: Key) -> list[str] | None:
    try:
        when = dates.parse(cell, order=key.order, today=key.today)
    except dates.NoDate as error:
        raise Unreadable("no_date", _shown(cell)) from error
    if when.day is None:
        return None
    if when.earliest is not None and when.earliest > key.today:
        raise Unreadable("future", _shown(cell))
    return told(when)


def _code(cell: Cell, meaning: Meaning, key: Key) -> str | None:
    return _chosen(str(cell), meaning, key)


def _many(cell: Cell, meaning: Meaning, key: Key) -> list[str]:
    codes = {code for word in split(str(cell)) if (code := _chosen(word, meaning, key))}
    return sorted(codes)


def _age(cell: Cell, meaning: Meaning, key: Key) -> str | None:
    years = _years(cell)
    if years is None:
        return _chosen(str(cell), meaning, key, unknown="no_age")
    if not 0 <= years <= OLDEST:
        raise Unreadable("no_age", _shown(cell))
    bands = ((18, AgeBand.MINOR), (30, AgeBand.YOUNG), (60, AgeBand.MIDDLE), (OLDEST + 1, AgeBand.OLD))
    return next(band.value for limit, band in bands if years < limit)


_READ: Mapping[Kind, Callable[[Cell, Meaning, Key], object]] = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.CODE: _code,
    Kind.MANY: _many,
    Kind.AGE: _age,
}


def words_in(cell: Cell, meaning: Meaning) -> Iterator[str]:
    """The words of a cell for which a code must be known."""
    if cell is None or meaning.kind not in (Kind.CODE, Kind.MANY, Kind.AGE):
        return
    if meaning.kind == Kind.MANY:
        yield from split(str(cell))
    elif meaning.is_each:
        words = (word for _number, word in _people_in(cell))
        yield from (str(word) for word in words if meaning.kind == Kind.CODE or _years(word) is None)
    elif meaning.kind == Kind.CODE or _years(cell) is None:
        yield str(cell)


def split(text: str) -> list[str]:
    """Several words of one cell, divided by the first of `|`, `;`, `,` or a new line that stands there."""
    separator = next((sign for sign in SEPARATORS if sign in text), None)
    parts = text.split(separator) if separator else [text]
    return [part.strip() for part in parts if part.strip()]


def told(when: PartialDate) -> list[str]:
    """A date as facts keep it."""
    return [when.day.isoformat(), str(when.precision)] if when.day else ["", str(when.precision)]


def when_of(said: Sequence[str] | None) -> PartialDate:
    """The date that facts keep; unknown where they keep none."""
    if not said or not said[0]:
        return PartialDate(None, "unknown")
    return PartialDate(date.fromisoformat(said[0]), said[1])


def _chosen(word: str, meaning: Meaning, key: Key, unknown: str = "unknown_word") -> str | None:
    if len(word) > LONGEST_WORD:
        raise Unreadable("too_long")
    chosen = key.words.get(meaning.key, {})
    code = chosen.get(fold(word), REJECT)
    if code == REJECT or (code and code not in key.lists[meaning.list].labels):
        raise Unreadable(unknown, word)
    return code or None


def _years(cell: Cell) -> int | None:
    if isinstance(cell, int):
        return cell
    if isinstance(cell, str) and cell.isascii() and cell.isdecimal() and len(cell) <= 3:
        return int(cell)
    return None


def _shown(cell: Cell) -> str:
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)
