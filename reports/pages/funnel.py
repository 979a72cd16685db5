"""The funnel page: one report in sentences, drawings and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.choices import DataSet
from institutions.choices import Milestone
from reports import drawing, queries, sentences, tables, wording
from reports.charts import Frame
from reports.choices import HEADLINE, Breakdown
from reports.codes import CodeLists
from reports.drawing import Drawings
from reports.filters import CaseLinks, may_list
from reports.finding import finding
from reports.grounds import exits_by_ground
from reports.official import figures
from reports.pages.beside import beside
from reports.pages.notes import notes_for
from reports.results import FunnelQuery, FunnelResult, Report
from reports.snapshots import last_event
from reports.tables import Table


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the numbers come from: a stored snapshot, or computed for this page."""

    as_of: str
    definition_version: str
    computed_at: datetime | None
    result_hash: str
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A report with what is known about its age."""

    report: Report
    stamp: Stamp


def answer(actor: User, query: FunnelQuery, lists: CodeLists) -> Answer:
    """The stored report of this question if there is one, else computed now."""
    stored = queries.latest_report(actor, query)
    report = stored.report if stored else queries.report_for(actor, query, lists)
    funnel = report.funnel
    return Answer(
        report,
        Stamp(
            as_of=wording.day(funnel.query.as_of),
            definition_version=funnel.definition_version,
            computed_at=stored.snapshot.computed_at if stored else None,
            result_hash=stored.snapshot.result_hash[:12] if stored else "",
            is_behind=bool(stored) and stored.snapshot.last_event < last_event(query, stored.snapshot.organisation_id),
        ),
    )


def milestone_labels(steps: Mapping[int, str]) -> dict[int, str]:
    """What the country calls its bars; the general word for a milestone it draws no bar for."""
    return {milestone.value: steps.get(milestone.value, str(milestone.label)) for milestone in Milestone}


def funnel_context(actor: User, query: FunnelQuery, lists: CodeLists) -> dict[str, object]:
    """Everything below the filters."""
    found = answer(actor, query, lists)
    report, funnel = found.report, found.report.funnel
    labels = milestone_labels(lists.steps())
    links = CaseLinks(funnel.query, is_open=may_list(actor, query.data_set))
    published = list(figures())
    with_shares = query.data_set != DataSet.PUBLIC_RECORD
    return {
        "stamp": found.stamp,
        "with_shares": with_shares,
        "is_demonstration": query.data_set == DataSet.DEMONSTRATION,
        **_finding_parts(funnel, labels),
        "cases": funnel.total.cases,
        "funnel": funnel_drawings(funnel, labels, links),
        "funnel_table": tables.funnel_table(funnel.total, labels, with_shares=with_shares, link_to=links.reached),
        "cohorts": tables.cohort_table(funnel.cohorts, with_shares=with_shares, link_to=links.year),
        "breakdown": _breakdown(funnel, lists, links),
        "exits": tables.exits_table(funnel.total, grounds_beside(actor, found), link_to=links.state),
        **_people_and_time(report, labels, with_shares),
        "flow": tables.flow_table(report.flow, labels, funnel.milestones) if report.flow else None,
        "receipt": _receipt(report, lists),
        "beside": beside(query.as_of, lists.steps(), published),
        "notes": notes_for(query.data_set, published),
    }


def _finding_parts(funnel: FunnelResult, labels: dict[int, str]) -> dict[str, object]:
    headline = finding(funnel)
    return {
        "headline": sentences.headline(headline, labels[headline.milestone]),
        "headline_note": sentences.finding_note(funnel, headline),
        "left_out": sentences.left_out(funnel),
    }


def funnel_drawings(funnel: FunnelResult, labels: dict[int, str], links: CaseLinks | None = None) -> Drawings | None:
    """The funnel as drawn; None without cases."""
    if not funnel.total.cases:
        return None
    headline = finding(funnel)
    with_shares = funnel.query.data_set != DataSet.PUBLIC_RECORD
    frame = Frame(
        id=f"funnel-{funnel.query.data_set.replace('_', '-')}",
        title=_("How far registered cases came"),
        desc=sentences.plain_headline(headline, labels[headline.milestone]),
        unit=_("Unit: registered case"),
        n_text=_("%(count)s cases registered in %(years)s")
        % {"count": wording.whole(headline.cases), "years": wording.years(headline.year_from, headline.year_to)},
        style=drawing.STYLES[DataSet(funnel.query.data_set)],
    )
    link_to = links.reached if links else _no_link
    return drawing.funnel_drawings(frame, funnel.total, labels, with_shares=with_shares, link_to=link_to)


def _no_link(_milestone: int) -> str:
    return ""


def _breakdown(funnel: FunnelResult, lists: CodeLists, links: CaseLinks) -> Table | None:
    if not funnel.query.breakdowns or not funnel.groups:
        return None
    breakdown = Breakdown(funnel.query.breakdowns[0])
    return tables.breakdown_table(
        funnel,
        str(breakdown.label),
        lists.labels_of(breakdown),
        with_shares=funnel.query.data_set != DataSet.PUBLIC_RECORD,
        link_to=lambda code, milestone: links.group(breakdown, code, milestone),
    )


def grounds_beside(actor: User, found: Answer) -> list[tuple[str, str, str, int]]:
    """Exits by ground, counted now; none beside stored numbers that are behind, for they would not add up to these."""
    if found.stamp.is_behind:
        return []
    query = found.report.funnel.query
    return exits_by_ground(query, queries.funnel_rows_for(actor, query.data_set))


def _people_and_time(report: Report, labels: dict[int, str], with_shares: bool) -> dict[str, object]:
    """Withdrawals, the curve, times from step to step, and officials convicted."""
    funnel, withdrawals = report.funnel, report.withdrawals
    share, interval = wording.share_and_interval(withdrawals.share)
    return {
        "withdrawals": tables.withdrawals_table(withdrawals, labels) if withdrawals.rows else None,
        "withdrawal_bands": tables.bands_table(withdrawals) if withdrawals.rows else None,
        "withdrawn": wording.whole(withdrawals.share.count),
        "withdrawn_share": share if with_shares else "",
        "withdrawn_interval": interval if with_shares else "",
        "refiled": wording.whole(withdrawals.refiled),
        "curve": _curve(report, labels) if with_shares else None,
        "transitions": tables.transitions_table(funnel.total.transitions, labels, funnel.median_horizon),
        # Sources of public cases state how many were convicted, seldom one by one: a count of events would be too low.
        "officials": wording.whole(funnel.total.officials.count) if with_shares else "",
        "officials_ratio": wording.per_hundred(funnel.total.officials) if with_shares else "",
    }


def _curve(report: Report, labels: dict[int, str]) -> Drawings | None:
    if report.curve is None:
        return None
    frame = Frame(
        id="curve",
        title=_("Share that reached a trial, by time since registration"),
        desc=_("Step line with its interval (95 %); the number of cases still followed stands under the axis."),
        unit=_("Per cent of registered cases; band: interval (95 %)"),
        n_text=_("%(count)s cases, closed ones included") % {"count": wording.whole(report.curve.cases)},
        style=drawing.STYLES[DataSet(report.funnel.query.data_set)],
    )
    return drawing.curve_drawings(frame, report.curve, labels[HEADLINE])


def _receipt(report: Report, lists: CodeLists) -> Table | None:
    if not report.receipt:
        return None
    return tables.receipt_table(report.receipt, lists.labels_of(Breakdown.CHANNEL))
