"""Official figures and documented cases side by side, each in its own unit; nothing is computed between them."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from complaints.choices import DataSet
from reports import tables, wording
from reports.models import FigureUnit, Series
from reports.official import yearly
from reports.queries import drawn_steps, funnel_for
from reports.results import FunnelQuery
from reports.tables import Column, Table


def beside(as_of: date) -> dict[str, object]:
    """The yearly official number of cases, and how far the documented public cases came."""
    return {
        "official": _official(),
        "official_unit": str(FigureUnit.CASES.label),
        "documented": _documented(as_of),
        "documented_unit": _("documented cases"),
    }


def _official() -> Table | None:
    values = yearly(Series.REGISTERED, FigureUnit.CASES)
    if not values:
        return None
    columns = [Column(_("Year"), is_numeric=False), Column(str(FigureUnit.CASES.label))]
    rows = [tables.row(str(value.year), value.text) for value in values]
    return tables.table(_("Registered, as published"), columns, rows)


def _documented(as_of: date) -> Table:
    funnel = funnel_for(AnonymousUser(), FunnelQuery(data_set=DataSet.PUBLIC_RECORD, as_of=as_of))
    labels = {step.milestone: step.label for step in drawn_steps(as_of)}
    columns = [Column(_("Step"), is_numeric=False), Column(_("documented cases"))]
    rows = [tables.row(labels[step.milestone], wording.whole(step.reached)) for step in funnel.total.steps]
    return tables.table(_("How far they came; no rate follows"), columns, rows)
