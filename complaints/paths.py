"""Lawful ways through the procedure: which stages may follow which on a day, and the shortest way between two. Pure."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date, timedelta

from complaints.dates import PartialDate
from institutions.choices import Effect
from institutions.world import Validity, World

_DETOURS = frozenset(
    {
        Effect.INTERRUPTS,
        Effect.EXTENDS,
        Effect.TRANSFERS,
        Effect.REQUALIFIES,
        Effect.JOINS,
        Effect.SEVERS,
        Effect.REOPENS,
    }
)

_LAST: list[tuple[World, "Paths"]] = []


class Paths:
    """The graph of lawful steps of a world. Answers are remembered; one object serves a whole rebuild."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._onward: dict[str, list[tuple[str, Validity]]] = defaultdict(list)
        known: set[str] = set()
        for (origin, target), days in world.steps.items():
            self._onward[origin].append((target, days))
            known |= {origin, target}
        self._known = frozenset(known)
        self._changes = _changes(world.steps.values())
        self._answers: dict[tuple[str, str, tuple[int, ...]], tuple[str, ...] | None] = {}

    def knows(self, stage: str) -> bool:
        """Whether the law's table speaks of the stage at all."""
        return stage in self._known

    def skipped(self, origin: str, target: str, when: PartialDate) -> tuple[str, ...] | None:
        """Codes of the stages between the two on the shortest lawful way at that time; empty where the step is
        lawful as it is, `None` where there is no way. Of equally short ways the first in the order of the pack.

        Detours (an interruption, an extension, an annulment) are supposed only where no straight way leads there, a
        decision to close a case only where the target is the annulment of one.
        """
        days = [day for day in (when.earliest, when.latest) if day is not None]
        # Between two changes of the law every day gives the same answer.
        question = (origin, target, tuple(bisect_right(self._changes, day) for day in days))
        if question not in self._answers:
            straight = self._shortest(origin, target, days, _DETOURS | {Effect.CLOSES})
            self._answers[question] = self._any_way(origin, target, days) if straight is None else straight
        return self._answers[question]

    def _any_way(self, origin: str, target: str, days: list[date]) -> tuple[str, ...] | None:
        annuls = self._world.stages[target].effect == Effect.REOPENS
        return self._shortest(origin, target, days, frozenset() if annuls else frozenset({Effect.CLOSES}))

    def _shortest(
        self, origin: str, target: str, days: list[date], unlikely: frozenset[Effect]
    ) -> tuple[str, ...] | None:
        came_from: dict[str, str | None] = {origin: None}
        queue = deque([origin])
        while queue:
            stage = queue.popleft()
            for following in self._following(stage, days):
                if following == target:
                    return self._trace(stage, came_from)
                if following not in came_from and self._world.stages[following].effect not in unlikely:
                    came_from[following] = stage
                    queue.append(following)
        return None

    def _following(self, stage: str, days: list[date]) -> Iterable[str]:
        for following, validity in self._onward.get(stage, ()):
            if not days or any(day in validity for day in days):
                yield following

    @staticmethod
    def _trace(stage: str, came_from: dict[str, str | None]) -> tuple[str, ...]:
        trail = []
        while (before := came_from[stage]) is not None:
            trail.append(stage)
            stage = before
        return tuple(reversed(trail))


def _changes(validities: Iterable[Validity]) -> list[date]:
    """The days on which some step becomes lawful or stops being so, ascending."""
    days = set()
    for validity in validities:
        if validity.starts_on is not None:
            days.add(validity.starts_on)
        if validity.ends_on is not None and validity.ends_on < date.max:
            days.add(validity.ends_on + timedelta(days=1))
    return sorted(days)


def paths(world: World) -> Paths:
    """The paths of `world`, kept until another world is asked for."""
    if not _LAST or _LAST[0][0] is not world:
        _LAST[:] = [(world, Paths(world))]
    return _LAST[0][1]
