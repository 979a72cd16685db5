"""How an invented visit went: notice, hours, rooms, papers, people. Pure; what contradicts itself is never drawn."""

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from institutions.choices import Answer, Mandate
from institutions.visit_choices import VisitPurpose
from monitoring.choices import (
    RETURNS,
    Cooperation,
    DocumentKind,
    DocumentOutcome,
    FollowUp,
    NoticeDemand,
    PremiseOutcome,
    Profession,
    StoodBack,
    TeamPart,
)
from monitoring.demo.plans import PlannedComplaint, PlannedVisit
from monitoring.demo.profile import Terms, VisitProfile
from monitoring.demo.programme import pick

_KEPT_WAITING = 20  # minutes at the gate from which a visit counts as delayed
_LATEST = 22 * 60
_BY_MANDATE = {Mandate.IN: "in", Mandate.DISPUTED: "disputed", Mandate.OUT: "out"}
_FOLLOWS = {FollowUp.NONE: 55, FollowUp.CONTACT: 20, FollowUp.UNKNOWN: 25}


@dataclass(slots=True)
class Inside:
    """How many people a place is for, and how full it is now."""

    capacity: int
    usually: float
    filled: float


class Conduct:
    """Fills planned visits in, one after the other in the order of their days."""

    def __init__(
        self, profile: VisitProfile, rng: random.Random, until: date, mandate: Callable[[str, date], Mandate]
    ) -> None:
        self.profile, self.rng, self.until, self.mandate = profile, rng, until, mandate
        self.inside: dict[str, Inside] = {}

    def fill(self, visit: PlannedVisit) -> None:
        """Everything of the visit but what was found and advised."""
        terms = self.profile.terms[visit.terms]
        self._give_notice(visit, terms)
        visit.is_denied = not visit.heard and self.rng.random() < terms.denied
        self._keep_hours(visit, terms)
        self._gather_team(visit, terms)
        if not visit.is_denied:
            self._count_people(visit)
            self._see_rooms(visit)
            self._see_papers(visit)
            self._speak(visit, terms)
        self._let_do(visit)
        self._follow(visit)

    # --- at the gate ------------------------------------------------------------------------------------------------

    def _give_notice(self, visit: PlannedVisit, terms: Terms) -> None:
        """The first mode of notice of the main terms is none at all, the last is not known."""
        known = list(self.profile.terms[0].notice)
        visit.notice = pick(self.rng, terms.notice)
        is_unannounced, is_unknown = visit.notice == known[0], visit.notice == known[-1]
        visit.is_announced = not (is_unannounced or is_unknown)
        if visit.is_announced:
            visit.demanded = NoticeDemand(pick(self.rng, terms.demanded))
        else:
            visit.demanded = NoticeDemand.UNKNOWN if is_unknown else NoticeDemand.NOBODY

    def _keep_hours(self, visit: PlannedVisit, terms: Terms) -> None:
        if self.rng.random() >= self.profile.hours_recorded:
            return
        visit.arrived = self.rng.randrange(8 * 12, 17 * 12) * 5
        if visit.is_denied:
            return
        delay = self.rng.lognormvariate(math.log(terms.delay["median"]), terms.delay["sigma"])
        delay *= 0.6 if visit.is_announced and terms.is_preventive else 1.0
        visit.entered = visit.arrived + min(240, round(delay))
        visit.left = max(visit.entered + 30, min(_LATEST, visit.entered + round(self.rng.lognormvariate(5.4, 0.45))))

    def _gather_team(self, visit: PlannedVisit, terms: Terms) -> None:
        persons = self.profile.persons
        for number in range(int(pick(self.rng, terms.team))):
            part = TeamPart.MEMBER if number else TeamPart.LEADER
            away = number > 1 and self.rng.random() < persons["stood_back"]
            stood_back = pick(self.rng, {StoodBack.WORKED_THERE: 2, StoodBack.RELATED: 1}) if away else StoodBack.NO
            visit.team.append((Profession(pick(self.rng, persons["professions"])).value, part.value, stood_back.value))
        if self.rng.random() < 0.18:
            visit.team.append((Profession.INTERPRETER.value, TeamPart.INTERPRETER.value, StoodBack.NO.value))
        is_recent = (self.until - visit.visited_on).days < 365 * self.profile.named_since_years
        visit.names_monitor = terms.is_preventive and is_recent and self.rng.random() < self.profile.named

    # --- inside -----------------------------------------------------------------------------------------------------

    def _count_people(self, visit: PlannedVisit) -> None:
        kind = self.profile.kinds[visit.place.kind]
        inside = self.inside.get(visit.place.code)
        if inside is None:
            usually = min(1.2, max(0.15, self.rng.gauss(kind.filled, 0.12)))
            inside = Inside(self.rng.randint(*kind.people), usually, usually)
            self.inside[visit.place.code] = inside
        inside.filled += 0.3 * (inside.usually - inside.filled) + self.rng.gauss(0, 0.06)
        inside.filled = min(1.3, max(0.05, inside.filled))
        if self.rng.random() < 0.02:
            inside.capacity = max(3, round(inside.capacity * self.rng.choice([0.9, 1.1])))
        held = max(1, round(inside.capacity * inside.filled))
        if self.rng.random() >= self.profile.population_recorded:
            return
        visit.population = {"capacity": inside.capacity, "held": held}
        for name, share in kind.shares.items():
            if name in ("remand", "sentenced") or self.rng.random() < 0.75:
                found = share if share >= 1 else min(1.0, share * self.rng.uniform(0.6, 1.4))
                visit.population[name] = min(held, round(held * found))
        if {"remand", "sentenced"} <= set(kind.shares):
            visit.population["sentenced"] = held - visit.population["remand"]

    def _see_rooms(self, visit: PlannedVisit) -> None:
        group = self.profile.groups[self.profile.group_of(visit.place.kind)]
        number = self.rng.randint(3, len(group.rooms))
        chosen = set(self.rng.sample(group.rooms, number))
        for room in group.rooms:
            if room in chosen:
                mandate = self.mandate(room, visit.visited_on)
                outcome = pick(self.rng, self.profile.rooms[_BY_MANDATE.get(mandate, "unknown")])
                visit.premises[room] = (PremiseOutcome(outcome).value, mandate.value)

    def _see_papers(self, visit: PlannedVisit) -> None:
        for kind, share in self.profile.documents["asked"].items():
            if self.rng.random() < share:
                name = kind if kind in self.profile.documents else "outcomes"
                outcome = DocumentOutcome(pick(self.rng, self.profile.documents[name]))
                visit.documents[DocumentKind(kind).value] = outcome.value

    def _speak(self, visit: PlannedVisit, terms: Terms) -> None:
        """Counts by mode. Whoever told of torture on the visit was one of those spoken with."""
        group = self.profile.groups[self.profile.group_of(visit.place.kind)]
        number = round(self.rng.lognormvariate(math.log(group.spoken["median"]), group.spoken["sigma"]))
        if held := visit.population.get("held"):
            number = min(number, held)
        name = "supervised" if not terms.private else "announced" if visit.is_announced else "unannounced"
        weights = self.profile.interviews[name]
        modes = self.rng.choices(list(weights), weights=list(weights.values()), k=max(number, 1 if visit.heard else 0))
        private = next(iter(weights))
        for key in visit.heard:
            modes[0] = private
            visit.complaints.append(self._complaint(visit, key, private))
        counted = Counter(modes)
        visit.interviews = {mode: counted[mode] for mode in weights if counted[mode]}
        if self.rng.random() < 0.85:
            visit.offered = len(modes)

    def _complaint(self, visit: PlannedVisit, key: int, mode: str) -> PlannedComplaint:
        agrees = Answer(pick(self.rng, self.profile.passing["agrees"]))
        complaint = PlannedComplaint(key, mode, agrees.value)
        passed = visit.visited_on + timedelta(days=self.rng.randrange(1, 25))
        is_late = (self.until - visit.visited_on).days < self.profile.passing["lately"]
        waits = is_late and self.rng.random() < self.profile.passing["waits"]
        if agrees == Answer.YES and passed <= self.until and not waits:
            complaint.passed_on = passed
            confirmed = passed + timedelta(days=self.rng.randrange(3, 40))
            if confirmed <= self.until and self.rng.random() < self.profile.passing["confirmed"]:
                complaint.confirmed_on = confirmed
        return complaint

    # --- what is said of it -----------------------------------------------------------------------------------------

    def _let_do(self, visit: PlannedVisit) -> None:
        """Access follows from what happened, so that the one never contradicts the other."""
        words, persons = self.profile.access, self.profile.persons
        refused = {PremiseOutcome.REFUSED.value, PremiseOutcome.OUTSIDE.value}
        if visit.is_denied:
            visit.access = [words["denied"]]
            visit.cooperation = Cooperation.HINDERING.value
            return
        waited = (visit.entered or 0) - (visit.arrived or 0)
        obstacles = {
            "delayed": waited >= _KEPT_WAITING,
            "premises": any(outcome in refused for outcome, _mandate in visit.premises.values()),
            "documents": DocumentOutcome.REFUSED.value in visit.documents.values(),
            "persons": self.rng.random() < persons["refused"],
            "equipment": self.rng.random() < persons["equipment"],
        }
        visit.access = [words[name] for name, is_so in obstacles.items() if is_so] or [words["full"]]
        number = sum(obstacles.values())
        weights = {
            Cooperation.GOOD: max(1, 40 - 15 * number),
            Cooperation.CORRECT: 40,
            Cooperation.RELUCTANT: 5 + 12 * number,
            Cooperation.HINDERING: 1 + 4 * number,
            Cooperation.UNKNOWN: 10,
        }
        visit.cooperation = pick(self.rng, weights).value

    def _follow(self, visit: PlannedVisit) -> None:
        persons = self.profile.persons
        if not visit.is_denied and self.rng.random() < persons["risk_recorded"]:
            visit.reprisal_risk = pick(self.rng, persons["reprisal_risk"])
        visit.follow_up = pick(self.rng, _FOLLOWS)
        if visit.is_return_planned or (visit.purpose == VisitPurpose.SPECIAL and self.rng.random() < 0.25):
            visit.follow_up = FollowUp.URGENT if self.rng.random() < 0.15 else FollowUp.VISIT
        if visit.follow_up in RETURNS:
            visit.look_again_on = visit.visited_on + timedelta(days=self.rng.choice([30, 60, 90, 120, 180]))
        reported = visit.visited_on + timedelta(days=self.rng.randrange(5, 45))
        sent = reported + timedelta(days=self.rng.randrange(0, 14))
        is_soon = self.rng.random() < self.profile.published["soon"]
        published = sent + timedelta(days=self.rng.randrange(3, 30) if is_soon else self.rng.randrange(60, 300))
        if reported <= self.until:
            visit.reported_on = reported
            if sent <= self.until:
                visit.sent_on = sent
                if published <= self.until and self.rng.random() < self.profile.published["share"]:
                    visit.published_on = published
