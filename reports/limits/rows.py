"""What the measures are computed from: sums over visits as plain values. Sums of groups add up to the whole."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from operator import add

from reports.limits.choices import LeftOut, Measure, Spread


@dataclass(frozen=True, slots=True)
class Plain:
    """`count` of `base`, each unit alone: visits among visits, places among places."""

    count: int = 0
    base: int = 0

    def __add__(self, other: "Plain") -> "Plain":
        return Plain(self.count + other.count, self.base + other.base)


@dataclass(frozen=True, slots=True)
class Bunched:
    """`count` of `base` units that come several from one visit: y_i of m_i from visit i.

    `visits`: those with m_i > 0. `count_squared`, `base_squared` and `product`: sums of y_i², m_i² and y_i m_i.
    """

    visits: int = 0
    count: int = 0
    base: int = 0
    count_squared: int = 0
    base_squared: int = 0
    product: int = 0

    def __add__(self, other: "Bunched") -> "Bunched":
        return Bunched(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Events:
    """`count` events over an exposure: c_i over e_i of visit i.

    `visits`: those with e_i > 0. `spread`: the sum of c_i² / e_i, by which events that come in bunches are known.
    """

    visits: int = 0
    count: int = 0
    exposure: int = 0
    spread: float = 0.0

    def __add__(self, other: "Events") -> "Events":
        return Events(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Pairs:
    """The same places before and after, one row a place: a complaints on d days after, b complaints on e days before.

    `sums`: of a, d, b and e over the places; `products`: sums of aa, ad, ab, ae, dd, db, de, bb, be, ee. Sums of groups
    add up only where no place is in two of them.
    """

    places: int = 0
    sums: tuple[float, ...] = (0.0,) * 4
    products: tuple[float, ...] = (0.0,) * 10

    def __add__(self, other: "Pairs") -> "Pairs":
        return Pairs(
            self.places + other.places,
            tuple(map(add, self.sums, other.sums)),
            tuple(map(add, self.products, other.products)),
        )


NO_PAIRS = Pairs()


@dataclass(frozen=True, slots=True)
class Tally:
    """All sums of one group of visits. What is missing from a mapping was not asked: a measure that does not apply.

    `spreads`: Spread -> value -> how many have it, in minutes or days. `left_out`: visits that are not in the
    comparison before and after, by why. `wait_unknown`: visits let in whose hours at the gate are not both recorded.
    `young`: complaints to be passed on from visits of the last 30 days, which are in no number yet.

    `clusters`: the sums of some of `bunched` over places or authorities in place of visits; `pairs`: by the measure
    after the visit. Both add up only where no place and no authority is in two groups.
    """

    visits: int = 0
    plain: Mapping[Measure, Plain] = field(default_factory=dict)
    bunched: Mapping[Measure, Bunched] = field(default_factory=dict)
    events: Mapping[Measure, Events] = field(default_factory=dict)
    spreads: Mapping[Spread, Mapping[int, int]] = field(default_factory=dict)
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    wait_unknown: int = 0
    young: int = 0
    clusters: Mapping[Measure, Bunched] = field(default_factory=dict)
    pairs: Mapping[Measure, Pairs] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            visits=self.visits + other.visits,
            plain=_added(self.plain, other.plain),
            bunched=_added(self.bunched, other.bunched),
            events=_added(self.events, other.events),
            spreads={
                name: dict(Counter(self.spreads.get(name, {})) + Counter(other.spreads.get(name, {})))
                for name in (*self.spreads, *(name for name in other.spreads if name not in self.spreads))
            },
            left_out=_added(self.left_out, other.left_out),
            wait_unknown=self.wait_unknown + other.wait_unknown,
            young=self.young + other.young,
            clusters=_added(self.clusters, other.clusters),
            pairs=_added(self.pairs, other.pairs),
        )


NO_VISITS = Tally()


def summed(tallies: Iterable[Tally]) -> Tally:
    """The sums of all groups together."""
    return sum(tallies, NO_VISITS)


def _added(first: Mapping, second: Mapping) -> dict:
    return {**first, **{name: first[name] + value if name in first else value for name, value in second.items()}}
