"""Intervals for shares, differences and counts. Pure arithmetic on numbers; nothing here knows a case.

Never Wald: at 35 cases and 2 % its "95 %" interval covers the truth 58 times in a hundred.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)  # 1.95996...
_ENOUGH_STEPS = 500  # terms of a series, halvings of an interval: far beyond what double precision can use


def wilson(count: float, base: float, z: float = Z) -> tuple[float, float]:
    """Wilson score interval (Wilson 1927) for a share `count / base`; both may be effective, not whole, sizes.

    Raises ValueError unless 0 <= count <= base and base > 0.
    """
    if not 0 <= count <= base or base <= 0:
        raise ValueError(f"{count} of {base} is no share.")
    share, spread = count / base, z * z / base
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * share * (1 - share) + spread * spread / 4) / (1 + spread)
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == base else min(1.0, middle + half)
    return low, high


def newcombe_difference(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float, float]:
    """`first - second` as (difference, low, high), each (count, base): hybrid score interval (Newcombe 1998)."""
    (low_1, high_1), (low_2, high_2) = wilson(*first), wilson(*second)
    share_1, share_2 = first[0] / first[1], second[0] / second[1]
    difference = share_1 - share_2
    low = difference - math.hypot(share_1 - low_1, high_2 - share_2)
    high = difference + math.hypot(high_1 - share_1, share_2 - low_2)
    return difference, low, high


@lru_cache(maxsize=4096)
def poisson_interval(count: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact (Garwood 1936) interval for the mean of a count: quantiles of Gamma(count) and Gamma(count + 1)."""
    if count < 0:
        raise ValueError("A count is not negative.")
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _solve(lambda mean: _gamma_below(count, mean), tail)
    return low, _solve(lambda mean: _gamma_below(count + 1, mean), 1 - tail)


def clopper_pearson(count: float, base: float) -> tuple[float, float]:
    """Exact (Clopper and Pearson 1934) interval for a share: quantiles of Beta. Both may be effective sizes.

    Raises ValueError unless 0 <= count <= base and base > 0.
    """
    if not 0 <= count <= base or base <= 0:
        raise ValueError(f"{count} of {base} is no share.")
    tail, rest = (1 - CONFIDENCE) / 2, base - count
    low = 0.0 if count == 0 else _halved(lambda share: _beta_below(share, count, rest + 1), tail, 1.0)
    high = 1.0 if rest == 0 else _halved(lambda share: _beta_below(share, count + 1, rest), 1 - tail, 1.0)
    return low, high


def rate_ratio(
    first: tuple[float, float], second: tuple[float, float]
) -> tuple[float | None, float | None, float | None]:
    """Rate of `first` over rate of `second`, each (count, exposure), as (ratio, low, high).

    Exact and conditional on the sum of both counts (Przyborowski and Wilenski 1940): of all events, the share that
    fell to the first is binomial. None where nothing bounds a number: the second never happened, or neither did.
    """
    (count_1, exposure_1), (count_2, exposure_2) = first, second
    if min(exposure_1, exposure_2) <= 0 or count_1 + count_2 == 0:
        return None, None, None
    low, high = clopper_pearson(count_1, count_1 + count_2)
    scale = exposure_2 / exposure_1
    ratio = scale * count_1 / count_2 if count_2 else None
    return ratio, scale * low / (1 - low), scale * high / (1 - high) if high < 1 else None


@lru_cache(maxsize=1024)
def student(degrees: int) -> float:
    """The quantile of Student's t beyond which, on both sides together, 5 % lie: 12.71 for one degree, Z for many."""
    if degrees < 1:
        raise ValueError("Student's t has at least one degree of freedom.")
    return _solve(lambda t: 1 - _beta_below(degrees / (degrees + t * t), degrees / 2, 0.5), CONFIDENCE)


def ranks_around(share: float, size: int) -> tuple[int | None, int | None]:
    """Ranks, from one, of the two values of a sorted sample that hold its quantile `share` 95 times in a hundred.

    Order statistics: whatever the distribution, the number of values below its quantile is binomial. None where the
    sample is too small to bound that side.
    """
    tail = (1 - CONFIDENCE) / 2
    low = _largest(lambda rank: _binomial_below(rank - 1, size, share) <= tail, size)
    high = size - _largest(lambda rank: _binomial_below(rank - 1, size, 1 - share) <= tail, size) + 1
    return low or None, high if high <= size else None


def _largest(holds: Callable[[int], bool], size: int) -> int:
    """The largest rank up to `size` for which `holds`, true of all ranks before it; 0 where it holds of none."""
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _binomial_below(count: int, base: int, share: float) -> float:
    """The chance of at most `count` of `base`."""
    if count < 0:
        return 0.0
    return 1.0 if count >= base else _beta_below(1 - share, base - count, count + 1)


def _solve(rising: Callable[[float], float], target: float) -> float:
    """The x >= 0 at which a rising function meets `target`, by doubling and halving."""
    high = 1.0
    while rising(high) < target:
        high *= 2
    return _halved(rising, target, high)


def _halved(rising: Callable[[float], float], target: float, high: float) -> float:
    """The x between 0 and `high` at which a rising function meets `target`."""
    low = 0.0
    for _halving in range(_ENOUGH_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def _gamma_below(shape: float, x: float) -> float:
    """Regularised lower incomplete gamma P(shape, x): series below the mean, continued fraction (Lentz) above."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    return front * _series(shape, x) if x < shape + 1 else 1 - front * _fraction(shape, x)


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    for step in range(1, _terms(shape)):
        term *= x / (shape + step)
        total += term
        if term < total * 1e-16:
            break
    return total


def _fraction(shape: float, x: float) -> float:
    b = x + 1 - shape
    c, d = math.inf, 1 / b
    value = d
    for step in range(1, _terms(shape)):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _terms(shape: float) -> int:
    return _ENOUGH_STEPS + int(20 * math.sqrt(shape))


def _beta_below(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta I_x(a, b): continued fraction (Lentz), on the side where it converges fast."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_below(1 - x, b, a)
    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    c, d = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    value = d
    for step in range(1, _terms(a + b)):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d = 1 / _apart(1 + term * d)
            c = _apart(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return math.exp(front) * value / a


def _apart(number: float) -> float:
    """`number`, kept from zero so that one can divide by it."""
    return number if abs(number) > 1e-300 else 1e-300
