"""Figures of the measures as words in the reader's language. Nothing here decides what is counted."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from reports import wording
from reports.limits.choices import DUE, QUANTILES, RATES, Measure
from reports.limits.measures import Comparison, Figure

_PLACES = {Measure.YIELD: 2, Measure.REPRISALS: 1}  # decimals of a rate; the others are small and need three


def number_text(measure: Measure) -> Callable[[float], str]:
    """How a value of the measure is written: per cent, so many decimals, or whole minutes and days."""
    if measure in RATES:
        places = _PLACES.get(measure, 3)
        return lambda value: wording.decimal(value, places)
    if measure in QUANTILES:
        return lambda value: wording.decimal(value, 0 if float(value).is_integer() else 1)
    return lambda value: wording.percent(value)


def value_text(figure: Figure) -> str:
    """The value; where nothing can be divided, that there is none, or none yet."""
    if figure.value is None:
        return _("nothing is due yet") if figure.measure in DUE else _("nothing recorded")
    return number_text(figure.measure)(figure.value)


def interval_text(figure: Figure) -> str:
    """Its interval; one bound alone where the other is not known; empty without a value."""
    if figure.value is None:
        return ""
    return bounds_text(figure.low, figure.high, number_text(figure.measure))


def sure_text(figure: Figure) -> str:
    """Its interval within a sentence, where no heading says of how many per cent it is."""
    return _sure(interval_text(figure))


def _sure(bounds: str) -> str:
    return _("95 %%: %(bounds)s") % {"bounds": bounds}


def bounds_text(low: float | None, high: float | None, written: Callable[[float], str]) -> str:
    """Two bounds, one, or the words that there is none."""
    if low is None and high is None:
        return _("too few to bound")
    if high is None:
        return _("%(low)s or more") % {"low": written(low)}
    if low is None:
        return _("at most %(high)s") % {"high": written(high)}
    return _("%(low)s to %(high)s") % {"low": written(low), "high": written(high)}


def out_of_text(figure: Figure) -> str:
    """How much it rests on: "46 of 79", "7 over 76,500" days, or the size of the sample of a median."""
    if figure.count is None:
        return _("n = %(size)s") % {"size": wording.whole(figure.base)}
    if figure.measure in RATES:
        return _("%(count)s over %(base)s") % {"count": wording.whole(figure.count), "base": wording.whole(figure.base)}
    return _("%(count)s of %(base)s") % {"count": wording.whole(figure.count), "base": wording.whole(figure.base)}


def ratio_text(found: Comparison) -> str:
    """A ratio of rates with its interval; empty where there is none."""
    if found.low is None and found.high is None:
        return ""
    bounds = bounds_text(found.low, found.high, lambda value: wording.decimal(value, 2))
    if found.value is None:
        return _sure(bounds)
    return _("%(ratio)s (%(bounds)s)") % {"ratio": wording.decimal(found.value, 2), "bounds": _sure(bounds)}


def points_text(found: Comparison) -> str:
    """A difference of shares in percentage points with its interval; empty where there is none."""
    if found.value is None or found.low is None or found.high is None:
        return ""
    return _("%(points)s percentage points (95 %%: %(low)s to %(high)s)") % {
        "points": wording.decimal(100 * found.value),
        "low": wording.decimal(100 * found.low),
        "high": wording.decimal(100 * found.high),
    }
