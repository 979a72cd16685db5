"""Official figures and documented cases side by side, each in its own unit; nothing is computed between them."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _

from reports import tables, wording
from reports.models import FigureUnit, OfficialFigure, Series
from reports.official import yearly
from reports.queries import reached_to_date
from reports.tables import Column, Table


def beside(as_of: date, steps: Mapping[int, str], published: Collection[OfficialFigure]) -> dict[str, object]:
    """The yearly official number of cases, and how far the documented public cases came.

    `steps`: milestone -> label of the bars the country draws. `published`: the official figures.
    """
    return {
        "official": _official(published),
        "official_unit": str(FigureUnit.CASES.label),
        "documented": _documented(as_of, steps),
        "documented_unit": _("documented cases"),
    }


def _official(published: Collection[OfficialFigure]) -> Table | None:
    values = yearly(Series.REGISTERED, FigureUnit.CASES, published)
    if not values:
        return None
    columns = [Column(_("Year"), is_numeric=False), Column(str(FigureUnit.CASES.label))]
    rows = [tables.row(str(value.year), value.text) for value in values]
    return tables.table(_("Registered, as published"), columns, rows)


def _documented(as_of: date, steps: Mapping[int, str]) -> Table:
    columns = [Column(_("Step"), is_numeric=False), Column(_("documented cases"))]
    reached = reached_to_date(as_of, tuple(steps))
    rows = [tables.row(steps[milestone], wording.whole(cases)) for milestone, cases in reached.items()]
    return tables.table(_("How far they came; no rate follows"), columns, rows)
