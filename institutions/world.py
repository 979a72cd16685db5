"""The world of a country pack as plain values: what the pure rules read. No database here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from institutions.choices import (
    Act,
    Answer,
    Circumstances,
    CompetenceRank,
    Effect,
    Exit,
    GroundKind,
    Milestone,
    OffenceKind,
    Severity,
    TimeUnit,
    Track,
)
from institutions.independence import Hierarchy


@dataclass(frozen=True, slots=True)
class Validity:
    """Days between which something is true, both inclusive; `None` is open."""

    starts_on: date | None = None
    ends_on: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


ALWAYS = Validity()


@dataclass(frozen=True, slots=True)
class StageMeaning:
    """What a stage of the pack means to the rules."""

    id: int
    code: str
    track: Track
    milestone: Milestone | None = None
    effect: Effect = Effect.NONE
    exit: Exit | None = None
    act: Act = Act.NONE
    circumstances: Circumstances | None = None
    ground_kind: GroundKind | None = None
    is_end: bool = False
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class GroundMeaning:
    """What a ground of the pack means to the rules."""

    id: int
    code: str
    kind: GroundKind
    lawful_for_torture: Answer = Answer.UNKNOWN
    is_for_lack_of_complaint: bool = False
    is_violation_found: bool = False
    legal_basis: str = ""
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class OffenceMeaning:
    """What an offence of the pack means to the rules."""

    id: int
    code: str
    kind: OffenceKind
    is_public_prosecution: bool = True
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class GuardBinding:
    """A named rule bound to a stage; `norm` is what is broken when the rule says no."""

    code: str
    name: str
    stage: str
    norm: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class ConflictBinding:
    """A named conflict rule with its severity."""

    code: str
    name: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A time limit: `amount` of `unit` from any stage in `starts` until any stage in `meets`."""

    id: int
    code: str
    starts: frozenset[str]
    meets: frozenset[str]
    amount: int | None
    unit: TimeUnit
    is_paused: bool = False
    is_extendable: bool = False
    is_right: bool = False
    offence_kind: OffenceKind | None = None
    legal_basis: str = ""
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class JurisdictionRule:
    """`body` and whatever stands under it may investigate offences of `offence_kind` in `validity`."""

    code: str
    offence_kind: OffenceKind
    body: str
    rank: CompetenceRank
    bars_own_staff: bool = False
    legal_basis: str = ""
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class World:
    """Everything the rules need of a country pack. Keys are codes; `steps` are lawful (from, to) with validity."""

    hierarchy: Hierarchy
    stages: Mapping[str, StageMeaning]
    steps: Mapping[tuple[str, str], Validity]
    grounds: Mapping[str, GroundMeaning]
    offences: Mapping[str, OffenceMeaning]
    guards: Mapping[str, tuple[GuardBinding, ...]]  # by stage code
    conflict_rules: tuple[ConflictBinding, ...]
    clocks: tuple[ClockRule, ...]
    jurisdiction: tuple[JurisdictionRule, ...]
    agency_bodies: Mapping[str, tuple[tuple[str, Validity], ...]]  # agency -> ((body, days), ...)
    facility_operators: Mapping[str, tuple[tuple[str, Validity], ...]]  # facility -> ((body, days), ...)
    type_operators: Mapping[str, str]  # facility type -> usual operator
    body_kinds: Mapping[str, str]
    body_ids: Mapping[str, int]

    def operator(self, facility: str | None, facility_type: str | None, on: date) -> str | None:
        """Code of the body that ran the place on `on`: the facility's own operator, else the usual one of its kind."""
        for body, days in self.facility_operators.get(facility or "", ()):
            if on in days:
                return body
        return self.type_operators.get(facility_type or "")

    def agency_body(self, agency: str | None, on: date) -> str | None:
        """Code of the body that officials of `agency` belonged to on `on`, or `None` where that is not known."""
        return next((body for body, days in self.agency_bodies.get(agency or "", ()) if on in days), None)

    def kind_of(self, body: str | None) -> str:
        """Kind of a body, empty where the body is not known."""
        return self.body_kinds.get(body or "", "")

    def lawful_next(self, stage: str, on: date) -> list[str]:
        """Codes of the stages that may lawfully follow `stage` on `on`, in the order of the pack."""
        return [to for (origin, to), days in self.steps.items() if origin == stage and on in days]
