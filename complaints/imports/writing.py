"""Writes the checked rows of a batch in one transaction: all of them, or nothing at all.

Whoever dies on the way leaves nothing behind, and the rows wait to be written by the next.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.choices import Act
from accounts.jobs import WorkRefused
from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.bulk import copy_rows, reserve_ids
from complaints.choices import BatchState, DataSet, RowVerdict
from complaints.imports import locking
from complaints.imports.allowed import require_today
from complaints.imports.barring import Barring, stand_back, tell_of
from complaints.imports.changing import change_cases
from complaints.imports.codes import Codes
from complaints.imports.known import cases_by_number, happenings, when_of, with_submission
from complaints.imports.people import RESPONDENT, VICTIM, number_of, told_of
from complaints.imports.sealing import Sealer
from complaints.models import (
    Alert,
    Case,
    CaseAssignment,
    CaseEvent,
    CaseMilestones,
    Complaint,
    Deadline,
    ImportBatch,
    ImportRow,
    Respondent,
    Victim,
)
from complaints.models.cases import random_reference
from complaints.projection import project_cases, project_new_cases
from institutions.choices import Answer
from institutions.queries import world as loaded_world
from vault.actions import NobodyCouldOpen

CHUNK = 1000
EVENT_FIELDS = (
    "id", "uuid", "case", "sequence", "stage", "happened_on", "precision", "body", "ground", "complaint", "approved",
    "register_number", "is_void", "supersedes", "recorded_at", "recorded_by",
)  # fmt: skip
_CASE_FIELDS = (
    "id", "uuid", "reference", "data_set", "organisation", "public_title", "public_title_ru", "public_title_kk",
    "public_key", "region", "region_now", "facility", "facility_type", "premise_type", "offence", "incident_on",
    "incident_precision", "may_be_counted", "file_number", "safe", "created_at", "created_by",
)  # fmt: skip

Report = Callable[[int, int], None]

NOT_WAITING = gettext_noop("This import does not wait to be written.")
CHANGED_SINCE = gettext_noop(
    "Cases with the same file numbers were recorded or changed since the sheet was checked. Check it again."
)
NOBODY_OPENS = gettext_noop(
    "Nobody in the organisation could open what is to be sealed. A lead and a keeper of identities must sign in first."
)


def write(batch_id: int, report: Report, *, now: datetime, today: date) -> None:
    """Writes every new and changed row and ends the batch. Doing it twice is doing it once.

    `report` is called inside the transaction: it must speak through another connection. Raises WorkRefused.
    """
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
            if batch.state == BatchState.DONE:
                return
            if batch.state != BatchState.WRITING:
                raise WorkRefused(NOT_WAITING)
            require_today(batch, by=batch.uploaded_by_id, today=today)
            writer = Writer(batch, now, today)
            writer.write(report)
            tell_of(writer.back, by=writer.by)
            _end(batch, now)
    except IntegrityError as error:
        raise WorkRefused(CHANGED_SINCE) from error
    except NobodyCouldOpen as error:
        raise WorkRefused(NOBODY_OPENS) from error
    except locking.KeyGone as error:
        raise WorkRefused(NOT_WAITING) from error


def _end(batch: ImportBatch, now: datetime) -> None:
    locking.forget(batch)
    batch.rows.filter(verdict=RowVerdict.SAME).delete()
    batch.state, batch.ended_at = BatchState.DONE, now
    batch.save(update_fields=["key", "state", "ended_at"])
    audit.record(
        actor=batch.uploaded_by,
        organisation=batch.organisation_id,
        action=Act.CASES_IMPORTED,
        subject="import",
        subject_uuid=batch.uuid,
        reason=str(batch.options.get("ground", "")),
    )


class Writer:
    """Writes the rows of one batch chunk by chunk. Needs a transaction."""

    def __init__(self, batch: ImportBatch, now: datetime, today: date) -> None:
        self.batch, self.by, self.now, self.today = batch, batch.uploaded_by, now, today
        self.codes, self.world = Codes.read(), loaded_world()
        organisation = batch.organisation
        self.data_set = DataSet.DEMONSTRATION if organisation.is_demonstration else DataSet.OWN
        self.is_assigned = not has_permission(self.by, Permission.CASE_VIEW_ALL, organisation=organisation)
        self.sealer, self.barring = Sealer(batch, today), Barring(organisation, today)
        self.back: dict[int, list[User]] = {}  # who stands back from which of the new cases

    def write(self, report: Report) -> None:
        """All chunks, new cases first."""
        rows = self.batch.rows
        total, done = rows.filter(verdict__in=(RowVerdict.NEW, RowVerdict.CHANGED)).count(), 0
        for number, chunk in enumerate(row_chunks(self.batch, RowVerdict.NEW), start=1):
            self._write_new(chunk)
            done += len(chunk)
            if number & (number - 1) == 0:  # at 1, 2, 4, 8, ... chunks
                _count_again()
            report(done, total)
        for chunk in row_chunks(self.batch, RowVerdict.CHANGED):
            self._write_changed(chunk)
            done += len(chunk)
            report(done, total)

    def _write_new(self, chunk: list[ImportRow]) -> None:
        numbers = {str(row.facts.get("file_number", "")) for row in chunk}
        known, foreign = cases_by_number(self.batch.organisation, numbers, self.by)
        if known or foreign:
            raise WorkRefused(CHANGED_SINCE)
        case_ids, complaint_ids = reserve_ids(Case, len(chunk)), reserve_ids(Complaint, len(chunk))
        barred = [self.barring.people(row.facts) for row in chunk]
        if any(person.pk == self.by.pk for people in barred for person in people):
            raise WorkRefused(CHANGED_SINCE)  # a tie was declared after the sheet was checked
        safes = self.sealer.safes_for(chunk, barred)
        references = iter(_fresh_references(len(chunk)))
        copy_rows(
            Case,
            _CASE_FIELDS,
            (
                self._case(row.facts, pk, next(references), safes.get(row.number))
                for row, pk in zip(chunk, case_ids, strict=True)
            ),
        )
        self._write_people(chunk, case_ids)
        self._write_complaints(chunk, case_ids, complaint_ids)
        self._write_lists(chunk, case_ids)
        self._write_events(chunk, case_ids, complaint_ids)
        sealed = self.sealer.seal(chunk, case_ids, safes)
        if self.is_assigned:
            CaseAssignment.objects.bulk_create(
                [CaseAssignment(case_id=pk, user=self.by, assigned_by=self.by) for pk in case_ids]
            )
        back = {pk: people for pk, people in zip(case_ids, barred, strict=True) if people}
        stand_back(back, by=self.by, today=self.today)
        self.back |= back
        project_new_cases(case_ids, world=self.world)
        _note(
            [
                (row.pk, pk, sealed.get(row.number, {}) | self._set_beside(people))
                for row, pk, people in zip(chunk, case_ids, barred, strict=True)
            ]
        )

    def _set_beside(self, barred: Sequence[User]) -> dict[str, int]:
        """How many people the import set to work on a case or made stand back; undoing knows by it who came later."""
        return {"assignments": int(self.is_assigned), "recusals": len(barred)}

    def _case(self, facts: dict, pk: int, reference: str, safe: int | None) -> tuple:
        codes, incident = self.codes, when_of(facts.get("incident_on"))
        region = codes.id_of("region", facts)
        facility = codes.id_of("facility", facts)
        kind = codes.id_of("facility_type", facts) or codes.kind_of_facility.get(facility)
        return (
            pk, uuid.uuid4(), reference, str(self.data_set), self.batch.organisation_id, "", "", "", "", region,
            codes.region_today(region, facility, incident), facility, kind, codes.id_of("premise_type", facts),
            codes.id_of("offence", facts), incident.day, str(incident.precision),
            facts.get("may_be_counted", Answer.NOT_ASKED.value), facts.get("file_number", ""), safe, self.now,
            self.by.pk,
        )  # fmt: skip

    def _write_people(self, chunk: Sequence[ImportRow], case_ids: Sequence[int]) -> None:
        victims, respondents, agencies = [], [], self.codes.ids["respondent_agency"]
        for row, pk in zip(chunk, case_ids, strict=True):
            said = told_of(row.facts, VICTIM)
            for number in range(1, number_of(row.facts, VICTIM) + 1):
                told = said.get(number, {})
                victims.append((pk, number, *(told.get(column) or "unknown" for column in VICTIM.values())))
            said = told_of(row.facts, RESPONDENT)
            for number in range(1, number_of(row.facts, RESPONDENT) + 1):
                told = said.get(number, {})
                respondents.append((pk, number, agencies.get(told.get("agency")), told.get("rank_band") or "unknown"))
        copy_rows(Victim, ("case", "number", "sex", "age_band", "custody"), victims)
        copy_rows(Respondent, ("case", "number", "agency", "rank_band"), respondents)

    def _write_complaints(
        self, chunk: Sequence[ImportRow], case_ids: Sequence[int], complaint_ids: Sequence[int]
    ) -> None:
        fields = (
            *("id", "uuid", "case", "channel", "received_by", "passed_staff", "is_anonymous", "told_by"),
            *("language", "created_at"),
        )
        copy_rows(
            Complaint,
            fields,
            (
                (
                    complaint, uuid.uuid4(), pk, self.codes.id_of("channel", row.facts),
                    self.codes.id_of("received_by", row.facts), row.facts.get("passed_staff", Answer.UNKNOWN.value),
                    False, row.facts.get("told_by", "unknown"), "", self.now,
                )
                for row, pk, complaint in zip(chunk, case_ids, complaint_ids, strict=True)
            ),
        )  # fmt: skip

    def _write_lists(self, chunk: Sequence[ImportRow], case_ids: Sequence[int]) -> None:
        for name in ("methods", "purposes"):
            links = (
                (pk, self.codes.terms[code])
                for row, pk in zip(chunk, case_ids, strict=True)
                for code in row.facts.get(name, ())
            )
            copy_rows(getattr(Case, name).through, ("case", "term"), links)

    def _write_events(self, chunk: Sequence[ImportRow], case_ids: Sequence[int], complaint_ids: Sequence[int]) -> None:
        planned = [
            (pk, complaint, happenings(with_submission(row.facts, self.world), self.world, first=1))
            for row, pk, complaint in zip(chunk, case_ids, complaint_ids, strict=True)
        ]
        ids = iter(reserve_ids(CaseEvent, sum(len(events) for _pk, _complaint, events in planned)))
        copy_rows(
            CaseEvent,
            EVENT_FIELDS,
            (
                self.event(next(ids), pk, happening, complaint if happening.sequence == 1 else None)
                for pk, complaint, events in planned
                for happening in events
            ),
        )

    def event(self, pk: int, case_id: int, happening, complaint: int | None = None) -> tuple:
        """The row of an event that a sheet tells of."""
        return (
            pk, uuid.uuid4(), case_id, happening.sequence, happening.stage.id, happening.when.day,
            str(happening.when.precision), self.world.body_ids.get(happening.body or ""),
            self.world.grounds[happening.ground].id if happening.ground else None, complaint, Answer.UNKNOWN.value,
            happening.register_number, False, None, self.now, self.by.pk,
        )  # fmt: skip

    def _write_changed(self, chunk: list[ImportRow]) -> None:
        planned = change_cases(chunk, by=self.by, organisation=self.batch.organisation, codes=self.codes)
        if planned is None:
            raise WorkRefused(CHANGED_SINCE)
        ids = reserve_ids(CaseEvent, sum(map(len, planned.values())))
        added: dict[int, list[int]] = defaultdict(list)
        rows, left = [], iter(ids)
        for case_id, events in planned.items():
            for happening in events:
                pk = next(left)
                added[case_id].append(pk)
                rows.append(self.event(pk, case_id, happening))
        copy_rows(CaseEvent, EVENT_FIELDS, rows)
        project_cases(list(planned), world=self.world)
        _note([(row.pk, row.case_id, {"facts": row.before, "events": added[row.case_id]}) for row in chunk])


def row_chunks(batch: ImportBatch, verdict: RowVerdict, size: int = CHUNK) -> Iterator[list[ImportRow]]:
    """Rows of the batch with a verdict, in order, at most `size` at once."""
    last = 0
    while chunk := list(batch.rows.filter(verdict=verdict, number__gt=last).order_by("number")[:size]):
        yield chunk
        last = chunk[-1].number


def _count_again() -> None:
    """Tells the planner how large the tables have become: until the commit nobody else does, and it would read them
    from end to end for every chunk, as small as they were before."""
    tables = ", ".join(model._meta.db_table for model in _GROWING)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


_GROWING = (Case, Complaint, CaseEvent, CaseMilestones, Deadline, Alert, Victim, Respondent, CaseAssignment, ImportRow)


def _note(rows: Sequence[tuple[int, int, dict]]) -> None:
    """Row, case, what undoing must know: written down, and the locked copy of the words is emptied."""
    keys, cases, befores = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [list(keys), list(cases), [json.dumps(before) for before in befores]])


_NOTE = """
    UPDATE complaints_importrow noted SET case_id = found.case_id, before = found.before::jsonb, locked = ''
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS found (id, case_id, before)
    WHERE noted.id = found.id
"""


def _fresh_references(number: int) -> list[str]:
    """References that no case has."""
    found: set[str] = set()
    while len(found) < number:
        drawn = {random_reference() for _reference in range(number - len(found))}
        found |= drawn - set(Case.objects.filter(reference__in=drawn).values_list("reference", flat=True))
    return list(found)
