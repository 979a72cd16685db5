"""The same funnel counted in other ways: one SQL statement over the events, and a loop over Django objects.

Key of a cell: (code of the region, code of the kind of place, code of the channel); value: registered cases that
reached each drawn milestone, in order.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from django.db import connection
from django.db.models import Prefetch

from complaints.choices import DataSet
from complaints.models import Case, CaseEvent
from reports.results import FunnelResult

Cells = dict[tuple[str, str, str], tuple[int, ...]]

# What one writes by hand for the same page: how far each case got, where it stands, the days between steps, by cell.
ONE_STATEMENT = """
WITH happened AS (
    SELECT event.case_id, event.happened_on, event.sequence, stage.milestone, stage.effect, stage.exit
      FROM complaints_caseevent event
      JOIN institutions_stage stage ON stage.id = event.stage_id
     WHERE stage.track = 'procedure' AND NOT event.is_void AND event.alternative_to_id IS NULL
       AND NOT EXISTS (SELECT FROM complaints_caseevent later WHERE later.supersedes_id = event.id)
), path AS (
    SELECT case_id, max(milestone) AS furthest, {dates},
           (array_agg(effect || exit ORDER BY happened_on DESC, sequence DESC)
               FILTER (WHERE effect IN ('closes', 'reopens', 'interrupts', 'resumes', 'convicts', 'acquits'))
           )[1] AS stands
      FROM happened
     GROUP BY case_id
), came AS (
    SELECT DISTINCT ON (case_id) case_id, channel_id FROM complaints_complaint ORDER BY case_id, id
)
SELECT coalesce(region.code, 'none'), coalesce(place.code, 'none'), coalesce(channel.code, 'none'), {counts},
       {losses}, {medians}
  FROM path
  JOIN complaints_case c ON c.id = path.case_id AND c.data_set = %s
  LEFT JOIN came ON came.case_id = c.id
  LEFT JOIN institutions_region region ON region.id = c.region_id
  LEFT JOIN institutions_facilitytype place ON place.id = c.facility_type_id
  LEFT JOIN institutions_channel channel ON channel.id = came.channel_id
 WHERE furthest IS NOT NULL
 GROUP BY 1, 2, 3
"""
STANDINGS = ("closesterminated", "interrupts", "acquits", "convicts")


def over_events(milestones: Sequence[int]) -> Cells:
    """One hand-written statement over the event log, with losses and medians as the page shows them."""
    steps = [int(step) for step in milestones]
    statement = ONE_STATEMENT.format(
        dates=", ".join(f"min(happened_on) FILTER (WHERE milestone = {step}) AS t{step}" for step in steps),
        counts=", ".join(f"count(*) FILTER (WHERE furthest >= {step})" for step in steps),
        losses=", ".join(
            f"count(*) FILTER (WHERE furthest = {step} AND stands = '{standing}')"
            for step in steps
            for standing in STANDINGS
        ),
        medians=", ".join(
            f"percentile_cont(0.5) WITHIN GROUP (ORDER BY t{second} - t{first}) FILTER (WHERE t{second} >= t{first})"
            for first, second in pairwise(steps)
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [DataSet.DEMONSTRATION])
        return {tuple(row[:3]): tuple(row[3 : 3 + len(steps)]) for row in cursor.fetchall()}


def object_loop(milestones: Sequence[int]) -> Cells:
    """What one writes first: all cases with their events, counted in Python. Events are fetched in chunks."""
    cells: dict[tuple, list[int]] = defaultdict(lambda: [0] * len(milestones))
    events = CaseEvent.objects.in_force().select_related("stage")
    cases = (
        Case.objects.of(DataSet.DEMONSTRATION)
        .select_related("region", "facility_type")
        .prefetch_related(Prefetch("events", queryset=events), "complaints__channel")
    )
    for case in cases.iterator(chunk_size=2000):
        furthest = max((event.stage.milestone or 0 for event in case.events.all()), default=0)
        if not furthest:
            continue
        complaints = sorted(case.complaints.all(), key=lambda complaint: complaint.pk)
        channel = complaints[0].channel if complaints else None
        key = tuple(row.code if row else "none" for row in (case.region, case.facility_type, channel))
        for position, step in enumerate(milestones):
            cells[key][position] += furthest >= step
    return {key: tuple(counts) for key, counts in cells.items()}


def of_result(result: FunnelResult) -> Cells:
    """The cells of a computed funnel, in the same form."""
    return {group.key: tuple(step.reached for step in group.steps) for group in result.groups}
