"""Writes what follows from events: milestone rows, deadlines, alerts. Everything here can be thrown away and rebuilt.

The same code projects one case inside the transaction that records an event, and all cases in chunks. Nothing depends
on the day it runs: whether a clock is missed is asked when it is read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db import models, transaction

from complaints.casefiles import CaseFile, read_case_files, read_histories
from complaints.deadlines import Clock, clocks
from complaints.findings import Finding
from complaints.happenings import Happening
from complaints.lifecycle import findings_of_course, rivals_by_event
from complaints.milestones import Course, MilestoneRow, continued, fold_course, joined_to
from complaints.models import Alert, Case, CaseMilestones, Deadline
from institutions.world import World

CHUNK = 500

Key = tuple[int, object]
Rows = dict[Key, dict[str, object]]

_MILESTONE_COLUMNS = tuple(field.attname for field in CaseMilestones._meta.concrete_fields if not field.primary_key)
_DEADLINE_COLUMNS = ("case_id", "met_by_id", "starts_on", "due_on", "met_on", "paused_days")
_ALERT_COLUMNS = ("case_id", "kind", "norm", "details")


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


def project_case(case_id: int, *, world: World) -> None:
    """Rebuilds the projections of one case and of the cases it absorbed."""
    project_cases(with_absorbed([case_id]), world=world)


def project_cases(case_ids: Iterable[int], *, world: World) -> None:
    """Rebuilds the projections of the cases, a chunk a transaction; a number of queries that grows with chunks only."""
    for chunk in _chunks(case_ids):
        with transaction.atomic():
            list(Case.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk"))
            store(read_case_files(chunk, world), world)


def compare(case_ids: Iterable[int], *, world: World) -> list[Difference]:
    """Where stored projections differ from a rebuild; acknowledgements of alerts are not compared."""
    differences = []
    for chunk in _chunks(case_ids):
        files = read_case_files(chunk, world)
        expected = _expected_rows(project(files, world), files, world)
        stored = _stored_rows(chunk)
        for file in files:
            for table, rows in expected.items():
                if _of_case(rows, file.case_id) != _of_case(stored[table], file.case_id):
                    differences.append(Difference(file.case_id, file.reference, table))
    return differences


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


def _expected_rows(projections: Mapping[int, Projection], files: Iterable[CaseFile], world: World) -> dict[str, Rows]:
    milestones: Rows = {}
    deadlines: Rows = {}
    alerts: Rows = {}
    for file in files:
        projection = projections[file.case_id]
        milestones[file.case_id, None] = {**file.columns, **_milestone_columns(projection.row, world)}
        for clock in projection.clocks:
            deadlines[clock.rule.id, clock.started_by] = _deadline_columns(file.case_id, clock)
        for event_id, finding in projection.findings:
            alerts[event_id, finding.rule] = _alert_columns(file.case_id, finding)
    return {"milestones": milestones, "deadlines": deadlines, "alerts": alerts}


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
        "last_sequence": row.last_sequence,
    }


def _deadline_columns(case_id: int, clock: Clock) -> dict[str, object]:
    days = (clock.met_by, clock.starts_on, clock.due_on, clock.met_on, clock.paused_days)
    return dict(zip(_DEADLINE_COLUMNS, (case_id, *days), strict=True))


def _alert_columns(case_id: int, finding: Finding) -> dict[str, object]:
    return dict(zip(_ALERT_COLUMNS, (case_id, finding.kind, finding.norm, dict(finding.details)), strict=True))


def _stored_rows(case_ids: Collection[int]) -> dict[str, Rows]:
    milestones = CaseMilestones.objects.filter(case_id__in=case_ids).values("case_id", *_MILESTONE_COLUMNS)
    return {
        "milestones": {(row.pop("case_id"), None): row for row in milestones},
        "deadlines": _stored(Deadline, ("time_limit_id", "started_by_id"), _DEADLINE_COLUMNS, case_ids),
        "alerts": _stored(Alert, ("event_id", "rule"), _ALERT_COLUMNS, case_ids),
    }


def _stored(
    model: type[models.Model], key: tuple[str, str], columns: tuple[str, ...], case_ids: Collection[int]
) -> Rows:
    rows = model._default_manager.filter(case_id__in=case_ids).values_list(*key, *columns)
    return {(row[0], row[1]): dict(zip(columns, row[2:], strict=True)) for row in rows}


def _of_case(rows: Rows, case_id: int) -> Rows:
    return {key: row for key, row in rows.items() if row.get("case_id", key[0]) == case_id}


# --- writing ----------------------------------------------------------------------------------------------------------


def store(files: Collection[CaseFile], world: World) -> dict[int, Projection]:
    """Projects the cases and writes what differs; the caller holds the locks of their rows and a transaction."""
    projections = project(files, world)
    case_ids = [file.case_id for file in files]
    expected = _expected_rows(projections, files, world)
    CaseMilestones.objects.bulk_create(
        [CaseMilestones(case_id=key[0], **row) for key, row in expected["milestones"].items()],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=[column.removesuffix("_id") for column in _MILESTONE_COLUMNS],
    )
    _synchronise(Deadline, ("time_limit_id", "started_by_id"), _DEADLINE_COLUMNS, expected["deadlines"], case_ids)
    _synchronise(Alert, ("event_id", "rule"), _ALERT_COLUMNS, expected["alerts"], case_ids)
    return projections


def _synchronise(
    model: type[models.Model], key: tuple[str, str], columns: tuple[str, ...], expected: Rows, case_ids: Collection[int]
) -> None:
    """Makes the table say `expected`, touching only rows that differ; other columns of kept rows stay as they are."""
    stored = _stored(model, key, columns, case_ids)
    if stored == expected:
        return
    gone = [old for old in stored if old not in expected]
    for first, second in gone:
        model._default_manager.filter(**{key[0]: first, key[1]: second}).delete()
    model._default_manager.bulk_create(
        [
            model(**dict(zip(key, place, strict=True)), **row)
            for place, row in expected.items()
            if stored.get(place) != row
        ],
        update_conflicts=True,
        unique_fields=[name.removesuffix("_id") for name in key],
        update_fields=[name.removesuffix("_id") for name in columns],
    )


def _chunks(case_ids: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(case_ids)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
