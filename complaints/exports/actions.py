"""Taking cases out of the house: at once, or as a file that is made in the background and fetched within some days."""

import contextlib
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import jobs
from accounts.actions import NotPossible
from accounts.audit import record
from accounts.choices import LIVE_JOB_STATES, Act
from accounts.models import ApiToken, Job, Organisation, User
from accounts.permissions import Permission, has_permission, home_of, organisations_with
from accounts.tokens import actor_behind
from complaints.choices import ExportKind
from complaints.exports.choosing import Asked, choose, counts_of, has_less_access_since, has_lost, rests_on
from complaints.exports.making import Wanted, about, pieces, wanted_from, write_file
from complaints.models import ExportFile, ExportPart

MAKE = "complaints.exports.tasks.make_file"
AT_ONCE = 5_000  # more cases than these are written in the background
KEPT_DAYS = 3
MOST_FILES = 10  # of one owner, at a time
PART = 1 << 20
RESTED = "rested"  # the option that keeps which rights in which organisations the file rested on when it was made
TOKEN = "token"  # noqa: S105 -- the option that names the token of the program for which a file is made

# Stored in English, translated when shown.
MESSAGE_NO_RIGHT = gettext_noop("Whoever asked for this file may no longer export cases.")
MESSAGE_GONE = gettext_noop("The file was deleted before it was made.")


# --- at once ----------------------------------------------------------------------------------------------------------


def is_for_background(wanted: Wanted, number: int) -> bool:
    """Whether a file of so many cases is made in the background."""
    return wanted.kind == ExportKind.XLSX or number > AT_ONCE


def export_now(*, by: User, asked: Asked, wanted: Wanted, now: datetime) -> tuple[str, Iterator[str]]:
    """Name and text of a file that is written while it is sent; the audit has it before the first byte.

    Raises PermissionDenied.
    """
    _require(by)
    chosen = choose(by, asked)
    counts = counts_of(chosen.cases)
    found = about(wanted, chosen, by=by, cases=sum(counts.values()), now=now)
    with transaction.atomic():
        _tell(by, wanted.kind, counts)
    return found.file_name(), pieces(wanted, found, chosen.cases, by)


# --- in the background ------------------------------------------------------------------------------------------------


@transaction.atomic
def request_file(*, by: User, asked: Asked, wanted: Wanted, now: datetime, token: ApiToken | None = None) -> ExportFile:
    """Has a file made. What was asked for is kept with the file, never in the job.

    Raises PermissionDenied, and NotPossible where many files wait already.

    `token` is that of the program that asks: what it may not see is not in the file.
    """
    _require(by)
    User.objects.select_for_update().get(pk=by.pk)
    if ExportFile.objects.filter(owner=by.pk, expires_on__gte=timezone.localdate(now)).count() >= MOST_FILES:
        raise NotPossible(_("Many of your files wait to be fetched. Delete one first."))
    counts = counts_of(choose(by, asked).cases)
    organisation = Organisation.objects.get(pk=_keeper(by, counts))
    file = ExportFile.objects.create(
        owner=by,
        organisation=organisation,
        kind=wanted.kind,
        options={
            "wanted": wanted.kept(),
            "data_set": asked.data_set,
            "filters": dict(asked.filters),
            "references": list(asked.references),
            **({TOKEN: str(token.uuid)} if token else {}),
        },
        created_at=now,
        expires_on=timezone.localdate(now) + timedelta(days=KEPT_DAYS),
    )
    file.job = jobs.enqueue(
        kind=MAKE,
        key=f"{MAKE}:{file.uuid}",
        parameters={"file": str(file.uuid)},
        owner=by,
        organisation=organisation,
    )
    file.save(update_fields=["job"])
    record(actor=by, organisation=organisation, action=Act.JOB_STARTED, subject="job", subject_uuid=file.job.uuid)
    return file


def make(job: Job, report: jobs.Report) -> str:
    """Writes the file of a job, with the rights its owner has now. Bears being repeated: it begins anew."""
    file = ExportFile.objects.filter(uuid=job.parameters["file"]).select_related("owner").first()
    if file is None:
        raise jobs.WorkRefused(MESSAGE_GONE)
    owner = _asker_of(file, timezone.localdate())
    if owner is None or not has_permission(owner, Permission.CASE_EXPORT):
        raise jobs.WorkRefused(MESSAGE_NO_RIGHT)
    _begin_anew(file)
    try:
        _write(file, owner, report)
    except jobs.ClaimLost:
        raise  # another worker writes the same file now
    except Exception:
        _begin_anew(file)
        raise
    return ""


@transaction.atomic
def _begin_anew(file: ExportFile) -> None:
    """Without rows and size nobody fetches it; both and the parts go together."""
    file.rows = file.size = None
    ExportFile.objects.filter(pk=file.pk).update(rows=None, size=None)  # it may be deleted meanwhile
    ExportPart.objects.filter(file=file).delete()


def _asker_of(file: ExportFile, today: date) -> User | None:
    """Whoever the file is for, with the rights of today: those of the token where a program asked for it."""
    if TOKEN in file.options:
        return actor_behind(file.options[TOKEN], today)
    return file.owner if file.owner.is_active else None


def _write(file: ExportFile, owner: User, report: jobs.Report) -> None:
    wanted = wanted_from(file.options["wanted"])
    asked = Asked(file.options["data_set"], file.options["filters"], file.options["references"])
    chosen, rested = choose(owner, asked), rests_on(owner)
    counts = counts_of(chosen.cases)
    total = sum(counts.values())
    report(0, total)
    found = about(wanted, chosen, by=owner, cases=total, now=timezone.now())
    with _Parts(file) as out:
        write_file(out, wanted, found, chosen.cases, owner, lambda done: report(done, total))
    file.options |= {
        "name": found.file_name(),
        "counts": {str(key or ""): number for key, number in counts.items()},
        RESTED: rested,
    }
    file.rows, file.size = total, out.size
    file.save(update_fields=["options", "rows", "size"])


class _Parts(io.RawIOBase):
    """Takes bytes and keeps them in the database, a part at a time."""

    def __init__(self, file: ExportFile) -> None:
        super().__init__()
        self._file, self._waiting = file, bytearray()
        self.size = self._number = 0

    def writable(self) -> bool:
        return True

    def write(self, chunk) -> int:
        self._waiting += chunk
        while len(self._waiting) >= PART:
            self._keep(PART)
        return len(chunk)

    def __exit__(self, kind: type | None, *rest: object) -> None:
        if kind is None and self._waiting:
            self._keep(len(self._waiting))
        super().__exit__(kind, *rest)

    def _keep(self, length: int) -> None:
        ExportPart.objects.create(file=self._file, number=self._number, body=bytes(self._waiting[:length]))
        del self._waiting[:length]
        self._number += 1
        self.size += length


# --- fetching and forgetting ------------------------------------------------------------------------------------------


def files_of(token: ApiToken) -> QuerySet[ExportFile]:
    """What programs of the owner of `token` asked for in its organisation; what a person asked for waits for people."""
    files = ExportFile.objects.filter(owner=token.owner_id, organisation=token.organisation_id, options__has_key=TOKEN)
    return files.select_related("job")


def fetch(*, by: User, file: ExportFile, now: datetime) -> tuple[str, Iterator[bytes]]:
    """Name and bytes of a finished file of `by`; the audit has it before the first byte.

    Raises PermissionDenied, and NotPossible where it is not ready or the access of `by` has shrunk since.
    """
    if file.owner_id != by.pk:
        raise PermissionDenied
    _require(by)
    if file.size is None or file.expires_on < timezone.localdate(now):
        raise NotPossible(_("This file is not there: it is still being made, or its days are over."))
    if has_lost(by, file.options.get(RESTED, {})) or has_less_access_since(by, file.created_at):
        raise NotPossible(
            _("Since this file was made you lost access to some case. Have it made anew; this one may hold too much.")
        )
    counts = {int(key) if key else None: number for key, number in file.options["counts"].items()}
    with transaction.atomic():
        _tell(by, file.kind, counts)
    parts = ExportPart.objects.filter(file=file).order_by("number").values_list("body", flat=True)
    return file.options["name"], (bytes(body) for body in parts.iterator(chunk_size=4))


@transaction.atomic
def delete_file(*, by: User, file: ExportFile, now: datetime) -> None:
    """Deletes a file of `by`; what is still being made is stopped. Raises PermissionDenied."""
    if file.owner_id != by.pk:
        raise PermissionDenied
    _forget([file], now)


@transaction.atomic
def drop_expired(*, today: date, now: datetime) -> int:
    """Deletes the files whose days are over; gives their number."""
    return _forget(list(ExportFile.objects.filter(expires_on__lt=today).select_related("job")), now)


def _forget(files: list[ExportFile], now: datetime) -> int:
    for file in files:
        with contextlib.suppress(jobs.NotPossible):  # it ended in this very moment: there is nothing to stop any more
            if file.job and file.job.state in LIVE_JOB_STATES:
                jobs.request_cancel(job=file.job, now=now)
        file.delete()
    return len(files)


# --- rights and audit -------------------------------------------------------------------------------------------------


def _require(by: User) -> None:
    if not has_permission(by, Permission.CASE_EXPORT):
        raise PermissionDenied(_("Your role does not include this."))


def _keeper(by: User, counts: Mapping[int | None, int]) -> int:
    """The organisation whose file it is: that of most of the cases, else one in which `by` may export."""
    owned = {key: number for key, number in counts.items() if key is not None}
    return max(owned, key=lambda key: owned[key]) if owned else organisations_with(by, Permission.CASE_EXPORT)[0]


def _tell(by: User, kind: str, counts: Mapping[int | None, int]) -> None:
    """One act in the audit of each organisation, with format and number; of open cases in that of the reader."""
    home = home_of(by)
    for organisation, number in (counts or {None: 0}).items():
        where = organisation if organisation is not None else home
        record(actor=by, organisation=where, action=Act.CASES_EXPORTED, subject=f"{kind}_{number}")
