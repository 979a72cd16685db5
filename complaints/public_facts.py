"""Coded facts of the public cases: which codes the pack knows, and the case with its complaints, people and counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complaints.choices import DataSet
from complaints.models import Case, CaseCount, Complaint, Respondent, Victim
from complaints.public_file import CASES, EVENTS, NEEDS_REVIEW, CaseRow, EventRow, PublicRecord
from institutions.choices import Answer, Effect, TermList
from institutions.models import (
    Agency,
    Body,
    Channel,
    Facility,
    FacilityType,
    Ground,
    Offence,
    PremiseType,
    Region,
    Stage,
    Term,
)
from institutions.pack_format import Broken

_CASE_CODES = {
    "region": "regions",
    "region_now": "regions",
    "facility": "facilities",
    "facility_type": "facility_types",
    "premise_type": "premise_types",
    "agencies": "agencies",
    "channel": "channels",
    "offence": "offences",
    "methods": "methods",
}
_EVENT_CODES = {
    "stage": "stages",
    "body": "bodies",
    "ground": "grounds",
    "offence": "offences",
    "addressee": "bodies",
}


@dataclass(frozen=True, slots=True)
class PackCodes:
    """Primary keys by list and code; `withdrawing` and `submitting` are stages by what they mean."""

    lists: Mapping[str, Mapping[str, int]]
    passes_staff: Mapping[str, str]
    withdrawing: frozenset[str]
    submitting: frozenset[str]

    @classmethod
    def read(cls) -> "PackCodes":
        """The codes of the loaded pack."""
        models = {
            "regions": Region,
            "facilities": Facility,
            "facility_types": FacilityType,
            "premise_types": PremiseType,
            "agencies": Agency,
            "channels": Channel,
            "offences": Offence,
            "stages": Stage,
            "bodies": Body,
            "grounds": Ground,
        }
        lists = {name: dict(model._default_manager.values_list("code", "pk")) for name, model in models.items()}
        lists["methods"] = dict(Term.objects.filter(list=TermList.METHOD).values_list("code", "pk"))
        return cls(
            lists,
            dict(Channel.objects.values_list("code", "passes_staff")),
            frozenset(Stage.objects.filter(effect=Effect.WITHDRAWS).values_list("code", flat=True)),
            frozenset(Stage.objects.filter(effect=Effect.SUBMITS).values_list("code", flat=True)),
        )

    def id_of(self, name: str, code: str) -> int | None:
        """Primary key of a code, `None` for an empty one. Raises KeyError for an unknown one."""
        return self.lists[name][code] if code else None


def unknown_codes(record: PublicRecord, codes: PackCodes) -> list[Broken]:
    """Every cell that names a code the pack does not have, and facts of a withdrawal where nothing is withdrawn."""
    broken = []
    for case in record.cases:
        broken += [Broken(CASES, case.line, reason) for reason in _unknown(case, _CASE_CODES, codes)]
        for event in case.events:
            broken += [Broken(EVENTS, event.line, reason) for reason in _unknown(event, _EVENT_CODES, codes)]
            if (event.voluntary or event.addressee) and event.stage not in codes.withdrawing:
                broken.append(Broken(EVENTS, event.line, f"voluntary, addressee: {event.stage} withdraws nothing."))
    return broken


def _unknown(row: CaseRow | EventRow, columns: Mapping[str, str], codes: PackCodes) -> Iterator[str]:
    for column, name in columns.items():
        cell = getattr(row, column)
        for code in cell if isinstance(cell, tuple) else (cell,):
            if code and code not in codes.lists[name]:
                yield f"{column}: the pack has no “{code}” in {name}."


def write_facts(row: CaseRow, codes: PackCodes) -> tuple[Case, list[Complaint], list[Respondent]]:
    """The case of `row` with everything but its events, as the file has it; complaints and respondents in order."""
    id_of = codes.id_of
    case, _is_new = Case.objects.update_or_create(
        public_key=row.key,
        data_set=DataSet.PUBLIC_RECORD,
        defaults={
            "public_title": row.title_en,
            "public_title_ru": row.title_ru,
            "public_title_kk": row.title_kk.rstrip(NEEDS_REVIEW),
            "region_id": id_of("regions", row.region),
            "region_now_id": id_of("regions", row.region_now),
            "facility_id": id_of("facilities", row.facility),
            "facility_type_id": id_of("facility_types", row.facility_type),
            "premise_type_id": id_of("premise_types", row.premise_type),
            "offence_id": id_of("offences", row.offence),
            "incident_on": row.incident_on,
            "incident_precision": row.incident_precision,
        },
    )
    case.methods.set([codes.lists["methods"][code] for code in row.methods])
    _write_counts(case, row)
    for number in range(1, row.victims + 1):
        Victim.objects.get_or_create(case=case, number=number)
    respondents = [
        Respondent.objects.update_or_create(
            case=case, number=number, defaults={"agency_id": id_of("agencies", agency)}
        )[0]
        for number, agency in enumerate(row.agencies, start=1)
    ]
    return case, _write_complaints(case, row, codes), respondents


def _write_counts(case: Case, row: CaseRow) -> None:
    stored = {(count.unit, count.value): count for count in case.counts.all()}
    for unit, value in row.counts:
        if stored.pop((unit, value), None) is None:
            CaseCount.objects.create(case=case, unit=unit, value=value)
    for count in stored.values():
        count.delete()


def _write_complaints(case: Case, row: CaseRow, codes: PackCodes) -> list[Complaint]:
    """One complaint for each submission that the file tells of, at least one; the n-th came by the n-th channel."""
    submissions = [event for event in row.events if event.stage in codes.submitting and event.alternative_to is None]
    complaints = list(case.complaints.order_by("pk"))
    for number in range(max(1, len(row.channel), len(submissions))):
        channel = row.channel[number] if number < len(row.channel) else ""
        receiver = submissions[number].body if number < len(submissions) else ""
        facts = {
            "channel_id": codes.id_of("channels", channel),
            "received_by_id": codes.id_of("bodies", receiver),
            "passed_staff": row.passed_staff or codes.passes_staff.get(channel, Answer.UNKNOWN),
        }
        if number == len(complaints):
            complaints.append(Complaint.objects.create(case=case, **facts))
        else:
            _update(complaints[number], facts)
    return complaints


def _update(complaint: Complaint, facts: Mapping[str, object]) -> None:
    changed = [name for name, value in facts.items() if getattr(complaint, name) != value]
    for name in changed:
        setattr(complaint, name, facts[name])
    if changed:
        complaint.save(update_fields=changed)
