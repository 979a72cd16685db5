"""Which events of a case are in force, and in which order they happened. Pure.

Certain dates decide; where they do not, the order of entry does. The order is total and the same every time.
"""

import heapq
from collections.abc import Iterable, Sequence
from datetime import date

from complaints.happenings import Happening
from institutions.choices import Effect, Track


def effective(history: Sequence[Happening]) -> list[Happening]:
    """Events nothing supersedes, that are not a mere voiding and not a rival statement; any order.

    A correction takes the place of what it corrects, and whoever answered the corrected entry answers the correction.
    """
    successors = {entry.supersedes: entry for entry in history if entry.supersedes is not None}
    if not successors:
        return [entry for entry in history if entry.alternative_to is None]
    places = _places(history)
    return [
        _settled(entry, places[entry.id], successors)
        for entry in history
        if entry.id not in successors and not entry.is_void and entry.alternative_to is None
    ]


def steps_of(ordered: Iterable[Happening]) -> list[Happening]:
    """Of events in order the steps of the procedure.

    Only the first complaint is a step; a further one about the same, made while the procedure goes on, moves nothing.
    """
    found: list[Happening] = []
    has_begun = False
    for event in ordered:
        if event.stage.track != Track.PROCEDURE or (has_begun and event.stage.effect == Effect.SUBMITS):
            continue
        has_begun = has_begun or event.stage.effect != Effect.INCIDENT
        found.append(event)
    return found


def in_force(entry_id: int | None, successors: dict[int | None, Happening]) -> int | None:
    """Identifier of what stands today for the entry `entry_id`; `None` where it was voided."""
    while entry_id in successors:
        successor = successors[entry_id]
        if successor.is_void and successor.id not in successors:
            return None
        entry_id = successor.id
    return entry_id


def _places(history: Sequence[Happening]) -> dict[int, int]:
    places: dict[int, int] = {}
    for entry in sorted(history, key=lambda entry: entry.sequence):
        places[entry.id] = places.get(entry.supersedes or 0, entry.sequence)
    return places


def _settled(entry: Happening, place: int, successors: dict[int | None, Happening]) -> Happening:
    answers = in_force(entry.answers, successors)
    if place == entry.sequence and answers == entry.answers:
        return entry
    return entry._replace(place=place, answers=answers)


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """The events as they followed each other; n log n comparisons.

    An event comes after everything that certainly happened before it, and otherwise as early as its place allows.
    """
    waiting = list(happenings)
    if all(entry.when.precision == "day" for entry in waiting):
        return sorted(waiting, key=lambda entry: (entry.when.day, entry.place or entry.sequence, entry.sequence))
    return _by_intervals(waiting)


def _by_intervals(happenings: list[Happening]) -> list[Happening]:
    waiting = sorted(happenings, key=lambda entry: entry.when.earliest or date.min, reverse=True)
    # The next one to end bounds who may come next: whatever begins later must wait for it.
    endings = [(entry.when.latest or date.max, number) for number, entry in enumerate(waiting)]
    heapq.heapify(endings)
    ready: list[tuple[int, int, int]] = []
    done: set[int] = set()
    ordered: list[Happening] = []
    entries, number = list(waiting), len(waiting) - 1
    while len(ordered) < len(entries):
        while endings[0][1] in done:
            heapq.heappop(endings)
        while number >= 0 and (entries[number].when.earliest or date.min) <= endings[0][0]:
            entry = entries[number]
            heapq.heappush(ready, (entry.place or entry.sequence, entry.sequence, number))
            number -= 1
        chosen = heapq.heappop(ready)[2]
        done.add(chosen)
        ordered.append(entries[chosen])
    return ordered
