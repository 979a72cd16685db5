"""Invents cases year by year so that their totals follow the profile. Pure and deterministic: same seed, same cases."""

import calendar
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from complaints.demo.paths import Outcome, PathWriter
from complaints.demo.plans import PlannedCase
from complaints.demo.profile import Profile


@dataclass(frozen=True, slots=True)
class Setting:
    """Where invented cases may happen: codes of regions, and of invented facilities by their kind."""

    regions: Sequence[str]
    facilities: Mapping[str, Sequence[tuple[str, str]]]  # kind -> ((facility, region), ...)


def pick(rng: random.Random, weights: Mapping[str, float]) -> str:
    """One key, with a chance in proportion to its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


class Generator:
    """All cases of a demonstration up to the day `until`; nothing is ever dated later."""

    def __init__(
        self,
        profile: Profile,
        setting: Setting,
        *,
        seed: int,
        until: date,
        scenario: str = "medium",
        scale: float = 1.0,
    ) -> None:
        self.profile = profile
        self.setting = setting
        self.until = until
        self.scale = scale
        self.withdrawn_share = profile.withdrawn[scenario]
        self.rng = random.Random(seed)
        self.paths = PathWriter(profile, self.rng)
        self._court_debt = 0.0

    def cases(self) -> Iterator[PlannedCase]:
        """Every invented case, in order of years, its events cut at `until`."""
        for year in range(self.profile.first_year, self.until.year + 1):
            for case in self.year(year):
                case.events = self._until(case)
                if case.events:
                    yield case

    def year(self, year: int) -> list[PlannedCase]:
        """The cases whose complaint or registration falls into `year`."""
        share = 1.0
        if year == self.until.year:
            share = (self.until - date(year, 1, 1)).days / (366 if calendar.isleap(year) else 365)
        number = round(self.profile.registered_in(year) * self.scale * share)
        registered = [self._registered_case(year) for _number in range(number)]
        for case, outcome in zip(registered, self._outcomes(registered), strict=True):
            self._write_registered(case, outcome)
        unregistered_share = self.profile.shares["unregistered"]
        unregistered = round(number * unregistered_share / (1 - unregistered_share))
        return registered + [self._unregistered_case(year) for _number in range(unregistered)]

    def _outcomes(self, cases: list[PlannedCase]) -> list[Outcome]:
        """Outcomes in fixed quotas; which case is sent to court is drawn by its weight (Efraimidis and Spirakis)."""
        number = len(cases)
        self._court_debt += number * self.profile.shares["sent_to_court"]
        to_court = math.floor(self._court_debt + 0.5)
        self._court_debt -= to_court
        order = sorted(range(number), key=lambda index: -(self.rng.random() ** (1 / cases[index].court_weight)))
        terminated = round(number * self.profile.shares["terminated"])
        interrupted = round(number * self.profile.shares["interrupted"])
        rest = [Outcome.TERMINATED] * terminated + [Outcome.INTERRUPTED] * interrupted
        rest += [Outcome.OPEN] * max(0, number - to_court - len(rest))
        self.rng.shuffle(rest)
        outcomes = [Outcome.OPEN] * number
        for position, index in enumerate(order):
            outcomes[index] = Outcome.COURT if position < to_court else rest[position - to_court]
        return outcomes

    def _registered_case(self, year: int) -> PlannedCase:
        first, last = date(year, 1, 1), min(date(year, 12, 31), self.until)
        day = first + timedelta(days=self.rng.randrange((last - first).days + 1))
        case = self._facts(day)
        case.registered_on = day
        return case

    def _facts(self, day: date) -> PlannedCase:
        """The coded facts of a case that is registered, or ought to have been, on `day`."""
        rng, period = self.rng, self.profile.period(day)
        places = self.profile.places
        place = rng.choices(places, weights=[kind.weight for kind in places])[0]
        facility, region = rng.choice(
            self.setting.facilities.get(place.type) or [("", rng.choice(self.setting.regions))]
        )
        offence = rng.choices(period.offences, weights=[entry.weight for entry in period.offences])[0].code
        bodies = period.bodies_for(offence)
        body = rng.choices(bodies, weights=[entry.weight for entry in bodies])[0]
        channel = pick(rng, self.profile.channels)
        officials = 1 + (rng.random() < 0.45) + (rng.random() < 0.2)
        return PlannedCase(
            incident_on=day - timedelta(days=self.paths.wait(14, least=1)),
            region=region,
            facility_type=place.type,
            facility=facility,
            offence=offence,
            channel=channel,
            body=body.code,
            sex="female" if rng.random() < self.profile.shares["women"] else "male",
            age_band=self._age(),
            agencies=[pick(rng, place.agencies) for _number in range(officials)],
            methods=sorted({pick(rng, self.profile.methods) for _number in range(rng.randint(1, 3))}),
            court_weight=body.court * self.profile.channel_court.get(channel, 1.0),
        )

    def _age(self) -> str:
        if self.rng.random() < self.profile.shares["minors"]:
            return "minor"
        return self.rng.choices(["18_29", "30_59", "60_plus"], weights=[46, 50, 4])[0]

    def _write_registered(self, case: PlannedCase, outcome: Outcome) -> None:
        is_withdrawn = self.rng.random() < self._withdrawal_chance(outcome)
        self.paths.write_registered(case, outcome, is_withdrawn=is_withdrawn)

    def _withdrawal_chance(self, outcome: Outcome) -> float:
        """Withdrawals crowd where cases are terminated: the mean over all complaints stays the scenario's share."""
        factor = {Outcome.TERMINATED: 1.12, Outcome.COURT: 0.35, Outcome.INTERRUPTED: 0.7, Outcome.OPEN: 0.5}[outcome]
        return min(0.95, self.withdrawn_share * factor)

    def _unregistered_case(self, year: int) -> PlannedCase:
        case = self._registered_case(year)
        day, case.registered_on = case.registered_on, None
        self.paths.write_unregistered(case, day, is_withdrawn=self.rng.random() < self.withdrawn_share)
        return case

    def _until(self, case: PlannedCase) -> list:
        """The events that have happened by `until`; answers always point backwards and survive the cut."""
        kept = [event.happened_on <= self.until for event in case.events]
        renumbered = {index: sum(kept[:index]) for index, is_kept in enumerate(kept) if is_kept}
        events = [event for event, is_kept in zip(case.events, kept, strict=True) if is_kept]
        for event in events:
            event.answers = renumbered.get(event.answers)
        return events
