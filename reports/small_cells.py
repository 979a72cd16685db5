"""Who may see how small a number.

Inside an organisation exact counts are shown: its people may open the cases anyway, or may see its statistics whole.
Outside, only fixed tables leave the house, because two free filters can be subtracted from each other. Today there is
one such table, the front page: totals and yearly cohorts of the public record and of the invented demonstration, never
of own cases, never broken down. A zero over a base is shown: "0 of 35 reached a trial" is about the state.
"""

from dataclasses import replace

from complaints.choices import DataSet
from reports.results import FunnelResult

OPEN_DATA_SETS = frozenset({DataSet.PUBLIC_RECORD, DataSet.DEMONSTRATION})


class NotForThePublic(Exception):
    """Somebody wanted to show numbers of an organisation's own cases to everybody."""


def public_totals(result: FunnelResult) -> FunnelResult:
    """`result` without its groups. Raises NotForThePublic for own cases and for a filtered question."""
    if result.query.data_set not in OPEN_DATA_SETS:
        raise NotForThePublic("Numbers of own cases are not shown to everybody.")
    if result.query.filters:
        raise NotForThePublic("Filtered numbers are not shown to everybody.")
    return replace(result, groups=())
