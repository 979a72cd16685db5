"""Indicators of the country pack and the figures that measure them, found by name; nothing is counted here.

A name is the room of a figure and what it is called there: `limits:private`, `funnel:sent_to_court`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from institutions.choices import Milestone
from reports.limits.choices import Compared, Measure
from reports.limits.comparisons import KINDS, comparisons
from reports.limits.definitions import UNITS
from reports.limits.measures import Figure, figures
from reports.limits.queries import Half
from reports.limits.words import value_text
from reports.results import FunnelResult, Share

FUNNEL, LIMITS = "funnel", "limits"
WIDTH = "_width"  # of the interval of a share
STILL_OPEN = "still_open"
_STEPS = {one.name.lower(): one for one in Milestone}


@dataclass(frozen=True, slots=True)
class Measured:
    """The number of an indicator with its 95 % interval. `missing`: in words, why there is no value."""

    count: int | None
    base: int | None
    value: float | None
    low: float | None
    high: float | None
    unit: str
    missing: str


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
    told = (share.value, share.low, share.high)
    if called.endswith(WIDTH):
        told = (share.high - share.low if share.base else None, None, None)
    return Measured(share.count, share.base, *told, _("of registered cases"), "" if share.base else _nothing())


def _of_limits(figure: Figure | None, measure: Measure) -> Measured:
    unit = str(UNITS[measure])
    if figure is None:
        return Measured(None, None, None, None, None, unit, _nothing())
    missing = value_text(figure) if figure.value is None else ""
    return Measured(figure.count, figure.base, figure.value, figure.low, figure.high, unit, missing)


def _of_comparison(what: Compared, half: Half) -> Measured:
    found = comparisons(half).get(what)
    value, low, high = (found.value, found.low, found.high) if found else (None, None, None)
    return Measured(None, None, value, low, high, str(KINDS[what]), "" if value is not None else _nothing())


def _nothing() -> str:
    return _("nothing recorded")
