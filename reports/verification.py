"""Whether what we count is what the events say. Reads everything, changes nothing."""

from accounts import jobs
from complaints.choices import DataSet
from complaints.models import Case
from complaints.projection import CHUNK, compare
from institutions.world import World


def count_differences(*, world: World, report: jobs.Report) -> int:
    """Folds every case from its events again; returns how many have stored rows that differ.

    `report(done, total)` is told after each chunk of cases and may stop the work by raising. It counts data sets, not
    cases: the job belongs to no organisation, so whoever reads of it must not learn how many cases others have.
    """
    different: set[int] = set()
    report(0, len(DataSet))
    for done, data_set in enumerate(DataSet):
        keys = Case.objects.of(data_set).order_by("pk").values_list("pk", flat=True)
        last = 0
        while chunk := list(keys.filter(pk__gt=last)[:CHUNK]):
            different.update(found.case_id for found in compare(chunk, world=world))
            last = chunk[-1]
            report(done, len(DataSet))
        report(done + 1, len(DataSet))
    return len(different)
