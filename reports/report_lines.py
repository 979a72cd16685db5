"""Every number of the funnel page as lines of one long table: table, group, measure, unit, out of what.

A line is (table, code of the group, group in words, measure, unit, value, of, share, interval from, interval to, note).
`of` is the number of cases the value rests on; it is empty only where nothing may be divided (events of a year).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from complaints.choices import DataSet
from institutions.choices import Exit
from reports.choices import Breakdown, WithdrawalBand
from reports.codes import CodeLists
from reports.drawing import loss_counts, loss_label
from reports.results import Curve, FlowYear, Group, LeftOut, ReceiptRow, Report, Share, Transition, Withdrawals

Line = list[str | int | float | None]
Grounds = Sequence[tuple[str, str, str, int]]


def funnel_lines(report: Report, labels: Mapping[int, str], lists: CodeLists, grounds: Grounds) -> Iterator[Line]:
    """The header, then every number; shares are fractions of one. What became public is no sample: it has no shares.

    `labels`: milestone -> words. `grounds`: (exit, ground, legal basis, cases), as under the table of exits.
    """
    query, version = report.funnel.query, report.funnel.definition_version
    yield [
        _("table"), _("group"), _("group in words"), _("measure"), _("unit"), _("value"), _("of"), _("share"),
        _("interval from"), _("interval to"), _("note"), _("facts known up to"), _("definition version"),
    ]  # fmt: skip
    has_rates = query.data_set != DataSet.PUBLIC_RECORD
    for line in _body(report, labels, lists, grounds, has_rates=has_rates):
        told = line if has_rates else [*line[:7], None, None, None, *line[10:]]
        yield [*told, query.as_of.isoformat(), version]


def _body(
    report: Report, labels: Mapping[int, str], lists: CodeLists, grounds: Grounds, *, has_rates: bool
) -> Iterator[Line]:
    funnel = report.funnel
    yield from _whole(funnel.total, labels, has_rates=has_rates)
    yield from _left_out(funnel.left_out)
    yield from _exits(funnel.total, grounds)
    for cohort in funnel.cohorts:
        note = "" if cohort.is_mature else _("too young: these cases may still arrive")
        yield from _group(_("year of registration"), str(cohort.year), str(cohort.year), cohort.group, labels, note)
    if funnel.query.breakdowns:
        breakdown = Breakdown(funnel.query.breakdowns[0])
        words = lists.labels_of(breakdown)
        for group in funnel.groups:
            code = group.key[0]
            yield from _group(str(breakdown.label), code, words.get(code, code), group, labels)
    yield from _times(funnel.total.transitions, labels, funnel.median_horizon)
    yield from _curve(report.curve, labels) if report.curve and has_rates else ()
    yield from _withdrawals(report.withdrawals, labels)
    yield from _flow(report.flow, labels)
    yield from _receipt(report.receipt, lists.labels_of(Breakdown.CHANNEL))


def _whole(total: Group, labels: Mapping[int, str], *, has_rates: bool) -> Iterator[Line]:
    name, everything = _("funnel"), _("all cases")
    yield from _group(name, "", everything, total, labels)
    if has_rates:  # sources of public cases state how many were convicted, seldom one by one
        officials = total.officials
        yield [
            name, "", everything, _("officials convicted per 100 registered cases"), _("officials"), officials.count,
            officials.base, officials.per_hundred, officials.low, officials.high, _("a ratio, not a share"),
        ]  # fmt: skip
    for measure, count in [
        (_("of cohorts not yet observed for 3 years"), total.young),
        (_("with a date known to a month or worse"), total.vague),
    ]:
        yield [name, "", everything, measure, _("registered cases"), count, *_share(Share(count, total.cases)), ""]


def _group(name: str, code: str, words: str, group: Group, labels: Mapping[int, str], note: str = "") -> Iterator[Line]:
    unit = _("registered cases")
    for step in group.steps:
        label = labels[step.milestone]
        yield [name, code, words, label, unit, step.reached, *_share(step.of_first), note]
        if step.of_previous:
            of_previous = _("%(step)s, of the step before") % {"step": label}
            yield [name, code, words, of_previous, unit, step.reached, *_share(step.of_previous), note]
        undated = _("%(step)s, without a recorded date") % {"step": label}
        yield [name, code, words, undated, unit, step.implied, *_share(Share(step.implied, step.reached)), note]
        for kind, count in loss_counts(step.loss) if step.loss else []:
            lost = _("%(step)s and no further: %(kind)s") % {"step": label, "kind": loss_label(kind)}
            yield [name, code, words, lost, unit, count, *_share(Share(count, step.reached)), note]
    yield [name, code, words, _("still open"), unit, group.still_open.count, *_share(group.still_open), note]


def _left_out(left_out: LeftOut) -> Iterator[Line]:
    for code, words, count in [
        ("no_consent", _("the person did not agree to be counted"), left_out.no_consent),
        ("undated", _("registered on an unknown day"), left_out.undated),
        ("immature", _("registered too recently for the horizon"), left_out.immature),
        ("merged", _("joined to another case"), left_out.merged),
    ]:
        yield _count(_("left out of the total"), code, words, _("cases left out"), count, None)


def _exits(total: Group, grounds: Grounds) -> Iterator[Line]:
    name, everything = _("where cases stand now"), _("all cases")
    for state, count in total.exits.items():
        yield _count(name, state, everything, str(Exit(state).label), count, total.cases)
    for state, ground, basis, count in grounds:
        measure = _("%(state)s, on the ground: %(ground)s") % {"state": Exit(state).label, "ground": ground}
        yield _count(name, state, everything, measure, count, total.exits.get(state, 0), basis)


def _times(transitions: Sequence[Transition], labels: Mapping[int, str], years: int) -> Iterator[Line]:
    name = _("time from step to step")
    for found in transitions:
        words = _("%(first)s to %(second)s") % {
            "first": labels[found.from_milestone],
            "second": labels[found.to_milestone],
        }
        code = f"{found.from_milestone}-{found.to_milestone}"
        note = _("cases of years observed for at least %(years)s years") % {"years": years}
        yield [name, code, words, _("median"), _("days"), found.median_days, found.cases, None, None, None, note]
        yield _count(name, code, words, _("dates in the wrong order"), found.reversed, None)


def _curve(curve: Curve, labels: Mapping[int, str]) -> Iterator[Line]:
    name, label = _("curve"), labels[curve.milestone]
    followed = _("of: cases followed to this day")
    for point in curve.points:
        yield [
            name, str(point.day), _("day %(day)s") % {"day": point.day}, _("%(step)s, share so far") % {"step": label},
            _("fraction of registered cases"), float(point.value), point.at_risk, float(point.value), point.low,
            point.high, followed,
        ]  # fmt: skip
    for day, at_risk in curve.risk_table:
        yield _count(name, str(day), _("day %(day)s") % {"day": day}, _("cases still followed"), at_risk, curve.cases)
    yield _count(name, "", _("all cases"), label, curve.events, curve.cases)
    yield _count(
        name, "", _("all cases"), _("%(step)s, on an unknown day") % {"step": label}, curve.undated, curve.cases
    )


def _withdrawals(withdrawals: Withdrawals, labels: Mapping[int, str]) -> Iterator[Line]:
    name, everything, all_withdrawn = _("withdrawals"), _("all cases"), withdrawals.share.count
    unit = _("registered cases")
    yield [name, "", everything, _("withdrawn"), unit, all_withdrawn, *_share(withdrawals.share), ""]
    yield _count(name, "", everything, _("withdrawn, filed again later"), withdrawals.refiled, all_withdrawn)
    for row in withdrawals.rows:
        step = labels.get(row.milestone or 0, _("before registration, or on an unknown day"))
        for measure, count, of in [
            (_("withdrawn"), row.cases, all_withdrawn),
            (_("withdrawn and closed after it"), row.closed, row.cases),
            (_("withdrawn, closed in another way"), row.closed_otherwise, row.cases),
            (_("withdrawn, went further"), row.went_further, row.cases),
            (_("withdrawn, still open"), row.still_open, row.cases),
        ]:
            yield _count(name, str(row.milestone or ""), step, measure, count, of)
    for band in WithdrawalBand if withdrawals.rows else ():
        count = withdrawals.bands.get(band.value, 0)
        yield _count(name, band.value, str(band.label), _("time from registration to withdrawal"), count, all_withdrawn)


def _flow(flow: Iterable[FlowYear], labels: Mapping[int, str]) -> Iterator[Line]:
    note = _("events of the year, not the same cases")
    for year in flow:
        for milestone, count in year.events.items():
            yield _count(_("events by year"), str(year.year), str(year.year), labels[milestone], count, None, note)


def _receipt(receipt: Iterable[ReceiptRow], words: Mapping[str, str]) -> Iterator[Line]:
    name, unit = _("from complaint to registration"), _("cases with a complaint")
    for row in receipt:
        channel = words.get(row.code, row.code)
        yield [name, row.code, channel, _("received"), unit, row.received, row.received, None, None, None, ""]
        yield [name, row.code, channel, _("registered"), unit, row.registered, *_share(row.share), ""]
        for measure, count in [
            (_("registration refused"), row.not_registered),
            (_("not decided yet"), row.pending),
        ]:
            yield [name, row.code, channel, measure, unit, count, row.received, None, None, None, ""]


def _share(share: Share) -> Line:
    return [share.base, share.value, share.low, share.high]


def _count(name: str, code: str, words: str, measure: str, count: int, of: int | None, note: str = "") -> Line:
    return [name, code, words, measure, _("registered cases"), count, of, None, None, None, note]
