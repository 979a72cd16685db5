"""Every target the demonstration is calibrated on, measured on planned cases the slow and obvious way."""

from collections import Counter
from datetime import date

from complaints.demo.plans import PlannedCase
from complaints.demo.profile import Profile
from institutions.packs import pack_folder

GRAVE = {"UK146_OLD", "UK146_2", "UK347_1_OLD", "UK141_1_OLD"}


class Measures:
    """One method a target; the name of the method is the code of the target in lower case."""

    def __init__(self, profile: Profile, cases: list[PlannedCase]) -> None:
        self.stages = profile.stages
        self.all = cases
        self.registered = [case for case in cases if case.registered_on]
        self.decade = [case for case in self.registered if 2010 <= case.registered_on.year <= 2019]
        self.early = [case for case in self.registered if case.registered_on.month <= 2]

    def has(self, case: PlannedCase, name: str) -> bool:
        return any(event.stage == self.stages[name] for event in case.events)

    def share(self, cases: list[PlannedCase], name: str) -> float:
        return sum(self.has(case, name) for case in cases) / len(cases)

    def state(self, case: PlannedCase, on: date) -> str:
        """What the last decision says, reading the events up to and including `on` one after the other."""
        state = "open"
        for event in sorted(case.events, key=lambda event: event.happened_on):
            if event.happened_on > on:
                break
            if event.stage in (self.stages["terminated"], self.stages["terminated_by_court"]):
                state = "terminated"
            elif event.stage == self.stages["interrupted"]:
                state = "interrupted"
            elif event.stage in (self.stages["resumed"], self.stages["annulled"]):
                state = "open"
        return state

    def early_share(self, state: str) -> float:
        found = sum(self.state(case, date(case.registered_on.year, 3, 1)) == state for case in self.early)
        return found / len(self.early)

    def year(self, year: int) -> int:
        return sum(case.registered_on.year == year for case in self.registered)

    def ft01(self) -> list[int]:
        return [self.year(year) for year in range(2010, 2023)]

    def ft02a(self) -> int:
        return self.year(2023)

    def ft02b(self) -> int:
        return self.year(2024)

    def ft03(self) -> float:
        return self.share(self.decade, "sent_to_court")

    def ft04(self) -> float:
        return sum(self.state(case, date(2026, 1, 1)) == "terminated" for case in self.decade) / len(self.decade)

    def ft05(self) -> float:
        return self.early_share("terminated")

    def ft06(self) -> float:
        return self.early_share("interrupted")

    def officials(self) -> Counter:
        """Officials convicted, by year of the verdict."""
        return Counter(
            event.happened_on.year
            for case in self.all
            for event in case.events
            if event.stage == self.stages["official_convicted"]
        )

    def ft07(self) -> float:
        officials = sum(
            event.stage == self.stages["official_convicted"] for case in self.decade for event in case.events
        )
        return officials / 10

    def ft08(self) -> float:
        return self.share([case for case in self.decade if self.has(case, "sent_to_court")], "convicted")

    def ft09(self) -> float:
        return self.share(self.all, "withdrawn")

    def ft10(self) -> float:
        return 1 - len(self.registered) / len(self.all)

    def ft11a(self) -> float:
        return sum(case.sex == "female" for case in self.registered) / len(self.registered)

    def ft11b(self) -> float:
        return sum(case.age_band == "minor" for case in self.registered) / len(self.registered)

    def ft12(self) -> float:
        return sum(case.offence in GRAVE for case in self.registered) / len(self.registered)

    def ft14(self) -> float:
        channels = Counter(case.channel for case in self.all)
        return channels["CH_NGO"] / channels["CH_PROS"]


def targets_file():
    """The file of targets in the pack."""
    return pack_folder("kz") / "funnel_targets.csv"
