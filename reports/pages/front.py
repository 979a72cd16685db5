"""The open front page: official figures, documented public cases and the demonstration, side by side, never mixed."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import AnonymousUser

from complaints.choices import DataSet
from complaints.models import Case
from institutions.queries import source_book
from reports import sentences
from reports.finding import finding
from reports.pages.funnel import funnel_drawings, milestone_labels
from reports.pages.official import official_series, registrations_a_year, value_words
from reports.queries import drawn_steps, front_funnel, funnel_for, latest_report
from reports.results import FunnelQuery, FunnelResult
from reports.small_cells import public_totals
from reports.tables import funnel_table


def front_context(today: date) -> dict[str, object]:
    """Everything on the front page. Holds nothing of any organisation's own cases."""
    yearly, public = registrations_a_year(), Case.objects.of(DataSet.PUBLIC_RECORD)
    steps = {step.milestone: step.label for step in drawn_steps(today)}
    return {
        "has_pack": bool(steps),
        "yearly": yearly,
        "yearly_value": value_words(yearly) if yearly else "",
        "yearly_source": source_book().plain(yearly.source) if yearly else "",
        "official_series": official_series(),
        "documented": _part(_documented(today), steps) if steps else None,
        "public_cases": public.count(),
        "never_registered": public.filter(milestones__furthest__isnull=True).count(),
        "demonstration": _part(front_funnel(DataSet.DEMONSTRATION, today), steps) if steps else None,
        "is_demonstration": False,  # the banner would speak of the whole page; the part has a notice of its own
    }


def _documented(today: date) -> FunnelResult:
    """Public cases to date: so few that a horizon would only hide some, and no rate is claimed from them."""
    query = FunnelQuery(data_set=DataSet.PUBLIC_RECORD, as_of=today)
    stored = latest_report(AnonymousUser(), query)
    return public_totals(stored.report.funnel if stored else funnel_for(AnonymousUser(), query))


def _part(funnel: FunnelResult, steps: Mapping[int, str]) -> dict[str, object] | None:
    """One open data set in a sentence, a drawing and a table; None where it holds no case that can be counted."""
    if not funnel.total.cases:
        return None
    labels = milestone_labels(steps)
    found = finding(funnel)
    with_shares = funnel.query.data_set != DataSet.PUBLIC_RECORD
    return {
        "headline": sentences.headline(found, labels[found.milestone]),
        "note": sentences.finding_note(funnel, found),
        "funnel": funnel_drawings(funnel, labels),
        "table": funnel_table(funnel.total, labels, with_shares=with_shares, link_to=lambda _milestone: ""),
    }
