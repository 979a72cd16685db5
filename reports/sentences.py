"""The finding in one sentence, and what the numbers can and cannot say. Numbers come in, words go out."""

from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.choices import DataSet
from institutions.choices import Milestone
from reports import wording
from reports.results import Finding, FunnelResult


def headline(found: Finding, step_label: str) -> SafeString:
    """The finding with its numbers in bold, for the head of a page. `step_label` names the step of the finding."""
    return _headline(found, step_label, wording.strong)


def plain_headline(found: Finding, step_label: str) -> str:
    """The same without markup, for titles and descriptions of charts."""
    return str(_headline(found, step_label, str))


def _headline(found: Finding, step_label: str, emphasis: Callable[[str], str]) -> SafeString:
    if not found.cases:
        return format_html("{}", _no_cases(found))
    return format_html(
        _template(found),
        cases=emphasis(wording.whole(found.cases)),
        years=wording.years(found.year_from, found.year_to),
        reached=emphasis(wording.whole(found.reached)),
        horizon=found.horizon or "",
        step=step_label,
        share=emphasis(wording.percent(found.share.value)),
        low=wording.decimal((found.share.low or 0) * 100),
        high=wording.decimal((found.share.high or 0) * 100),
    )


def _template(found: Finding) -> str:
    if found.data_set == DataSet.PUBLIC_RECORD:
        return _documented_template(found)
    if found.milestone != Milestone.TRIED:
        return _(
            "Of {cases} cases registered in {years}, {reached} came as far as “{step}”: "
            "{share}, between {low} and {high} %."
        )
    if found.horizon:
        return ngettext(
            "Of {cases} cases registered in {years}, {reached} reached a trial within {horizon} year: "
            "{share}, between {low} and {high} %.",
            "Of {cases} cases registered in {years}, {reached} reached a trial within {horizon} years: "
            "{share}, between {low} and {high} %.",
            found.horizon,
        )
    return _(
        "Of {cases} cases registered in {years}, {reached} have reached a trial: {share}, between {low} and {high} %."
    )


def _documented_template(found: Finding) -> str:
    """Counts only: what became public is no sample of anything, so no rate is claimed."""
    if found.milestone != Milestone.TRIED:
        return _(
            "Of {cases} registered cases that became public, {reached} came as far as “{step}”. "
            "No rate follows from them."
        )
    return _("Of {cases} registered cases that became public, {reached} reached a trial. No rate follows from them.")


def _no_cases(found: Finding) -> str:
    if found.horizon:
        return ngettext(
            "No registered case under these filters has been followed for %(years)s year yet.",
            "No registered case under these filters has been followed for %(years)s years yet.",
            found.horizon,
        ) % {"years": found.horizon}
    return _("No registered case under these filters.")


def finding_note(result: FunnelResult, found: Finding) -> str:
    """Unit, day, and how many are still open: the small line under the finding."""
    parts = [
        _("Unit: registered case"),
        _("facts known up to %(day)s") % {"day": wording.day(result.query.as_of)},
    ]
    if found.cases:
        still_open = {"count": wording.whole(found.still_open.count), "cases": wording.whole(found.cases)}
        parts.append(_("still open: %(count)s of %(cases)s") % still_open)
    if found.horizon is None and found.young:
        parts.append(
            _("of years not yet three years old, with less time: %(count)s") % {"count": wording.whole(found.young)}
        )
    return " · ".join(parts)


def left_out(result: FunnelResult) -> list[str]:
    """Registered cases that are not in the total, each reason as one sentence."""
    without, horizon = result.left_out, result.query.horizon
    reasons = [
        (
            without.immature,
            _("%(n)s cases of years too young for %(h)s years of observation stand in the table by year only."),
        ),
        (without.undated, _("%(n)s cases were registered on an unknown day and belong to no year.")),
        (without.no_consent, _("%(n)s cases are left out because the person did not agree to be counted.")),
        (without.merged, _("%(n)s cases joined to another one are left out, so that a joined proceeding counts once.")),
    ]
    return [text % {"n": wording.whole(count), "h": horizon} for count, text in reasons if count]
