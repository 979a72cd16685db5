"""The funnel with three breakdowns against one statement over the events and against a loop over objects."""

from datetime import date

from bench.measure import paired, peak_megabytes, seconds_of
from bench.rivals import object_loop, of_result, over_events
from complaints.choices import DataSet
from complaints.models import CaseMilestones
from reports.choices import Breakdown
from reports.funnel import compute, counts
from reports.queries import drawn_milestones
from reports.results import FunnelQuery

ROUNDS = 5


class FiguresDiffer(Exception):
    """Two ways of counting do not agree: no time is worth printing."""


def measure(*, today: date, is_loop_feasible: bool) -> dict:
    """Seconds of each way of counting; raises FiguresDiffer unless all give the same cells."""
    milestones = drawn_milestones(today)
    rows = CaseMilestones.objects.of(DataSet.DEMONSTRATION)
    query = FunnelQuery(
        data_set=DataSet.DEMONSTRATION,
        as_of=today,
        breakdowns=(Breakdown.REGION, Breakdown.FACILITY_TYPE, Breakdown.CHANNEL),
    )

    def ours() -> object:
        return compute(query, rows, milestones)

    expected = over_events(milestones)
    if of_result(ours()) != expected:
        raise FiguresDiffer("The milestone rows and the events give different funnels.")
    found = {"cells": len(expected)}
    found["funnel_seconds"], found["sql_over_events_seconds"] = paired(ours, lambda: over_events(milestones), ROUNDS)
    found["counts_seconds"], _other = paired(lambda: list(counts(query, rows, milestones)), lambda: None, ROUNDS)
    found["funnel_peak_mb"] = peak_megabytes()
    if is_loop_feasible:
        found["object_loop_seconds"], cells = seconds_of(lambda: object_loop(milestones))
        if cells != expected:
            raise FiguresDiffer("The loop over objects and the events give different funnels.")
    return found
