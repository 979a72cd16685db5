"""What a visit is recorded from: plain values as a form, a demonstration or a client gives them. Nothing is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.models import User
from complaints.models import Case
from institutions.models import Body, Facility, LegalInstrument, MonitoringRegime, PremiseType, Term
from monitoring.choices import (
    Cooperation,
    FindingKind,
    FindingSeverity,
    FollowUp,
    NoticeDemand,
    Priority,
    Profession,
    StoodBack,
    TeamPart,
    Trigger,
)


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One member of the team; without `user` somebody who has no account here."""

    user: User | None = None
    profession: str = Profession.UNKNOWN
    part: str = TeamPart.MEMBER
    stood_back: str = StoodBack.NO


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One finding. `words` are sealed when the visit is recorded; `sources` are values of SourceOfFinding."""

    theme: Term
    kind: str = FindingKind.CONCERN
    severity: str = FindingSeverity.NONE
    sources: Sequence[str] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """One recommendation. `finding` is the place of a finding in the list of the visit, from one; 0 for none."""

    addressee: Body
    theme: Term
    priority: str = Priority.SHORT
    legal_basis: LegalInstrument | None = None
    finding: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class DissentFacts:
    """A dissenting opinion. `member` is the place of a member in the team, from one; 0 for somebody not named."""

    words: str
    member: int = 0


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Everything of one visit. Moments carry their zone; empty means not recorded.

    `premises`: kind of room -> PremiseOutcome; `documents`: DocumentKind -> DocumentOutcome; `interviews`: mode ->
    people; `population`: name of a field of VisitPopulation -> people; `texts`: VisitTextKind told once -> words.
    """

    facility: Facility
    regime: MonitoringRegime
    visit_type: Term
    notice: Term
    visited_on: date
    trigger: str = Trigger.UNKNOWN
    notice_demanded: str = NoticeDemand.UNKNOWN
    arrived_at: datetime | None = None
    entered_at: datetime | None = None
    left_at: datetime | None = None
    access: Sequence[Term] = ()
    cooperation: str = Cooperation.UNKNOWN
    persons_offered: int | None = None
    members: Sequence[MemberFacts] = ()
    premises: Mapping[PremiseType, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    interviews: Mapping[Term, int] = field(default_factory=dict)
    population: Mapping[str, int | None] = field(default_factory=dict)
    findings: Sequence[FindingFacts] = ()
    recommendations: Sequence[RecommendationFacts] = ()
    dissents: Sequence[DissentFacts] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    reprisal_risk: Term | None = None
    follow_up: str = FollowUp.UNKNOWN
    look_again_on: date | None = None
    triggered_by: Sequence[Case] = ()
