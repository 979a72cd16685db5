"""What the demonstration of a country is made of: `demonstration.toml` of its pack, read into plain values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE_NAME = "demonstration.toml"
SCENARIOS = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Weighted:
    """A code with its weight; `court` multiplies the chance of being sent to court."""

    code: str
    weight: float
    court: float = 1.0
    offences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_on` on, which offences are registered and which bodies investigate them."""

    starts_on: date
    offences: tuple[Weighted, ...]
    bodies: tuple[Weighted, ...]

    def bodies_for(self, offence: str) -> list[Weighted]:
        """Bodies that take cases of `offence`."""
        return [body for body in self.bodies if not body.offences or offence in body.offences]


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A kind of place: its share of incidents, how many invented facilities it gets, whose officials are accused."""

    type: str
    weight: float
    number: int
    agencies: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """The whole profile. Shares are fractions, waiting times mean days."""

    first_year: int
    registered: Mapping[int, int]
    later: int
    shares: Mapping[str, float]
    withdrawn: Mapping[str, float]
    days: Mapping[str, float]
    stages: Mapping[str, str]
    lack_of_complaint: str
    grounds: Mapping[str, Mapping[str, float]]
    periods: tuple[Period, ...]
    places: tuple[PlaceKind, ...]
    channels: Mapping[str, float]
    channel_court: Mapping[str, float]
    methods: Mapping[str, float]
    verdicts: Mapping[str, int]
    further_officials: Mapping[str, int]
    courts: Mapping[str, str]
    reviewer: str
    upheld: str
    compensation_ground: str
    compensated: float
    facility_label: Mapping[str, str]

    def registered_in(self, year: int) -> int:
        """Cases to register in a full `year`."""
        return self.registered.get(year, self.later)

    def period(self, day: date) -> Period:
        """The period that holds on `day`."""
        return [period for period in self.periods if period.starts_on <= day][-1]


def read_profile(folder: Path) -> Profile:
    """The profile in a pack's folder. Raises KeyError, ValueError or tomllib.TOMLDecodeError where it is broken."""
    raw = tomllib.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    registered = dict(raw["registered"])
    later = registered.pop("later")
    shares = dict(raw["shares"])
    withdrawn = shares.pop("withdrawn")
    grounds = dict(raw["grounds"])
    lack_of_complaint = grounds.pop("lack_of_complaint")
    return Profile(
        first_year=raw["first_year"],
        registered={int(year): number for year, number in registered.items()},
        later=later,
        shares=shares,
        withdrawn=withdrawn,
        days=raw["days"],
        stages=raw["stages"],
        lack_of_complaint=lack_of_complaint,
        grounds=grounds,
        periods=tuple(_period(entry) for entry in raw["period"]),
        places=tuple(PlaceKind(**entry) for entry in raw["place"]),
        channels=raw["channels"],
        channel_court=raw["channel_court"],
        methods=raw["methods"],
        verdicts=raw["verdicts"],
        further_officials=raw["further_officials"],
        courts=raw["courts"],
        reviewer=raw["review"]["body"],
        upheld=raw["review"]["upheld"],
        compensation_ground=raw["compensation"]["ground"],
        compensated=raw["compensation"]["share_of_convicted"],
        facility_label=raw["facility_label"],
    )


def _period(entry: dict) -> Period:
    return Period(
        starts_on=entry["from"],
        offences=tuple(Weighted(**offence) for offence in entry["offences"]),
        bodies=tuple(Weighted(**{**body, "offences": tuple(body.get("offences", ()))}) for body in entry["bodies"]),
    )
