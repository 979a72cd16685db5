"""Every number of the page of limits as lines of one long table: by what, which group, measure, unit, out of what."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from institutions.vocabulary import Vocabulary
from reports.limits.choices import LIMITS_VERSION, By, LeftOut
from reports.limits.comparisons import KINDS, comparisons
from reports.limits.definitions import COUNTED, UNITS
from reports.limits.groups import Named, named
from reports.limits.measures import figures
from reports.limits.queries import Half, Report
from reports.limits.tables import small_note
from reports.report_lines import Line


def limits_lines(report: Report, known: Vocabulary) -> Iterator[Line]:
    """The header, then every number; shares are fractions of one. Visits of a scenario say so in each line."""
    yield [
        _("terms"), _("compared by"), _("group"), _("group in words"), _("measure"), _("measure in words"), _("unit"),
        _("count"), _("of"), _("value"), _("interval from"), _("interval to"), _("visits"), _("note"),
        _("how it is counted"), _("facts known up to"), _("definition version"),
    ]  # fmt: skip
    today = report.question.today.isoformat()
    for half, terms in ((report.real, _("in force")), (report.scenario, _("scenario"))):
        for line in _half(half, report.question.by, known):
            yield [terms, *line, today, LIMITS_VERSION]


def _half(half: Half, by: By, known: Vocabulary) -> Iterator[Line]:
    if not half.total.visits and not half.groups and not half.total.plain:
        return
    yield from _group("", Named("", _("all visits"), half.total))
    for cut, groups in ((By.NOTICE, half.notices), (By.YEAR, half.years), (by, half.groups)):
        if cut == by and groups is not half.groups:
            continue  # the same groups once
        for group in named(cut, groups, known):
            yield from _group(str(cut.label), group)
    yield from _comparisons(half)
    for reason in LeftOut:
        yield [
            "", "", _("all visits"), "", _("not compared before and after: %(why)s") % {"why": reason.label},
            _("visits"), half.total.left_out.get(reason, 0), half.total.visits, None, None, None, None, "", "",
        ]  # fmt: skip


def _group(cut: str, group: Named) -> Iterator[Line]:
    for measure, figure in figures(group.tally).items():
        yield [
            cut, group.code, group.label, measure.value, str(measure.label), str(UNITS[measure]), figure.count,
            figure.base, figure.value, figure.low, figure.high, figure.visits or None, small_note(figure),
            str(COUNTED[measure]),
        ]  # fmt: skip


def _comparisons(half: Half) -> Iterator[Line]:
    for what, found in comparisons(half).items():
        bounds = (found.value, found.low, found.high)
        yield ["", "", _("all visits"), "", str(what.label), str(KINDS[what]), None, None, *bounds, None, "", ""]
