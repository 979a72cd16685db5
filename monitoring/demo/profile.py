"""What invented visits are made of: the part of a pack's `demonstration.toml` about visits, as plain values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from complaints.demo.profile import FILE_NAME
from institutions.visit_choices import VisitPurpose

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Terms:
    """A regime with how its visits go. `a_year` is empty for the one whose visits are counted by `preventive`."""

    regime: str
    types: Mapping[str, str]
    groups: tuple[str, ...]
    notice: Weights
    demanded: Weights
    denied: float
    delay: Mapping[str, float]
    private: bool
    recommendations: Mapping[str, float]
    team: Mapping[str, float]
    a_year: int | None = None
    first_year: int = 0

    @property
    def is_preventive(self) -> bool:
        """Whether these visits are regular ones with an interval, and what belongs to them."""
        return VisitPurpose.PERIODIC in self.types


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A kind of place: how many are added, how often they are seen, how many people are there and who they are.

    `joined`: the first year in which the preventive mandate holds for it; 0 where it always did.
    """

    type: str
    group: str
    further: int
    months: float
    people: tuple[int, int]
    filled: float
    shares: Weights
    joined: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """What places of a group have in common: rooms, themes, how many are spoken with, weight for special visits."""

    rooms: tuple[str, ...]
    themes: Weights
    spoken: Mapping[str, float]
    special: float


@dataclass(frozen=True, slots=True)
class VisitProfile:
    """The whole profile. Shares are fractions; tables keep the names they have in the file."""

    first_year: int
    preventive: int
    spread: float
    returns: float
    returned: float
    forgotten: float
    forgotten_months: float
    early_months: float
    special_by_case: float
    receivers: tuple[str, ...]
    reprisal_within_days: int
    reprisal_linked: float
    named_since_years: int
    named: float
    hours_recorded: float
    population_recorded: float
    states: Mapping[str, str]
    access: Mapping[str, str]
    terms: tuple[Terms, ...]
    kinds: Mapping[str, PlaceKind]
    groups: Mapping[str, Group]
    rooms: Mapping[str, Weights]
    documents: Mapping[str, Weights]
    interviews: Mapping[str, Weights]
    findings: Mapping[str, object]
    persons: Mapping[str, object]
    addressees: Mapping[str, Weights]
    legal_bases: Mapping[str, str]
    replies: Mapping[str, object]
    verified: Weights
    looked_at: Weights
    passing: Mapping[str, object]
    published: Mapping[str, float]
    facility_label: Mapping[str, str]

    def group_of(self, kind: str) -> str:
        """The group to which a kind of place belongs."""
        return self.kinds[kind].group


def read_visit_profile(folder: Path) -> VisitProfile:
    """The profile in a pack's folder. Raises KeyError, TypeError or tomllib.TOMLDecodeError where it is broken."""
    whole = tomllib.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    raw = dict(whole["visits"])
    terms = tuple(Terms(**{**entry, "groups": tuple(entry["groups"])}) for entry in raw.pop("terms"))
    kinds = [PlaceKind(**{**entry, "people": tuple(entry["people"])}) for entry in raw.pop("place")]
    groups = {
        name: Group(**{**entry, "rooms": tuple(entry["rooms"])}) for name, entry in dict(raw.pop("group")).items()
    }
    return VisitProfile(
        **{**raw, "receivers": tuple(raw["receivers"])},
        terms=terms,
        kinds={kind.type: kind for kind in kinds},
        groups=groups,
        facility_label=whole["facility_label"],
    )
