"""Takes a whole batch back: its new cases as mistakes, what it changed as it was before. Nothing is deleted.

The entries of a new case are withdrawn and stay in the database; its page opens for nobody any more, and the keys of
what was sealed in it are destroyed. A case that was only changed stays, with the entries of the import withdrawn.
"""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.choices import Act
from accounts.jobs import WorkRefused
from accounts.models import User
from complaints.bulk import copy_rows
from complaints.choices import BatchState, RowVerdict
from complaints.imports.allowed import require_today
from complaints.imports.changing import set_back
from complaints.imports.codes import Codes
from complaints.imports.known import files_of
from complaints.imports.touching import touched
from complaints.imports.writing import EVENT_FIELDS, row_chunks
from complaints.models import Case, CaseAssignment, CaseEvent, ImportBatch, ImportRow
from complaints.ordering import effective
from complaints.projection import lock_cases, project_cases
from institutions.choices import Answer
from institutions.queries import world as loaded_world
from vault.many_safes import destroy_keys
from vault.models import Safe

UNDO_WITHIN = timedelta(days=30)

Report = Callable[[int, int], None]

NOT_UNDONE = gettext_noop("This import does not wait to be taken back.")
WORKED_ON = gettext_noop("Somebody has worked on cases of this import since. The page of the import lists them.")


def undo(batch_id: int, report: Report, *, by: User, now: datetime, today: date) -> None:
    """Takes back everything the batch wrote, in one transaction. Doing it twice is doing it once.

    `report` must speak through another connection. Raises WorkRefused where somebody worked on a new case since,
    or `by` lost the right.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        if batch.state == BatchState.UNDONE:
            return
        if batch.state != BatchState.UNDOING:
            raise WorkRefused(NOT_UNDONE)
        require_today(batch, by=by.pk, today=today)
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
        if touched(chunk, self.world):
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
