"""Tables as files a spreadsheet opens without harm: UTF-8 with its mark, the reader's separators, no formulas."""

import csv
import io
from collections.abc import Iterable, Mapping

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.choices import Exit
from institutions.queries import source_book
from reports.choices import Breakdown
from reports.codes import labels_of
from reports.drawing import loss_counts, loss_label
from reports.official import figures
from reports.results import Group, Report, Share

Line = list[str | int | float | None]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def file_response(name: str, lines: Iterable[Line], *, is_demonstration: bool) -> HttpResponse:
    """`lines` (the header first) as a file. Invented data say so above the header and in a column of every line."""
    is_english = (get_language() or "en")[:2] == "en"
    text = io.StringIO()
    writer = csv.writer(text, delimiter="," if is_english else ";", lineterminator="\r\n")
    if is_demonstration:
        writer.writerow(
            [_("Demonstration data: invented cases, calibrated on official totals. They describe no country.")]
        )
    mark = _("demonstration (invented)") if is_demonstration else ""
    for position, line in enumerate(lines):
        cells = [_cell(value, is_english) for value in line]
        if is_demonstration:
            cells.insert(0, _("kind of data") if position == 0 else mark)
        writer.writerow(cells)
    response = HttpResponse(_BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(value: str | int | float | None, is_english: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        number = f"{value:.6f}".rstrip("0").rstrip(".")
        return number if is_english else number.replace(".", ",")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def funnel_lines(report: Report, labels: Mapping[int, str]) -> Iterable[Line]:
    """Every number of the funnel page, one a line, with its unit, base and interval; shares are fractions of one."""
    funnel = report.funnel
    yield [
        _("table"), _("group"), _("group in words"), _("measure"), _("unit"), _("value"), _("of"), _("share"),
        _("interval from"), _("interval to"), _("note"), _("facts known up to"), _("definition version"),
    ]  # fmt: skip
    tail: Line = [funnel.query.as_of.isoformat(), funnel.definition_version]
    for line in _body(report, labels):
        yield [*line, *tail]


def _body(report: Report, labels: Mapping[int, str]) -> Iterable[Line]:
    funnel = report.funnel
    total, everything = _("funnel"), _("all cases")
    yield from _steps(total, "", everything, funnel.total, labels)
    yield from _exits(funnel.total, everything)
    officials = funnel.total.officials
    yield [
        total, "", everything, _("officials convicted per 100 registered cases"), _("officials"), officials.count,
        officials.base, officials.per_hundred, officials.low, officials.high, _("a ratio, not a share"),
    ]  # fmt: skip
    for cohort in funnel.cohorts:
        note = "" if cohort.is_mature else _("too young: these cases may still arrive")
        yield from _steps(_("year of registration"), str(cohort.year), str(cohort.year), cohort.group, labels, note)
    if funnel.query.breakdowns:
        breakdown = Breakdown(funnel.query.breakdowns[0])
        words = labels_of(breakdown)
        for group in funnel.groups:
            yield from _steps(str(breakdown.label), group.key[0], words.get(group.key[0], group.key[0]), group, labels)
    for row in report.withdrawals.rows:
        step = labels.get(row.milestone or 0, _("before registration, or on an unknown day"))
        for measure_, count in [
            (_("withdrawn"), row.cases),
            (_("withdrawn and closed after it"), row.closed),
            (_("withdrawn, closed in another way"), row.closed_otherwise),
            (_("withdrawn, went further"), row.went_further),
            (_("withdrawn, still open"), row.still_open),
        ]:
            yield _count(_("withdrawals"), str(row.milestone or ""), step, measure_, count)
    for year in report.flow:
        for milestone, count in year.events.items():
            note = _("events of the year, not the same cases")
            yield _count(_("events by year"), str(year.year), str(year.year), labels[milestone], count, note)


def _steps(name: str, code: str, words: str, group: Group, labels: Mapping[int, str], note: str = "") -> Iterable[Line]:
    for step in group.steps:
        yield [
            name,
            code,
            words,
            labels[step.milestone],
            _("registered cases"),
            step.reached,
            *_share(step.of_first),
            note,
        ]
        for kind, count in loss_counts(step.loss) if step.loss else []:
            lost = _("%(step)s and no further: %(kind)s") % {"step": labels[step.milestone], "kind": loss_label(kind)}
            yield _count(name, code, words, lost, count, note)


def _exits(group: Group, words: str) -> Iterable[Line]:
    for state, count in group.exits.items():
        yield _count(_("where cases stand now"), state, words, str(Exit(state).label), count)


def _share(share: Share) -> Line:
    return [share.base, share.value, share.low, share.high]


def _count(name: str, code: str, words: str, measure_: str, count: int, note: str = "") -> Line:
    return [name, code, words, measure_, _("registered cases"), count, None, None, None, None, note]


def official_lines() -> Iterable[Line]:
    """Every published figure with its unit, period, value and source, the source in words and with its address."""
    sources = source_book()
    yield [
        _("code"), _("series"), _("unit"), _("what it measures"), _("period as published"), _("first day"),
        _("last day"), _("value as published"), _("at least"), _("at most"), _("source"),
        _("address of the source"), _("verified"),
    ]  # fmt: skip
    for figure in figures():
        yield [
            figure.code,
            figure.get_series_display(),
            figure.get_unit_display(),
            figure.measure,
            figure.period,
            figure.starts_on.isoformat() if figure.starts_on else "",
            figure.ends_on.isoformat() if figure.ends_on else "",
            figure.value_text,
            None if figure.value_low is None else float(figure.value_low),
            None if figure.value_high is None else float(figure.value_high),
            sources.plain(figure.source),
            "; ".join(sources.addresses(figure.source)),
            _("yes") if figure.is_verified else _("no"),
        ]
