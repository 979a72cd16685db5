"""Which places are visited when, under which terms and why. Pure: same numbers, same programme."""

import calendar
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from institutions.visit_choices import VisitPurpose
from monitoring.choices import Trigger
from monitoring.demo.plans import Heard, Place, PlannedVisit
from monitoring.demo.profile import VisitProfile

MONTH = 30.44
_CAUSED_WITHIN = 60


Key = TypeVar("Key")


def pick(rng: random.Random, weights: Mapping[Key, float]) -> Key:
    """One key, with a chance in proportion to its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


class Programme:
    """All visits up to the day before `until`, in the order of their days, without what happened on them."""

    def __init__(
        self,
        profile: VisitProfile,
        places: Sequence[Place],
        heard: Sequence[Heard],
        rng: random.Random,
        until: date,
        scale: float = 1.0,
    ) -> None:
        self.profile, self.rng, self.scale = profile, rng, scale
        known = [place for place in places if place.kind in profile.kinds]
        number = min(len(known), max(12, round(len(known) * scale)))
        self.places = known if number == len(known) else sorted(rng.sample(known, number), key=lambda one: one.code)
        self.first, self.last = date(profile.first_year, 1, 1), until - timedelta(days=1)
        self.taken: set[tuple[str, date]] = set()
        by_code = {place.code: place for place in self.places}
        self.heard = [(one, by_code[one.place]) for one in heard if one.place in by_code]
        self.heard_at: dict[str, list[Heard]] = defaultdict(list)
        for one, _place in self.heard:
            self.heard_at[one.place].append(one)
        self.weights = {terms.groups: self._weights(terms.groups) for terms in profile.terms}
        self.joined = max(kind.joined for kind in profile.kinds.values())
        self.main = next(number for number, terms in enumerate(profile.terms) if terms.is_preventive)

    def visits(self) -> list[PlannedVisit]:
        """The programme."""
        periodic = [visit for place in self.places for visit in self._periodic(place)]
        returns = [visit for before in periodic for visit in self._return(before)]
        visits = periodic + returns
        counted: dict[int, list[PlannedVisit]] = defaultdict(list)
        for visit in returns:
            counted[visit.visited_on.year].append(visit)
        regular = Counter(visit.visited_on.year for visit in periodic)
        for year in range(self.first.year, self.last.year + 1):
            missing = self._wanted(year) - regular[year] - len(counted[year])
            if missing < 0:
                dropped = {id(one) for one in self.rng.sample(counted[year], min(-missing, len(counted[year])))}
                visits = [visit for visit in visits if id(visit) not in dropped]
            visits += self._special(year, max(0, missing))
            visits += self._others(year)
        visits.sort(key=lambda visit: (visit.visited_on, visit.place.code, visit.terms))
        for number, visit in enumerate(visits):
            visit.number = number
        return visits

    # --- the preventive mechanism -----------------------------------------------------------------------------------

    def _periodic(self, place: Place) -> Iterator[PlannedVisit]:
        """Regular visits at irregular intervals; a few places are nearly forgotten."""
        is_forgotten = self.rng.random() < self.profile.forgotten
        months = self.profile.forgotten_months if is_forgotten else self.profile.kinds[place.kind].months
        first = max(self.first, date(max(1, self.profile.kinds[place.kind].joined), 1, 1))
        day = first + timedelta(days=self.rng.random() * months * MONTH)
        while day <= self.last:
            visit = self._visit(place, self.main, VisitPurpose.PERIODIC, day)
            if visit is not None:
                visit.is_return_planned = self.rng.random() < self.profile.returns
                yield visit
            # The same number of visits went to fewer places before the others joined.
            usual = months * (self.profile.early_months if day.year < self.joined and not is_forgotten else 1)
            day += timedelta(days=max(60, self.rng.lognormvariate(math.log(usual), 0.4) * MONTH))

    def _return(self, before: PlannedVisit) -> Iterator[PlannedVisit]:
        """An intermediate visit, to see what became of the advice and of those who spoke."""
        if before.is_return_planned and self.rng.random() < self.profile.returned:
            day = before.visited_on + timedelta(days=self.rng.randrange(35, 190))
            visit = self._visit(before.place, self.main, VisitPurpose.INTERMEDIATE, day)
            if visit is not None:
                visit.trigger = Trigger.REPRISALS if self.rng.random() < 0.25 else Trigger.FOLLOW_UP
                yield visit

    def _wanted(self, year: int) -> int:
        wanted = self.profile.preventive * self.scale * self._part_of(year)
        return round(wanted * min(1.08, max(0.92, self.rng.gauss(1, self.profile.spread))))

    def _part_of(self, year: int) -> float:
        """How much of the year lies before the data cut."""
        days = (min(date(year, 12, 31), self.last) - date(year, 1, 1)).days + 1
        return days / (366 if calendar.isleap(year) else 365)

    def _special(self, year: int, number: int) -> Iterator[PlannedVisit]:
        """Visits because torture was reported: most after a recorded case, some on the day on which it was told."""
        told = [one for one in self.heard if one[0].is_from_visit and self._is_in(year, one[0].submitted_on)]
        after = [one for one in self.heard if not one[0].is_from_visit and self._is_in(year, one[0].happened_on)]
        self.rng.shuffle(told)
        told = told[: number // 2]
        wanted = round(number * self.profile.special_by_case) - len(told)
        after = self.rng.sample(after, min(len(after), max(0, wanted)))
        made = [*(self._told(*one) for one in told), *(self._after(*one) for one in after)]
        found = [visit for visit in made if visit is not None]
        yield from found
        for _number in range(number - len(found)):
            place = self._any_place(self.profile.terms[self.main].groups, year)
            visit = self._visit(place, self.main, VisitPurpose.SPECIAL, self._any_day(year))
            if visit is not None:
                visit.trigger = Trigger.COMPLAINTS
                yield visit

    def _told(self, case: Heard, place: Place) -> PlannedVisit | None:
        """The visit on which a complaint was made. Another case of the same place may have been the reason to come."""
        visit = self._visit(place, self.main, VisitPurpose.SPECIAL, case.submitted_on, is_fixed=True)
        if visit is not None:
            visit.trigger, visit.heard = Trigger.COMPLAINTS, [case.key]
            earlier = [
                one.key
                for one in self.heard_at[place.code]
                if one.key != case.key and 0 < (visit.visited_on - one.happened_on).days <= _CAUSED_WITHIN
            ]
            visit.triggered_by = earlier[:1]
        return visit

    def _after(self, case: Heard, place: Place) -> PlannedVisit | None:
        day = (case.submitted_on or case.happened_on) + timedelta(days=self.rng.randrange(2, 30))
        visit = self._visit(place, self.main, VisitPurpose.SPECIAL, day)
        if visit is not None and visit.visited_on.year == case.happened_on.year:
            visit.trigger, visit.triggered_by = Trigger.COMPLAINTS, [case.key]
            return visit
        return None

    # --- the other bodies -------------------------------------------------------------------------------------------

    def _others(self, year: int) -> Iterator[PlannedVisit]:
        for number, terms in enumerate(self.profile.terms):
            if terms.a_year is None or year < terms.first_year:
                continue
            for _number in range(round(terms.a_year * self.scale * self._part_of(year))):
                visit = self._visit(self._any_place(terms.groups), number, VisitPurpose.OTHER, self._any_day(year))
                if visit is not None:
                    visit.trigger = pick(self.rng, {Trigger.PROGRAMME: 5, Trigger.REQUEST: 2, Trigger.UNKNOWN: 1})
                    yield visit

    # --- days and places --------------------------------------------------------------------------------------------

    def _visit(
        self, place: Place, terms: int, purpose: VisitPurpose, day: date, *, is_fixed: bool = False
    ) -> PlannedVisit | None:
        """A visit on the day or soon after; None where that would be after the data cut or the place is taken."""
        if not is_fixed and day.weekday() >= 5 and self.rng.random() < 0.85:
            day += timedelta(days=7 - day.weekday())
        while not is_fixed and (place.code, day) in self.taken:
            day += timedelta(days=1)
        if not self.first <= day <= self.last or (place.code, day) in self.taken:
            return None
        if terms == self.main and not self._has_joined(place, day.year):
            return None
        self.taken.add((place.code, day))
        return PlannedVisit(place, terms, purpose, day)

    def _weights(self, groups: Sequence[str]) -> list[float]:
        of_places = [self.profile.group_of(place.kind) for place in self.places]
        weights = [self.profile.groups[group].special if group in groups else 0.0 for group in of_places]
        return weights if any(weights) else [1.0] * len(weights)

    def _any_place(self, groups: tuple[str, ...], joined_by: int | None = None) -> Place:
        """A place, of a kind that had joined the preventive mandate in a year where one is given."""
        known = zip(self.places, self.weights[groups], strict=True)
        weights = [
            weight if joined_by is None or self._has_joined(place, joined_by) else 0.0 for place, weight in known
        ]
        return self.rng.choices(self.places, weights=weights if any(weights) else self.weights[groups])[0]

    def _has_joined(self, place: Place, year: int) -> bool:
        return self.profile.kinds[place.kind].joined <= year

    def _any_day(self, year: int) -> date:
        first, last = date(year, 1, 1), min(date(year, 12, 31), self.last)
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def _is_in(self, year: int, day: date | None) -> bool:
        return day is not None and day.year == year and day <= self.last
