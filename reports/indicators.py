"""Indicators of the country pack and the figures that measure them, found by name; nothing is counted here.

A name is the room of a figure and what it is called there: `limits:private`, `funnel:sent_to_court`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from institutions.choices import Milestone
from reports.limits.choices import FEWEST_VISITS, Compared, Measure, NoticeGroup
from reports.limits.comparisons import KINDS, comparisons
from reports.limits.definitions import UNITS
from reports.limits.measures import Figure, figures
from reports.limits.queries import Half
from reports.limits.words import value_text
from reports.results import FunnelResult, Share

FUNNEL, LIMITS = "funnel", "limits"
WIDTH = "_width"  # of the interval of a share
STILL_OPEN = "still_open"
_COMPARED = {
    Compared.YIELD_RATIO: (Measure.YIELD, Measure.YIELD),
    Compared.YIELD_DIFFERENCE: (Measure.YIELD_VISITS, Measure.YIELD_VISITS),
    Compared.WINDOW_RATIO: (Measure.AFTER, Measure.BEFORE),
}
_STEPS = {one.name.lower(): one for one in Milestone}


@dataclass(frozen=True, slots=True)
class Measured:
    """The number of an indicator with its 95 % interval. `missing`: in words, why there is no value.

    `visits` and `is_small` as for a figure of the limits; for two sides held against each other, of the smaller one.
    """

    count: int | None
    base: int | None
    value: float | None
    low: float | None
    high: float | None
    unit: str
    missing: str
    visits: int | None = None
    is_small: bool | None = None


def figure_names() -> frozenset[str]:
    """Every name that an indicator may be measured by."""
    of_funnel = (*_STEPS, *(f"{step}{WIDTH}" for step in _STEPS), STILL_OPEN)
    of_limits = (*Measure.values, *Compared.values)
    return frozenset([f"{FUNNEL}:{name}" for name in of_funnel] + [f"{LIMITS}:{name}" for name in of_limits])


def measured(name: str, funnel: FunnelResult, half: Half) -> Measured:
    """The figure with this name. Raises KeyError for a name that no figure has."""
    if name not in figure_names():
        raise KeyError(name)
    room, called = name.split(":")
    if room == FUNNEL:
        return _of_funnel(called, funnel)
    if called in Compared.values:
        return _of_comparison(Compared(called), half)
    return _of_limits(figures(half.total).get(Measure(called)), Measure(called))


def _of_funnel(called: str, funnel: FunnelResult) -> Measured:
    if called == STILL_OPEN:
        share: Share | None = funnel.total.still_open
    else:
        step = funnel.total.step(_STEPS[called.removesuffix(WIDTH)])
        share = step.of_first if step else None
    if share is None:
        return Measured(None, None, None, None, None, "", _("the country draws no such step"))
    missing, is_small = "" if share.base else _nothing(), share.base < FEWEST_VISITS
    if called.endswith(WIDTH):
        width = share.high - share.low if share.base else None
        unit = _("width of the interval, as a fraction of one")
        return Measured(None, share.base, width, None, None, unit, missing, is_small=is_small)
    told = (share.count, share.base, share.value, share.low, share.high)
    return Measured(*told, _("of registered cases"), missing, is_small=is_small)


def _of_limits(figure: Figure | None, measure: Measure) -> Measured:
    unit = str(UNITS[measure])
    if figure is None:
        return Measured(None, None, None, None, None, unit, _nothing())
    missing = value_text(figure) if figure.value is None else ""
    told = (figure.count, figure.base, figure.value, figure.low, figure.high)
    return Measured(*told, unit, missing, figure.visits or None, figure.is_small)


def _of_comparison(what: Compared, half: Half) -> Measured:
    found, unit = comparisons(half).get(what), str(KINDS[what])
    if found is None:
        return Measured(None, None, None, None, None, unit, _nothing())
    missing = "" if found.value is not None else _nothing()
    if missing and (found.low is not None or found.high is not None):
        missing = _("the side it is compared with has none, so that only a bound is known")
    visits = _smaller_side(what, half)
    is_small = visits < FEWEST_VISITS
    return Measured(None, None, found.value, found.low, found.high, unit, missing, visits or None, is_small)


def _smaller_side(what: Compared, half: Half) -> int:
    """Visits of the side that rests on fewer of them; both sides are there."""
    sides = [half.notices.get(name) for name in (NoticeGroup.UNANNOUNCED, NoticeGroup.ANNOUNCED)]
    if what == Compared.WINDOW_RATIO:
        sides = [half.total, half.total]
    return min(figures(side)[measure].visits for side, measure in zip(sides, _COMPARED[what], strict=True))


def _nothing() -> str:
    return _("nothing recorded")
