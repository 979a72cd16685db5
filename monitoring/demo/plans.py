"""Plain values between the generator and the database: invented visits with everything that came of them."""

from dataclasses import dataclass, field
from datetime import date

from institutions.visit_choices import VisitPurpose
from monitoring.choices import FindingKind, FindingSeverity, FollowUp, NoticeDemand, SaidBy, Trigger


@dataclass(frozen=True, slots=True)
class Place:
    """A place to be visited; `operator` is the body that usually runs places of its kind."""

    code: str
    kind: str
    operator: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A recorded case as far as visits have to do with it; `key` is the case, `place` where it happened."""

    key: int
    place: str
    happened_on: date
    submitted_on: date | None = None
    is_from_visit: bool = False


@dataclass(frozen=True, slots=True)
class Pressure:
    """A reprisal in a case; `key` is its event."""

    key: int
    place: str
    happened_on: date


@dataclass(slots=True)
class PlannedFinding:
    """A finding to be."""

    kind: FindingKind
    theme: str
    severity: FindingSeverity
    sources: list[str]


@dataclass(slots=True)
class PlannedStep:
    """Something that happens to a recommendation; `visit` is the number of the visit on which it was seen."""

    status: str
    happened_on: date
    said_by: SaidBy
    visit: int | None = None


@dataclass(slots=True)
class PlannedRecommendation:
    """A recommendation to be; `finding` counts from one, 0 for none."""

    addressee: str
    theme: str
    priority: str
    legal_basis: str = ""
    finding: int = 0
    steps: list[PlannedStep] = field(default_factory=list)


@dataclass(slots=True)
class PlannedLetter:
    """A letter to be, with the recommendations to one addressee."""

    addressee: str
    sent_on: date
    received_on: date
    answer_due_on: date | None
    number: str


@dataclass(slots=True)
class PlannedComplaint:
    """A complaint from an interview, and its way to the body that the terms name."""

    case: int
    mode: str
    agrees: str
    passed_on: date | None = None
    confirmed_on: date | None = None


@dataclass(slots=True)
class PlannedVisit:
    """A visit to be, with codes of the pack only. Minutes count from midnight of the day of the visit."""

    place: Place
    terms: int
    purpose: VisitPurpose
    visited_on: date
    number: int = 0
    trigger: Trigger = Trigger.PROGRAMME
    is_return_planned: bool = False
    triggered_by: list[int] = field(default_factory=list)
    heard: list[int] = field(default_factory=list)
    notice: str = ""
    is_announced: bool = False
    demanded: NoticeDemand = NoticeDemand.NOBODY
    is_denied: bool = False
    arrived: int | None = None
    entered: int | None = None
    left: int | None = None
    access: list[str] = field(default_factory=list)
    cooperation: str = "unknown"
    offered: int | None = None
    team: list[tuple[str, str, str]] = field(default_factory=list)
    names_monitor: bool = False
    premises: dict[str, tuple[str, str]] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    interviews: dict[str, int] = field(default_factory=dict)
    population: dict[str, int] = field(default_factory=dict)
    findings: list[PlannedFinding] = field(default_factory=list)
    recommendations: list[PlannedRecommendation] = field(default_factory=list)
    letters: list[PlannedLetter] = field(default_factory=list)
    complaints: list[PlannedComplaint] = field(default_factory=list)
    reprisals: list[int] = field(default_factory=list)
    reprisal_risk: str = ""
    follow_up: FollowUp = FollowUp.UNKNOWN
    look_again_on: date | None = None
    reported_on: date | None = None
    sent_on: date | None = None
    published_on: date | None = None
