"""How far one body stands from another, computed from dated edges of subordination. Pure.

Source: the roots stop below the head of state and the government, because every state body meets there
(rule `root()` of the conflict rules; UNCAT art. 12 asks for an impartial investigation).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from institutions.choices import Independence


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
    """Who is above whom on which day. `existence` maps a body to the days between which it exists."""

    def __init__(
        self,
        edges: Iterable[Edge],
        apex: Iterable[str] = (),
        existence: dict[str, tuple[date | None, date | None]] | None = None,
    ) -> None:
        self._edges: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            self._edges[edge.body].append(edge)
        self._apex = frozenset(apex)
        self._existence = existence or {}

    def exists(self, body: str, on: date) -> bool:
        """Whether `body` is known and existed on `on`."""
        if body not in self._existence:
            return False
        starts_on, ends_on = self._existence[body]
        return (starts_on is None or starts_on <= on) and (ends_on is None or on <= ends_on)

    def parent(self, body: str, on: date) -> str | None:
        """The body directly above on `on`; none at the top and below an apex."""
        above = next((edge.parent for edge in self._edges[body] if edge.holds_on(on)), None) if body in self._edges else None
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
        if not body or not other or on is None or not self.exists(body, on) or not self.exists(other, on):
            return Independence.UNKNOWN
        if self.is_under(body, other, on) or self.is_under(other, body, on):
            return Independence.SUBORDINATE
        if self.root(body, on) == self.root(other, on):
            return Independence.SAME_ROOT
        return Independence.INDEPENDENT
