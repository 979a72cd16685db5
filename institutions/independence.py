"""How far one body stands from another, computed from dated edges of subordination. Pure.

Source: the roots stop below the head of state and the government, because every state body meets there
(rule `root()` of the conflict rules; UNCAT art. 12 asks for an impartial investigation).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from institutions.choices import Independence

_NOT_INDEPENDENT = (Independence.SAME_ROOT, Independence.SUBORDINATE)


@dataclass(frozen=True, slots=True)
class Edge:
    """`body` stands directly under `parent` from `starts_on` to `ends_on`, both inclusive, `None` open."""

    body: str
    parent: str
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the edge exists on `day`."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


class Hierarchy:
    """Who is above whom on which day. `existence` maps a body to the days between which it exists.

    Nothing changes between two days on which an edge or a body begins or has ended; answers are remembered per such
    epoch, so that a million events cost a million look-ups and not a million climbs.
    """

    def __init__(
        self,
        edges: Iterable[Edge],
        apex: Iterable[str] = (),
        existence: Mapping[str, tuple[date | None, date | None]] | None = None,
    ) -> None:
        self._edges: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            self._edges[edge.body].append(edge)
        self._apex = frozenset(apex)
        self._existence = dict(existence or {})
        self._epochs = self._first_days()
        self._answers: dict[tuple[str, str, date], Independence] = {}

    def exists(self, body: str, on: date) -> bool:
        """Whether `body` is known and existed on `on`."""
        if body not in self._existence:
            return False
        starts_on, ends_on = self._existence[body]
        return (starts_on is None or starts_on <= on) and (ends_on is None or on <= ends_on)

    def direct_parent(self, body: str, on: date) -> str | None:
        """The body directly above on `on`, also where that is an apex."""
        return next((edge.parent for edge in self._edges.get(body, ()) if edge.holds_on(on)), None)

    def parent(self, body: str, on: date) -> str | None:
        """The body directly above on `on`; none at the top and below an apex."""
        above = self.direct_parent(body, on)
        return None if above in self._apex else above

    def chain(self, body: str, on: date) -> list[str]:
        """`body` and everything above it on `on`, up to its root. Stops at an apex and at a circle."""
        chain = [body]
        while (above := self.parent(chain[-1], on)) is not None and above not in chain:
            chain.append(above)
        return chain

    def root(self, body: str, on: date) -> str:
        """The last body above `body` that is neither head of state nor government."""
        return self.chain(body, on)[-1]

    def is_under(self, body: str, other: str, on: date) -> bool:
        """Whether `body` is `other` or stands under it."""
        return other in self.chain(body, on)

    def between(self, body: str | None, other: str | None, on: date | None) -> Independence:
        """Independence of `body` from `other` on `on`; unknown where either or the day is."""
        if not body or not other or on is None:
            return Independence.UNKNOWN
        key = (body, other, self._epoch(on))
        if key not in self._answers:
            self._answers[key] = self._compare(*key)
        return self._answers[key]

    def between_during(
        self, body: str | None, other: str | None, earliest: date | None, latest: date | None
    ) -> Independence:
        """Independence on a day that lies somewhere from `earliest` to `latest`, both inclusive, `None` open.

        Unknown where the answer is not the same on all those days. Raises ValueError for days in the wrong order.
        """
        first, last = earliest or date.min, latest or date.max
        if first > last:
            raise ValueError(f"{first} is after {last}")
        answers = {self.between(body, other, day) for day in self._epochs_during(first, last)}
        return answers.pop() if len(answers) == 1 else Independence.UNKNOWN

    def predecessors(self, body: str) -> frozenset[str]:
        """Bodies that ended on the day before `body` began: a new name after a merger or a reform."""
        begins_on = self._existence.get(body, (None, None))[0]
        if begins_on is None:
            return frozenset()
        eve = begins_on - timedelta(days=1)
        return frozenset(other for other, (_, ends_on) in self._existence.items() if ends_on == eve)

    def lost_independence(self, body: str, other: str, on: date) -> bool:
        """Whether `body` shares a head with `other` on `on` only because the head of `body` changed.

        Climbs back in time, through predecessors where `body` did not exist yet, to a day on which it had another
        root and stood independent of `other`. All predecessors must have been independent, not just one of them.
        """
        if self.between(body, other, on) not in _NOT_INDEPENDENT:
            return False
        root, forms = self.root(body, on), frozenset({body})
        for day in reversed(self._epochs_during(date.min, on)[:-1]):
            forms = frozenset(earlier for form in forms for earlier in self._forms_on(form, day))
            if not forms or not self.exists(other, day):
                return False
            answers = {self.between(form, other, day) for form in forms}
            if answers == {Independence.INDEPENDENT}:
                return all(self.root(form, day) != root for form in forms)
        return False

    def _forms_on(self, body: str, day: date) -> frozenset[str]:
        return frozenset({body}) if self.exists(body, day) else self.predecessors(body)

    def _compare(self, body: str, other: str, on: date) -> Independence:
        if not self.exists(body, on) or not self.exists(other, on):
            return Independence.UNKNOWN
        if self.is_under(body, other, on) or self.is_under(other, body, on):
            return Independence.SUBORDINATE
        if self.root(body, on) == self.root(other, on):
            return Independence.SAME_ROOT
        return Independence.INDEPENDENT

    def _first_days(self) -> list[date]:
        spans = [(edge.starts_on, edge.ends_on) for edges in self._edges.values() for edge in edges]
        return sorted({date.min, *_changes([*spans, *self._existence.values()])})

    def _epoch(self, day: date) -> date:
        return self._epochs[bisect_right(self._epochs, day) - 1]

    def _epochs_during(self, first: date, last: date) -> list[date]:
        return [day for day in self._epochs if self._epoch(first) <= day <= last]


def _changes(spans: Iterable[tuple[date | None, date | None]]) -> Iterator[date]:
    """Days on which something begins, or on which it is over."""
    for starts_on, ends_on in spans:
        if starts_on is not None:
            yield starts_on
        if ends_on is not None and ends_on < date.max:
            yield ends_on + timedelta(days=1)
