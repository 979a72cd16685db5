"""Published figures: read, put side by side, and kept from being divided by one another when they are unlike.

The trap this guards: 140 officials sentenced in five years and 2 % of 7 000 registrations in ten years are both "140".
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.models import Pack
from institutions.packs import pack_folder
from reports.models import FigureUnit, OfficialFigure
from reports.official_file import read_breaks

SHARES = frozenset({FigureUnit.SHARE_OF_REGISTRATIONS, FigureUnit.SHARE_OF_COMPLAINTS})


class UnlikeUnits(Exception):
    """Two figures that cannot be compared; the text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class YearValue:
    """One value of a yearly series. `low` and `high` differ where a range was published; None where no number was."""

    year: int
    low: Decimal | None
    high: Decimal | None
    text: str
    code: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A day from which a series counts otherwise (`kind` "law") or at which it leaps for a known reason ("spike")."""

    on: date
    kind: str
    label: str
    source: str


def figures() -> QuerySet[OfficialFigure]:
    """All published figures, in the order of their codes."""
    return OfficialFigure.objects.order_by("code")


def yearly(series: str, unit: str, published: Iterable[OfficialFigure] | None = None) -> tuple[YearValue, ...]:
    """The values of one series in one unit, year by year."""
    return yearly_series(published).get((series, unit), ())


def yearly_series(published: Iterable[OfficialFigure] | None = None) -> dict[tuple[str, str], tuple[YearValue, ...]]:
    """(series, unit) -> values by year, for figures that are one value a calendar year under one definition.

    `published`: the figures, where the caller has them already.
    """
    found: dict[tuple[str, str], list[YearValue]] = defaultdict(list)
    known = figures() if published is None else published
    for figure in sorted((one for one in known if one.is_yearly_series and one.starts_on), key=_first_day):
        found[figure.series, figure.unit].append(
            YearValue(
                year=figure.starts_on.year,
                low=figure.value_low,
                high=figure.value_high,
                text=figure.value_text,
                code=figure.code,
                is_verified=figure.is_verified,
            )
        )
    return {key: tuple(values) for key, values in found.items()}


def _first_day(figure: OfficialFigure) -> date:
    return figure.starts_on or date.min


def series_breaks() -> tuple[SeriesBreak, ...]:
    """The breaks of the country's series by day, with a label in the reader's language."""
    pack = Pack.objects.first()
    if pack is None:
        return ()
    language = (get_language() or "en")[:2]
    name = f"label_{language if language in ('ru', 'kk') else 'en'}"
    return tuple(
        SeriesBreak(on=on, kind=cells["kind"], label=cells[name], source=cells["source"])
        for on, cells in read_breaks(pack_folder(pack.code))
    )


def breaks_between(first_year: int, last_year: int) -> tuple[SeriesBreak, ...]:
    """The breaks a line drawn through these years would hide."""
    return tuple(found for found in series_breaks() if first_year <= found.on.year <= last_year)


def divide(numerator: OfficialFigure, denominator: OfficialFigure) -> Fraction:
    """One published figure as a part of another.

    Raises UnlikeUnits unless both count the same unit over the same period, are single values and no shares.
    """
    if numerator.unit in SHARES or denominator.unit in SHARES:
        raise UnlikeUnits(_("A published share is already divided; its base is not in our hands."))
    if numerator.unit != denominator.unit:
        raise UnlikeUnits(
            _("%(one)s and %(other)s are different things and cannot be divided.")
            % {"one": numerator.get_unit_display(), "other": denominator.get_unit_display()}
        )
    if _period(numerator) is None or _period(numerator) != _period(denominator):
        raise UnlikeUnits(_("The two figures speak of different periods and cannot be divided."))
    return _single(numerator) / _divisor(denominator)


def is_alike(one: OfficialFigure, other: OfficialFigure) -> bool:
    """Whether two figures count the same thing over the same period, so that equal numbers mean the same."""
    return (
        (one.series, one.unit) == (other.series, other.unit)
        and _period(one) is not None
        and _period(one) == _period(other)
    )


def _period(figure: OfficialFigure) -> tuple[date, date] | None:
    return (figure.starts_on, figure.ends_on) if figure.starts_on and figure.ends_on else None


def _single(figure: OfficialFigure) -> Fraction:
    if figure.value_low is None or figure.value_low != figure.value_high:
        raise UnlikeUnits(_("A range or a rounded figure is not divided."))
    return Fraction(figure.value_low)


def _divisor(figure: OfficialFigure) -> Fraction:
    value = _single(figure)
    if value == 0:
        raise UnlikeUnits(_("Nothing can be a part of zero."))
    return value
