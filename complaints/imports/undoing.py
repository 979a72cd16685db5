"""Takes a whole batch back: its new cases as mistakes, what it changed as it was before. Nothing is deleted.

Entries stay readable and say that they were withdrawn; the keys of what was sealed are destroyed.
"""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.choices import Act
from accounts.jobs import WorkRefused
from accounts.models import User
from complaints.bulk import copy_rows
from complaints.choices import BatchState, RowVerdict
from complaints.imports.changing import set_back
from complaints.imports.codes import Codes
from complaints.imports.known import difference, files_of, recorded_facts
from complaints.imports.writing import EVENT_FIELDS, row_chunks
from complaints.models import (
    Attachment,
    Case,
    CaseAssignment,
    CaseEvent,
    Identity,
    ImportBatch,
    ImportRow,
    RiskAssessment,
    Writing,
)
from complaints.ordering import effective
from complaints.projection import lock_cases, project_cases
from institutions.choices import Answer
from institutions.queries import world as loaded_world
from institutions.world import World
from vault.many_safes import destroy_keys
from vault.models import Safe

UNDO_WITHIN = timedelta(days=30)
LISTED = 50

Report = Callable[[int, int], None]

NOT_UNDONE = gettext_noop("This import does not wait to be taken back.")
WORKED_ON = gettext_noop("Somebody has worked on cases of this import since. The page of the import lists them.")


def undo(batch_id: int, report: Report, *, by: User, now: datetime, today: date) -> None:
    """Takes back everything the batch wrote, in one transaction. Doing it twice is doing it once.

    `report` must speak through another connection. Raises WorkRefused where somebody worked on a new case since.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        if batch.state == BatchState.UNDONE:
            return
        if batch.state != BatchState.UNDOING:
            raise WorkRefused(NOT_UNDONE)
        _Undoing(batch, by, now, today).run(report)
        batch.state = BatchState.UNDONE
        batch.save(update_fields=["state"])
        audit.record(
            actor=by,
            organisation=batch.organisation_id,
            action=Act.IMPORT_UNDONE,
            subject="import",
            subject_uuid=batch.uuid,
        )


def worked_on(batch: ImportBatch, limit: int = LISTED) -> list[str]:
    """References of new cases on which somebody worked since the import, at most `limit`."""
    found: list[str] = []
    for chunk in row_chunks(batch, RowVerdict.NEW):
        found += sorted(_touched(chunk, loaded_world()))
        if len(found) >= limit:
            break
    return found[:limit]


def _touched(chunk: Sequence[ImportRow], world: World) -> set[str]:
    """References of the cases of the rows that are not as the import left them."""
    case_ids = [row.case_id for row in chunk]
    references = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "reference"))
    moments = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "created_at"))
    touched = {
        case_id
        for case_id, recorded_at in CaseEvent.objects.filter(case__in=case_ids).values_list("case", "recorded_at")
        if recorded_at != moments[case_id]
    }
    for model in (Attachment, RiskAssessment):
        touched |= set(model.objects.filter(case__in=case_ids).values_list("case", flat=True))
    writings, identities = _numbers(Writing, case_ids), _numbers(Identity, case_ids)
    recorded, files = recorded_facts(case_ids), files_of(case_ids, world)
    for row in chunk:
        brought = (row.before.get("writings", 0), row.before.get("identities", 0))
        is_sealed_as_brought = brought == (writings.get(row.case_id, 0), identities.get(row.case_id, 0))
        differs = difference(row.facts, recorded[row.case_id], files[row.case_id].history)
        if differs or not is_sealed_as_brought:
            touched.add(row.case_id)
    return {references[case_id] for case_id in touched}


def _numbers(model: type, case_ids: Collection[int]) -> dict[int, int]:
    counted = model.objects.filter(case__in=case_ids).order_by().values("case").annotate(number=Count("pk"))
    return dict(counted.values_list("case", "number"))


class _Undoing:
    """The work of one undoing. Needs a transaction."""

    def __init__(self, batch: ImportBatch, by: User, now: datetime, today: date) -> None:
        self.batch, self.by, self.now, self.today = batch, by, now, today
        self.world, self.codes = loaded_world(), Codes.read()

    def run(self, report: Report) -> None:
        verdicts = (RowVerdict.NEW, RowVerdict.CHANGED)
        total, done = self.batch.rows.filter(verdict__in=verdicts).count(), 0
        for verdict, take_back in zip(verdicts, (self._take_back_new, self._take_back_changed), strict=True):
            for chunk in row_chunks(self.batch, verdict):
                lock_cases([row.case_id for row in chunk])
                take_back(chunk)
                done += len(chunk)
                report(done, total)

    def _take_back_new(self, chunk: Sequence[ImportRow]) -> None:
        if _touched(chunk, self.world):
            raise WorkRefused(WORKED_ON)
        case_ids = [row.case_id for row in chunk]
        self._void(case_ids, None)
        cases = Case.objects.filter(pk__in=case_ids)
        destroy_keys(Safe.objects.filter(case__in=cases))
        CaseAssignment.objects.filter(case__in=case_ids, ended_at=None).update(
            ended_at=Greatest("started_at", Value(self.now))
        )
        cases.update(mistaken_on=self.today)

    def _take_back_changed(self, chunk: Sequence[ImportRow]) -> None:
        added: dict[int, set[int]] = {}
        for row in chunk:
            set_back(row.case_id, row.before["facts"], row.facts, self.codes)
            added[row.case_id] = set(row.before["events"])
        self._void(list(added), added)

    def _void(self, case_ids: Collection[int], only: Mapping[int, Collection[int]] | None) -> None:
        """Withdraws the entries in force of the cases, or those of `only` that still are."""
        rows = []
        for case_id, file in files_of(case_ids, self.world).items():
            standing = [entry for entry in effective(file.history) if only is None or entry.id in only[case_id]]
            last = max((entry.sequence for entry in file.history), default=0)
            for sequence, entry in enumerate(sorted(standing, key=lambda entry: -entry.sequence), start=last + 1):
                rows.append(self._voiding(case_id, sequence, entry))
        copy_rows(CaseEvent, EVENT_FIELDS[1:], rows)
        project_cases(case_ids, world=self.world)

    def _voiding(self, case_id: int, sequence: int, entry) -> tuple:
        return (
            uuid.uuid4(), case_id, sequence, entry.stage.id, entry.when.day, str(entry.when.precision), None, None,
            None, Answer.UNKNOWN.value, "", True, entry.id, self.now, self.by.pk,
        )  # fmt: skip
