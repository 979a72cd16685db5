"""Writes what follows from events: milestone rows, deadlines, alerts. Everything here can be thrown away and rebuilt.

The same code projects one case inside the transaction that records an event, and all cases in chunks. Nothing depends
on the day it runs: whether a clock is missed is asked when it is read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from complaints.casefiles import CaseFile, read_case_files, read_histories
from complaints.deadlines import Clock, clocks, next_due
from complaints.findings import Finding
from complaints.happenings import Happening
from complaints.lifecycle import findings_of_course, rivals_by_event
from complaints.milestones import Course, MilestoneRow, continued, fold_course, joined_to
from complaints.models import CaseMilestones
from complaints.projection_rows import ALERTS, DEADLINES, MILESTONES, Rows, Table
from institutions.choices import STILL_OPEN
from institutions.world import World

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Projection:
    """What follows from the events of one case; findings with the identifier of the event they are about."""

    row: MilestoneRow
    clocks: list[Clock]
    findings: list[tuple[int, Finding]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A case whose stored `what` is not what follows from its events."""

    case_id: int
    reference: str
    what: str


# --- what callers ask for ---------------------------------------------------------------------------------------------


def project_cases(case_ids: Iterable[int], *, world: World) -> None:
    """Rebuilds the projections of the cases, a chunk a transaction; a number of queries that grows with chunks only."""
    for chunk in _chunks(case_ids):
        with transaction.atomic():
            lock_cases(chunk)
            store(read_case_files(chunk, world), world)


def project_new_cases(case_ids: Iterable[int], *, world: World) -> None:
    """The same for cases that this transaction has made: nobody else sees them, and they have no projections yet."""
    for chunk in _chunks(case_ids):
        files = read_case_files(chunk, world)
        for table, rows in _expected_rows(project(files, world), files, world).items():
            table.copy(rows)


def compare(case_ids: Iterable[int], *, world: World) -> list[Difference]:
    """Where stored projections differ from a rebuild; acknowledgements of alerts are not compared."""
    differences = []
    for chunk in _chunks(case_ids):
        files = read_case_files(chunk, world)
        expected = _expected_rows(project(files, world), files, world)
        stored = {table: table.read(chunk) for table in expected}
        for file in files:
            for table, rows in expected.items():
                if _of_case(rows, file.case_id) != _of_case(stored[table], file.case_id):
                    differences.append(Difference(file.case_id, file.reference, table.name))
    return differences


def lock_cases(case_ids: Collection[int]) -> None:
    """Makes every other writer of these cases wait until the transaction ends; always in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM complaints_case WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [sorted(case_ids)]
        )


def with_absorbed(case_ids: Collection[int]) -> list[int]:
    """The cases and all that were joined to them, at any remove, ascending."""
    known, fresh = set(case_ids), set(case_ids)
    while fresh:
        fresh = set(CaseMilestones.objects.filter(absorbed_by__in=fresh).values_list("case_id", flat=True)) - known
        known |= fresh
    return sorted(known)


# --- computing --------------------------------------------------------------------------------------------------------


def project(files: Collection[CaseFile], world: World) -> dict[int, Projection]:
    """Projections by case; reads the histories of absorbing cases that are not among `files`."""
    histories = {file.case_id: file.history for file in files}
    _read_absorbers(histories, world)
    return {file.case_id: _project(file, _course(file.case_id, histories), world) for file in files}


def _read_absorbers(histories: dict[int, list[Happening]], world: World) -> None:
    wanted = set(histories)
    while wanted:
        absorbers = {joined_to(histories[case_id]) for case_id in wanted} - {None}
        wanted = {case_id for case_id in absorbers if case_id is not None and case_id not in histories}
        if wanted:
            histories.update(read_histories(wanted, world))


def _course(case_id: int, histories: Mapping[int, list[Happening]], seen: frozenset[int] = frozenset()) -> Course:
    absorber = joined_to(histories[case_id])
    if absorber is None or absorber in seen | {case_id}:
        return continued(histories[case_id])
    return continued(histories[case_id], _course(absorber, histories, seen | {case_id}).events)


def _project(file: CaseFile, course: Course, world: World) -> Projection:
    last = max((entry.sequence for entry in file.history), default=0)
    return Projection(
        fold_course(course, file.facts, world, last_sequence=last),
        clocks(course, file.facts, world),
        findings_of_course(course.own, rivals_by_event(file.history), file.facts, world),
    )


# --- rows of the tables -----------------------------------------------------------------------------------------------


def _expected_rows(projections: Mapping[int, Projection], files: Iterable[CaseFile], world: World) -> dict[Table, Rows]:
    milestones: Rows = {}
    deadlines: Rows = {}
    alerts: Rows = {}
    for file in files:
        projection = projections[file.case_id]
        milestones[(file.case_id,)] = {
            **file.columns,
            **_milestone_columns(projection.row, world),
            # In a case that has ended nobody is late any more: what was missed is told on its page.
            "next_due_on": next_due(projection.clocks) if projection.row.state in STILL_OPEN else None,
        }
        for clock in projection.clocks:
            deadlines[clock.rule.id, clock.started_by] = _deadline_columns(file.case_id, clock)
        for event_id, finding in projection.findings:
            alerts[event_id, finding.rule] = _alert_columns(file.case_id, finding)
    return {MILESTONES: milestones, DEADLINES: deadlines, ALERTS: alerts}


def _milestone_columns(row: MilestoneRow, world: World) -> dict[str, object]:
    return {
        "offence_kind": row.offence_kind,
        "first_body_id": world.body_ids.get(row.first_body or ""),
        "body_now_id": world.body_ids.get(row.body_now or ""),
        "independence": row.independence,
        "furthest": row.furthest,
        **{f"reached_{number}": day for number, day in enumerate(row.reached, start=1)},
        "recorded_on": list(row.recorded_on),
        "is_vague": row.is_vague,
        "position": row.position,
        "state": row.state,
        "state_on": row.state_on,
        "state_ground_id": world.grounds[row.state_ground].id if row.state_ground else None,
        "withdrawn_on": row.withdrawn_on,
        "is_withdrawn": row.is_withdrawn,
        "is_torture_conviction": row.is_torture_conviction,
        "is_final": row.is_final,
        "absorbed_by_id": row.absorbed_by,
        "trials": row.trials,
        "reopenings": row.reopenings,
        "transfers": row.transfers,
        "officials_convicted": row.officials_convicted,
        "last_event_on": row.last_event_on,
        "last_sequence": row.last_sequence,
    }


def _deadline_columns(case_id: int, clock: Clock) -> dict[str, object]:
    days = (clock.met_by, clock.starts_on, clock.due_on, clock.met_on, clock.paused_days)
    return dict(zip(DEADLINES.columns, (case_id, *days), strict=True))


def _alert_columns(case_id: int, finding: Finding) -> dict[str, object]:
    said = (finding.kind, finding.norm, dict(finding.details))
    return dict(zip(ALERTS.columns, (case_id, *said), strict=True))


def _of_case(rows: Rows, case_id: int) -> Rows:
    return {key: row for key, row in rows.items() if row.get("case_id", key[0]) == case_id}


# --- writing ----------------------------------------------------------------------------------------------------------


def store(files: Collection[CaseFile], world: World) -> dict[int, Projection]:
    """Projects the cases and writes what differs; the caller holds the locks of their rows and a transaction."""
    projections = project(files, world)
    case_ids = [file.case_id for file in files]
    expected = _expected_rows(projections, files, world)
    MILESTONES.write(expected[MILESTONES])
    DEADLINES.synchronise(expected[DEADLINES], case_ids)
    ALERTS.synchronise(expected[ALERTS], case_ids)
    return projections


def _chunks(case_ids: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(case_ids)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
