"""The same funnel counted in other ways: one SQL statement over the events, and a loop over Django objects.

Key of a cell: (code of the region, code of the kind of place, code of the channel); value: registered cases that
reached each drawn milestone, in order.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection
from django.db.models import Prefetch

from complaints.choices import DataSet
from complaints.models import Case, CaseEvent
from reports.results import FunnelResult

Cells = dict[tuple[str, str, str], tuple[int, ...]]

ONE_STATEMENT = """
WITH reached AS (
    SELECT event.case_id,
           max(stage.milestone) AS furthest
      FROM complaints_caseevent event
      JOIN institutions_stage stage ON stage.id = event.stage_id AND stage.milestone IS NOT NULL
     WHERE NOT event.is_void AND event.alternative_to_id IS NULL
       AND NOT EXISTS (SELECT FROM complaints_caseevent later WHERE later.supersedes_id = event.id)
     GROUP BY event.case_id
), came AS (
    SELECT DISTINCT ON (case_id) case_id, channel_id FROM complaints_complaint ORDER BY case_id, id
)
SELECT coalesce(region.code, 'none'), coalesce(place.code, 'none'), coalesce(channel.code, 'none'), {counts}
  FROM reached
  JOIN complaints_case c ON c.id = reached.case_id AND c.data_set = %s
  LEFT JOIN came ON came.case_id = c.id
  LEFT JOIN institutions_region region ON region.id = c.region_id
  LEFT JOIN institutions_facilitytype place ON place.id = c.facility_type_id
  LEFT JOIN institutions_channel channel ON channel.id = came.channel_id
 GROUP BY 1, 2, 3
"""


def over_events(milestones: Sequence[int]) -> Cells:
    """One hand-written statement over the event log."""
    counts = ", ".join(f"count(*) FILTER (WHERE furthest >= {int(step)})" for step in milestones)
    with connection.cursor() as cursor:
        cursor.execute(ONE_STATEMENT.format(counts=counts), [DataSet.DEMONSTRATION])
        return {tuple(row[:3]): tuple(row[3:]) for row in cursor.fetchall()}


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
