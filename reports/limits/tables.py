"""Tables of the measures: finished texts in rows, as `components/table.html` reads them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from reports import wording
from reports.limits.choices import FEWEST_VISITS, LeftOut, Measure
from reports.limits.definitions import UNITS
from reports.limits.groups import Named
from reports.limits.measures import Figure, figures
from reports.limits.words import interval_text, out_of_text, value_text
from reports.tables import Cell, Column, Row, Table, row, table

LinkTo = Callable[[Measure], str]


def figures_table(caption: str, found: Iterable[Figure], link_to: LinkTo) -> Table:
    """One row a measure: its value, its unit, its interval, and what it rests on."""
    columns = [
        Column(_("What is measured"), is_numeric=False),
        Column(_("Value")),
        Column(_("Unit"), is_numeric=False),
        Column(_("Interval (95 %)")),
        Column(_("Counted")),
        Column(_("Visits")),
    ]
    rows = [
        row(
            Cell(str(figure.measure.label), note=small_note(figure)),
            value_text(figure),
            str(UNITS[figure.measure]),
            interval_text(figure),
            Cell(out_of_text(figure), url=link_to(figure.measure)),
            wording.whole(figure.visits) if figure.visits else "",
        )
        for figure in found
    ]
    return table(caption, columns, rows, is_caption_hidden=True)


def groups_table(caption: str, measure: Measure, groups: Sequence[Named], link_to: Callable[[Named], str]) -> Table:
    """One row a group for one measure. Groups of few visits stay in the table and are marked."""
    columns = [
        Column(caption, is_numeric=False),
        Column(_("Visits")),
        Column(_("Value")),
        Column(_("Interval (95 %)")),
        Column(_("Counted")),
    ]
    rows = [_group_row(measure, group, figure_of(measure, group), link_to(group)) for group in groups]
    return table(caption, columns, rows, is_caption_hidden=True)


def figure_of(measure: Measure, group: Named) -> Figure:
    """The measure in one group; an empty one where the group has nothing of it."""
    return figures(group.tally).get(measure) or Figure(measure, 0, 0, None, None, None)


def _group_row(measure: Measure, group: Named, figure: Figure, url: str) -> Row:
    return row(
        Cell(group.label, note=small_note(figure)),
        Cell(wording.whole(group.tally.visits), url=url if group.tally.visits else ""),
        value_text(figure),
        interval_text(figure),
        out_of_text(figure),
        is_muted=figure.is_small,
    )


def small_note(figure: Figure) -> str:
    """That it rests on too little to be compared; empty where it does not, or where there is nothing at all."""
    if not figure.base or not figure.is_small:
        return ""
    return _("fewer than %(fewest)s: too small to compare") % {"fewest": FEWEST_VISITS}


def left_out_table(left_out: Mapping[LeftOut, int]) -> Table:
    """Visits that are not in the comparison of complaints before and after, by why."""
    columns = [Column(_("Left out because"), is_numeric=False), Column(_("Visits"))]
    rows = [row(str(reason.label), wording.whole(left_out.get(reason, 0))) for reason in LeftOut]
    return table(_("Visits that are not compared, each under the first reason that holds"), columns, rows)
