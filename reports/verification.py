"""Whether what we count is what the events say. Reads everything, changes nothing."""

from accounts import jobs
from complaints.models import Case
from complaints.projection import CHUNK, compare
from institutions.world import World


def count_differences(*, world: World, report: jobs.Report) -> int:
    """Folds every case from its events again; returns how many have stored rows that differ.

    `report(done, total)` is told after each chunk of cases and may stop the work by raising.
    """
    keys = Case.objects.order_by("pk").values_list("pk", flat=True)
    total, done = keys.count(), 0
    different: set[int] = set()
    report(0, total)
    last = 0
    while chunk := list(keys.filter(pk__gt=last)[:CHUNK]):
        different.update(found.case_id for found in compare(chunk, world=world))
        last = chunk[-1]
        done += len(chunk)
        report(min(done, total), total)
    return len(different)
