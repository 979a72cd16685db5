"""Records events together with how they came about. One transaction each: event, circumstances, findings, audit."""

from collections.abc import Sequence
from copy import copy
from datetime import date

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.choices import Act
from accounts.models import User
from complaints import wording
from complaints.actions import record_event, supersede_event
from complaints.choices import BodySite, FindingKind, Precision, WritingKind
from complaints.circumstances.following import days_between
from complaints.circumstances.told import Told, ToldFinding, rank_of
from complaints.dates import PartialDate
from complaints.entry import Recorded
from complaints.findings import Impossible
from complaints.models import (
    Case,
    CaseEvent,
    Compensation,
    Examination,
    ExaminationFinding,
    Writing,
)
from complaints.recording import circumstances_of
from complaints.rights import require_case
from complaints.safekeeping import ensure_safe, put_writing
from complaints.telling import tell
from institutions.choices import GroundKind


@transaction.atomic
def record_happening(*, by: User | None, case: Case, how: Told | None, today: date, **event: object) -> Recorded:
    """Appends an event with its circumstances and findings. `event` is what `recording.record` takes.

    Raises PermissionDenied, Impossible, and NobodyCouldOpen where a finding is described and nobody holds a key.
    """
    require_case(by, case)
    if how is None:
        return record_event(by=by, case=case, today=today, **event)
    row = _completed(how.unsaved(), case, event)
    findings = _described(by, case, how.findings(), _when(event), today)
    recorded = record_event(by=by, case=case, today=today, circumstances=row, **event)
    _add_findings(row, findings)
    _tell_sealed(by, case, how.findings())
    return recorded


@transaction.atomic
def correct_happening(
    *, by: User | None, event: CaseEvent, how: Told | None, today: date, **corrections: object
) -> Recorded:
    """Corrects an entry. `corrections` are arguments of `record_event`; what nobody corrects stays as it was.

    Without `how` the circumstances and findings of the entry stay, unless the stage becomes one that asks for others.
    Raises as `record_happening` does.
    """
    case = event.case
    require_case(by, case)
    if how is None:
        return _correct_event_only(by, event, today, corrections)
    facts = _facts(event, corrections)
    row = _completed(how.unsaved(), case, facts)
    findings = _described(by, case, how.findings(), _when(facts), today)
    recorded = supersede_event(by=by, event=event, today=today, **(corrections | {"circumstances": row}))
    _add_findings(row, findings)
    _tell_sealed(by, case, how.findings())
    return recorded


def _correct_event_only(by: User | None, event: CaseEvent, today: date, corrections: dict[str, object]) -> Recorded:
    stage = corrections.get("stage", event.stage)
    row = copy(circumstances_of(event)) if stage.circumstances == event.stage.circumstances else None
    found: list[ExaminationFinding] = []
    if row is not None:
        row.pk = None
        _completed(row, event.case, _facts(event, corrections))
        found = list(ExaminationFinding.objects.filter(examination__event=event).order_by("number"))
    recorded = supersede_event(by=by, event=event, today=today, **(corrections | {"circumstances": row}))
    for finding in found:
        finding.pk = None
    _add_findings(row, found)
    return recorded


def _facts(event: CaseEvent, corrections: dict[str, object]) -> dict[str, object]:
    return {name: getattr(event, name) for name in ("happened_on", "precision", "ground")} | corrections


def _when(facts: dict[str, object]) -> PartialDate:
    return PartialDate(facts.get("happened_on"), facts.get("precision", Precision.UNKNOWN))


def _completed(row: Model, case: Case, facts: dict[str, object]) -> Model:
    """Fills in what follows from the event itself. Raises Impossible where the row names what is of another case."""
    for named in (getattr(row, "victim", None), getattr(row, "after_complaint", None)):
        if named is not None and named.case_id != case.pk:
            raise Impossible(_("The person or complaint that is named belongs to another case."))
    if isinstance(row, Compensation):
        ground = facts.get("ground")
        row.remedy = ground if ground is not None and ground.kind == GroundKind.REMEDY else None
    if isinstance(row, Examination):
        incident, examined = PartialDate(case.incident_on, case.incident_precision), _when(facts)
        days = days_between(incident, examined)
        row.days_after_incident = row.days_after_incident if days is None else days
        _check_days(row.days_after_incident, incident, examined)
    return row


def _check_days(days: int | None, incident: PartialDate, examined: PartialDate) -> None:
    """Refuses a number of days that no two days within the dates are apart."""
    if days is None:
        return
    fewest = most = None
    if incident.latest and examined.earliest:
        fewest = max((examined.earliest - incident.latest).days, 0)
    if incident.earliest and examined.latest:
        most = (examined.latest - incident.earliest).days
    if (fewest is not None and days < fewest) or (most is not None and days > most >= 0):
        raise Impossible(
            _("By the dates of the incident and of the examination, this number of days after the incident cannot be.")
        )


def _described(
    by: User | None, case: Case, told: Sequence[ToldFinding], when: PartialDate, today: date
) -> list[ExaminationFinding]:
    """Unsaved findings with their words already sealed. Raises Impossible, NobodyCouldOpen."""
    return [
        ExaminationFinding(
            number=number,
            kind=finding.kind,
            site=finding.site,
            consistency=finding.consistency,
            rank=rank_of(finding.consistency),
            description=_sealed(by, case, finding, number, when, today),
        )
        for number, finding in enumerate(told, start=1)
    ]


def _sealed(
    by: User | None, case: Case, finding: ToldFinding, number: int, when: PartialDate, today: date
) -> Writing | None:
    if not finding.words:
        if finding.earlier_words is None and rank_of(finding.consistency) == 0:
            raise Impossible(_("“Not consistent” needs a described finding and the reason."))
        return finding.earlier_words
    ensure_safe(case=case, by=by, today=today)
    # Among other notes of the case it says of which finding it speaks.
    place = str(BodySite(finding.site).label) if finding.site else ""
    heading = _("Finding %(number)s of the examination %(when)s: %(what)s") % {
        "number": number,
        "when": wording.when(when),
        "what": ", ".join(filter(None, [str(FindingKind(finding.kind).label), place, finding.consistency.label])),
    }
    text = f"{heading}\n\n{finding.words}"
    return put_writing(case=case, kind=WritingKind.NOTE, text=text, author=by, today=today)


def _add_findings(row: Model, findings: list[ExaminationFinding]) -> None:
    for finding in findings:
        finding.examination = row
    ExaminationFinding.objects.bulk_create(findings)


def _tell_sealed(by: User | None, case: Case, told: Sequence[ToldFinding]) -> None:
    if by is not None and any(finding.words for finding in told):
        tell(by, case, Act.TEXT_SEALED)
