"""Steps of an import that a person takes. One transaction each; the work itself is done by jobs."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit, jobs
from accounts.choices import LIVE_JOB_STATES, Act
from accounts.models import ApiToken, Job, Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import BatchState, ImportGround
from complaints.imports import locking, reading
from complaints.imports.allowed import TOKEN
from complaints.imports.ending import KEPT_TO_UNDO, end_unwritten
from complaints.imports.kinds import CHECK, SURVEY, UNDO, WRITE
from complaints.imports.touching import worked_on
from complaints.models import ImportBatch, ImportMapping

_BEFORE = {
    BatchState.MAPPED: BatchState.UPLOADED,
    BatchState.CHECKING: BatchState.MAPPED,
    BatchState.WRITING: BatchState.CHECKED,
    BatchState.UNDOING: BatchState.DONE,
}
MOST_WAITING = 5  # sheets of one owner, at a time
WAITING = (BatchState.UPLOADED, BatchState.MAPPED, BatchState.CHECKING, BatchState.CHECKED)


class NotPossible(Exception):
    """The import is not in a state for this; the text is a sentence for the person who asked."""


# --- who knows of what ------------------------------------------------------------------------------------------------


def batches_visible_to(actor: User) -> QuerySet[ImportBatch]:
    """Own imports, and for a lead those of the organisation."""
    own = Q(organisation__in=organisations_with(actor, Permission.CASE_IMPORT), uploaded_by=actor.pk)
    led = Q(organisation__in=organisations_with(actor, Permission.CASE_VIEW_ALL))
    return ImportBatch.objects.filter(own | led).select_related("organisation", "uploaded_by", "job")


def state_of(batch: ImportBatch) -> BatchState:
    """Where the import stands: work that failed or was stopped leaves it where it was before."""
    state = BatchState(batch.state)
    has_stopped = batch.job is not None and batch.job.state not in LIVE_JOB_STATES
    if state in (BatchState.CHECKING, BatchState.WRITING, BatchState.UNDOING) and has_stopped:
        return _BEFORE[state]
    return state


def is_surveyed(batch: ImportBatch) -> bool:
    """Whether the words of the sheet are counted."""
    return batch.parts.filter(number=locking.SURVEY).exists()


# --- steps ------------------------------------------------------------------------------------------------------------
#
# `token` is that of the program that takes a step: the work is done only while it can be used.


@transaction.atomic
def upload(*, by: User, organisation: Organisation, content: bytes, now: datetime) -> ImportBatch:
    """Takes a file in and locks it. Raises PermissionDenied, NotPossible, reading.Refused."""
    if not has_permission(by, Permission.CASE_IMPORT, organisation=organisation):
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.pk)
    if ImportBatch.objects.filter(uploaded_by=by.pk, state__in=WAITING).count() >= MOST_WAITING:
        raise NotPossible(_("Many of your imports wait. Take one in or drop it first."))
    kind = reading.kind_of(content)
    head = reading.read_head(content, kind)
    batch = ImportBatch.objects.create(
        organisation=organisation,
        uploaded_by=by,
        uploaded_at=now,
        kind=kind,
        key=locking.new_key(),
        options={"header_row": head.row},
    )
    rows = [[number, [_shown(cell) for cell in cells]] for number, cells in head.first_rows]
    locking.put_told(batch, locking.HEAD, {"headers": head.headers, "rows": rows})
    locking.put_file(batch, content)
    audit.record(
        actor=by,
        organisation=organisation,
        action=Act.SHEET_UPLOADED,
        subject="import",
        subject_uuid=batch.uuid,
    )
    return batch


@transaction.atomic
def map_columns(
    *, by: User, batch: ImportBatch, columns: Mapping[int, str], name: str = "", token: ApiToken | None = None
) -> Job:
    """Says what each column means, and has the words counted. `name` saves the mapping. Raises NotPossible."""
    batch = _own(by, batch, WAITING)
    head = locking.told(batch, locking.HEAD) or {}
    batch.headers = head["headers"]
    batch.columns = {str(number): key for number, key in sorted(columns.items()) if key}
    batch.words, batch.counts = {}, {}
    batch.options = {**batch.options, "mapping": name}
    batch.rows.all().delete()
    batch.parts.filter(number=locking.SURVEY).delete()
    return _start(batch, SURVEY, BatchState.MAPPED, by, token)


@transaction.atomic
def choose_words(
    *,
    by: User,
    batch: ImportBatch,
    words: Mapping[str, Mapping[str, str]],
    order: str,
    now: datetime,
    token: ApiToken | None = None,
) -> Job:
    """Says which code each word stands for (`words`: meaning -> folded word -> code) and has the rows checked.

    Raises NotPossible.
    """
    batch = _own(by, batch, (BatchState.MAPPED, BatchState.CHECKING, BatchState.CHECKED))
    if not is_surveyed(batch):
        raise NotPossible(_("The words of the sheet are not counted yet."))
    batch.words = {
        key: {locking.digest(batch, word): code for word, code in chosen.items()} for key, chosen in words.items()
    }
    batch.options = {**batch.options, "order": order}
    name = str(batch.options.get("mapping", ""))
    if name:
        ImportMapping.objects.update_or_create(
            organisation=batch.organisation,
            name=name,
            defaults={
                "headers": batch.headers,
                "columns": batch.columns,
                # Only what was given a code is the vocabulary of the house; what is left empty may be anything.
                "words": {key: {word: code for word, code in chosen.items() if code} for key, chosen in words.items()},
                "saved_by": by,
                "saved_at": now,
            },
        )
    return _start(batch, CHECK, BatchState.CHECKING, by, token)


@transaction.atomic
def confirm(*, by: User, batch: ImportBatch, may_be_kept: bool, token: ApiToken | None = None) -> Job:
    """Has the checked rows written. Raises NotPossible, also where nobody says that the records may be kept.

    That word is the uploader's and told by the audit. It is nobody's consent: none is recorded in a case.
    """
    batch = _own(by, batch, (BatchState.CHECKED,))
    if not may_be_kept:
        raise NotPossible(_("Without consent to keep them, or a law that lets it, cases are not taken in."))
    if not (batch.counts.get("new") or batch.counts.get("changed")):
        raise NotPossible(_("No row of the sheet is new or changed: there is nothing to write."))
    batch.options = {**batch.options, "ground": ImportGround.VOUCHED.value}
    return _start(batch, WRITE, BatchState.WRITING, by, token)


@transaction.atomic
def drop(*, by: User, batch: ImportBatch, now: datetime) -> None:
    """Deletes the file, its key and everything that was read from it. Raises NotPossible."""
    batch = _own(by, batch, WAITING)
    if batch.job is not None and batch.job.state in LIVE_JOB_STATES:
        jobs.request_cancel(job=batch.job, now=now)
    end_unwritten(batch, now)


@transaction.atomic
def ask_undo(*, by: User, batch: ImportBatch, now: datetime, token: ApiToken | None = None) -> Job:
    """Has the whole import taken back, by who uploaded it or a lead. Raises PermissionDenied, NotPossible."""
    batch = _locked(batch)
    is_lead = has_permission(by, Permission.CASE_ASSIGN, organisation=batch.organisation_id)
    is_own = batch.uploaded_by_id == by.pk
    if not (is_lead or is_own) or not has_permission(by, Permission.CASE_IMPORT, organisation=batch.organisation_id):
        raise PermissionDenied
    if state_of(batch) != BatchState.DONE:
        raise NotPossible(_("Only an import that is done can be taken back."))
    if not can_be_undone(batch, now):
        raise NotPossible(_("An import can be taken back for 30 days."))
    if worked_on(batch, limit=1):
        raise NotPossible(_("Somebody has worked on cases of this import since. Take single cases back instead."))
    return _start(batch, UNDO, BatchState.UNDOING, by, token)


def can_be_undone(batch: ImportBatch, now: datetime) -> bool:
    """Whether the time to take it back is not over."""
    return state_of(batch) == BatchState.DONE and batch.ended_at is not None and now < batch.ended_at + KEPT_TO_UNDO


def refuse_of_others(by: User, batch: ImportBatch) -> None:
    """Raises PermissionDenied unless `by` uploaded the batch and may still take cases in."""
    is_own = batch.uploaded_by_id == by.pk
    if not is_own or not has_permission(by, Permission.CASE_IMPORT, organisation=batch.organisation_id):
        raise PermissionDenied


def _own(by: User, batch: ImportBatch, states: tuple[BatchState, ...]) -> ImportBatch:
    """The batch, locked, where `by` uploaded it and it stands in one of `states`."""
    batch = _locked(batch)
    refuse_of_others(by, batch)
    if state_of(batch) not in states:
        raise NotPossible(_("This import is no longer at this step."))
    return batch


def _locked(batch: ImportBatch) -> ImportBatch:
    batches = ImportBatch.objects.select_for_update(of=("self",))
    return batches.select_related("organisation", "uploaded_by", "job").get(pk=batch.pk)


def _start(batch: ImportBatch, kind: str, state: BatchState, by: User, token: ApiToken | None) -> Job:
    if batch.job is not None and batch.job.state in LIVE_JOB_STATES:
        raise NotPossible(_("Work on this import is under way. Wait for its end, or stop it first."))
    started = int(batch.options.get("started", 0)) + 1
    kept = {name: value for name, value in batch.options.items() if name != TOKEN}
    batch.options = {**kept, "started": started, **({TOKEN: str(token.uuid)} if token else {})}
    batch.job = jobs.enqueue(
        kind=kind,
        key=f"import:{batch.uuid}:{started}",
        parameters={"batch": batch.pk},
        owner=by,
        organisation=batch.organisation,
    )
    batch.state = state
    batch.save(update_fields=["headers", "columns", "words", "options", "counts", "job", "state"])
    return batch.job


def _shown(cell: reading.Cell) -> str:
    text = "" if cell is None else str(cell)
    return text.removesuffix(" 00:00:00")[:200]
