"""Appends one event to a case and rebuilds what follows from it. Who may do so is asked in `complaints.actions`."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from complaints.casefiles import CaseFile, Codes, happening_of, read_case_files
from complaints.choices import Precision
from complaints.findings import Finding, Impossible
from complaints.lifecycle import all_findings, refuse_impossible
from complaints.models import Case, CaseEvent, CaseMilestones, Withdrawal
from complaints.projection import lock_cases, store, with_absorbed
from institutions.choices import Effect
from institutions.world import World


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it was written, and what is wrong with it."""

    event: CaseEvent
    findings: list[Finding]


def append(event: CaseEvent, circumstances: Model | None, *, world: World, today: date) -> Recorded:
    """Numbers, judges and saves `event`, then projects its case and all cases joined to it.

    Needs a transaction. Locks the case first, so that writers of one case wait for each other and no number is given
    twice. Raises Impossible.
    """
    _refuse_foreign_case(event)
    lock_cases({event.case_id} if event.other_case_id is None else {event.case_id, event.other_case_id})
    files = _files(event.case_id, world)
    own = next(file for file in files if file.case_id == event.case_id)
    withdrawal = circumstances if isinstance(circumstances, Withdrawal) else None
    _refuse(event, circumstances, own, world, today)
    _insert(event)
    if circumstances is not None:
        circumstances.event = event
        circumstances.save(force_insert=True)
    own.history.append(happening_of(event, withdrawal, Codes(world)))
    findings = store(files, world)[own.case_id].findings
    return Recorded(event, [finding for event_id, finding in findings if event_id == event.pk])


def foresee(event: CaseEvent, circumstances: Model | None, *, world: World, today: date) -> list[tuple[int, Finding]]:
    """What would be found if `event` were appended and is not found yet, with the entry it is about, 0 for `event`.

    Writes nothing and makes nobody wait, so that what is found when it is appended can differ. Raises Impossible.
    """
    _refuse_foreign_case(event)
    (own,) = read_case_files([event.case_id], world)
    withdrawal = circumstances if isinstance(circumstances, Withdrawal) else None
    _refuse(event, circumstances, own, world, today)
    known = {(entry, finding.rule) for entry, finding in all_findings(own.history, own.facts, world)}
    history = [*own.history, happening_of(event, withdrawal, Codes(world))]
    found = all_findings(history, own.facts, world)
    return [(entry, finding) for entry, finding in found if (entry, finding.rule) not in known]


def _insert(event: CaseEvent) -> None:
    # What save() does for a new row without signals, in a third of the time.
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT, [field.get_db_prep_save(getattr(event, field.attname), connection) for field in _FIELDS]
        )
        event.pk = cursor.fetchone()[0]
    event._state.adding, event._state.db = False, connection.alias


_FIELDS = [field for field in CaseEvent._meta.concrete_fields if not field.primary_key]
_INSERT = (
    f"INSERT INTO {CaseEvent._meta.db_table} ({', '.join(field.column for field in _FIELDS)})"  # noqa: S608 -- columns
    f" VALUES ({', '.join(['%s'] * len(_FIELDS))}) RETURNING id"
)


def _files(case_id: int, world: World) -> list[CaseFile]:
    files = read_case_files([case_id], world)
    if not files[0].has_absorbed:
        return files
    # Joined cases follow this one; they are locked from the absorbing case down, never the other way round.
    joined = with_absorbed([case_id])
    lock_cases(joined)
    return read_case_files(joined, world)


def _refuse(event: CaseEvent, circumstances: Model | None, file: CaseFile, world: World, today: date) -> None:
    event.sequence = max((entry.sequence for entry in file.history), default=0) + 1
    if (event.happened_on is None) != (event.precision == Precision.UNKNOWN):
        raise Impossible(_("Give a date with its precision, or say that the date is unknown."), "happened_on")
    if event.complaint is not None and event.complaint.case_id != event.case_id:
        raise Impossible(_("This complaint belongs to another case."), "complaint")
    if event.respondent is not None and event.respondent.case_id != event.case_id:
        raise Impossible(_("This official belongs to another case."), "respondent")
    if circumstances is not None and event.stage.circumstances != circumstances._meta.model_name:
        raise Impossible(_("These circumstances belong to another kind of event."))
    if event.other_case is not None and event.stage.effect == Effect.JOINS and not event.is_void:
        _refuse_joining(event.case, event.other_case)
    withdrawal = circumstances if isinstance(circumstances, Withdrawal) else None
    refuse_impossible(file.history, happening_of(event, withdrawal, Codes(world)), file.facts, world, today)


def _refuse_foreign_case(event: CaseEvent) -> None:
    """Another organisation's case is not named, joined or even locked."""
    other = event.other_case
    if other is not None and (event.case.data_set, event.case.organisation_id) != (
        other.data_set,
        other.organisation_id,
    ):
        raise Impossible(_("Another case can be named only if it belongs to the same organisation."), "other_case")


def _refuse_joining(case: Case, into: Case) -> None:
    if case.pk == into.pk:
        raise Impossible(_("A case cannot be joined to itself."), "other_case")
    further: int | None = into.pk
    while further is not None:
        further = CaseMilestones.objects.filter(case=further).values_list("absorbed_by", flat=True).first()
        if further == case.pk:
            raise Impossible(_("The other case is already joined to this one."), "other_case")
