"""Whether people have worked on the cases of an import since: what is recorded of a case, walked model by model.

Every model with a way to a case stands in one of the sets below; a test fails for one that nobody decided about.
"""

from collections.abc import Collection, Mapping, Sequence

from django.apps import apps
from django.db.models import Count, Model

from complaints.choices import RowVerdict
from complaints.imports.known import LISTS, difference, files_of, recorded_facts
from complaints.imports.people import RESPONDENT, VICTIM, number_of
from complaints.imports.writing import row_chunks
from complaints.models import (
    Alert,
    Attachment,
    Case,
    CaseAssignment,
    CaseCount,
    CaseEvent,
    CaseMilestones,
    Complaint,
    Consent,
    Deadline,
    ErasureRequest,
    EvidenceItem,
    Identity,
    ImportBatch,
    ImportRow,
    Letter,
    Notice,
    Postponement,
    Recusal,
    Respondent,
    RiskAssessment,
    Safeguards,
    Victim,
    Writing,
)
from institutions.queries import world as loaded_world
from institutions.world import World

LISTED = 50

# An import brings none of these: one row is work. Pages of a file and steps of custody hang on what stands here.
BY_PEOPLE: frozenset[type[Model]] = frozenset(
    {Attachment, Consent, ErasureRequest, EvidenceItem, Letter, Postponement, RiskAssessment, Safeguards}
)
# The same in rooms that stand on this one, named by them when the program starts.
_BY_PEOPLE_ABOVE: set[type[Model]] = set()
# An import brings a number of these that is known: any other number is work.
COUNTED: frozenset[type[Model]] = frozenset({CaseAssignment, Complaint, Identity, Recusal, Respondent, Victim, Writing})
# Looked at in a way of their own: an event and what is told with it by its moment, an alert by its answer, a row of
# another import by what it did.
LOOKED_AT: frozenset[type[Model]] = frozenset({Alert, CaseEvent, ImportRow})
# Worked out by the program from the rest.
DERIVED: frozenset[type[Model]] = frozenset({CaseCount, CaseMilestones, Deadline, Notice})
# An import only inserts and inserting leaves no history: one row is a change that came later.
HISTORIES = ("CaseHistory", "ComplaintHistory", "RespondentHistory", "VictimHistory")
# Rows whose history says nothing that their number does not: who left is no work on the case.
HISTORIES_LEFT = ("CaseAssignmentHistory", "EvidenceItemHistory", "SafeguardsHistory")


def name_work(*models: type[Model]) -> None:
    """Rooms above name models with a `case` of which an import brings none: a row of one is work of people."""
    _BY_PEOPLE_ABOVE.update(models)


def by_people() -> frozenset[type[Model]]:
    """Every model of which one row on a case is work of people."""
    return BY_PEOPLE | _BY_PEOPLE_ABOVE


def worked_on(batch: ImportBatch, limit: int = LISTED) -> list[str]:
    """References of new cases on which somebody worked since the import, at most `limit`."""
    found: list[str] = []
    for chunk in row_chunks(batch, RowVerdict.NEW):
        found += sorted(touched(chunk, loaded_world()))
        if len(found) >= limit:
            break
    return found[:limit]


def touched(chunk: Sequence[ImportRow], world: World) -> set[str]:
    """References of the cases of the rows that are not as the import left them. About thirty queries."""
    case_ids = [row.case_id for row in chunk]
    found = _with_work(chunk, case_ids) | _with_other_numbers(chunk, case_ids) | _with_other_facts(chunk, world)
    return set(Case.objects.filter(pk__in=found).values_list("reference", flat=True))


def _with_work(chunk: Sequence[ImportRow], case_ids: Collection[int]) -> set[int]:
    """Cases with a row that only people make, a later event, an answered alert, a change, another import."""
    moments = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "created_at"))
    events = CaseEvent.objects.filter(case__in=case_ids).values_list("case", "recorded_at")
    found = {case_id for case_id, recorded_at in events if recorded_at != moments[case_id]}
    found |= set(CaseEvent.objects.filter(other_case__in=case_ids).values_list("other_case", flat=True))
    for model in by_people():
        found |= set(model._default_manager.filter(case__in=case_ids).values_list("case", flat=True))
    answered = Alert.objects.filter(case__in=case_ids).exclude(acknowledged_at=None)
    found |= set(answered.values_list("case", flat=True))
    others = ImportRow.objects.filter(case__in=case_ids, verdict=RowVerdict.CHANGED).exclude(batch=chunk[0].batch_id)
    found |= set(others.filter(batch__ended_at__isnull=False).values_list("case", flat=True))
    for name in HISTORIES:
        path = "pgh_obj" if name == "CaseHistory" else "case"
        history = apps.get_model("complaints", name)._default_manager
        found |= set(history.filter(**{f"{path}__in": case_ids}).values_list(path, flat=True))
    return found


def _with_other_numbers(chunk: Sequence[ImportRow], case_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for model in COUNTED:
        numbers = _numbers(model, case_ids)
        found |= {row.case_id for row in chunk if numbers.get(row.case_id, 0) != _brought(model, row)}
    return found


def _brought(model: type[Model], row: ImportRow) -> int:
    """How many rows of the model the row of the sheet brought."""
    if model is Complaint:
        return 1
    if model is Victim:
        return number_of(row.facts, VICTIM)
    if model is Respondent:
        return number_of(row.facts, RESPONDENT)
    names = {CaseAssignment: "assignments", Identity: "identities", Recusal: "recusals", Writing: "writings"}
    return int(row.before.get(names[model], 0))


def _with_other_facts(chunk: Sequence[ImportRow], world: World) -> set[int]:
    case_ids = [row.case_id for row in chunk]
    recorded, files = recorded_facts(case_ids), files_of(case_ids, world)
    return {
        row.case_id
        for row in chunk
        if difference(row.facts, recorded[row.case_id], files[row.case_id].history)
        or any(set(recorded[row.case_id][name]) != set(row.facts.get(name) or ()) for name in LISTS)
    }


def _numbers(model: type[Model], case_ids: Collection[int]) -> Mapping[int, int]:
    counted = model._default_manager.filter(case__in=case_ids).order_by().values("case")
    return dict(counted.annotate(number=Count("pk")).values_list("case", "number"))
