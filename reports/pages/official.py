"""Official figures: every published number with its unit, period and source, and the yearly series as bars."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports import drawing, tables, wording
from reports.charts import Frame
from reports.drawing import Drawings
from reports.models import FigureUnit, OfficialFigure, Series
from reports.official import SeriesBreak, YearValue, breaks_between, figures, yearly_series
from reports.tables import Cell, Column, Table


def value_words(figure: OfficialFigure) -> str:
    """The value as published, with the few words that published values begin with in the reader's language."""
    words = {
        "about": _("about %(number)s"),
        "over": _("over %(number)s"),
        "up to": _("up to %(number)s"),
        "under": _("under %(number)s"),
    }
    for word, text in words.items():
        if figure.value_text.startswith(f"{word} "):
            return text % {"number": figure.value_text.removeprefix(f"{word} ")}
    return figure.value_text


def figure_tables() -> list[tuple[str, list[OfficialFigure]]]:
    """(unit, figures) in the order of the units: unlike units never share a table."""
    by_unit: dict[str, list[OfficialFigure]] = {}
    for figure in figures():
        by_unit.setdefault(figure.unit, []).append(figure)
    return [(str(unit.label), by_unit[unit]) for unit in FigureUnit if unit in by_unit]


@dataclass(frozen=True, slots=True)
class YearlySeries:
    """A yearly series as bars and as a table, with what happened to the way of counting."""

    drawings: Drawings
    table: Table
    breaks: tuple[SeriesBreak, ...]


def official_series() -> list[YearlySeries]:
    """Every yearly series; a change in the way of counting is drawn between the years."""
    return [_series(series, unit, values) for (series, unit), values in sorted(yearly_series().items())]


def _series(series: str, unit: str, values: tuple[YearValue, ...]) -> YearlySeries:
    unit_label = str(FigureUnit(unit).label)
    frame = Frame(
        id=f"official-{series}-{unit}".replace("_", "-"),
        title=_("%(series)s, by year, as published") % {"series": Series(series).label},
        desc=_("Official figures of single years, each as it was published."),
        unit=_("Unit: %(unit)s") % {"unit": unit_label},
        n_text=wording.years(values[0].year, values[-1].year),
        style="official",
    )
    breaks = breaks_between(values[0].year, values[-1].year)
    marks = {found.on.year: found.label for found in breaks}
    rows = [tables.row(str(value.year), Cell(value.text, note=marks.get(value.year, ""))) for value in values]
    columns = [Column(_("Year"), is_numeric=False), Column(unit_label)]
    drawings = drawing.official_drawings(frame, values, {found.on.year for found in breaks if found.kind == "law"})
    return YearlySeries(drawings, tables.table(frame.title, columns, rows, is_caption_hidden=True), breaks)


def registrations_a_year() -> OfficialFigure | None:
    """The published yearly number of registrations that is no series: "about 700 a year"."""
    return (
        OfficialFigure.objects.filter(
            series=Series.REGISTERED, unit=FigureUnit.REGISTRATIONS, is_yearly_series=False, starts_on__isnull=True
        )
        .order_by("code")
        .first()
    )
