"""Puts the public cases of a country pack into the database: all of them or nothing.

Events are never changed: a row of the file that changed is corrected by an event that supersedes the former one, a row
that vanished is taken back by a void entry. Every event passes the same judgement as one recorded by hand.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4, uuid5

from django.db import models, transaction
from django.utils import timezone

from complaints.casefiles import read_case_files
from complaints.choices import DataSet, Voluntary
from complaints.lifecycle import Impossible, refuse_impossible
from complaints.models import Alert, Case, CaseEvent, EventSource, PublicSource, Withdrawal
from complaints.projection import project_cases
from complaints.public_facts import PackCodes, unknown_codes, write_facts
from complaints.public_file import CASES, EVENTS, CaseRow, EventRow, read_public_record
from complaints.public_texts import write_texts
from institutions.models import Pack
from institutions.pack_format import Broken, PackError
from institutions.queries import world
from institutions.world import World

_NAMES = UUID("6f3c2a52-3f0e-5d0a-9c39-5d9f6a1c7e11")
"""Name space of first entries: the same row of the same case always bears the same identifier."""


@dataclass(slots=True)
class Loaded:
    """What loading did. Events by what became of them; `alerts` by kind, over all public cases."""

    cases: int = 0
    added: int = 0
    corrected: int = 0
    voided: int = 0
    unchanged: int = 0
    alerts: Mapping[str, int] = field(default_factory=dict)


def entry_uuid(case_key: str, row: int) -> UUID:
    """Identifier of the first entry of a row; corrections bear random ones and supersede it."""
    return uuid5(_NAMES, f"{case_key}/{row}")


@transaction.atomic
def load_public_cases(*, folder: Path, now: datetime) -> Loaded:
    """Make the database tell what the three files in `folder` tell. Loading twice changes nothing the second time.

    Raises PackError with every row at fault, be it unreadable, of an unknown code or impossible; nothing is written.
    """
    Pack.objects.select_for_update().first()  # one load at a time
    record, codes, law = read_public_record(folder), PackCodes.read(), world()
    broken = unknown_codes(record, codes)
    known = {case.key for case in record.cases}
    gone = Case.objects.of(DataSet.PUBLIC_RECORD).exclude(public_key__in=known).values_list("public_key", flat=True)
    broken += [Broken(CASES, 0, f"{key} is recorded and cannot be left out; its events are kept.") for key in gone]
    if broken:
        raise PackError(sorted(broken))
    for source in record.sources:
        PublicSource.objects.update_or_create(
            key=source.key, defaults={"publisher": source.publisher, "extent": source.read}
        )
    loaded = Loaded(cases=len(record.cases))
    case_ids = [_write_case(row, codes, loaded, now) for row in record.cases]
    _refuse_impossible(record.cases, case_ids, law, timezone.localdate(now))
    project_cases(case_ids, world=law)
    loaded.alerts = _alerts_by_kind()
    return loaded


# --- events -----------------------------------------------------------------------------------------------------------


def _write_case(row: CaseRow, codes: PackCodes, loaded: Loaded, now: datetime) -> int:
    case, complaints, respondents = write_facts(row, codes)
    entries = _Entries(case, row, now)
    submitted = iter(complaints)
    for event in row.events:
        is_submission = event.stage in codes.submitting and event.alternative_to is None
        links = {
            "complaint_id": next(submitted).pk if is_submission else None,
            "respondent_id": respondents[event.respondent - 1].pk if event.respondent else None,
        }
        entries.write(event, _columns(event, codes) | links, codes)
    entries.void_vanished()
    write_texts({event.row: entries.standing(event.row) for event in row.events}, row.events)
    for outcome, number in entries.outcomes.items():
        setattr(loaded, outcome, getattr(loaded, outcome) + number)
    return case.pk


def _columns(event: EventRow, codes: PackCodes) -> dict[str, object]:
    return {
        "stage_id": codes.id_of("stages", event.stage),
        "happened_on": event.happened_on,
        "precision": event.precision,
        "body_id": codes.id_of("bodies", event.body),
        "ground_id": codes.id_of("grounds", event.ground),
        "offence_id": codes.id_of("offences", event.offence),
        "approved": event.approved,
    }


class _Entries:
    """The entries of one public case: finds what stands today for a row of the file, and writes what differs."""

    def __init__(self, case: Case, row: CaseRow, now: datetime) -> None:
        self.case, self.row, self.now = case, row, now
        self.outcomes: Counter[str] = Counter()
        stored = CaseEvent.objects.filter(case=case).select_related("withdrawal").order_by("sequence")
        self._stored = {entry.pk: entry for entry in stored}
        self._successors = {entry.supersedes_id: entry for entry in stored if entry.supersedes_id}
        self._first = {entry.uuid: entry for entry in stored if entry.supersedes_id is None}
        self._sources = {
            source.event_id: source for source in EventSource.objects.filter(event__case=case).select_related("source")
        }
        self._next = max((entry.sequence for entry in stored), default=0) + 1
        self._standing: dict[int, CaseEvent] = {}

    def write(self, event: EventRow, columns: dict[str, object], codes: PackCodes) -> None:
        """Make the entry that stands for `event` say what the file says."""
        columns |= {
            "answers_id": self._standing[event.answers].pk if event.answers else None,
            "alternative_to_id": self._standing[event.alternative_to].pk if event.alternative_to else None,
        }
        first = self._first.get(entry_uuid(self.row.key, event.row))
        stands = self._last(first) if first else None
        if stands is not None and not stands.is_void and self._says(stands, event, columns, codes):
            self.outcomes["unchanged"] += 1
            self._standing[event.row] = stands
            return
        self.outcomes["corrected" if stands else "added"] += 1
        uuid = uuid4() if stands else entry_uuid(self.row.key, event.row)
        entry = self._add(columns | {"uuid": uuid, "supersedes": stands})
        self._add_circumstances(entry, event, codes)
        self._standing[event.row] = entry

    def standing(self, row: int) -> int:
        """Primary key of the entry that stands for a row of the file, once that was written."""
        return self._standing[row].pk

    def void_vanished(self) -> None:
        """Take back what stands for rows that the file no longer has; entries made by people stay."""
        named = {entry_uuid(self.row.key, event.row) for event in self.row.events}
        for uuid, first in list(self._first.items()):
            stands = self._last(first)
            if uuid in named or first.recorded_by_id or stands.is_void:
                continue
            kept = {name: getattr(stands, name) for name in _KEPT_BY_VOID}
            self._add(kept | {"uuid": uuid4(), "supersedes": stands, "is_void": True})
            self.outcomes["voided"] += 1

    def _add(self, columns: dict[str, object]) -> CaseEvent:
        entry = CaseEvent.objects.create(case=self.case, sequence=self._next, recorded_at=self.now, **columns)
        self._next += 1
        self._stored[entry.pk] = entry
        if entry.supersedes_id:
            self._successors[entry.supersedes_id] = entry
        return entry

    def _add_circumstances(self, entry: CaseEvent, event: EventRow, codes: PackCodes) -> None:
        EventSource.objects.create(
            event=entry,
            source=PublicSource.objects.get(key=event.source),
            certainty=event.certainty,
            statement=event.statement_en,
            preferred_because=event.preferred_because_en,
        )
        if event.stage in codes.withdrawing:
            Withdrawal.objects.create(
                event=entry,
                addressee_id=codes.id_of("bodies", event.addressee),
                voluntary=event.voluntary or Voluntary.UNKNOWN,
            )

    def _last(self, entry: CaseEvent) -> CaseEvent:
        while entry.pk in self._successors:
            entry = self._successors[entry.pk]
        return entry

    def _says(self, entry: CaseEvent, event: EventRow, columns: dict[str, object], codes: PackCodes) -> bool:
        """Whether `entry` tells exactly what the file tells, in the same words and from the same source."""
        for name, value in columns.items():
            stored = getattr(entry, name)
            if name in _LINKS and stored:
                stored = self._last(self._stored[stored]).pk
            if stored != value:
                return False
        source = self._sources.get(entry.pk)
        told = source and (source.source.key, source.certainty, source.statement, source.preferred_because)
        if told != (event.source, event.certainty, event.statement_en, event.preferred_because_en):
            return False
        if event.stage not in codes.withdrawing:
            return True
        addressee, voluntary = codes.id_of("bodies", event.addressee), event.voluntary or Voluntary.UNKNOWN
        return (entry.withdrawal.addressee_id, entry.withdrawal.voluntary) == (addressee, voluntary)


_LINKS = frozenset({"answers_id", "alternative_to_id"})
_KEPT_BY_VOID = ("stage_id", "happened_on", "precision", "body_id")


# --- judgement --------------------------------------------------------------------------------------------------------


def _refuse_impossible(rows: tuple[CaseRow, ...], case_ids: list[int], law: World, today: date) -> None:
    """Asks of every entry, in the order of entry, whether it can have happened. Raises PackError with the rows."""
    broken = []
    files = {file.case_id: file for file in read_case_files(case_ids, law)}
    for row, case_id in zip(rows, case_ids, strict=True):
        history, lines = files[case_id].history, _lines_by_entry(row, case_id)
        for number, happening in enumerate(history):
            try:
                refuse_impossible(history[:number], happening, files[case_id].facts, law, today)
            except Impossible as reason:
                broken.append(Broken(EVENTS, lines.get(happening.id, row.line), f"{row.key}: {reason}"))
    if broken:
        raise PackError(sorted(broken))


def _lines_by_entry(row: CaseRow, case_id: int) -> dict[int, int]:
    """Line in the file by identifier of an entry, corrections counted to the row they correct."""
    by_uuid = {entry_uuid(row.key, event.row): event.line for event in row.events}
    lines: dict[int, int] = {}
    entries = CaseEvent.objects.filter(case=case_id).order_by("sequence").values_list("pk", "uuid", "supersedes_id")
    for pk, uuid, supersedes in entries:
        line = lines.get(supersedes) if supersedes else by_uuid.get(uuid)
        if line is not None:
            lines[pk] = line
    return lines


def _alerts_by_kind() -> dict[str, int]:
    kinds = Alert.objects.filter(case__in=Case.objects.of(DataSet.PUBLIC_RECORD)).values_list("kind")
    return dict(kinds.annotate(number=models.Count("pk")).order_by("kind").values_list("kind", "number"))
