"""From sums over visits to numbers with their intervals. Pure: no database, no request, no words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement

from reports.intervals import Z, newcombe_difference, poisson_interval, ranks_around, rate_ratio, student, wilson
from reports.limits.choices import BUNCHED, FEWEST_VISITS, NO_VISITS, PLAIN, QUANTILES, RATES, Measure
from reports.limits.rows import Bunched, Events, Pairs, Plain, Tally


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: `count` of `base` give `value`, with its 95 % interval; None where nothing bounds it or base is 0.

    Shares are fractions of one; rates are told per what `RATES` says; quantiles have no count, only the size of their
    sample as `base`. `visits`: on how many visits it rests, 0 where its unit is not the visit.
    """

    measure: Measure
    count: int | None
    base: int
    value: float | None
    low: float | None
    high: float | None
    visits: int = 0

    @property
    def is_small(self) -> bool:
        """Whether it rests on too few visits (or letters, places, incidents) to be compared with another."""
        return (self.visits or self.base) < FEWEST_VISITS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups against each other: a ratio of rates or a difference of shares, with its 95 % interval."""

    value: float | None
    low: float | None
    high: float | None


NOTHING = Comparison(None, None, None)


def figures(tally: Tally) -> dict[Measure, Figure]:
    """Every measure whose sums the tally holds, in the order of the measures."""
    found = {
        **{name: plain_share(name, tally.plain[name]) for name in PLAIN if name in tally.plain},
        **{name: bunched_share(name, tally.bunched[name], tally.clusters.get(name))
           for name in BUNCHED if name in tally.bunched},
        **{name: rate(name, tally.events[name]) for name in RATES if name in tally.events},
        **{name: quantile(name, tally.spreads[spread]) for name, (spread, _share) in QUANTILES.items()
           if spread in tally.spreads},
    }  # fmt: skip
    return {name: found[name] for name in Measure if name in found}


def plain_share(measure: Measure, sums: Plain) -> Figure:
    """A share of units that come alone. Interval: Wilson."""
    if not sums.base:
        return Figure(measure, 0, 0, None, None, None)
    visits = 0 if measure in NO_VISITS else sums.base
    return Figure(measure, sums.count, sums.base, sums.count / sums.base, *wilson(sums.count, sums.base), visits)


def bunched_share(measure: Measure, sums: Bunched, clusters: Bunched | None = None) -> Figure:
    """A ratio of sums, such as private interviews of all held. Interval: Wilson at the effective size.

    Ten interviews on one visit, all supervised by the same guard, tell less than ten on ten visits. `clusters`: the
    same sums over places or authorities, which may resemble themselves across visits; what tells less is taken. One
    alone cannot show how such differ.
    """
    if not sums.base:
        return Figure(measure, 0, 0, None, None, None)
    share, size = sums.count / sums.base, effective_size(sums)
    if clusters and clusters.visits > 1:
        size = min(size, effective_size(clusters))
    return Figure(measure, sums.count, sums.base, share, *wilson(share * size, size), sums.visits)


def effective_size(sums: Bunched) -> float:
    """How many units that come alone would tell as much as these, which come in bunches.

    Linearised variance of a ratio of sums (Cochran 1977, 6.4), made smaller by (Z / t)² where there are few visits
    (Korn and Graubard 1998). It lies between M² / sum of m², as if each visit said the same thing m times, and M, as
    if every unit spoke for itself. All or none alike, or a single visit, show no variance: then the lower end.
    """
    fewest, share = sums.base**2 / sums.base_squared, sums.count / sums.base
    if sums.visits < 2 or sums.count in (0, sums.base):
        return fewest
    residual = sums.count_squared - 2 * share * sums.product + share**2 * sums.base_squared
    variance = max(0.0, residual) * sums.visits / (sums.visits - 1) / sums.base**2
    size = share * (1 - share) / variance if variance > 0 else float(sums.base)
    return max(fewest, min(size, float(sums.base)) / _few(sums.visits))


def rate(measure: Measure, sums: Events) -> Figure:
    """Events per so much exposure. Interval: Garwood's for a Poisson count, at the effective count.

    Events that come in bunches are divided by their dispersion before, and the limits multiplied by it after.
    """
    if not sums.exposure:
        return Figure(measure, 0, 0, None, None, None)
    per, effect = RATES[measure], dispersion(sums)
    low, high = (per * effect * limit / sums.exposure for limit in poisson_interval(sums.count / effect))
    return Figure(measure, sums.count, sums.exposure, per * sums.count / sums.exposure, low, high, sums.visits)


def dispersion(*groups: Events) -> float:
    """Pearson's dispersion over one or more groups, each with a rate of its own; at least 1, the Poisson one."""
    excess = sum(group.spread * group.exposure / group.count - group.count for group in groups if group.count)
    degrees = sum(group.visits - 1 for group in groups if group.count)
    return max(1.0, excess / degrees) if degrees > 0 else 1.0


def compare_rates(first: Events, second: Events) -> Comparison:
    """The rate of `first` over that of `second`. Exact and conditional, at counts divided by their dispersion."""
    effect = dispersion(first, second)
    return Comparison(*rate_ratio((first.count / effect, first.exposure), (second.count / effect, second.exposure)))


def compare_pairs(after: Events, before: Events, pairs: Pairs) -> Comparison:
    """The rate after over the rate before at the same places. Exact and conditional, at counts over their dispersion.

    What places have in common with themselves cancels out: only what the ratio leaves unexplained at each place
    disperses it, never how large or how loud a place is. For many events this is the interval on the log scale with
    that variance. Where one side has no event, nothing is left unexplained: then as two groups.
    """
    if not after.count or not before.count or pairs.places < 2:
        return compare_rates(after, before)
    effect = max(1.0, unexplained(pairs) / (1 / after.count + 1 / before.count) * _few(pairs.places))
    return Comparison(*rate_ratio((after.count / effect, after.exposure), (before.count / effect, before.exposure)))


def unexplained(pairs: Pairs) -> float:
    """The linearised variance of the logarithm of the ratio, from one residual a place: a/A - d/D - b/B + e/E."""
    weights = [sign / total for sign, total in zip((1, -1, -1, 1), pairs.sums, strict=True)]
    squares = math.fsum(
        (1 if one == other else 2) * weights[one] * weights[other] * product
        for (one, other), product in zip(combinations_with_replacement(range(4), 2), pairs.products, strict=True)
    )
    return max(0.0, squares) * pairs.places / (pairs.places - 1)


def _few(groups: int) -> float:
    """How much wider a variance out of so few groups makes an interval, squared."""
    return (student(groups - 1) / Z) ** 2


def compare_shares(first: Plain, second: Plain) -> Comparison:
    """The share of `first` minus that of `second`, as a fraction of one. Interval: Newcombe."""
    if not first.base or not second.base:
        return NOTHING
    return Comparison(*newcombe_difference((first.count, first.base), (second.count, second.base)))


def quantile(measure: Measure, values: Mapping[int, int]) -> Figure:
    """The middle value, or the one that nine in ten do not exceed. Interval: order statistics, without any model.

    `values`: value -> how many have it. The median of an even number lies half-way between the two in the middle.
    """
    _spread, share = QUANTILES[measure]
    size = sum(values.values())
    if not size:
        return Figure(measure, None, 0, None, None, None)
    low, high = ranks_around(share, size)
    rank = math.ceil(share * size - 1e-9)
    value = float(at_rank(values, rank))
    if share == 0.5 and size % 2 == 0:
        value = (value + at_rank(values, rank + 1)) / 2
    bounds = (None if end is None else float(at_rank(values, end)) for end in (low, high))
    return Figure(measure, None, size, value, *bounds, size)


def at_rank(values: Mapping[int, int], rank: int) -> int:
    """The value at a rank, from one, of the sample in order. Raises ValueError beyond it."""
    passed = 0
    for value in sorted(values):
        passed += values[value]
        if passed >= rank:
            return value
    raise ValueError(f"The sample has no rank {rank}.")
