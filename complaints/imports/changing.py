"""What a sheet changes in cases that are recorded already, and setting it back. Nothing is ever removed."""

from collections.abc import Collection, Mapping, Sequence

from accounts.models import Organisation, User
from complaints.dates import PartialDate
from complaints.happenings import Happening
from complaints.imports.codes import MODELS, Codes
from complaints.imports.known import (
    CASE_CODES,
    COMPLAINT_CHOICES,
    COMPLAINT_CODES,
    LISTS,
    cases_by_number,
    difference,
    files_of,
    happenings,
    recorded_facts,
    when_of,
)
from complaints.imports.people import RESPONDENT, VICTIM, person_of, told_of
from complaints.models import Case, Complaint, ImportRow, Respondent, Victim
from complaints.projection import lock_cases
from institutions.queries import world as loaded_world


def change_cases(
    chunk: Sequence[ImportRow], *, by: User, organisation: Organisation, codes: Codes
) -> dict[int, list[Happening]] | None:
    """Updates what differs and gives the events to add by case; None where a case is not as it was when checked.

    The cases stay locked until the transaction ends.
    """
    case_ids = [row.case_id for row in chunk]
    lock_cases(case_ids)
    known, _foreign = cases_by_number(organisation, [row.facts["file_number"] for row in chunk], by)
    recorded, world = recorded_facts(case_ids), loaded_world()
    files = files_of(case_ids, world)
    planned: dict[int, list[Happening]] = {}
    for row in chunk:
        pk = row.case_id
        if known.get(row.facts["file_number"]) != pk:
            return None
        found = difference(row.facts, recorded[pk], files[pk].history)
        if dict(found.before) != row.before:
            return None
        put_facts(pk, {name: row.facts[name] for name in found.before}, codes)
        last = max((entry.sequence for entry in files[pk].history), default=0)
        planned[pk] = happenings(found.events, world, first=last + 1)
    return planned


def put_facts(case_id: int, facts: Mapping[str, object], codes: Codes) -> None:
    """Makes the case say `facts`; lists only grow."""
    columns = _columns(facts, CASE_CODES, codes)
    if "may_be_counted" in facts:
        columns["may_be_counted"] = facts["may_be_counted"]
    if "incident_on" in facts:
        when = when_of(facts["incident_on"])
        columns |= {"incident_on": when.day, "incident_precision": str(when.precision)}
    if columns:
        Case.objects.filter(pk=case_id).update(**columns)
    if columns.keys() & {"region_id", "facility_id", "incident_on"}:
        _place(case_id, codes)
    for name in LISTS:
        if name in facts:
            getattr(Case(pk=case_id), name).add(*(codes.terms[code] for code in facts[name]))
    _put_complaint(case_id, facts, codes)
    _put_people(Victim, case_id, told_of(facts, VICTIM))
    officials = told_of(facts, RESPONDENT)
    for said in officials.values():
        if "agency" in said:
            code = said.pop("agency")
            said["agency_id"] = codes.ids["respondent_agency"][str(code)] if code else None
    _put_people(Respondent, case_id, officials)


def _place(case_id: int, codes: Codes) -> None:
    """The region of today follows from what the case now says."""
    case = Case.objects.only("region", "facility", "incident_on", "incident_precision", "region_now").get(pk=case_id)
    incident = PartialDate(case.incident_on, case.incident_precision)
    region_now = codes.region_today(case.region_id, case.facility_id, incident)
    if region_now != case.region_now_id:
        Case.objects.filter(pk=case_id).update(region_now=region_now)


def set_back(case_id: int, before: Mapping[str, object], said: Mapping[str, object], codes: Codes) -> None:
    """Undoes `put_facts` where the case still says what the sheet said; what somebody changed since stays."""
    stands = recorded_facts([case_id])[case_id]
    kept = {name: value for name, value in before.items() if name not in LISTS and stands.get(name) == said.get(name)}
    for name in LISTS:
        if name in before:
            gone = set(said.get(name) or ()) - set(before[name] or ())
            getattr(Case(pk=case_id), name).remove(*(codes.terms[code] for code in gone))
    put_facts(case_id, {name: _as_empty(name, value) for name, value in kept.items()}, codes)


def _as_empty(name: str, value: object) -> object:
    """What a choice says that nobody had recorded."""
    fact, _number = person_of(name)
    is_choice = fact in VICTIM or fact == "respondent_rank"
    return "unknown" if value is None and is_choice else value


def _columns(facts: Mapping[str, object], names: Collection[str], codes: Codes) -> dict[str, object]:
    return {
        f"{name}_id": codes.ids[name][str(facts[name])] if facts[name] else None
        for name in names
        if name in facts and name in MODELS
    }


def _put_complaint(case_id: int, facts: Mapping[str, object], codes: Codes) -> None:
    columns = _columns(facts, COMPLAINT_CODES, codes)
    columns |= {name: facts[name] for name in COMPLAINT_CHOICES if name in facts}
    if columns:
        first = Complaint.objects.filter(case=case_id).order_by("pk").values_list("pk", flat=True)[:1]
        Complaint.objects.filter(pk__in=list(first)).update(**columns)


def _put_people(model: type, case_id: int, told: Mapping[int, Mapping[str, object]]) -> None:
    """By number; those before the last one are there too, though nothing is said of them."""
    for number in range(1, max(told, default=0) + 1):
        model.objects.update_or_create(case_id=case_id, number=number, defaults=dict(told.get(number, {})))
