"""A law small enough to know by heart, without a database: every meaning the code knows, under invented codes."""

from datetime import date
from itertools import count

from complaints.dates import PartialDate
from complaints.happenings import Happening
from institutions.choices import (
    Act,
    Answer,
    BodyKind,
    CompetenceRank,
    Effect,
    Exit,
    GroundKind,
    Milestone,
    OffenceKind,
    TimeUnit,
    Track,
)
from institutions.independence import Edge, Hierarchy
from institutions.world import (
    ClockRule,
    GroundMeaning,
    GuardBinding,
    JurisdictionRule,
    OffenceMeaning,
    StageMeaning,
    Validity,
    World,
)

_numbers = count(1)


def _stage(code: str, effect: Effect = Effect.NONE, track: Track = Track.PROCEDURE, **meaning: object) -> StageMeaning:
    return StageMeaning(id=next(_numbers), code=code, track=track, effect=effect, **meaning)


STAGES = {
    stage.code: stage
    for stage in (
        _stage("incident", Effect.INCIDENT),
        _stage("submit", Effect.SUBMITS, act=Act.RECEPTION),
        _stage("refuse", Effect.CLOSES, exit=Exit.NOT_REGISTERED, ground_kind=GroundKind.NON_REGISTRATION),
        _stage("register", Effect.REGISTERS, milestone=Milestone.REGISTERED),
        _stage("take", Effect.ASSIGNS, milestone=Milestone.ASSIGNED, act=Act.INVESTIGATION),
        _stage("open", milestone=Milestone.OPENED, act=Act.INVESTIGATION),
        _stage("name", milestone=Milestone.CHARGED, act=Act.INVESTIGATION),
        _stage("send", milestone=Milestone.SENT_TO_COURT),
        _stage("recall", Effect.CLOSES, exit=Exit.TERMINATED, milestone=Milestone.SENT_TO_COURT),
        _stage("sit", milestone=Milestone.TRIED, act=Act.TRIAL),
        _stage("suspend", Effect.INTERRUPTS, milestone=Milestone.TRIED, act=Act.TRIAL),
        _stage("acquit", Effect.ACQUITS, milestone=Milestone.JUDGED, act=Act.TRIAL),
        _stage("convict", Effect.CONVICTS, milestone=Milestone.CONVICTED, act=Act.TRIAL),
        _stage("pause", Effect.INTERRUPTS, act=Act.INVESTIGATION, ground_kind=GroundKind.INTERRUPTION),
        _stage("resume", Effect.RESUMES, act=Act.INVESTIGATION),
        _stage("drop", Effect.CLOSES, exit=Exit.TERMINATED, act=Act.INVESTIGATION, ground_kind=GroundKind.TERMINATION),
        _stage("annul", Effect.REOPENS, act=Act.REVIEW),
        _stage("transfer", Effect.TRANSFERS),
        _stage("extend", Effect.EXTENDS),
        _stage("requalify", Effect.REQUALIFIES),
        _stage("join", Effect.JOINS),
        _stage("sever", Effect.SEVERS),
        _stage("appeal", Effect.APPEALS),
        _stage("decide", Effect.DECIDES_APPEAL),
        _stage("quash", Effect.DECIDES_APPEAL, exit=Exit.OPEN),
        _stage("final", Effect.FINALISES),
        _stage("shelve", Effect.CLOSES, exit=Exit.COMPLETED, is_end=True),
        _stage("withdraw", Effect.WITHDRAWS, Track.COMPLAINANT),
        _stage("refile", Effect.REFILES, Track.COMPLAINANT),
        _stage("press", Effect.PRESSES, Track.COMPLAINANT),
        _stage("discipline", Effect.DISCIPLINES, Track.RESPONDENT),
        _stage("convict_one", Effect.CONVICTS_PERSON, Track.RESPONDENT),
        _stage("compensate", Effect.COMPENSATES, Track.CIVIL),
        _stage("civil_appeal", Effect.APPEALS, Track.CIVIL),
        _stage("civil_decision", Effect.DECIDES_APPEAL, Track.CIVIL),
        _stage("demand", Effect.DEMANDS, Track.INTERNATIONAL),
        _stage("note", track=Track.CONTEXT),
        _stage("old_stage", milestone=Milestone.OPENED, validity=Validity(None, date(2014, 12, 31))),
    )
}

STEPS = {
    ("submit", "register"): Validity(),
    ("submit", "refuse"): Validity(),
    ("refuse", "register"): Validity(),
    ("refuse", "shelve"): Validity(),
    ("register", "take"): Validity(),
    ("take", "name"): Validity(date(2015, 1, 1), None),
    ("take", "open"): Validity(None, date(2014, 12, 31)),
    ("open", "name"): Validity(None, date(2014, 12, 31)),
    ("take", "pause"): Validity(),
    ("take", "drop"): Validity(),
    ("take", "transfer"): Validity(),
    ("transfer", "take"): Validity(),
    ("pause", "resume"): Validity(),
    ("resume", "take"): Validity(),
    ("name", "drop"): Validity(),
    ("drop", "annul"): Validity(),
    ("annul", "take"): Validity(),
    ("drop", "shelve"): Validity(),
    ("name", "send"): Validity(),
    ("send", "sit"): Validity(),
    ("send", "recall"): Validity(),
    ("sit", "convict"): Validity(),
    ("sit", "acquit"): Validity(),
    ("convict", "appeal"): Validity(),
    ("acquit", "appeal"): Validity(),
    ("appeal", "decide"): Validity(),
    ("decide", "final"): Validity(),
    ("convict", "final"): Validity(),
    ("final", "shelve"): Validity(),
}

GROUNDS = {
    ground.code: ground
    for ground in (
        GroundMeaning(1, "anonymous", GroundKind.NON_REGISTRATION, Answer.YES),
        GroundMeaning(2, "brushed_off", GroundKind.NON_REGISTRATION, Answer.NO),
        GroundMeaning(3, "sent_elsewhere", GroundKind.NON_REGISTRATION, Answer.DISPUTED),
        GroundMeaning(4, "no_event", GroundKind.TERMINATION, Answer.YES),
        GroundMeaning(5, "too_late", GroundKind.TERMINATION, Answer.NO),
        GroundMeaning(6, "no_wish", GroundKind.TERMINATION, Answer.NO, is_for_lack_of_complaint=True),
        GroundMeaning(7, "reconciled", GroundKind.TERMINATION, Answer.NO, validity=Validity(date(2015, 1, 1), None)),
        GroundMeaning(9, "violation", GroundKind.OUTCOME, is_violation_found=True),
        GroundMeaning(8, "unknown_person", GroundKind.INTERRUPTION, Answer.YES),
    )
}

OFFENCES = {
    offence.code: offence
    for offence in (
        OffenceMeaning(1, "torture", OffenceKind.TORTURE),
        OffenceMeaning(2, "cruelty", OffenceKind.ILL_TREATMENT),
        OffenceMeaning(3, "office", OffenceKind.OFFICE),
        OffenceMeaning(4, "quarrel", OffenceKind.OTHER, is_public_prosecution=False),
    )
}


GUARDS = {
    "refuse": (GuardBinding("G1", "nonregistration_ground_lawful", "refuse", "Art. 1"),),
    "shelve": (GuardBinding("G1b", "nonregistration_ground_lawful", "shelve", "Art. 1"),),
    "drop": (
        GuardBinding("G2", "withdrawal_cannot_end_case", "drop", "Art. 2"),
        GuardBinding("G3", "ground_lawful_for_offence", "drop", "Art. 3"),
        GuardBinding("G5", "prosecutor_approval", "drop", "Art. 5"),
    ),
    "take": (
        GuardBinding("G4", "no_investigation_after_recall", "take", "Art. 4", {}, Validity(date(2015, 1, 1), None)),
    ),
    "pause": (GuardBinding("G6", "prosecutor_consent_in_time", "pause", "Art. 6", {"days": 3, "called_up": 10}),),
    "annul": (GuardBinding("G4b", "no_investigation_after_recall", "annul", "Art. 4"),),
}

BODIES = {
    "head": BodyKind.APEX,
    "ministry": BodyKind.MINISTRY,
    "police": BodyKind.POLICE,
    "jailers": BodyKind.OPERATOR,
    "prosecutor": BodyKind.PROSECUTION,
    "bureau": BodyKind.INVESTIGATION,
    "court": BodyKind.COURT,
    "committee": BodyKind.INTERNATIONAL,
    "young_body": BodyKind.OTHER,
}

HIERARCHY = Hierarchy(
    edges=[
        Edge("ministry", "head"),
        Edge("police", "ministry"),
        Edge("jailers", "ministry"),
        Edge("prosecutor", "head"),
        Edge("bureau", "ministry", None, date(2019, 12, 31)),
        Edge("bureau", "head", date(2020, 1, 1), None),
    ],
    apex=["head"],
    existence={**dict.fromkeys(BODIES, (None, None)), "young_body": (date(2018, 5, 1), date(2018, 8, 31))},
)

CLOCKS = (
    ClockRule(1, "book", frozenset({"submit"}), frozenset({"register", "refuse"}), 24, TimeUnit.HOURS),
    ClockRule(
        2, "ordinary", frozenset({"register"}), frozenset({"send", "drop"}), 2, TimeUnit.MONTHS,
        is_paused=True, is_extendable=True,
    ),
    ClockRule(
        3, "longest", frozenset({"register"}), frozenset({"send", "drop"}), 12, TimeUnit.MONTHS,
        is_paused=True, is_extendable=True,
    ),
    ClockRule(4, "prompt", frozenset({"submit"}), frozenset({"take"}), None, TimeUnit.PROMPT),
    ClockRule(
        5, "torture_only", frozenset({"name"}), frozenset({"send"}), 10, TimeUnit.WORKING_DAYS,
        offence_kind=OffenceKind.TORTURE, validity=Validity(date(2015, 1, 1), None),
    ),
    ClockRule(6, "other_end", frozenset({"register"}), frozenset({"sit"}), 2, TimeUnit.YEARS),
)  # fmt: skip

JURISDICTION = (
    JurisdictionRule(
        "J1", OffenceKind.TORTURE, "ministry", CompetenceRank.ALTERNATIVE, True, "Art. 10",
        Validity(date(2015, 1, 1), date(2022, 12, 15)),
    ),
    JurisdictionRule(
        "J2", OffenceKind.TORTURE, "prosecutor", CompetenceRank.EXCLUSIVE, False, "Art. 11",
        Validity(date(2015, 1, 1), None),
    ),
    JurisdictionRule(
        "J3", OffenceKind.ILL_TREATMENT, "police", CompetenceRank.EXCLUSIVE, False, "Art. 12", Validity(),
    ),
)  # fmt: skip

TOYLAND = World(
    hierarchy=HIERARCHY,
    stages=STAGES,
    steps=STEPS,
    grounds=GROUNDS,
    offences=OFFENCES,
    guards=GUARDS,
    conflict_rules=(),
    clocks=CLOCKS,
    jurisdiction=JURISDICTION,
    agency_bodies={"policemen": (("police", Validity()),), "guards": (("jailers", Validity()),)},
    facility_operators={},
    type_operators={"jail": "jailers"},
    body_kinds={code: kind.value for code, kind in BODIES.items()},
    body_ids={code: number for number, code in enumerate(BODIES, start=1)},
)


def on(text: str) -> PartialDate:
    """A date as people write it: 2020-03-04, 2020-03, 2020, >2020-03-04 (not before), <2020-03-04 (not after), ?"""
    if text == "?":
        return PartialDate(None, "unknown")
    if text[0] in "<>":
        return PartialDate(date.fromisoformat(text[1:]), "not_after" if text[0] == "<" else "not_before")
    precision = {4: "year", 7: "month", 10: "day"}[len(text)]
    return PartialDate(date.fromisoformat(f"{text}-01-01"[:10]), precision)


def entry(number: int, stage: str, when: str = "?", **fields: object) -> Happening:
    """One entry, whose identifier is 100 more than its number in the order of entry."""
    return Happening(id=100 + number, sequence=number, stage=STAGES[stage], when=on(when), **fields)


def story(*chapters: str | tuple[str, str] | tuple[str, str, dict]) -> list[Happening]:
    """Entries in order of entry from (stage, date, other fields)."""
    entries = []
    for number, chapter in enumerate(chapters, start=1):
        stage, when, fields = (chapter, "?", {}) if isinstance(chapter, str) else (*chapter, {})[:3]
        entries.append(entry(number, stage, when, **fields))
    return entries
