"""Tables of the report pages: finished texts in rows, as `components/table.html` reads them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from institutions.choices import Exit, Milestone
from reports import wording
from reports.choices import HEADLINE, WithdrawalBand
from reports.drawing import loss_counts, loss_label
from reports.results import Cohort, FlowYear, FunnelResult, Group, ReceiptRow, Transition, Withdrawals


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    is_numeric: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    note: str = ""
    url: str = ""
    label: str = ""
    is_numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `is_caption_hidden` where a heading above says the same; `is_stacked_off` for many short rows,
    which a phone scrolls in their own box rather than as long lists."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_caption_hidden: bool = False
    is_stacked_off: bool = False


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    is_caption_hidden: bool = False,
    is_stacked_off: bool = False,
) -> Table:
    """A table whose cells know the label and the alignment of their column."""
    fitted = [
        replace(
            row,
            cells=tuple(
                replace(cell, label=column.label, is_numeric=column.is_numeric)
                for cell, column in zip(row.cells, columns, strict=True)
            ),
        )
        for row in rows
    ]
    return Table(caption, tuple(columns), tuple(fitted), is_caption_hidden, is_stacked_off)


def row(*cells: str | Cell, is_muted: bool = False) -> Row:
    """A row of texts and cells."""
    return Row(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells), is_muted)


def funnel_table(group: Group, labels: Mapping[int, str], *, with_shares: bool, link_to: Callable[[int], str]) -> Table:
    """The bars as rows: reached, shares, implied, lost on the way to the next."""
    shares = [Column(_("Of all registered")), Column(_("Interval (95 %)")), Column(_("Of the step before"))]
    columns = [Column(_("Step"), is_numeric=False), Column(_("Cases")), *(shares if with_shares else [])]
    columns += [Column(_("Of them without a recorded date")), Column(_("Went no further"), is_numeric=False)]
    rows = []
    for step in group.steps:
        share, interval = wording.share_and_interval(step.of_first)
        previous = wording.percent(step.of_previous.value) if step.of_previous else ""
        lost = loss_counts(step.loss) if step.loss else []
        rows.append(
            row(
                labels[step.milestone],
                Cell(wording.whole(step.reached), url=link_to(step.milestone)),
                *([share, interval, previous] if with_shares else []),
                wording.whole(step.implied),
                "; ".join(f"{loss_label(kind)}: {wording.whole(count)}" for kind, count in lost),
            )
        )
    return table(_("Registered cases by the step they reached"), columns, rows, is_caption_hidden=True)


def cohort_table(cohorts: Sequence[Cohort], *, with_shares: bool, link_to: Callable[[int, int], str]) -> Table:
    """One row a year of registration; a year too young is greyed and says so. `link_to(year, milestone)`."""
    columns = [Column(_("Registered in"), is_numeric=False), Column(_("Cases")), Column(_("Reached trial"))]
    columns += [Column(_("Share")), Column(_("Interval (95 %)"))] if with_shares else []
    columns += [Column(_("Still open"))]
    rows = []
    for cohort in cohorts:
        tried = cohort.group.step(HEADLINE)
        share, interval = wording.share_and_interval(tried.of_first) if tried else ("", "")
        rows.append(
            row(
                Cell(str(cohort.year), note="" if cohort.is_mature else _("too young")),
                Cell(wording.whole(cohort.group.cases), url=link_to(cohort.year, Milestone.REGISTERED.value)),
                Cell(wording.whole(tried.reached if tried else 0), url=link_to(cohort.year, HEADLINE.value)),
                *([share, interval] if with_shares else []),
                wording.whole(cohort.group.still_open.count),
                is_muted=not cohort.is_mature,
            )
        )
    return table(_("By year of registration"), columns, rows, is_caption_hidden=True, is_stacked_off=True)


def breakdown_table(
    result: FunnelResult,
    title: str,
    labels: Mapping[str, str],
    *,
    with_shares: bool,
    link_to: Callable[[str, int], str],
) -> Table:
    """One row a group in the order of the code list: nothing is ranked. `link_to(code, milestone)`."""
    columns = [Column(title, is_numeric=False), Column(_("Cases")), Column(_("Reached trial"))]
    columns += [Column(_("Share")), Column(_("Interval (95 %)"))] if with_shares else []
    rows = []
    for group in result.groups:
        tried = group.step(HEADLINE)
        share, interval = wording.share_and_interval(tried.of_first) if tried else ("", "")
        code = group.key[0]
        rows.append(
            row(
                labels.get(code, code),
                Cell(wording.whole(group.cases), url=link_to(code, Milestone.REGISTERED.value)),
                Cell(wording.whole(tried.reached if tried else 0), url=link_to(code, HEADLINE.value)),
                *([share, interval] if with_shares else []),
            )
        )
    return table(title, columns, rows, is_caption_hidden=True)


def exits_table(group: Group, grounds: Sequence[tuple[str, str, str, int]], *, link_to: Callable[[str], str]) -> Table:
    """Where all cases stand now, and on which ground: `grounds` are (exit, ground, legal basis, cases)."""
    columns = [Column(_("Where the case stands, and on which ground"), is_numeric=False), Column(_("Cases"))]
    rows = []
    for state in Exit.values:
        if not group.exits.get(state):
            continue
        rows.append(row(str(Exit(state).label), Cell(wording.whole(group.exits[state]), url=link_to(state))))
        rows += [
            row(Cell(_("of them: %(ground)s") % {"ground": ground}, note=basis), wording.whole(cases), is_muted=True)
            for exit_, ground, basis, cases in grounds
            if exit_ == state
        ]
    return table(_("Where the cases stand now"), columns, rows, is_caption_hidden=True)


def withdrawals_table(withdrawals: Withdrawals, labels: Mapping[int, str]) -> Table:
    """What became of cases whose complaint was withdrawn, by the step at which it was."""
    columns = [
        Column(_("Withdrawn after the step"), is_numeric=False),
        Column(_("Cases")),
        Column(_("Closed after the withdrawal")),
        Column(_("Closed in another way")),
        Column(_("Went further")),
        Column(_("Still open")),
    ]
    rows = [
        row(
            labels.get(found.milestone or 0, "") or _("Before registration, or on an unknown day"),
            *(
                wording.whole(count)
                for count in (found.cases, found.closed, found.closed_otherwise, found.went_further, found.still_open)
            ),
        )
        for found in withdrawals.rows
    ]
    return table(_("Withdrawn complaints"), columns, rows, is_caption_hidden=True)


def bands_table(withdrawals: Withdrawals) -> Table:
    """How soon after registration the complaint was withdrawn."""
    columns = [Column(_("From registration to withdrawal"), is_numeric=False), Column(_("Cases"))]
    rows = [row(str(band.label), wording.whole(withdrawals.bands.get(band.value, 0))) for band in WithdrawalBand]
    return table(_("How soon it was withdrawn"), columns, rows)


def transitions_table(transitions: Sequence[Transition], labels: Mapping[int, str], years: int) -> Table:
    """Median days from step to step, with how many cases they rest on."""
    columns = [
        Column(_("From"), is_numeric=False),
        Column(_("To"), is_numeric=False),
        Column(_("Median days")),
        Column(_("Cases")),
        Column(_("Dates in the wrong order")),
    ]
    rows = [
        row(
            labels[found.from_milestone],
            labels[found.to_milestone],
            _("no such case") if found.median_days is None else wording.whole(found.median_days),
            wording.whole(found.cases),
            wording.whole(found.reversed),
        )
        for found in transitions
    ]
    caption = _("Cases of years observed for at least %(years)s years") % {"years": years}
    return table(caption, columns, rows)


def flow_table(flow: Sequence[FlowYear], labels: Mapping[int, str], milestones: Sequence[int]) -> Table:
    """Events that happened in each calendar year. No percentages: they are not the same cases."""
    columns = [Column(_("Year"), is_numeric=False), *(Column(labels[milestone]) for milestone in milestones)]
    rows = [
        row(str(year.year), *(wording.whole(year.events.get(milestone, 0)) for milestone in milestones))
        for year in flow
    ]
    return table(
        _("Events in the year, not the same cases"), columns, rows, is_caption_hidden=True, is_stacked_off=True
    )


def receipt_table(receipt: Sequence[ReceiptRow], labels: Mapping[str, str]) -> Table:
    """From a complaint received to a registered case, by channel."""
    columns = [
        Column(_("How the complaint came"), is_numeric=False),
        Column(_("Received")),
        Column(_("Registered")),
        Column(_("Registration refused")),
        Column(_("Not decided yet")),
    ]
    rows = [
        row(
            labels.get(found.code, found.code),
            *(wording.whole(n) for n in (found.received, found.registered, found.not_registered, found.pending)),
        )
        for found in receipt
    ]
    return table(_("From complaint to registration"), columns, rows, is_caption_hidden=True)
