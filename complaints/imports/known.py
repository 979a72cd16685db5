"""What is recorded already, in the form in which rows say it, and how a row differs from that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import translation

from accounts.models import Organisation, User
from complaints.casefiles import CaseFile, read_case_files
from complaints.findings import Impossible
from complaints.happenings import CaseFacts, Happening
from complaints.imports.people import RESPONDENT, VICTIM, agencies_of, further, name_of
from complaints.imports.understanding import Reason, told, when_of
from complaints.lifecycle import refuse_impossible
from complaints.models import Case, Complaint, Respondent, Victim
from complaints.ordering import effective
from institutions.choices import Answer, Effect
from institutions.models import Channel, Facility
from institutions.world import World

CASE_CODES = ("region", "facility", "facility_type", "premise_type", "offence")
LISTS = ("methods", "purposes")
COMPLAINT_CODES = ("channel", "received_by")
COMPLAINT_CHOICES = ("passed_staff", "told_by")
COMPARED = (
    *("incident_on", "may_be_counted", *CASE_CODES, *LISTS, *COMPLAINT_CODES, *COMPLAINT_CHOICES),
    *VICTIM,
    *RESPONDENT,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row would change in a case: facts that stand otherwise, with what stands there, and events to add."""

    before: Mapping[str, object] = field(default_factory=dict)
    events: list[dict] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.before or self.events)


def cases_by_number(
    organisation: Organisation, numbers: Collection[str], reader: User
) -> tuple[dict[str, int], set[str]]:
    """Own file number -> case that `reader` may see, and the numbers of cases that they may not. Two queries."""
    named = Case.objects.filter(organisation=organisation, mistaken_on=None, file_number__in=set(numbers) - {""})
    seen = Case.objects.visible_to(reader).filter(pk__in=named.values("pk"))
    found = dict(seen.values_list("file_number", "pk"))
    return found, set(named.values_list("file_number", flat=True)) - found.keys()


def recorded_facts(case_ids: Collection[int]) -> dict[int, dict[str, object]]:
    """Coded facts of the cases, as a row would say them. Six queries."""
    names = [f"{name}__code" for name in CASE_CODES]
    rows = Case.objects.filter(pk__in=case_ids).values(
        "pk", "incident_on", "incident_precision", "may_be_counted", *names
    )
    found: dict[int, dict[str, object]] = {}
    for row in rows:
        facts = {name: row[f"{name}__code"] for name in CASE_CODES}
        day = row["incident_on"]
        incident = [day.isoformat(), row["incident_precision"]] if day else None
        found[row["pk"]] = facts | {"incident_on": incident, "may_be_counted": row["may_be_counted"]}
    for name in LISTS:
        for facts in found.values():
            facts[name] = []
        through = getattr(Case, name).through
        for case_id, code in through.objects.filter(case__in=case_ids).values_list("case", "term__code"):
            found[case_id][name].append(code)
    _add_complaints(found)
    _add_people(found, Victim, VICTIM)
    _add_people(found, Respondent, RESPONDENT)
    return found


def _add_complaints(found: dict[int, dict[str, object]]) -> None:
    names = ("case", "channel__code", "received_by__code", *COMPLAINT_CHOICES)
    # The first complaint is the one a sheet speaks of: it is read last.
    for case_id, channel, body, passed_staff, told_by in (
        Complaint.objects.filter(case__in=list(found)).order_by("-pk").values_list(*names)
    ):
        found[case_id] |= {"channel": channel, "received_by": body, "passed_staff": passed_staff, "told_by": told_by}


def _add_people(found: dict[int, dict[str, object]], model: type, columns: Mapping[str, str]) -> None:
    paths = [f"{name}__code" if model._meta.get_field(name).is_relation else name for name in columns.values()]
    for case_id, number, *values in model.objects.filter(case__in=list(found)).values_list("case", "number", *paths):
        names = (name_of(name, number) for name in columns)
        found[case_id] |= dict(zip(names, values, strict=True))


def difference(facts: Mapping[str, object], recorded: Mapping[str, object], history: list[Happening]) -> Difference:
    """What the row would change. Nothing is ever emptied or removed: an empty cell says nothing, lists only grow."""
    before = {}
    for name in (*COMPARED, *further(facts)):
        said, stands = facts.get(name), recorded.get(name)
        if said is None or said == stands:
            continue
        if name in LISTS and set(said) <= set(stands or ()):
            continue
        before[name] = sorted(stands or ()) if name in LISTS else stands
    there = {(event.stage.code, *told(event.when)) for event in effective(history)}
    events = [
        event for event in facts.get("events", ()) if (event["stage"], *told(when_of(event.get("on")))) not in there
    ]
    return Difference(before, events)


# --- what cannot have happened ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Places:
    """Kinds of facilities and what is usual for channels, by code: what rules ask of a case that is not there yet."""

    kind_of_facility: Mapping[str, str]
    passes_staff: Mapping[str, str]

    @classmethod
    def read(cls) -> "Places":
        """Two queries."""
        return cls(
            dict(Facility.objects.values_list("code", "facility_type__code")),
            dict(Channel.objects.values_list("code", "passes_staff")),
        )


def stage_with(world: World, effect: Effect) -> str:
    """Code of the first stage of the pack with the effect."""
    return next(code for code, stage in world.stages.items() if stage.effect == effect)


def case_facts(facts: Mapping[str, object], places: Places, world: World) -> CaseFacts:
    """What the rules would read of a case with these facts."""
    facility, offence = facts.get("facility"), facts.get("offence")
    return CaseFacts(
        facility=facility,
        facility_type=facts.get("facility_type") or places.kind_of_facility.get(facility),
        agencies=agencies_of(facts),
        offence_kind=world.offences[offence].kind if offence else "",
        incident=when_of(facts.get("incident_on")),
        passed_staff=facts.get("passed_staff") or places.passes_staff.get(facts.get("channel"), Answer.UNKNOWN),
    )


def happenings(events: list[dict], world: World, *, first: int) -> list[Happening]:
    """Events of a row as the rules see them, in the order in which they are written."""
    return [
        Happening(
            -number,
            number,
            world.stages[event["stage"]],
            when_of(event.get("on")),
            body=event.get("body"),
            ground=event.get("ground"),
            register_number=event.get("number", ""),
        )
        for number, event in enumerate(in_writing_order(events, world), start=first)
    ]


def in_writing_order(events: list[dict], world: World) -> list[dict]:
    """The complaint first, then by date, undated ones last, and within a day in the order of the pack."""
    if len(events) < 2:
        return events
    places = {code: number for number, code in enumerate(world.stages)}

    def place(event: dict) -> tuple[bool, date, int]:
        first_day = when_of(event.get("on")).earliest or date.max
        return not event.get("is_submission"), first_day, places[event["stage"]]

    return sorted(events, key=place)


def with_submission(facts: Mapping[str, object], world: World) -> list[dict]:
    """The events of a new case: its complaint first."""
    submission = {"stage": stage_with(world, Effect.SUBMITS), "is_submission": True}
    for name, part in (("received_on", "on"), ("received_by", "body")):
        if facts.get(name):
            submission[part] = facts[name]
    return [submission, *facts.get("events", ())]


def impossible(
    events: list[dict], history: list[Happening], facts: CaseFacts, world: World, today: date
) -> list[Reason]:
    """A reason for each event that cannot have happened, with the sentence of the rule in English."""
    reasons: list[Reason] = []
    joined = list(history)
    for event in happenings(events, world, first=max((entry.sequence for entry in history), default=0) + 1):
        try:
            refuse_impossible(joined, event, facts, world, today)
        except Impossible as refusal:
            with translation.override("en"):
                reasons.append([None, "impossible", str(refusal)])
        else:
            joined.append(event)
    return reasons


def files_of(case_ids: Collection[int], world: World) -> dict[int, CaseFile]:
    """The files of the cases by identifier."""
    return {file.case_id: file for file in read_case_files(list(case_ids), world)}
